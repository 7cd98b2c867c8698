import Boundary
import CTenon
import Foundation
import Instances
import Support
import Testing

@Suite("Webhook", .enabled(if: Python.isPresent))
struct WebhookTests {
    private let receiver: Receiver
    private static let io = tenon_status(TENON_E_IO)
    private static let invalid = tenon_status(TENON_E_INVALID)

    init() throws { receiver = try Receiver.shared.get() }

    private func webhook(_ path: String, _ more: String = "") throws -> Channel {
        try Channel(try Library.built("Webhook"), receiver.config(path, more))
    }

    @Test("it posts signed JSON on one connection")
    func signed() throws {
        let channel = try webhook("/ok/signed")
        let title = "a \"title\" of\t€\n\u{1}"
        #expect(
            channel.deliver(
                7,
                title: title,
                body: "why\nso",
                data: #"{"name":"risk.denied"}"#,
                key: "k"
            ) == .delivered
        )
        channel.now += 3 * Channel.second
        #expect(channel.deliver(8) == .delivered)
        let requests = try receiver.requests("/ok/signed", 2)
        #expect(requests.map(\.signed) == [true, true])
        #expect(requests.map(\.stamp) == ["1700000000", "1700000003"])
        #expect(requests[0].type == "application/json" && requests[0].port == requests[1].port)
        let message = requests[0].message
        #expect(message.id == 7 && message.title == title && message.body == "why\nso")
        #expect(message.severity == "warning" && message.key == "k")
        #expect(message.timeNs == "1399551300123456789")
        #expect(message.data?.name == "risk.denied")
        #expect(requests[1].message.data == nil)
    }

    @Test("another secret gives another signature")
    func wrongSecret() throws {
        let config = receiver.config("/ok/wrong")
            .replacing(Receiver.secret, with: "another secret of mine")
        let channel = try Channel(try Library.built("Webhook"), config)
        #expect(channel.deliver(1) == .delivered)
        #expect(try receiver.requests("/ok/wrong", 1)[0].signed == false)
    }

    @Test(
        "an answer tells whether there is a point in trying again",
        arguments: [
            (400, invalid), (401, invalid), (404, invalid), (410, invalid), (302, invalid),
            (408, io), (429, io), (500, io), (503, io),
        ]
    )
    func answers(status: Int, verdict: tenon_status) throws {
        let channel = try webhook("/status/\(status)")
        guard case .failed(let code, let why)? = channel.deliver(1) else {
            Issue.record("delivered")
            return
        }
        #expect(code == verdict && why.contains("answered \(status)"), "\(why)")
    }

    @Test("other good answers are good", arguments: [201, 202, 204])
    func accepted(status: Int) throws {
        #expect(try webhook("/status/\(status)").deliver(1) == .delivered)
    }

    @Test("redirects are not followed")
    func redirect() throws {
        let channel = try webhook("/redirect")
        guard case .failed(Self.invalid, let why)? = channel.deliver(1) else {
            Issue.record("no refusal")
            return
        }
        #expect(why.contains("set url to where it leads"))
        #expect(try receiver.requests("/redirect", 1).count == 1)
    }

    @Test("a receiver that hangs costs its time and no more")
    func hang() throws {
        let channel = try webhook("/hang", #","timeout_ms":60"#)
        guard case .failed(Self.io, let why)? = channel.deliver(1) else {
            Issue.record("no failure")
            return
        }
        #expect(why.contains("imed out"), "\(why)")
        #expect(channel.deliver(2) != .delivered)
    }

    @Test("a dropped connection may be tried again")
    func dropped() throws {
        let channel = try webhook("/drop/1")
        guard case .failed(Self.io, _)? = channel.deliver(1) else {
            Issue.record("no failure")
            return
        }
        #expect(channel.deliver(1) == .delivered)
        #expect(try receiver.requests("/drop/1", 2).map(\.signed) == [true, true])
    }

    @Test("nobody listens: to be tried again")
    func refusedConnection() throws {
        // A port of another receiver that has ended.
        var other: Receiver? = try Receiver()
        let config = try #require(other).config("/ok")
        other = nil
        let channel = try Channel(try Library.built("Webhook"), config)
        guard case .failed(Self.io, let why)? = channel.deliver(1) else {
            Issue.record("no failure")
            return
        }
        #expect(why.contains("connect"), "\(why)")
    }

    @Test("the pause a receiver asks for is kept, up to a minute")
    func pause() throws {
        let channel = try webhook("/pause/3000")
        let again = tenon_status(TENON_E_AGAIN)
        let answered = channel.deliver(1)
        #expect(answered == .failed(again, "the receiver answered 503 and asks for 60 s"))
        channel.now += 60 * Channel.second - 1_000_000
        #expect(channel.deliver(1) == .again("the receiver asked for a pause of 2 ms more"))
        channel.now += 1_000_000
        #expect(channel.deliver(1) == .delivered)
        #expect(try receiver.requests("/pause/3000", 2).count == 2)
    }

    @Test("a key that was delivered is not posted again")
    func duplicates() throws {
        let channel = try webhook("/fail/1")
        #expect(channel.deliver(1, key: "margin") != .delivered)
        #expect(channel.deliver(2, key: "margin") == .delivered)
        #expect(channel.deliver(3, key: "margin") == .duplicate)
        #expect(channel.deliver(4, key: "other") == .delivered)
        #expect(channel.deliver(5) == .delivered && channel.deliver(6) == .delivered)
        #expect(try receiver.requests("/fail/1", 5).map(\.message.id) == [1, 2, 4, 5, 6])
    }

    @Test(
        "what does not fit is refused with the key, and never shows the secret",
        arguments: [
            (#"{"secret":"0123456789abcdef"}"#, "config.url: is missing"),
            (#"{"url":"http://127.0.0.1/"}"#, "config.secret: is missing"),
            (#"{"url":"http://127.0.0.1/","secret":"hunter2"}"#, "config.secret: expected 16"),
            (with("ftp://127.0.0.1/"), "config.url: begins with neither"),
            (with("http://example.com/"), "config.url: leaves this machine without TLS"),
            (with("http://127.example.com/"), "config.url: leaves this machine without TLS"),
            (with("https://user:word@example.com/"), "config.url: holds a user"),
            (with("nonsense"), "config.url:"),
            (with("https://a/", #","timeout_ms":49"#), "config.timeout_ms: expected a whole"),
            (with("https://a/", #","allow_plain_http":1"#), "config.allow_plain_http: expected"),
            (with("https://a/", #","proxy":"x""#), "config.proxy: unknown key"),
            (with("https://a/", #","url":"x""#), "config.url: is there twice"),
        ]
    )
    func refused(config: String, reason: String) throws {
        let library = try Library.built("Webhook")
        let error = #expect(throws: PluginError.self) { try Channel(library, config) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.contains("0123456789abcdef") == false)
    }

    @Test(
        "addresses that are taken",
        arguments: [
            with("https://example.com/hook"), with("http://localhost:1/"), with("http://[::1]:1/"),
            with("http://127.1.2.3/"), with("http://example.com/", #","allow_plain_http":true"#),
        ]
    )
    func taken(config: String) throws {
        #expect(throws: Never.self) { try Channel(try Library.built("Webhook"), config) }
    }

    private static func with(_ url: String, _ more: String = "") -> String {
        #"{"url":"\#(url)","secret":"0123456789abcdef"\#(more)}"#
    }
}
