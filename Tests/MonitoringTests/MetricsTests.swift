import Dispatch
import Memory
import Monitoring
import Testing

@Suite("Metrics")
struct MetricsTests {
    @Test("one name is one number, read in the order of the names")
    func names() {
        let metrics = Metrics()
        metrics.counter("b_total").add()
        metrics.counter("b_total").add(4)
        metrics.gauge("a").set(7)
        metrics.gauge("a").add(-9)
        metrics.histogram("c_ns").record(5)
        metrics.histogram("c_ns").record(6)
        let readings = metrics.readings()
        #expect(readings.map(\.name) == ["a", "b_total", "c_ns"])
        #expect(readings[0].reading == .gauge(-2))
        #expect(readings[1].reading == .counter(5))
        guard case .durations(let durations) = readings[2].reading else {
            Issue.record("the durations are no durations")
            return
        }
        #expect(durations.count == 2)
        #expect(durations.max == 6)
    }

    @Test("counts of many threads add up")
    func threads() {
        let metrics = Metrics()
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            for _ in 0..<10_000 { metrics.counter("total").add() }
        }
        #expect(metrics.counter("total").value == 80_000)
    }

    @Test("a name of two kinds is a mistake of the program")
    func kinds() async {
        await #expect(processExitsWith: .failure) {
            let metrics = Metrics()
            _ = metrics.counter("x")
            _ = metrics.gauge("x")
        }
    }
}
