import Report
import Support
import Testing

@Suite("Lines and markers of a chart")
struct SamplerTests {
    @Test("a long line keeps its ends, its peaks and the order of time", arguments: Seeds.upTo(20))
    func thinned(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...30_000, using: &generator)
        var line = LineSampler(most: 200)
        var values: [Double] = []
        for time in 0..<count {
            values.append(Double.random(in: -1...1, using: &generator))
            line.add(time: Int64(time), value: values[time])
        }
        let points = line.points
        #expect(points.count <= 202, "seed \(seed): \(points.count)")
        #expect(points.first == LineSampler.Point(time: 0, value: values[0]))
        #expect(points.last?.time == Int64(count - 1))
        #expect(points.map(\.value).max() == values.max())
        #expect(points.map(\.value).min() == values.min())
        #expect(zip(points, points.dropFirst()).allSatisfy { $0.time < $1.time })
        #expect(points.allSatisfy { values[Int($0.time)] == $0.value }, "seed \(seed)")
        // Of 200 points a long line has at least a quarter.
        #expect(points.count >= min(count, 50))
    }

    @Test("a short line is whole, and what is no number is left out")
    func short() {
        var line = LineSampler()
        line.add(time: 1, value: 5)
        line.add(time: 2, value: .nan)
        line.add(time: 3, value: .infinity)
        line.add(time: 4, value: 5)
        #expect(line.points.map(\.time) == [1, 4])
        #expect(LineSampler().points.isEmpty)
    }

    @Test("of many fills every n-th is a marker, and none is lost from the count")
    func fills() {
        for count in [0, 1, 9, 10, 11, 40, 41, 5_000] {
            var fills = FillSampler(most: 10)
            for time in 0..<count {
                fills.add {
                    FillSampler.Marker(time: Int64(time), price: 1, isBuy: true, words: "")
                }
            }
            #expect(fills.count == count && fills.markers.count <= 10)
            let wanted = stride(from: 0, to: count, by: fills.stride).map { Int64($0) }
            #expect(fills.markers.map(\.time) == wanted, "\(count)")
            #expect(count <= 10 ? fills.stride == 1 : fills.markers.count >= 5)
        }
    }

    @Test("months compound to years, and a sample at midnight belongs to the day before")
    func months() throws {
        let day: Int64 = 86_400_000_000_000
        let end = CivilTime.start(year: 2024, month: 2)
        let times = [end - 40 * day, end - 31 * day, end, end + day, end + 60 * day]
        let months = MonthlyReturns(times: times, equity: [100, 110, 121, 60.5, 121])
        try #require(months.years.map(\.year) == [2023, 2024])
        // 31 days before the end of January is the end of December.
        #expect(months.years[0].months[11].map { abs($0 - 0.1) < 1e-12 } == true)
        #expect(months.years[0].total == months.years[0].months[11])
        #expect(months.years[1].months[0].map { abs($0 - 0.1) < 1e-12 } == true)
        #expect(months.years[1].months[1].map { abs($0 + 0.5) < 1e-12 } == true)
        #expect(months.years[1].months[2] == nil || months.years[1].months[3] == nil)
        #expect(months.years[1].total.map { abs($0 - 0.1) < 1e-12 } == true)
        #expect(months.years[1].months.compactMap { $0 }.count == 3)
        #expect(MonthlyReturns(times: [], equity: []).years.isEmpty)
        let broke = MonthlyReturns(times: [0, 1], equity: [0, 5])
        #expect(broke.years.allSatisfy { $0.total == nil })
    }
}
