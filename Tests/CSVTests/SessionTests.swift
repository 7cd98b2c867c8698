import CTenon
import Foundation
import Support
import Testing

/// ns of a time in UTC, as `2013-10-11T13:30:00Z`.
private func time(_ text: String) throws -> Int64 {
    let date = try Date(text, strategy: .iso8601)
    return Int64(date.timeIntervalSince1970) * 1_000_000_000
}

/// A phase as a line: when in UTC, which, why.
private func line(_ status: tenon_ev_status) -> String {
    let seconds = Double(status.m.h.ts_ns / 1_000_000_000)
    let names = [
        "unknown", "closed", "pre-open", "opening", "open", "closing", "post-close", "halted",
        "suspended",
    ]
    let date = Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    return "\(date) \(names[Int(status.phase)]) \(status.reason)"
}

extension FeedHost {
    /// Phases in the order published.
    fileprivate var statuses: [tenon_ev_status] {
        Events(bytes).compactMap { $0.market(TENON_TYPE_STATUS, tenon_ev_status.self) }
    }
    /// Types of the market events in the order published.
    fileprivate var types: [Int] {
        Events(bytes)
            .filter { Int($0.head.space) == TENON_SPACE_MARKET }
            .map { Int($0.head.type) }
    }
}

private let newYork = #""zone": "America/New_York", "open": "09:30", "close": "16:00""#

@Suite("CSV sessions")
struct SessionTests {
    /// Runs quotes at these times under these trading hours.
    private func run(_ sessions: String, at times: [String], more: String = "") throws -> FeedRun {
        let rows = try times.map { "\(try time($0)),1.00,1.01\n" }.joined()
        return try CSVText.run(
            CSVText.quotes + rows,
            instrument: #""tick": "0.01", "lot": 1, "asset": "equity", "currency": "USD", "#
                + "\"sessions\": {\(sessions)}",
            more: more
        )
    }

    @Test("phases come at their times, the first before the first row, the last close at the end")
    func phases() throws {
        let hours =
            newYork
            + #", "pre_open": "04:00", "opening_auction": "09:25", "closing_auction": "15:50", "#
            + #""post_close": "20:00""#
        let run = try run(hours, at: ["2013-10-10T15:00:00Z", "2013-10-11T13:30:00Z"])
        #expect(run.host.failures == [])
        #expect(
            run.host.statuses.map(line) == [
                "2013-10-10T15:00:00Z open 1", "2013-10-10T19:50:00Z closing 1",
                "2013-10-10T20:00:00Z post-close 1", "2013-10-11T00:00:00Z closed 1",
                "2013-10-11T08:00:00Z pre-open 1", "2013-10-11T13:25:00Z opening 1",
                "2013-10-11T13:30:00Z open 1", "2013-10-11T19:50:00Z closing 1",
                "2013-10-11T20:00:00Z post-close 1", "2013-10-12T00:00:00Z closed 1",
            ]
        )
        // A phase comes before the quote of its moment, and tells when the next begins.
        let (status, quote) = (TENON_TYPE_STATUS, TENON_TYPE_QUOTE)
        #expect(
            run.host.types == [status, quote] + Array(repeating: status, count: 6) + [quote]
                + Array(repeating: status, count: 3)
        )
        let nexts = run.host.statuses.map(\.next_ns)
        #expect(nexts.dropLast() == run.host.statuses.map(\.m.h.ts_ns).dropFirst())
        #expect(nexts.last == (try time("2013-10-14T08:00:00Z")))
    }

    @Test("they are counted apart from the rows, and times never go back")
    func counts() throws {
        let run = try run(newYork, at: ["2013-10-10T15:00:00Z", "2013-10-11T13:30:00Z"])
        let summary = try #require(run.host.summaries.first)
        #expect((summary["rows"], summary["events"], summary["published"]) == ("2", "2", "2"))
        #expect(run.host.lines.contains("csv.sessions events=4 symbol=X.TEST"))
        let end = try #require(run.host.controls(TENON_TYPE_END_OF_DATA).first)
        #expect(end.i64 == 6 && run.host.types.count == 6)
        #expect(end.h.ts_ns == (try time("2013-10-11T20:00:00Z")))
        #expect(run.host.backwardTimes == 0)
        #expect(run.host.instruments.first?.streams == UInt32(2 | TENON_STREAM_STATUS))
    }

    @Test("no sessions, no phases")
    func without() throws {
        let run = try CSVText.run(CSVText.quotes + "1381417200000000000,1,2\n")
        #expect(run.host.statuses.isEmpty)
        #expect(!run.host.lines.contains { $0.hasPrefix("csv.sessions") })
        #expect(run.host.instruments.first?.streams == 2)
    }

    @Test(
        "daylight saving is that of the system's zones from 1998 to 2021",
        arguments: [
            "America/New_York", "America/Chicago", "America/Los_Angeles", "America/Toronto",
            "Europe/London", "Europe/Berlin", "Europe/Athens", "Asia/Tokyo", "Asia/Kolkata", "UTC",
        ]
    )
    func daylight(name: String) throws {
        let run = try run(
            "\"zone\": \"\(name)\", \"open\": \"09:30\", \"close\": \"16:00\"",
            at: ["1998-01-02T00:00:00Z", "2021-03-31T23:59:00Z"]
        )
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: name))
        var expected: [Int64] = []
        var midnight = Date(timeIntervalSince1970: 883_612_800)
        let last = Date(timeIntervalSince1970: 1_617_235_200)
        var utc = Calendar(identifier: .gregorian)
        utc.timeZone = try #require(TimeZone(identifier: "UTC"))
        while midnight <= last {
            var parts = utc.dateComponents([.year, .month, .day, .weekday], from: midnight)
            if let weekday = parts.weekday, (2...6).contains(weekday) {
                parts.weekday = nil
                for (hour, minute) in [(9, 30), (16, 0)] {
                    (parts.hour, parts.minute) = (hour, minute)
                    let moment = try #require(calendar.date(from: parts))
                    expected.append(Int64(moment.timeIntervalSince1970))
                }
            }
            midnight += 86_400
        }
        let first = try time("1998-01-02T00:00:00Z") / 1_000_000_000
        let found = run.host.statuses.dropFirst().map { $0.m.h.ts_ns / 1_000_000_000 }
        // Of the days around the ends one or the other lies outside the rows.
        let inside = expected.filter { $0 > first && $0 <= found.last ?? 0 }
        #expect(found == inside)
        #expect(found.count > 12_000)
    }

    @Test("holidays, early closes and halts; a halt ends with the session")
    func exceptions() throws {
        let hours =
            newYork + #"""
                , "closing_auction": "15:50", "holidays": ["2013-11-28"],
                "early_close": {"2013-11-29": "13:00"},
                "halts": [
                    {"from": "2013-11-27T15:00:00Z", "to": "2013-11-27T15:10:00Z", "reason": "news"},
                    {"from": "2013-11-29T14:00:00Z", "to": "2013-11-29T15:00:00Z"},
                    {"from": "2013-11-29T17:30:00Z", "to": "2013-11-29T19:00:00Z",
                     "reason": "volatility"}]
                """#
        let run = try run(hours, at: ["2013-11-27T14:30:00Z", "2013-12-02T14:29:59Z"])
        #expect(
            run.host.statuses.map(line) == [
                "2013-11-27T14:30:00Z open 1", "2013-11-27T15:00:00Z halted 3",
                "2013-11-27T15:10:00Z open 1", "2013-11-27T20:50:00Z closing 1",
                "2013-11-27T21:00:00Z closed 1", "2013-11-29T14:30:00Z halted 0",
                "2013-11-29T15:00:00Z open 1", "2013-11-29T17:30:00Z halted 2",
                "2013-11-29T18:00:00Z closed 1",
            ]
        )
    }

    @Test("a session may cross midnight, and may last the whole day")
    func overnight() throws {
        let future = #""zone": "America/Chicago", "open": "17:00", "close": "16:00","#
        let days = #""days": ["sun", "mon", "tue", "wed", "thu"]"#
        let times = ["2024-01-05T20:00:00Z", "2024-01-09T00:00:00Z"]
        let chicago = try run(future + days, at: times).host.statuses.map(line)
        #expect(
            chicago == [
                "2024-01-05T20:00:00Z open 1", "2024-01-05T22:00:00Z closed 1",
                "2024-01-07T23:00:00Z open 1", "2024-01-08T22:00:00Z closed 1",
                "2024-01-08T23:00:00Z open 1", "2024-01-09T22:00:00Z closed 1",
            ]
        )
        let always = #""zone": "UTC", "open": "00:00", "close": "00:00", "#
        let all = #""days": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]"#
        let coin = try run(always + all, at: ["2024-01-05T20:00:00Z", "2024-01-06T01:00:00Z"])
        #expect(
            coin.host.statuses.map(line) == [
                "2024-01-05T20:00:00Z open 1", "2024-01-06T00:00:00Z closed 1",
                "2024-01-06T00:00:00Z open 1", "2024-01-07T00:00:00Z closed 1",
            ]
        )
    }

    @Test("nothing comes from the end on that the configuration gives the rows")
    func cut() throws {
        let run = try run(
            newYork,
            at: ["2013-10-10T15:00:00Z", "2013-10-10T15:01:00Z"],
            more: #", "to": "2013-10-10T18:00:00Z""#
        )
        #expect(run.host.statuses.map(line) == ["2013-10-10T15:00:00Z open 1"])
    }

    @Test("a bar that ends when a phase begins comes before it")
    func bars() throws {
        let opens = try [
            "2013-10-10T19:58:00Z", "2013-10-10T19:59:00Z", "2013-10-11T13:29:00Z",
            "2013-10-11T13:30:00Z",
        ]
        .map { try time($0) }
        let run = try CSVText.run(
            "ts_ns,open,high,low,close,volume\n"
                + opens.map { "\($0),1,1,1,1,5\n" }.joined(),
            instrument: #""tick": "0.01", "lot": 1, "asset": "equity", "currency": "USD", "#
                + "\"sessions\": {\(newYork)}",
            more: #", "period": "1m""#
        )
        let (status, bar) = (TENON_TYPE_STATUS, TENON_TYPE_BAR)
        #expect(run.host.failures == [])
        #expect(run.host.types == [status, bar, bar, status, bar, status, bar, status])
        #expect(
            run.host.statuses.map(line) == [
                "2013-10-10T19:59:00Z open 1", "2013-10-10T20:00:00Z closed 1",
                "2013-10-11T13:30:00Z open 1", "2013-10-11T20:00:00Z closed 1",
            ]
        )
        #expect(run.host.backwardTimes == 0)
    }

    @Test("data from before the rules that are known is refused")
    func early() throws {
        let run = try run(newYork, at: ["1996-12-31T23:59:59Z"])
        #expect(run.status == tenon_status(TENON_E_INVALID))
        #expect(run.host.failures.contains { $0.contains("sessions") && $0.contains("1997") })
    }

    @Test("a bar of a day or longer has no phases", arguments: ["1d", "24h", "1w"])
    func daily(period: String) throws {
        let run = try CSVText.run(
            "ts_ns,open,high,low,close,volume\n",
            instrument: #""tick": "0.01", "lot": 1, "asset": "equity", "currency": "USD", "#
                + "\"sessions\": {\(newYork)}",
            more: ", \"period\": \"\(period)\""
        )
        #expect(run.status == tenon_status(TENON_E_INVALID))
        #expect(run.host.failures.contains { $0.contains("instruments.X.TEST.sessions") })
    }

    @Test(
        "what the trading hours cannot be is refused by name",
        arguments: [
            (#""open": "09:30", "close": "16:00""#, "sessions.zone"),
            (#""zone": "Europe/Nowhere", "open": "09:30", "close": "16:00""#, "America/New_York"),
            (#""zone": "+15:00", "open": "09:30", "close": "16:00""#, "sessions.zone"),
            (#""zone": "UTC", "close": "16:00""#, "sessions.open"),
            (#""zone": "UTC", "open": "09:30""#, "sessions.close"),
            (#""zone": "UTC", "open": "9:30", "close": "16:00""#, "sessions.open"),
            (#""zone": "UTC", "open": "24:00", "close": "16:00""#, "sessions.open"),
            (newYork + #", "pre_open": "09:30""#, "sessions.pre_open"),
            (newYork + #", "opening_auction": "10:00""#, "sessions.opening_auction"),
            (newYork + #", "closing_auction": "16:00""#, "sessions.closing_auction"),
            (newYork + #", "pre_open": "04:00", "post_close": "04:01""#, "sessions.post_close"),
            (newYork + #", "days": []"#, "sessions.days"),
            (newYork + #", "days": ["monday"]"#, "sessions.days"),
            (newYork + #", "holidays": ["2013-02-29"]"#, "sessions.holidays"),
            (newYork + #", "early_close": {"2013-11-29": "16:00"}"#, "sessions.early_close"),
            (newYork + #", "early_close": {"2013-11-29": "09:30"}"#, "sessions.early_close"),
            (
                newYork + #", "closing_auction": "15:50", "early_close": {"2013-11-29": "09:40"}"#,
                "sessions.early_close"
            ),
            (newYork + #", "halts": [{"from": "2013-10-11"}]"#, "sessions.halts[0]"),
            (
                newYork + #", "halts": [{"from": "2013-10-11", "to": "2013-10-10"}]"#,
                "sessions.halts[0]"
            ),
            (
                newYork + #", "halts": [{"from": "2013-10-10", "to": "2013-10-12"}, "#
                    + #"{"from": "2013-10-11", "to": "2013-10-13"}]"#,
                "sessions.halts[1]"
            ),
            (newYork + #", "halts": [{"from": "2013-10-10", "why": 1}]"#, "halts[0].why"),
            (newYork + #", "lunch": "12:00""#, "sessions.lunch"),
        ]
    )
    func refusals(hours: String, words: String) throws {
        let run = try run(hours, at: ["2013-10-10T15:00:00Z"])
        #expect(run.status == tenon_status(TENON_E_INVALID))
        #expect(run.host.failures.contains { $0.contains(words) }, "\(run.host.failures)")
    }
}
