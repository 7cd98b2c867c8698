import CTenon
import Domain

/// One event as a strategy received it.
struct SeenEvent: Equatable, CustomStringConvertible {
    let bytes: [UInt8]

    /// Reads the event as a C struct; the caller has looked at space and type.
    func read<T: BitwiseCopyable>(_ type: T.Type) -> T {
        unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: type) }
    }

    var header: tenon_ev { read(tenon_ev.self) }
    var time: Int64 { header.ts_ns }
    var sequence: UInt64 { header.seq }
    var ordinal: UInt16 { header.ordinal }
    var instrument: UInt32 { header.instrument }

    func isA(_ space: Int, _ type: Int) -> Bool {
        header.space == UInt16(space) && header.type == UInt16(type)
    }
    var isQuote: Bool { isA(TENON_SPACE_MARKET, TENON_TYPE_QUOTE) }
    var isTrade: Bool { isA(TENON_SPACE_MARKET, TENON_TYPE_TRADE) }
    var isBar: Bool { isA(TENON_SPACE_MARKET, TENON_TYPE_BAR) }
    var isMarket: Bool { header.space == UInt16(TENON_SPACE_MARKET) }
    var isTimer: Bool { isA(TENON_SPACE_CONTROL, TENON_TYPE_TIMER) }
    var isOrder: Bool { isA(TENON_SPACE_ORDER, TENON_TYPE_ORDER) }
    var isPosition: Bool { isA(TENON_SPACE_ORDER, TENON_TYPE_POSITION) }
    var isStarted: Bool { isA(TENON_SPACE_CONTROL, TENON_TYPE_MARKER) }
    var order: tenon_ev_order? { isOrder ? read(tenon_ev_order.self) : nil }
    var position: tenon_ev_position? { isPosition ? read(tenon_ev_position.self) : nil }
    /// The mark a test wrote into a market event (its venue's number).
    var mark: UInt64 { read(tenon_ev_mkt.self).venue_seq }
    var isFill: Bool { order?.change == UInt16(TENON_CH_FILL) }

    /// What happened, without numbers of the sequence.
    var description: String {
        switch Int(header.space) {
        case TENON_SPACE_MARKET: marketText
        case TENON_SPACE_ORDER: orderText
        case TENON_SPACE_CONTROL: controlText
        default: referenceText
        }
    }

    /// `description` with (sequence, ordinal) and the time in front.
    var full: String { "\(sequence).\(ordinal) @\(time) \(description)" }

    private var marketText: String {
        switch Int(header.type) {
        case TENON_TYPE_QUOTE:
            let quote = read(tenon_ev_quote.self)
            return "quote \(instrument) \(quote.bid_px)/\(quote.ask_px)"
        case TENON_TYPE_TRADE:
            let trade = read(tenon_ev_trade.self)
            return "trade \(instrument) \(trade.qty)@\(trade.px)"
        case TENON_TYPE_BAR:
            let bar = read(tenon_ev_bar.self)
            return "bar \(instrument) \(bar.period) \(bar.open) \(bar.high) \(bar.low) \(bar.close)"
        default: return "market \(header.type) \(instrument)"
        }
    }

    private var orderText: String {
        guard let order else {
            guard let position else { return "balance \(read(tenon_ev_balance.self).total)" }
            return "position \(instrument) \(position.qty)"
        }
        switch Int(order.change) {
        case TENON_CH_FILL:
            return "fill \(order.intent_id) \(order.last_qty)@\(order.last_px) \(status(order))"
        case TENON_CH_CANCEL_REJECTED: return "cancel-rejected \(order.intent_id) r\(order.reason)"
        case TENON_CH_REPLACE_REJECTED:
            return "replace-rejected \(order.intent_id) r\(order.reason)"
        case TENON_CH_TRIGGERED: return "triggered \(order.intent_id) \(status(order))"
        case TENON_CH_RESTATED:
            return "restated \(order.intent_id) \(order.px) \(status(order))"
        case TENON_CH_REPLACED:
            return "replaced \(order.intent_id) \(order.qty)@\(order.px) \(status(order))"
        case TENON_CH_STATUS: return "status \(order.intent_id) \(status(order)) r\(order.reason)"
        default:
            let reason = order.reason == 0 ? "" : " r\(order.reason)"
            let rule = order.rule == 0 ? "" : " rule\(order.rule)"
            return "order \(order.intent_id) \(status(order))\(reason)\(rule)"
        }
    }

    private func status(_ order: tenon_ev_order) -> String {
        OrderStatus(rawValue: order.status).map { "\($0)" } ?? "status\(order.status)"
    }

    private var controlText: String {
        let event = read(tenon_ev_control.self)
        switch Int(header.type) {
        case TENON_TYPE_TIMER: return "timer \(event.id)"
        case TENON_TYPE_PARAM: return "param \(event.id)=\(event.i64)"
        case TENON_TYPE_GAP: return "gap \(instrument)"
        case TENON_TYPE_MARKER: return event.id == TENON_MARK_STARTED ? "started" : "marker"
        default: return "control \(header.type)"
        }
    }

    private var referenceText: String {
        switch Int(header.type) {
        case TENON_TYPE_CURRENCY: return "currency \(instrument)"
        case TENON_TYPE_INSTRUMENT:
            return "instrument \(instrument) v\(read(tenon_ev_instrument.self).def_version)"
        default: return "reference \(header.type)"
        }
    }
}
