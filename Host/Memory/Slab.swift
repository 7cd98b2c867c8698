/// Numbered places for values without references; a place keeps its number, growth keeps values.
@safe
@frozen
@usableFromInline
package struct Slab<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    /// Places in use, numbered from 0.
    @usableFromInline package var count: Int

    /// No places yet, with room for `capacity` of them before it grows.
    @inlinable
    package init(capacity: Int = 16) {
        unsafe base = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity, 1))
        self.capacity = max(capacity, 1)
        count = 0
    }

    deinit { unsafe base.deallocate() }

    /// The value at place `index`.
    @inlinable
    package subscript(index: Int) -> Element {
        @inline(__always) get {
            precondition(index >= 0 && index < count, "no such place")
            return unsafe base[index]
        }
        @inline(__always) _modify {
            precondition(index >= 0 && index < count, "no such place")
            yield unsafe &base[index]
        }
    }

    /// Adds a place at the end and tells its number.
    @inlinable
    @discardableResult
    package mutating func append(_ value: Element) -> Int {
        if count == capacity { grow() }
        unsafe (base + count).initialize(to: value)
        count &+= 1
        return count &- 1
    }

    /// Adds places until there are `wanted` of them.
    @inlinable
    package mutating func extend(to wanted: Int, with value: Element) {
        while count < wanted { append(value) }
    }

    /// Forgets every place and keeps the room.
    @inlinable
    package mutating func removeAll() { count = 0 }

    /// Forgets the first `length` places; the others move to the front.
    @inlinable
    package mutating func removeFirst(_ length: Int) {
        precondition(length >= 0 && length <= count, "no such places")
        unsafe base.update(from: base + length, count: count - length)
        count -= length
    }

    /// Forgets the last place.
    @inlinable
    package mutating func removeLast() {
        precondition(count > 0, "no place to remove")
        count &-= 1
    }

    @usableFromInline
    mutating func grow() {
        let fresh = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        unsafe fresh.update(from: base, count: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity *= 2
    }
}
