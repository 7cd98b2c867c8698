/// A table from 64-bit ids to small places, without an allocation per entry.
///
/// Made for ids that are given out one after another: neighbours lie near each other and do not
/// collide, so that entering, finding and removing walk through memory. Any other ids work too. The
/// id 0 is reserved for "empty".
@safe
@frozen
@usableFromInline
package struct IDMap: ~Copyable {
    @usableFromInline var keys: UnsafeMutablePointer<UInt64>
    @usableFromInline var values: UnsafeMutablePointer<Int32>
    @usableFromInline var mask: Int
    /// Entries in the table.
    @usableFromInline package var count: Int

    /// An empty table with room for about `capacity` entries before it grows.
    @inlinable
    package init(capacity: Int = 64) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        unsafe keys = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
        unsafe keys.initialize(repeating: 0, count: size)
        unsafe values = UnsafeMutablePointer<Int32>.allocate(capacity: size)
        unsafe values.initialize(repeating: 0, count: size)
        mask = size - 1
        count = 0
    }

    deinit {
        unsafe keys.deallocate()
        unsafe values.deallocate()
    }

    @inlinable
    static func home(_ key: UInt64, _ mask: Int) -> Int {
        // Every other slot, so that a gap left by one id is closed without looking at the next; half
        // full, the table's runs of ids begin to share slots. High bits are folded in for other ids.
        Int(truncatingIfNeeded: (key ^ key >> 32) &* 2) & mask
    }

    /// The place of `key`, or `nil`.
    @inlinable
    package subscript(key: UInt64) -> Int? {
        var slot = IDMap.home(key, mask)
        while unsafe keys[slot] != 0 {
            if unsafe keys[slot] == key { return Int(unsafe values[slot]) }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// Enters or replaces the place of `key`, which is not 0; a place has 31 bits.
    @inlinable
    package mutating func set(_ key: UInt64, to place: Int) {
        precondition(key != 0, "the id 0 is reserved")
        if (count &+ 1) &* 2 > mask { grow() }
        var slot = IDMap.home(key, mask)
        while unsafe keys[slot] != 0 {
            if unsafe keys[slot] == key {
                unsafe values[slot] = Int32(place)
                return
            }
            slot = (slot &+ 1) & mask
        }
        unsafe keys[slot] = key
        unsafe values[slot] = Int32(place)
        count &+= 1
    }

    /// Removes `key` if it is there, closing the gap it leaves.
    @inlinable
    package mutating func remove(_ key: UInt64) {
        if key == 0 { return }
        var slot = IDMap.home(key, mask)
        while unsafe keys[slot] != key {
            if unsafe keys[slot] == 0 { return }
            slot = (slot &+ 1) & mask
        }
        count &-= 1
        var next = (slot &+ 1) & mask
        while unsafe keys[next] != 0 {
            let home = IDMap.home(unsafe keys[next], mask)
            if (next &- home) & mask >= (next &- slot) & mask {
                unsafe keys[slot] = keys[next]
                unsafe values[slot] = values[next]
                slot = next
            }
            next = (next &+ 1) & mask
        }
        unsafe keys[slot] = 0
    }

    @usableFromInline
    mutating func grow() {
        let oldKeys = unsafe keys
        let oldValues = unsafe values
        let oldSize = mask + 1
        let size = oldSize * 2
        unsafe keys = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
        unsafe keys.initialize(repeating: 0, count: size)
        unsafe values = UnsafeMutablePointer<Int32>.allocate(capacity: size)
        unsafe values.initialize(repeating: 0, count: size)
        mask = size - 1
        count = 0
        for slot in 0..<oldSize where unsafe oldKeys[slot] != 0 {
            set(unsafe oldKeys[slot], to: Int(unsafe oldValues[slot]))
        }
        unsafe oldKeys.deallocate()
        unsafe oldValues.deallocate()
    }
}
