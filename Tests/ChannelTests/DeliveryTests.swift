import Boundary
import Command
import Domain
import Foundation
import Notifications
import Support
import Synchronization
import Testing

/// A dispatcher with real channels, and what it reported.
private final class Delivery: Sendable {
    let dispatcher: Dispatcher
    private let reports: Collected

    private final class Collected: Sendable {
        let all = Mutex<[DeliveryReport]>([])
        let arrived = DispatchSemaphore(value: 0)
    }

    /// The machine's clock for lengths, from a fixed start.
    private static let now: @Sendable () -> Int64 = {
        1_700_000_000_000_000_000 + Int64(clamping: DispatchTime.now().uptimeNanoseconds)
    }

    /// Starts channels, each a library and its configuration, and a dispatcher that sends all to
    /// all of them; a try may take 250 ms.
    init(_ channels: [String: (PluginModule, String)]) throws {
        let reports = Collected()
        var adapters: [String: any NotificationChannel] = [:]
        for (index, channel) in channels.enumerated() {
            let (module, config) = channel.value
            adapters[channel.key] = try ChannelAdapter(
                module: module,
                pluginID: try #require(module.descriptors.first).id,
                id: InstanceID(UInt32(index)),
                name: channel.key,
                config: config,
                now: Delivery.now,
                log: { _, _, _ in }
            )
        }
        var limits = DeliveryQueue.Limits()
        limits.tryDuration = 250_000_000
        limits.firstWait = 10_000_000
        dispatcher = Dispatcher(
            routes: [Route(patterns: ["*"], channels: channels.keys.sorted())],
            channels: adapters,
            queueLimit: 100,
            limits: limits,
            now: Delivery.now,
            jitterSeed: 1,
            report: { report in
                reports.all.withLock { $0.append(report) }
                reports.arrived.signal()
            }
        )
        self.reports = reports
    }

    func post(_ numbers: ClosedRange<UInt64>) {
        for number in numbers {
            dispatcher.post(
                Notice(
                    number: number,
                    name: "risk.denied",
                    severity: 5,
                    timeNs: 0,
                    wallNs: 0,
                    title: "notice \(number)"
                )
            )
        }
    }

    /// The reports about a channel, once there are so many.
    func reports(_ channel: String, _ count: Int) throws -> [DeliveryReport] {
        func found() -> [DeliveryReport] {
            reports.all.withLock { $0.filter { $0.channel == channel } }
        }
        while found().count < count {
            guard reports.arrived.wait(timeout: .now() + 10) == .success else {
                throw ProgramRun.Failure(message: "\(channel): \(found().map(\.name))")
            }
        }
        return found()
    }

    func outcomes(_ channel: String, _ count: Int) throws -> [String] {
        try reports(channel, count).map { "\($0.outcome.rawValue) \($0.number)" }
    }
}

@Suite("Delivery through plugins", .enabled(if: Python.isPresent))
struct DeliveryTests {
    @Test("what fails is tried again and arrives once, in order")
    func retries() throws {
        let receiver = try Receiver.shared.get()
        let delivery = try Delivery([
            "hook": (try Library.built("Webhook"), receiver.config("/fail/3"))
        ])
        delivery.post(1...3)
        #expect(
            try delivery.outcomes("hook", 6) == [
                "retrying 1", "retrying 1", "retrying 1", "delivered 1", "delivered 2",
                "delivered 3",
            ]
        )
        let requests = try receiver.requests("/fail/3", 6)
        #expect(requests.map(\.message.id) == [1, 1, 1, 1, 2, 3])
        let areSigned = requests.allSatisfy(\.signed)
        #expect(areSigned)
        #expect(delivery.dispatcher.stop() == [])
        #expect(delivery.dispatcher.counters["hook"]?.retries == 3)
    }

    @Test("a receiver that hangs or drops delays no other channel, and posting not at all")
    func isolation() throws {
        let receiver = try Receiver.shared.get()
        let library = try Library.built("Webhook")
        let delivery = try Delivery([
            "hanging": (library, receiver.config("/hang", #","timeout_ms":200"#)),
            "dropping": (library, receiver.config("/drop/1000")),
            "missing": (library, receiver.config("/status/404")),
            "stuck": (try Library.scripted(), #"{"does":"hang"}"#),
            "unstarted": (try Library.scripted(), #"{"does":"slow"}"#),
            "well": (library, receiver.config("/ok")),
            "console": (try Library.built("Console"), "{}"),
        ])
        delivery.post(1...50)
        let all = (1...50).map { "delivered \($0)" }
        #expect(try delivery.outcomes("well", 50) == all)
        #expect(try delivery.outcomes("console", 50) == all)
        // Each refusal is final.
        #expect(try delivery.outcomes("missing", 50) == (1...50).map { "failed \($0)" })
        #expect(try delivery.outcomes("dropping", 2).prefix(2) == ["retrying 1", "retrying 1"])
        #expect(try delivery.outcomes("hanging", 1).first == "retrying 1")
        #expect(try delivery.outcomes("stuck", 1) == ["hung 1"])
        #expect(try delivery.outcomes("unstarted", 1) == ["hung 1"])
        let began = DispatchTime.now().uptimeNanoseconds
        // Those that are inside a call for good are left alone.
        #expect(delivery.dispatcher.stop(deadline: 1_000_000_000) == ["stuck", "unstarted"])
        #expect(DispatchTime.now().uptimeNanoseconds - began < 5_000_000_000)
        for (name, counters) in delivery.dispatcher.counters {
            let ends = counters.delivered + counters.failed + counters.dropped
            #expect(counters.offered == 50 && ends == 50, "\(name): \(counters)")
        }
    }

    @Test("a channel that does not start fails its notices with the reason")
    func failedStart() throws {
        let delivery = try Delivery([
            "console": (try Library.built("Console"), #"{"target":"file","file":"/no/such"}"#)
        ])
        delivery.post(1...2)
        let reports = try delivery.reports("console", 2)
        #expect(reports.map(\.outcome) == [.failed, .failed])
        #expect(reports[0].reason.contains("cannot open /no/such"))
        #expect(delivery.dispatcher.stop() == [])
    }
}
