import CTenon
import Foundation
import Support
import Testing

/// A bad row between two good ones, and the reason it is refused for.
private struct BadRow: CustomTestStringConvertible {
    let reason: String
    let header: String
    let good: [String]
    let bad: String
    var more = ""

    var testDescription: String { "\(reason): \(bad.debugDescription)" }

    static func quote(_ reason: String, _ bad: String) -> BadRow {
        BadRow(reason: reason, header: "ts_ns,bid,ask", good: ["2,1.5,2", "9,1,2"], bad: bad)
    }
    static func sized(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty",
            good: ["1,,7,1.5,1,2,1", "9,8,9,1,1,2,1"],
            bad: bad
        )
    }
    static func trade(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "ts_ns,recv_ns,trade_id,price,qty,buyer_is_maker",
            good: ["1,1,1,1.5,1,0", "9,9,9,1,1,1"],
            bad: bad
        )
    }
    static func tape(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "ts_ns,price,size,exchange,sale_condition_hex,suspicious",
            good: ["1,1.5,1,P,20,0", "9,1,1,Q,,1"],
            bad: bad
        )
    }
    static func bar(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "ts_ns,open,high,low,close,volume",
            good: ["1,2,3,1,2,5", "9,2,3,1,2,"],
            bad: bad,
            more: #", "period": "1m""#
        )
    }
    static func level(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,"
                + "price,qty",
            good: ["1,,snapshot,5,5,,b,1.5,1", "9,8,diff,6,7,,a,2,0"],
            bad: bad
        )
    }
    static func daily(_ reason: String, _ bad: String) -> BadRow {
        BadRow(
            reason: reason,
            header: "date,symbol,open,high,low,close,volume",
            good: ["2020-02-28,X,2,3,1,2,5", "2020-03-02,X,2,3,1,2,5"],
            bad: bad
        )
    }
}

private let badRows: [BadRow] = [
    .quote("columns", "5,1.5"), .quote("columns", "5,1.5,2,3"), .quote("columns", "5"),
    .quote("columns", "5,1.5,"), .quote("missingPrice", "5,,2"), .quote("notTime", ",1,2"),
    .quote("notTime", "x,1,2"), .quote("notTime", "-5,1,2"), .quote("notTime", "5.0,1,2"),
    .quote("notTime", "9999999999999999999,1,2"), .quote("notTime", "99999999999999999999,1,2"),
    .quote("notNumber", "5,1.5.0,2"), .quote("notNumber", "5,1e3,2"),
    .quote("notNumber", "5,.5,2"), .quote("notNumber", "5,5.,2"), .quote("notNumber", "5,-,2"),
    .quote("notNumber", "5, 1,2"), .quote("notNumber", "5,nan,2"), .quote("notNumber", "5,+1,2"),
    .quote("notNumber", "5,1,2 "), .quote("notNumber", "5,1,0x2"),
    .quote("tooFine", "5,1.501,2"), .quote("tooFine", "5,1,2.0000000000000000000001"),
    .quote("overflow", "5,1,46116860184273879.04"), .quote("overflow", "5,1,99999999999999999999"),
    .quote("negativePrice", "5,-1,2"), .quote("negativePrice", "5,1,-0.01"),
    .quote("zeroPrice", "5,0,2"), .quote("zeroPrice", "5,1,0.00"),
    .quote("emptyLine", ""), .quote("quoteCharacter", #""5","1","2""#),
    .quote("quoteCharacter", "5,'1',2"), .quote("nulByte", "5,1\u{0},2"),
    .quote("nulByte", "\u{0}"), .quote("backward", "1,1,2"), .quote("notTime", "0,1,2"),
    .quote("tooLong", "5,1,2" + String(repeating: "0", count: 70_000)),
    .quote("tooLong", String(repeating: "7", count: 900_000)),
    .sized("negativeSize", "5,,8,1,-1,2,1"), .sized("tooFine", "5,,8,1,1.0001,2,1"),
    .sized("bothSidesMissing", "5,,8,,,,"), .sized("notNumber", "5,,x,1,1,2,1"),
    .sized("notTime", "5,x,8,1,1,2,1"), .sized("columns", "5,,8,1,1,2"),
    .trade("notFlag", "5,5,5,1,1,2"), .trade("notFlag", "5,5,5,1,1,"),
    .trade("notFlag", "5,5,5,1,1,true"), .trade("missingPrice", "5,5,5,,1,0"),
    .tape("notExchange", "5,1,1,,20,0"), .tape("notExchange", "5,1,1,NYSE,20,0"),
    .tape("notNumber", "5,1,1,P,2G,0"), .tape("overflow", "5,1,1,P,123456789,0"),
    .tape("negativeSize", "5,1,-1,P,20,0"),
    .bar("highLow", "5,2,1.9,1,2,5"), .bar("highLow", "5,2,3,2.1,2,5"),
    .bar("highLow", "5,2,3,1,4,5"), .bar("missingPrice", "5,2,3,,2,5"),
    .bar("tooFine", "5,2,3,1,2,0.0001"),
    .level("notKind", "5,5,update,6,7,,b,1,1"), .level("notSide", "5,5,diff,6,7,,c,1,1"),
    .level("notSide", "5,5,diff,6,7,,bid,1,1"), .level("inSnapshot", "5,5,diff,4,5,,b,1,1"),
    .level("missingPrice", "5,5,diff,6,7,,b,,1"),
    .daily("notDate", "2020-02-30,X,2,3,1,2,5"), .daily("notDate", "20200229,X,2,3,1,2,5"),
    .daily("unknownSymbol", "2020-02-29,,2,3,1,2,5"), .daily("columns", "2020-02-29"),
    .daily("backward", "2019-12-31,X,2,3,1,2,5"), .daily("emptyLine", ""),
]

@Suite("CSV rows refused")
struct RefusalTests {
    @Test("a bad row is refused with its reason, its neighbours are not", arguments: badRows)
    fileprivate func skipped(row: BadRow) throws {
        let text = ([row.header, row.good[0], row.bad, row.good[1]]).joined(separator: "\n")
        let run = try CSVText.run(text + "\n", more: row.more + #", "on_bad_row": "skip""#)
        #expect(run.status == tenon_status(TENON_OK) && run.host.failures == [])
        let summary = try #require(run.host.summaries.first)
        #expect(summary["refused.\(row.reason)"] == "1", "\(summary)")
        #expect(summary["refused"] == "1" && summary["rows"] == "3" && summary["published"] == "2")
        #expect(run.host.marketEvents == 2)
        // The rule of the book is no fault of the file, all else is told with its place.
        let said = run.host.lines.filter { $0.contains("rows.csv:3: ") }
        #expect(said.count == (row.reason == "inSnapshot" ? 0 : 1))
    }

    @Test("stop ends the run at the row, after the events before it", arguments: badRows)
    fileprivate func stopped(row: BadRow) throws {
        guard row.reason != "inSnapshot" else { return }
        let text = ([row.header, row.good[0], row.bad, row.good[1]]).joined(separator: "\n")
        let run = try CSVText.run(text, more: row.more)
        #expect(run.status == tenon_status(TENON_E_INVALID))
        let failure = try #require(run.host.failures.first)
        #expect(failure.contains("rows.csv:3: ") && failure.contains("on_bad_row"))
        #expect(run.host.controls(TENON_TYPE_END_OF_DATA).count == 1)
        #expect(run.host.summaries.first?["refused.\(row.reason)"] == "1")
        #expect(run.host.marketEvents == (row.header.contains("kind") ? 0 : 1))
    }

    @Test("a truncated gz file refuses the line it ends in")
    func truncated() throws {
        let rows = (1...5000).map { "\($0),1.\($0 % 89 + 10),2.\($0 % 97 + 1)" }
        let packed = try CSVText.packed(CSVText.quotes + rows.joined(separator: "\n") + "\n")
        for cut in [packed.count / 2, packed.count - 9] {
            let data = packed.prefix(cut)
            let skip = try CSVText.run(data, name: "rows.gz", more: #", "on_bad_row": "skip""#)
            let summary = try #require(skip.host.summaries.first)
            let refused = Int(summary["refused"] ?? "") ?? -1
            #expect(summary["whole"] == "0" && (0...1).contains(refused))
            #expect(skip.host.lines.contains { $0.contains("truncated") })
            #expect(Int(summary["rows"] ?? "") == skip.host.marketEvents + refused)
            let stop = try CSVText.run(data, name: "rows.gz")
            #expect(stop.status == tenon_status(TENON_E_INVALID))
            #expect(stop.host.failures.first?.contains("truncated or damaged") == true)
        }
    }

    @Test("only the first ten refusals are logged, all are counted")
    func manyRefusals() throws {
        let rows = (1...40).map { "\($0),x,2" }.joined(separator: "\n")
        let run = try CSVText.run(CSVText.quotes + rows, more: #", "on_bad_row": "skip""#)
        #expect(run.host.lines.count { $0.hasPrefix("row refused: ") } == 10)
        #expect(run.host.summaries.first?["refused.notNumber"] == "40")
    }
}
