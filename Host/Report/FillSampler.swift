/// Fills of one instrument in a bounded number of markers: every one of few, every n-th of many.
package struct FillSampler: Sendable {
    /// One marker.
    package struct Marker: Sendable, Equatable {
        /// ns since 1970-01-01 UTC.
        package let time: Int64
        package let price: Double
        package let isBuy: Bool
        /// What it was, in words.
        package let words: String

        /// A fill at a time and price.
        package init(time: Int64, price: Double, isBuy: Bool, words: String) {
            self.time = time
            self.price = price
            self.isBuy = isBuy
            self.words = words
        }
    }

    private let most: Int
    /// One of so many fills is a marker.
    package private(set) var stride = 1
    /// Fills there were.
    package private(set) var count = 0
    package private(set) var markers: [Marker] = []

    /// No fills yet, and never more than `most` markers.
    package init(most: Int = 600) {
        self.most = max(2, most)
    }

    /// Takes a fill; what it was is only put into words when it becomes a marker.
    package mutating func add(_ marker: () -> Marker) {
        defer { count += 1 }
        guard count.isMultiple(of: stride) else { return }
        if markers.count == most {
            markers = markers.indices.filter { $0.isMultiple(of: 2) }.map { markers[$0] }
            stride *= 2
            guard count.isMultiple(of: stride) else { return }
        }
        markers.append(marker())
    }
}
