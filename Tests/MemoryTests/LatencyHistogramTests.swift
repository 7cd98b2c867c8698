import Foundation
import Memory
import Support
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("shows nothing before anything was recorded")
    func empty() {
        let histogram = LatencyHistogram()
        defer { histogram.destroy() }
        let snapshot = histogram.snapshot()
        #expect(snapshot == LatencyHistogram.Snapshot())
        #expect(snapshot.quantile(0.5) == 0)
        #expect(snapshot.max == 0)
    }

    @Test("has buckets that follow one another without a gap, each at most an eighth wide")
    func buckets() {
        typealias Snapshot = LatencyHistogram.Snapshot
        var next: Int64 = 0
        for bucket in 0..<LatencyHistogram.bucketCount {
            let range = Snapshot.range(bucket)
            #expect(range.lowerBound == next)
            #expect((range.upperBound - range.lowerBound) * 8 <= range.lowerBound)
            next = range.upperBound + 1
        }
        #expect(next == 1 << 42)
    }

    @Test("counts both ends of every bucket in that bucket")
    func ends() {
        for bucket in 0..<LatencyHistogram.bucketCount {
            let histogram = LatencyHistogram()
            defer { histogram.destroy() }
            let range = LatencyHistogram.Snapshot.range(bucket)
            histogram.record(range.lowerBound)
            histogram.record(range.upperBound)
            #expect(histogram.snapshot().buckets[bucket] == 2, "bucket \(bucket)")
        }
    }

    @Test("takes what is out of reach: negative as 0, the longest in the last bucket")
    func extremes() {
        let histogram = LatencyHistogram()
        defer { histogram.destroy() }
        for ns in [Int64.min, -1, 0, 1 << 42, .max] { histogram.record(ns) }
        let snapshot = histogram.snapshot()
        #expect(snapshot.count == 5)
        #expect(snapshot.buckets[0] == 3)
        #expect(snapshot.buckets[LatencyHistogram.bucketCount - 1] == 2)
        #expect(snapshot.max == .max)
        #expect(snapshot.quantile(1) == .max)
        #expect(snapshot.quantile(0) == 0)
    }

    @Test("gives quantiles at most an eighth above the sorted list", arguments: Seeds.upTo(40))
    func quantiles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let left = LatencyHistogram()
        let right = LatencyHistogram()
        defer {
            left.destroy()
            right.destroy()
        }
        let values = (0..<Int.random(in: 1...2_000, using: &random))
            .map { _ in
                Int64.random(in: 0..<1 << Int64.random(in: 1...41, using: &random), using: &random)
            }
        for (place, value) in values.enumerated() { (place % 2 == 0 ? left : right).record(value) }
        var all = left.snapshot()
        all.merge(right.snapshot())

        let sorted = values.sorted()
        #expect(all.count == UInt64(values.count), "seed \(seed)")
        #expect(all.max == sorted.last, "seed \(seed)")
        #expect(all.sumNs == UInt64(values.reduce(0, +)), "seed \(seed)")
        for share in [0, 0.001, 0.5, 0.9, 0.99, 0.999, 1] {
            let rank = max(1, Int((share * Double(values.count)).rounded(.up)))
            let exact = sorted[rank - 1]
            let told = all.quantile(share)
            #expect(told >= exact && told - exact <= exact / 8, "seed \(seed), share \(share)")
        }
    }

    @Test("another thread reads counts that never go back and ends with all of them")
    func threads() {
        let histogram = LatencyHistogram()
        defer { histogram.destroy() }
        let total: UInt64 = 200_000
        let writer = Thread { for number in 1...total { histogram.record(Int64(number)) } }
        writer.start()
        var last: UInt64 = 0
        while last < total {
            let snapshot = histogram.snapshot()
            #expect(snapshot.count >= last)
            #expect(snapshot.quantile(1) <= snapshot.max)
            last = snapshot.count
        }
        #expect(histogram.snapshot().count == total)
    }
}
