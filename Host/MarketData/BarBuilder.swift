package import CTenon
package import Domain

/// Builds the bars of one instrument and one period out of its quotes or trades.
///
/// A bar covers [open, close) on a grid that starts at the epoch, and is complete when the time of
/// the lane reaches its close. A period without data has no bar. Trades make bars on the last
/// price; an instrument without trades gets bars on the mid of its quotes, rounded half to even.
/// The volume of a bar with a trade of unknown size is unknown, and so is one beyond 64 bits.
///
/// A trade opens a bar and moves its close when it sets last price and range; one that sets the
/// range alone stretches high and low of an open bar. The volume of trades that move no price waits
/// for one in their period; a period without any has no bar.
package struct BarBuilder: BitwiseCopyable, Sendable {
    package let instrument: InstrumentID
    /// As subscribed: how many of `unit`.
    package let period: UInt32
    /// `TENON_BAR_…`, the unit of `period`.
    package let unit: UInt8
    /// The period in ns.
    package let length: Int64
    /// When the open bar closes; `Int64.max` when none is open.
    package private(set) var due: Int64 = .max
    private var hasTrades = false
    /// Whether the connector publishes these bars itself.
    private var isServed = false
    private var open: Int64 = 0
    private var high: Int64 = 0
    private var low: Int64 = 0
    private var close: Int64 = 0
    private var volume: Int64 = 0
    private var count: UInt64 = 0
    /// Close of the period that volume waits in without a price; nothing waits at `Int64.max`.
    private var heldDue: Int64 = .max

    /// A builder, or `nil` where the period is not a fixed time (ticks, volume, weeks, months).
    package init?(_ instrument: InstrumentID, period: UInt32, unit: UInt32) {
        guard let one = BarBuilder.length(of: unit), period > 0 else { return nil }
        let (length, over) = one.multipliedReportingOverflow(by: Int64(period))
        guard !over, length <= 366 * 86_400_000_000_000 else { return nil }
        self.instrument = instrument
        self.period = period
        self.unit = UInt8(unit)
        self.length = length
    }

    private static func length(of unit: UInt32) -> Int64? {
        switch Int(unit) {
        case TENON_BAR_MILLISECOND: 1_000_000
        case TENON_BAR_SECOND: 1_000_000_000
        case TENON_BAR_MINUTE: 60_000_000_000
        case TENON_BAR_HOUR: 3_600_000_000_000
        case TENON_BAR_DAY: 86_400_000_000_000
        default: nil
        }
    }

    /// Leaves the bars of this period to the connector, which has published one.
    package mutating func yield() {
        isServed = true
        due = .max
    }

    /// Adds a quote; does nothing once the instrument has shown trades.
    package mutating func add(bid: Int64, ask: Int64, at time: Int64) {
        guard !hasTrades, bid != Domain.none, ask != Domain.none else { return }
        let sum = bid &+ ask
        let half = sum >> 1
        add(sum & 1 == 0 || half & 1 == 0 ? half : half &+ 1, quantity: Domain.none, at: time)
    }

    /// Adds a trade; the first one drops what quotes had begun.
    package mutating func add(
        price: Int64,
        quantity: Int64,
        at time: Int64,
        effect: TradeEffect = .whole
    ) {
        guard effect.isTrade else { return }
        if !hasTrades {
            hasTrades = true
            due = .max
        }
        add(price, quantity: quantity, at: time, effect)
    }

    private mutating func add(
        _ price: Int64,
        quantity: Int64,
        at time: Int64,
        _ effect: TradeEffect = .whole
    ) {
        if isServed { return }
        let isPrice = effect.setsLast && effect.setsRange
        if due == .max {
            let end = time - (time % length + length) % length + length
            if heldDue != end {
                volume = 0
                count = 0
            }
            heldDue = isPrice ? .max : end
            if isPrice {
                due = end
                open = price
                high = price
                low = price
            }
        }
        if effect.setsRange {
            high = max(high, price)
            low = min(low, price)
        }
        if isPrice { close = price }
        if effect.addsVolume, volume != Domain.none {
            let (sum, over) = volume.addingReportingOverflow(quantity)
            volume = over || quantity == Domain.none ? Domain.none : sum
        }
        count += 1
    }

    /// The bar that is due, as an event without its sequence; the builder then waits for data.
    package mutating func take() -> tenon_ev_bar {
        var bar = tenon_ev_bar()
        bar.m.h.size = UInt32(MemoryLayout<tenon_ev_bar>.size)
        bar.m.h.space = UInt16(TENON_SPACE_MARKET)
        bar.m.h.type = UInt16(TENON_TYPE_BAR)
        bar.m.h.flags = UInt16(TENON_EV_SYNTHETIC)
        bar.m.h.instrument = instrument.value
        bar.m.h.ts_ns = due
        bar.m.ts_venue_ns = due
        bar.m.ts_recv_ns = Domain.none
        bar.open_ns = due - length
        bar.close_ns = due
        bar.open = open
        bar.high = high
        bar.low = low
        bar.close = close
        bar.volume = volume
        bar.notional = Domain.none
        bar.trades = hasTrades ? count : 0
        bar.period = period
        bar.unit = unit
        bar.basis = UInt8(hasTrades ? TENON_BASIS_LAST : TENON_BASIS_MID)
        bar.complete = 1
        due = .max
        return bar
    }
}
