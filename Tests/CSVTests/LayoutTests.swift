import CTenon
import Foundation
import Support
import Testing

/// The configuration of one fixture.
private func config(_ file: String, _ symbol: String, _ instrument: String, _ more: String = "")
    -> String
{
    let path = Repository.root.appending(path: "Tests/CSVTests/Fixtures/\(file)").path
    return """
        {"file": "\(path)", "symbol": "\(symbol)", "instruments": {"\(symbol)": \(instrument)}\(more)}
        """
}

private let euro = #"{"tick": "0.00001", "lot": "1000", "asset": "fx", "currency": "USD"}"#
private let share =
    #"{"tick": "0.01", "lot": "1", "price_decimals": 4, "asset": "equity", "currency": "USD"}"#
private let coin =
    #"{"tick": "0.01", "lot": "0.00001", "asset": "crypto", "base": "BTC", "currency": "USDT"}"#

@Suite("CSV layouts")
struct LayoutTests {
    @Test("plain quotes: exact prices, unknown sizes, crossed and locked counted")
    func plainQuotes() throws {
        let run = try FeedRun(config("quotes.csv", "EURUSD.FXCM", euro))
        let quotes = run.host.quotes
        #expect(run.host.failures == [])
        #expect(quotes.count == 8)
        let first = try #require(quotes.first)
        #expect(first.m.h.ts_ns == 1_399_525_217_007_000_000)
        #expect(first.m.ts_venue_ns == first.m.h.ts_ns)
        #expect(first.m.ts_recv_ns == TENON_NONE)
        #expect(first.m.h.size == 128 && first.m.h.flags == 0 && first.m.h.instrument == 1)
        #expect((first.bid_px, first.ask_px) == (139_147, 139_148))
        #expect(quotes.allSatisfy { $0.bid_qty == TENON_NONE && $0.ask_qty == TENON_NONE })
        let summary = try #require(run.host.summaries.first)
        #expect(summary["crossed"] == "\(quotes.count { $0.bid_px > $0.ask_px })")
        #expect(summary["locked"] == "\(quotes.count { $0.bid_px == $0.ask_px })")
    }

    @Test("the sample that ships is read without a refusal")
    func sample() throws {
        let path = "Plugins/Connectors/CSV/Samples/eurusd-2014-05-08.csv.gz"
        let run = try FeedRun(
            """
            {"file": "\(Repository.root.appending(path: path).path)", "symbol": "EURUSD.FXCM",
             "instruments": {"EURUSD.FXCM": \(euro)}}
            """
        )
        let summary = try #require(run.host.summaries.first)
        #expect(run.host.failures == [] && summary["whole"] == "1")
        #expect(run.host.quotes.count == 63_034)
        #expect(summary["published"] == "\(run.host.quotes.count)")
    }

    @Test("sizes of the configuration replace those of the file")
    func configuredSizes() throws {
        let run = try FeedRun(
            config("quotes.csv", "EURUSD.FXCM", euro, #", "sizes": "1000000""#)
        )
        #expect(run.host.quotes.count == 8)
        #expect(run.host.quotes.allSatisfy { $0.bid_qty == 1_000_000 && $0.ask_qty == 1_000_000 })
    }

    @Test("quotes with sizes: seen when received, with the venue's time and number")
    func sizedQuotes() throws {
        let ether =
            #"{"tick": "0.01", "lot": "0.001", "asset": "crypto", "contract": "perpetual", "currency": "USDT"}"#
        let run = try FeedRun(config("sized-quotes.csv", "ETHUSDT.BINANCE", ether))
        let first = try #require(run.host.quotes.first)
        #expect(run.host.quotes.count == 5)
        #expect(first.m.h.ts_ns == 1_723_161_255_088_165_267)
        #expect(first.m.ts_recv_ns == first.m.h.ts_ns)
        #expect(first.m.ts_venue_ns == 1_723_161_256_311_000_000)
        #expect(first.m.venue_seq == 5_123_107_838_717)
        #expect((first.bid_px, first.bid_qty) == (268_162, 1165))
        #expect((first.ask_px, first.ask_qty) == (268_163, 73_077))
    }

    @Test("trades: the resting buyer's counterpart is the aggressor")
    func trades() throws {
        let run = try FeedRun(config("trades.csv", "BTCUSDT.BINANCE", coin))
        let trades = run.host.trades
        #expect(trades.count == 6)
        let first = try #require(trades.first)
        #expect((first.px, first.qty) == (6_183_763, 2000))
        #expect(first.trade_id == 3_735_683_259 && first.m.venue_seq == 3_735_683_259)
        #expect(Int(first.aggressor) == TENON_AGGRESSOR_SELL)
        #expect(first.m.h.ts_ns == 1_723_161_255_342_000_000)
        #expect(first.m.ts_recv_ns == 1_723_161_254_087_896_568)
    }

    @Test("trades of the tape: only the venue's own condition bits, repeats counted")
    func tapeTrades() throws {
        let run = try FeedRun(config("tape-trades.csv", "SPY.ARCX", share))
        #expect(run.host.trades.count == 7)
        let second = try #require(run.host.trades.dropFirst().first)
        #expect((second.px, second.qty) == (1_689_800, 100))
        #expect(second.conditions == 0x2000_0000)
        #expect(run.host.summaries.first?["repeats"] == "1")
    }

    @Test("a book: old changes dropped, newer ones follow the snapshot, best levels first")
    func levels() throws {
        let run = try FeedRun(config("levels.csv", "BTCUSDT.BINANCE", coin))
        let (snapshot, levels) = try #require(run.host.snapshots.first)
        #expect((snapshot.bids, snapshot.asks, snapshot.parts) == (3, 2, 1))
        #expect(levels.map(\.px) == [6_183_763, 6_183_762, 6_183_724, 6_183_764, 6_183_765])
        #expect(levels.map { Int($0.side) } == [1, 1, 1, 2, 2])
        #expect(levels.first?.qty == 378_826)
        // Three changes of the message that reaches past the snapshot, then three and two.
        #expect(run.host.changes.count == 8)
        #expect(run.host.changes.prefix(3).allSatisfy { $0.m.h.ts_ns == snapshot.m.h.ts_ns })
        #expect(run.host.changes.map { Int($0.m.h.flags) } == [2, 2, 0, 2, 2, 0, 2, 0])
        #expect(run.host.changes.allSatisfy { Int($0.action) == TENON_BOOK_SET })
        let summary = try #require(run.host.summaries.first)
        #expect(summary["rows"] == "15" && summary["events"] == "13")
        #expect(summary["refused.beforeSnapshot"] == "2")
        #expect(summary["gaps"] == "0" && run.host.controls(TENON_TYPE_GAP).isEmpty)
    }

    @Test("a bar becomes visible at its close, whichever end is stamped", arguments: [true, false])
    func bars(isClose: Bool) throws {
        let run = try FeedRun(
            config(
                "bars.csv",
                "BTCUSD.COINBASE",
                #"{"tick": "0.01", "lot": "0.00000001", "asset": "crypto", "currency": "USD"}"#,
                #", "period": "4h", "stamp": "\#(isClose ? "close" : "open")""#
            )
        )
        let first = try #require(run.host.bars.first)
        let stamp: Int64 = 1_463_544_000_000_000_000
        let period: Int64 = 14_400_000_000_000
        #expect(run.host.bars.count == 5)
        #expect(first.m.h.ts_ns == (isClose ? stamp : stamp + period))
        #expect((first.open_ns, first.close_ns) == (first.m.h.ts_ns - period, first.m.h.ts_ns))
        #expect((first.open, first.high, first.low, first.close) == (45616, 45681, 45530, 45602))
        #expect(first.volume == 56_188_098_307)
        #expect((Int(first.unit), first.period, first.complete) == (TENON_BAR_HOUR, 4, 1))
        #expect(Int(first.basis) == TENON_BASIS_LAST && first.m.h.size == 192)
    }

    @Test("a row of bid and ask bars becomes two bars")
    func quoteBars() throws {
        let run = try FeedRun(
            config("quote-bars.csv", "GBPUSD.FXCM", euro, #", "period": "1m""#)
        )
        #expect(run.host.bars.map { Int($0.basis) } == [2, 3, 2, 3])
        #expect(run.host.bars.map(\.close) == [142_076, 142_085, 142_043, 142_042])
        #expect(run.host.bars.allSatisfy { $0.volume == TENON_NONE })
        #expect(run.host.summaries.first?["crossed"] == "1")
        #expect(run.host.summaries.first?["published"] == "2")
    }

    @Test("daily bars of one symbol")
    func dailySymbol() throws {
        let run = try FeedRun(config("daily-bars.csv", "SPY.ARCX", share))
        #expect(run.host.bars.map(\.close) == [973_600, 977_500, 966_300, 964_700])
        let first = try #require(run.host.bars.first)
        #expect(first.open_ns == 883_699_200_000_000_000)
        #expect(first.close_ns - first.open_ns == 86_400_000_000_000)
        #expect(run.host.summaries.first?["passed_over"] == "8")
    }

    @Test("daily bars of several symbols are merged by day, in the configuration's order")
    func dailySymbols() throws {
        let path = Repository.root.appending(path: "Tests/CSVTests/Fixtures/daily-bars.csv").path
        let run = try FeedRun(
            """
            {"file": "\(path)", "symbols": {"SPY": "SPY.ARCX", "AAPL": "AAPL.XNAS"},
             "instruments": {"SPY.ARCX": \(share), "AAPL.XNAS": \(share)}}
            """
        )
        #expect(run.host.bars.map(\.m.h.instrument) == [1, 2, 1, 2, 1, 2, 1, 2])
        #expect(run.host.backwardTimes == 0)
        #expect(run.host.summaries.map { $0["rows"] } == ["4", "4"])
    }

    @Test("options: a contract is an instrument, a missing side is left out")
    func options() throws {
        let option =
            #"{"tick": "0.01", "lot": "1", "asset": "equity", "contract": "option", "multiplier": 100, "currency": "USD"}"#
        let run = try FeedRun(config("option-bars.csv", "AAPL.OPRA", option))
        #expect(run.host.instruments.count == 6)
        let call = try #require(run.host.instruments.first)
        let symbol = unsafe withUnsafeBytes(of: call.symbol) { unsafe Array($0.prefix { $0 != 0 }) }
        #expect(String(decoding: symbol, as: UTF8.self) == "AAPL140606C00490000.OPRA")
        #expect((call.strike, Int(call.right), call.multiplier) == (49000, TENON_RIGHT_CALL, 100))
        #expect(run.host.bars.map(\.m.h.instrument) == [1, 1, 2, 3, 3, 4, 5, 5, 6])
        #expect(run.host.bars.map { Int($0.basis) } == [2, 3, 3, 2, 3, 3, 2, 3, 3])
        #expect(run.host.summaries.first?["one_sided"] == "3")
    }
}
