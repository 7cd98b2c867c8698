/// A dense handle of an instrument, given by the instrument registry, valid for one host session.
@frozen
@usableFromInline
package struct InstrumentID: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// 1 and up; 0 means "no instrument".
    @usableFromInline package let value: UInt32

    @inlinable
    package init(_ value: UInt32) { self.value = value }

    /// The place of this instrument in tables that start at 0.
    @inlinable
    package var index: Int { Int(value) &- 1 }

    @inlinable
    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// An account's place in the configuration, given by the engine; 1 and up.
@frozen
@usableFromInline
package struct AccountID: Hashable, BitwiseCopyable, Sendable {
    @usableFromInline package let value: UInt32

    @inlinable
    package init(_ value: UInt32) { self.value = value }

    /// The place of this account in tables that start at 0.
    @inlinable
    package var index: Int { Int(value) &- 1 }
}

/// An instance's place in the configuration order, given by the engine; 0 and up.
@frozen
@usableFromInline
package struct InstanceID: Hashable, BitwiseCopyable, Sendable {
    @usableFromInline package let value: UInt32

    @inlinable
    package init(_ value: UInt32) { self.value = value }

    /// The place of this instance in tables that start at 0.
    @inlinable
    package var index: Int { Int(value) }
}

/// The host's number of an order, given by the order book of the host; 1 and up, never used twice.
@frozen
@usableFromInline
package struct OrderID: Hashable, BitwiseCopyable, Sendable {
    @usableFromInline package let value: UInt64

    @inlinable
    package init(_ value: UInt64) { self.value = value }
}

/// A currency's handle, given by the instrument registry; 1 and up, 0 means "none".
@frozen
@usableFromInline
package struct CurrencyID: Hashable, BitwiseCopyable, Sendable {
    @usableFromInline package let value: UInt32

    @inlinable
    package init(_ value: UInt32) { self.value = value }

    /// The place of this currency in tables that start at 0.
    @inlinable
    package var index: Int { Int(value) &- 1 }
}
