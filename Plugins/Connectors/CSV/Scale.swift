/// How the numbers of one instrument are written as integers.
struct Scale: Equatable {
    /// Decimals of a price mantissa, 0 to 18.
    let price: Int
    /// Decimals of a quantity mantissa, 0 to 18.
    let quantity: Int
    /// The least price mantissa the instrument can have: 1, or none where prices may be negative.
    let leastPrice: Int64
}
