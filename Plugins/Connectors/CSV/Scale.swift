/// How the numbers of one instrument are written as integers.
struct Scale: Equatable {
    /// Decimals of a price mantissa, 0 to 18.
    let price: Int
    /// Decimals of a quantity mantissa, 0 to 18.
    let quantity: Int
    /// The least price mantissa the kind of instrument can have: 1, 0 for options, below for
    /// futures and rates.
    let leastPrice: Int64
}
