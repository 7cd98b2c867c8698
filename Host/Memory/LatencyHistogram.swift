public import Synchronization

/// How long something takes, in fixed memory: eight buckets an octave from 1 ns to 73 minutes.
///
/// A value of this type is a handle: copies name the same counts, which live until `destroy()`. One
/// thread records; any thread may take a snapshot meanwhile. Recording takes no lock and allocates
/// nothing. A quantile is too high by at most an eighth of itself, and never above the maximum.
@safe
@frozen
@usableFromInline
package struct LatencyHistogram: BitwiseCopyable, @unchecked Sendable {
    // Sound because one thread alone writes, each word is an atomic, and readers need no order
    // between the words: a snapshot may miss the recordings made while it is taken.
    // Layout: 0 the maximum, 8 the sum; 64 the buckets.
    @usableFromInline let base: UnsafeMutableRawPointer

    /// Below 8 ns a bucket for each; then eight for each of 39 octaves, the last one open above.
    @usableFromInline package static let bucketCount = 8 + 39 * 8

    /// An empty histogram of 2.6 KiB.
    package init() {
        let size = 64 + Self.bucketCount * 8
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    }

    /// Gives the memory back; no copy of the handle may be used afterwards.
    package func destroy() { unsafe base.deallocate() }

    @inlinable
    func word(at offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        unsafe (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Where a duration is counted: 0 ..< `bucketCount`; a clock that went backwards counts as 0.
    @inlinable
    static func bucket(of ns: Int64) -> Int {
        if ns < 8 { return Int(max(ns, 0)) }
        let octave = 63 &- ns.leadingZeroBitCount
        let place = (octave &- 2) &* 8 &+ Int(truncatingIfNeeded: ns &>> (octave &- 3)) &- 8
        return min(place, bucketCount &- 1)
    }

    /// Counts one duration of `ns` nanoseconds; negative ones count as 0.
    ///
    /// Only one thread at a time may record.
    @inlinable
    package func record(_ ns: Int64) {
        let bucket = unsafe word(at: 64 &+ Self.bucket(of: ns) &* 8)
        unsafe bucket.pointee.store(
            bucket.pointee.load(ordering: .relaxed) &+ 1,
            ordering: .relaxed
        )
        let time = UInt64(max(ns, 0))
        let sum = unsafe word(at: 8)
        unsafe sum.pointee.store(sum.pointee.load(ordering: .relaxed) &+ time, ordering: .relaxed)
        let longest = unsafe word(at: 0)
        if unsafe time > longest.pointee.load(ordering: .relaxed) {
            unsafe longest.pointee.store(time, ordering: .relaxed)
        }
    }

    /// What has been counted so far; any thread, while another one records.
    package func snapshot() -> Snapshot {
        var snapshot = Snapshot()
        for place in 0..<Self.bucketCount {
            let bucket = unsafe word(at: 64 + place * 8)
            snapshot.buckets[place] = unsafe bucket.pointee.load(ordering: .relaxed)
        }
        snapshot.count = snapshot.buckets.reduce(0, &+)
        snapshot.sumNs = unsafe word(at: 8).pointee.load(ordering: .relaxed)
        let longest = unsafe word(at: 0).pointee.load(ordering: .relaxed)
        // A recording that was under way may have reached its bucket and not yet the maximum.
        let last = snapshot.buckets.lastIndex { $0 > 0 } ?? 0
        snapshot.max = Swift.max(Int64(clamping: longest), Snapshot.range(last).lowerBound)
        return snapshot
    }
}

extension LatencyHistogram {
    /// The counts of one moment.
    package struct Snapshot: Equatable, Sendable {
        /// How many durations each bucket holds, the shortest first.
        package fileprivate(set) var buckets = [UInt64](
            repeating: 0,
            count: LatencyHistogram.bucketCount
        )
        package fileprivate(set) var count: UInt64 = 0
        /// The longest duration, exact, ns; 0 when there is none.
        package fileprivate(set) var max: Int64 = 0
        /// All durations together, ns.
        package fileprivate(set) var sumNs: UInt64 = 0

        /// Nothing counted.
        package init() {}

        /// The shortest and the longest duration that a bucket counts, ns; the last one is open above.
        package static func range(_ bucket: Int) -> ClosedRange<Int64> {
            if bucket < 8 { return Int64(bucket)...Int64(bucket) }
            let shift = Int64(bucket / 8 - 1)
            let first = Int64(8 + bucket % 8)
            return first << shift...((first + 1) << shift) - 1
        }

        /// The duration that at least the given share of all does not exceed, ns.
        ///
        /// - Parameter share: 0 … 1, such as 0.99.
        /// - Returns: The upper end of the bucket that holds it, at most `max`; 0 without any.
        package func quantile(_ share: Double) -> Int64 {
            guard count > 0 else { return 0 }
            let wanted = Swift.max(1, (share * Double(count)).rounded(.up))
            var passed: UInt64 = 0
            for (bucket, held) in buckets.enumerated() {
                passed &+= held
                guard Double(passed) >= wanted else { continue }
                let isOpen = bucket == buckets.count - 1
                return isOpen ? max : min(Self.range(bucket).upperBound, max)
            }
            return max
        }

        /// Adds the counts of another.
        package mutating func merge(_ other: Snapshot) {
            for place in buckets.indices { buckets[place] &+= other.buckets[place] }
            count &+= other.count
            sumNs &+= other.sumNs
            max = Swift.max(max, other.max)
        }
    }
}
