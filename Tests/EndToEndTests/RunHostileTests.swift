import Foundation
import HostilePlugins
import Support
import Testing

/// A plugin beside the strategy that trades, and what becomes of it.
private struct Hostile: CustomTestStringConvertible, Sendable {
    let name: String
    /// Switches of `HostilePlugins/plugin.c`.
    let switches: [String]
    var isConnector = false
    /// What the status says of it when it is noticed while the host runs, with a part of the reason.
    let shows: (state: String, reason: String)
    /// A part of what stands on standard error at the end.
    let tells: String
    var testDescription: String { name }
}

private let connector = [
    "-DKIND=TENON_KIND_CONNECTOR", "-DINSTANCE_KIND=TENON_KIND_CONNECTOR", "-DTABLE=&connector",
]

private let hostiles: [Hostile] = [
    Hostile(
        name: "a strategy faults in on_batch",
        switches: ["-DON_BATCH_SLOT=faulty"],
        shows: ("faulted", "no more"),
        tells: "hostile: on_batch answered E_FAULT"
    ),
    Hostile(
        name: "a connector fails in start",
        switches: connector + ["-DSTART_STATUS=-3"],
        isConnector: true,
        shows: ("faulted", "start says no"),
        tells: "instance 'hostile': start: "
    ),
    Hostile(
        name: "a connector faults in on_batch",
        switches: connector + ["-DSTART_SLOT=waking", "-DON_BATCH_SLOT=faulty"],
        isConnector: true,
        shows: ("faulted", "no more"),
        tells: "hostile: on_batch answered E_FAULT"
    ),
    // The budget of a control call is 5 s: the slow one of these.
    Hostile(
        name: "a connector hangs in start",
        switches: connector + ["-DSTART_SLOT=hanging_start"],
        isConnector: true,
        shows: ("faulted", "has not started within 5 s"),
        tells: "instance 'hostile': has not started within 5 s"
    ),
    Hostile(
        name: "a connector hangs in on_batch",
        switches: connector + ["-DSTART_SLOT=waking", "-DON_BATCH_SLOT=hanging"],
        isConnector: true,
        shows: ("running", ""),
        tells: "hostile: hangs in a call and was left alone"
    ),
]

@Suite("A paper run with hostile plugins", .timeLimit(.minutes(2)))
struct RunHostileTests {
    private static let slots = """
        #include <tenon.h>
        #include <unistd.h>
        #define SLOT __attribute__((unused)) static tenon_status
        #define HOST (*(const tenon_host *const *)impl)
        SLOT hanging_start(void *impl, uint64_t first) {
            (void)impl; (void)first;
            for (;;) pause();
        }
        SLOT waking(void *impl, uint64_t first) {
            (void)first;
            HOST->wake(HOST);
            return TENON_OK;
        }
        SLOT hanging(void *impl, const tenon_batch *batch, uint32_t *consumed) {
            (void)impl; (void)batch; (void)consumed;
            for (;;) pause();
        }
        SLOT faulty(void *impl, const tenon_batch *batch, uint32_t *consumed) {
            (void)batch;
            *consumed = 0;
            HOST->fail(HOST, TENON_E_FAULT, tenon_text("no more"));
            return TENON_E_FAULT;
        }

        """

    private func built(_ switches: [String], in folder: TemporaryFolder) throws -> BuiltPlugin {
        let header = try folder.write(Self.slots, to: "slots.h")
        return try BuiltPlugin(switches + ["-include", header.path], name: "libhostile.so")
    }

    private func entry(_ plugin: BuiltPlugin, isConnector: Bool) throws -> String {
        let source = try Library.source(at: plugin.path)
        return "hostile: { \(source)"
            + (isConnector ? " }" : ", account: main, instruments: [EURUSD.FXCM] }")
    }

    private func fills(_ status: [String: Any], of name: String) -> Int {
        let all = status["instances"] as? [[String: Any]] ?? []
        let trading = all.first { $0["name"] as? String == name }?["trading"] as? [String: Any]
        return trading?["filled"] as? Int ?? 0
    }

    @Test(
        "the host answers, the other strategy trades on, it ends with 1 and says who",
        arguments: hostiles
    )
    fileprivate func beside(hostile: Hostile) throws {
        let folder = try TemporaryFolder()
        let plugin = try built(hostile.switches, in: folder)
        let entry = try entry(plugin, isConnector: hostile.isConnector)
        let run = try PaperRun.ready(Paper.settings(entry, speed: 600), in: folder)
        let before = try run.status { fills($0, of: "ema") > 0 }
        _ = try run.status { fills($0, of: "ema") > fills(before, of: "ema") }
        let shown = try run.instance("hostile")
        #expect(shown["state"] as? String == hostile.shows.state, "\(shown)")
        let reason = shown["reason"] as? String ?? ""
        #expect(reason.contains(hostile.shows.reason) || hostile.shows.reason.isEmpty, "\(shown)")
        let stop = try run.tenon("stop")
        #expect(stop.exitCode == 0, "\(stop.errors)")
        #expect(try run.end(within: 12) == 1)
        #expect(run.errors.contains(hostile.tells), "\(run.errors)")
        #expect(!run.has("tenon.sock"))
        #expect(try Table.rows(of: #require(run.bytes("paper/fills.csv"))).count > 1)
        withExtendedLifetime(plugin) {}
    }

    @Test(
        "a strategy that hangs while it trades: the status is answered, stop ends it, reports are kept"
    )
    func hangsMeanwhile() throws {
        let folder = try TemporaryFolder()
        let source = try folder.write(
            """
            #include <tenon_simple.h>
            #include <unistd.h>
            typedef struct { int64_t quotes; } memory;
            static void on_quote(tenon_simple *self, memory *mine, const tenon_ev_quote *quote) {
                (void)self; (void)quote;
                while (mine->quotes++ > 3000) pause();
            }
            TENON_SIMPLE_STRATEGY("test.pauses", "1.0.0", memory, on_quote)

            """,
            to: "pauses.c"
        )
        let library = folder.url.appending(path: "libpauses.so").path
        let include = "-I\(Repository.root.path)/PluginAPI/CTenon/include"
        let compiled = try ProgramRun(
            "/usr/bin/env",
            ["cc", "-shared", "-fPIC", include, source.path, "-o", library]
        )
        try #require(compiled.exitCode == 0, "\(compiled.errors)")
        let entry =
            "hostile: { \(try Library.source(at: library)), account: main, "
            + "instruments: [EURUSD.FXCM] }"
        let run = try PaperRun.ready(Paper.settings(entry, speed: 600), in: folder)
        let status = try run.status { ($0["failure"] as? String) != nil }
        #expect((status["failure"] as? String)?.contains("does not return") == true)
        #expect(fills(status, of: "ema") > 5)
        run.signal(SIGTERM)
        #expect(try run.end(within: 15) == 1)
        #expect(run.errors.contains("a strategy hangs in a call"), "\(run.errors)")
        #expect(!run.has("tenon.sock"))
        let rows = try Table.rows(of: #require(run.bytes("paper/fills.csv")))
        #expect(rows.count >= fills(status, of: "ema"))
    }

    @Test("a strategy that hangs in its first call does not keep the host from ending")
    func hangsAtStart() throws {
        let folder = try TemporaryFolder()
        let plugin = try built(["-DSTART_SLOT=hanging_start"], in: folder)
        let run = try PaperRun(
            Paper.settings(try entry(plugin, isConnector: false)),
            in: folder
        )
        let start = ContinuousClock.now
        while try run.tenon("status").exitCode != 0 {
            try #require(ContinuousClock.now - start < .seconds(15), "\(run.errors)")
        }
        run.signal(SIGTERM)
        #expect(try run.end(within: 15) == 1)
        #expect(run.errors.contains("hostile: hangs in a call while it starts"), "\(run.errors)")
        #expect(!run.has("tenon.sock"))
        withExtendedLifetime(plugin) {}
    }

    @Test(
        "a channel that hangs delays neither the start nor orders, and is named at the end",
        arguments: ["slow", "hang"]
    )
    func channel(does: String) throws {
        let folder = try TemporaryFolder()
        let library = folder.url.appending(path: "libscripted.so").path
        let compiled = try ProgramRun(
            "/usr/bin/env",
            [
                "cc", "-shared", "-fPIC", "-D_GNU_SOURCE",
                "-I\(Repository.root.path)/PluginAPI/CTenon/include",
                "\(Repository.root.path)/Tests/ChannelTests/Programs/scripted.c", "-o", library,
            ]
        )
        try #require(compiled.exitCode == 0, "\(compiled.errors)")
        let channel = "slow: { \(try Library.source(at: library)), config: { does: \(does) } }"
        let route = "notify: [{ on: ['*'], to: [slow] }]"

        let with = try PaperRun.ready(Paper.settings(channel, speed: 600, top: route), in: folder)
        let status = try with.status { fills($0, of: "ema") > 3 }
        let took = try #require(status["ready_ms"] as? Double)
        let stages = try #require(status["stages"] as? [[String: Any]])
        let total = try #require(stages.first { $0["name"] as? String == "total" })
        // Half of the orders are at the venue within 50 ms, however busy the machine.
        #expect(try #require(total["p50_ns"] as? Int) < 50_000_000)
        #expect(try with.tenon("stop").exitCode == 0)
        #expect(try with.end(within: 12) == 1)
        #expect(with.errors.contains("slow: hangs in a call"), "\(with.errors)")

        let without = try PaperRun.ready(Paper.settings(speed: 600))
        let plain = try #require(try without.status()["ready_ms"] as? Double)
        #expect(try without.tenon("stop").exitCode == 0)
        #expect(try without.end(within: 12) == 0)
        // A start that waited for the channel would take the 5 s of a control call longer.
        #expect(took < plain + 3_000, "\(took) ms, without it \(plain) ms")
    }
}
