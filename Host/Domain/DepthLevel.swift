/// One displayed level of a book: what it shows and what own orders have had of that.
@frozen
@usableFromInline
package struct DepthLevel: Hashable, BitwiseCopyable, Sendable {
    /// Mantissa of the instrument's price.
    @usableFromInline package var price: Int64
    /// Displayed size, a mantissa of the instrument's quantity, above 0.
    @usableFromInline package var quantity: Int64
    /// What own orders have taken since the size was shown; may exceed it.
    @usableFromInline package var taken: Int64

    @inlinable
    package init(price: Int64, quantity: Int64, taken: Int64 = 0) {
        self.price = price
        self.quantity = quantity
        self.taken = taken
    }

    /// What can still be had.
    @inlinable
    package var available: Int64 { taken >= quantity ? 0 : quantity &- taken }
}
