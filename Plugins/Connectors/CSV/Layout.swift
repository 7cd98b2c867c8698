/// The kinds of file this connector reads; the header line tells which one a file is.
enum Layout: CaseIterable {
    /// Best bid and offer without sizes; the time is the venue's.
    case quotes
    /// Best bid and offer with sizes, by the time they were received.
    case sizedQuotes
    /// Trades of a crypto venue: the flag says that the buyer's order was resting.
    case trades
    /// Trades of the consolidated tape.
    case tapeTrades
    /// Price levels: changes, and snapshots whose levels are rows.
    case levels
    /// Open, high, low, close and volume.
    case bars
    /// A bid bar and an ask bar a row.
    case quoteBars
    /// Daily bars of one or more symbols.
    case dailyBars
    /// Daily bid and ask bars of option contracts.
    case optionBars

    /// The header line, exactly.
    var header: String {
        switch self {
        case .quotes: "ts_ns,bid,ask"
        case .sizedQuotes: "recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty"
        case .trades: "ts_ns,recv_ns,trade_id,price,qty,buyer_is_maker"
        case .tapeTrades: "ts_ns,price,size,exchange,sale_condition_hex,suspicious"
        case .levels:
            "recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,price,qty"
        case .bars: "ts_ns,open,high,low,close,volume"
        case .quoteBars:
            "ts_ns,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close"
        case .dailyBars: "date,symbol,open,high,low,close,volume"
        case .optionBars:
            "date,symbol,right,strike,expiry,style,bid_open,bid_high,bid_low,bid_close,bid_size,"
                + "ask_open,ask_high,ask_low,ask_close,ask_size"
        }
    }

    /// The streams of an instrument that such a file feeds.
    var streams: UInt32 {
        switch self {
        case .quotes, .sizedQuotes: 2
        case .trades, .tapeTrades: 1
        case .levels: 4 | 8
        case .bars, .quoteBars, .dailyBars, .optionBars: 16
        }
    }

    /// Whether rows are bars, which end when they become visible.
    var isBars: Bool { streams == 16 }

    /// Whether rows are bars whose length the configuration must give.
    var needsPeriod: Bool { self == .bars || self == .quoteBars }

    /// Whether rows name their symbol.
    var hasSymbolColumn: Bool { self == .dailyBars || self == .optionBars }

    /// Whether the key `sizes` has a meaning.
    var takesSizes: Bool { self == .quotes || self == .sizedQuotes }

    /// What a header line stands for.
    ///
    /// - Returns: The layout, or the sentence that says why there is none.
    static func recognize(_ header: String) -> Result<Layout, Unknown> {
        if let layout = allCases.first(where: { $0.header == header }) { return .success(layout) }
        if header == "date,symbol,price_factor,split_factor,reference_price" {
            return .failure(
                Unknown(
                    text: "holds adjustment factors, not market data; prices are published as "
                        + "traded, leave this file out"
                )
            )
        }
        if header.contains("{") {
            return .failure(
                Unknown(
                    text: "holds messages as received (JSON), not CSV; use the files made of it"
                )
            )
        }
        let known = allCases.map { "  " + $0.header }.joined(separator: "\n")
        return .failure(Unknown(text: "has an unknown header '\(header)'; known are\n\(known)"))
    }

    /// A header that no layout has.
    struct Unknown: Error {
        /// What the file is and what to do, to go behind the file's name.
        let text: String
    }
}
