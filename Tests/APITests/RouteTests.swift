import API
import Foundation
import Glibc
import Logging
import Monitoring
import Testing

@Suite("Routes")
struct RouteTests {
    @Test("every reading arrives as it was given")
    func readings() async throws {
        try await RunningServer.with { running in
            let client = running.client
            let status = try await client.get(StatusView.self, ["status"])
            #expect(status.value == Samples.status)
            let quotes = try await client.get([QuoteView].self, ["quotes"])
            #expect(quotes.value == Samples.quotes)
            let positions = try await client.get([PositionView].self, ["positions"])
            #expect(positions.value == Samples.positions)
            let orders = try await client.get([OrderView].self, ["orders"])
            #expect(orders.value == Samples.orders)
            let fills = try await client.get([FillView].self, ["fills"])
            #expect(fills.value == Samples.fills)
            let plugins = try await client.get([InstanceView].self, ["plugins"])
            #expect(plugins.value == Samples.instances)
            let ema = try await client.get(InstanceDetail.self, ["plugins", "ema"])
            #expect(ema.value == Samples.detail(of: Samples.instances[1]))
            let history = try await client.get([HistoryEntry].self, ["plugins", "ema", "history"])
            #expect(history.value == Samples.history)
            let health = try await client.get([String: String].self, ["healthz"])
            #expect(health.value == ["status": "ok"])
        }
    }

    @Test("JSON has snake case keys, sorted, and whole ns")
    func json() async throws {
        try await RunningServer.with { running in
            let body = try await running.client.get([FillView].self, ["fills"]).body
            #expect(
                String(decoding: body, as: UTF8.self)
                    == #"[{"currency":"USD","fee":"0.07","order":13,"price":"1.39290","#
                    + #""quantity":"4000","sequence":40100,"side":"sell","strategy":"ema","#
                    + #""symbol":"EUR/USD","time_ns":1399552799123456789}]"# + "\n"
            )
            let status = try await running.client.get(StatusView.self, ["status"]).body
            let text = String(decoding: status, as: UTF8.self)
            #expect(text.contains(#""p99_ns":9215"#))
            #expect(text.contains(#""is_enabled":true"#))
        }
    }

    @Test("a query reaches the service")
    func query() async throws {
        try await RunningServer.with { running in
            let open = try await running.client.get(
                [OrderView].self,
                ["orders"],
                query: [("open", "true"), ("most", "7")]
            )
            #expect(open.value == [Samples.orders[1]])
            _ = try await running.client.get([FillView].self, ["fills"], query: [("most", "3")])
            _ = try await running.client.get([FillView].self, ["fills"])
            #expect(running.service.asked.orders == ["true 7"])
            #expect(running.service.asked.fills == [3, 100])
        }
    }

    @Test("every action reaches the service with the peer as the actor")
    func actions() async throws {
        try await RunningServer.with { running in
            let settings = [
                ParameterSetting(name: "fast", value: "50"),
                ParameterSetting(name: "fast mode", value: "a=b \u{1F600}"),
            ]
            for action in InstanceCommand.Action.allCases {
                let body = action == .set ? try APICoding.encode(SetBody(values: settings)) : nil
                let receipt = try await running.client.post(
                    CommandReceipt.self,
                    ["plugins", "ema", action.rawValue],
                    body: body
                )
                #expect(receipt.value.message == "ema: \(action.rawValue)")
                #expect(receipt.value.sequence == 4_711)
            }
            let stopped = try await running.client.post(CommandReceipt.self, ["stop"])
            #expect(stopped.value.message == "stopping")

            let asked = running.service.asked
            #expect(asked.commands.map(\.action) == InstanceCommand.Action.allCases)
            #expect(asked.commands.allSatisfy { $0.instance == "ema" })
            #expect(asked.commands.last?.values == settings)
            #expect(asked.commands.dropLast().allSatisfy { $0.values.isEmpty })
            #expect(asked.stops == 1)
            #expect(asked.actors.allSatisfy { $0 == Actor(uid: geteuid(), pid: getpid()) })
            #expect(asked.actors.count == 8)
        }
    }

    @Test("requests are counted, and those refused")
    func counts() async throws {
        try await RunningServer.with { running in
            let metrics = running.metrics
            for route in ["status", "fills", "stats", "status"] {
                _ = try? await running.client.get(AnyJSON.self, [route])
            }
            #expect(metrics.counter("api_requests_total").value == 4)
            #expect(metrics.counter("api_refused_total").value == 1)
            running.log.write(.info, .lane, "line")
            try await running.client.lines(["logs"], query: [("follow", "true")]) { _ in
                #expect(metrics.gauge("api_followers").value == 1)
                return false
            }
        }
    }

    @Test("a name with every kind of character comes through the path")
    func names() async throws {
        try await RunningServer.with { running in
            for name in ["a/b", "a b", "ä€\u{1F600}", "%41", "a?b#c", "..", "a+b"] {
                let error = await #expect(throws: ClientError.self) {
                    try await running.client.get(InstanceDetail.self, ["plugins", name])
                }
                #expect(error?.kind == .refused(.unknownInstance), "\(name)")
                #expect(error?.message == "no plugin instance is called '\(name)'")
            }
        }
    }
}
