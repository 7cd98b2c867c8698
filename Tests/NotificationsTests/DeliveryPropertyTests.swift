import Notifications
import Support
import Testing

@Suite("Delivery queue, any outcomes")
struct DeliveryPropertyTests {
    /// What a run with chance outcomes showed.
    private struct Shown {
        /// Final outcomes by the notice's number.
        var ends: [UInt64: Int] = [:]
        /// Numbers in the order of their first tries.
        var order: [UInt64] = []
        /// How often the channel said "delivered", by number.
        var arrivals: [UInt64: Int] = [:]
        /// Tries that went out for a notice after its end.
        var late: [UInt64] = []
        var mostHeld = 0
        var counters = ChannelCounters()

        mutating func note(_ reports: [DeliveryReport]) {
            for report in reports {
                switch report.outcome {
                case .delivered, .failed, .dropped: ends[report.number, default: 0] += 1
                case .retrying, .hung: break
                }
            }
        }
    }

    private static func outcome(_ random: inout SeededGenerator) -> DeliveryResult {
        switch random.next() % 8 {
        case 0...2: .delivered
        case 3, 4: .retry("it failed")
        case 5, 6: .busy("it is full")
        default: .refused("it said no")
        }
    }

    private static func run(_ seed: UInt64) -> Shown {
        var random = SeededGenerator(seed: seed)
        let queue = Given.queue(waiting: 6, seed: seed)
        var shown = Shown()
        var now: Int64 = 0
        var flight: DeliveryAttempt?
        for number in 1...300 as ClosedRange<UInt64> {
            queue.offer(Given.notice(number, severity: Int32(random.next() % 3) + 4), now: now)
            for _ in 0..<random.next() % 4 {
                if let open = flight, random.next() % 3 > 0 {
                    let result = outcome(&random)
                    if result == .delivered { shown.arrivals[open.notice.number, default: 0] += 1 }
                    queue.finished(open.token, result, now: now)
                    flight = nil
                }
                if let next = queue.attempt(now) {
                    let number = next.notice.number
                    if shown.order.last != number { shown.order.append(number) }
                    if shown.ends[number] != nil { shown.late.append(number) }
                    flight = next
                }
                now += Int64(random.next() % 20_000_000_000)
                let counters = queue.counters
                shown.mostHeld = max(shown.mostHeld, counters.waiting + counters.underway)
            }
            shown.note(queue.takeReports())
        }
        queue.close("the end", now: now)
        shown.note(queue.takeReports())
        shown.counters = queue.counters
        return shown
    }

    @Test(
        "each notice has one end, none goes out after it, in order and bounded",
        arguments: Seeds.upTo(200)
    )
    func holds(seed: UInt64) {
        let shown = Self.run(seed)
        #expect(shown.ends.count == 300 && shown.ends.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        #expect(shown.arrivals.values.allSatisfy { $0 == 1 }, "seed \(seed)")
        #expect(shown.late.isEmpty, "seed \(seed)")
        #expect(shown.order == shown.order.sorted(), "seed \(seed)")
        #expect(shown.mostHeld <= 7, "seed \(seed)")
        let counters = shown.counters
        #expect(
            counters.offered == counters.delivered + counters.failed + counters.dropped,
            "seed \(seed)"
        )
        #expect(Int(counters.delivered) == shown.arrivals.count, "seed \(seed)")
    }
}
