extension Slab {
    /// Copies `length` values from one place to another inside the slab; the two may overlap.
    @inlinable
    package mutating func move(from source: Int, to target: Int, length: Int) {
        precondition(
            length >= 0 && source >= 0 && target >= 0 && length <= count &- source
                && length <= count &- target,
            "no such places"
        )
        unsafe (base + target).update(from: base + source, count: length)
    }
}
