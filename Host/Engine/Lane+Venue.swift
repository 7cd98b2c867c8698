import CTenon
import Domain
import Memory
import Orders
import Simulation

// The simulated venue's place in a step: it is told of every change of a market, and what it reports
// is carried out before it tries its next order.

extension Lane {
    /// Lets the venue match an instrument's orders against what has just happened.
    @inline(__always)
    mutating func match(_ news: MarketNews, _ instrument: InstrumentID) {
        guard venue.isConcerned(with: instrument) else { return }
        venue.begin(news, of: instrument)
        while failure == nil, venue.step(markets, &depths, books, now: now) { takeReports() }
    }
}

extension BarPrices {
    /// The prices of a bar event.
    init(_ bar: tenon_ev_bar) {
        let side: Side? =
            switch Int(bar.basis) {
            case TENON_BASIS_BID: .sell
            case TENON_BASIS_ASK: .buy
            default: nil
            }
        self.init(
            openTime: bar.open_ns,
            closeTime: bar.close_ns,
            open: bar.open,
            high: bar.high,
            low: bar.low,
            close: bar.close,
            volume: bar.volume,
            side: side
        )
    }
}
