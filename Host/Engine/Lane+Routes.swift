import Boundary
import CTenon
import Domain
import Journal
import MarketData
import Memory
import Orders
import Risk
import Simulation

// Who sees what: instruments and subscriptions as they come and go.

extension Lane {
    /// Takes over new and changed definitions: room in every table, grants, news to strategies.
    mutating func absorb(_ entries: [InstrumentRegistry.Entry]) {
        for entry in entries {
            let instrument = entry.instrument
            let id = instrument.id
            if id.index < instruments.count {
                instruments[id.index] = instrument
            } else {
                instruments.append(instrument)
                markets.append(MarketState())
                depths.add(id)
                books.add(id)
                emulator.add(id)
            }
            venue.add(instrument)
            gate.add(instrument, symbol: entry.symbol)
            grant(entry)
            sequence &+= 1
            ordinal = 0
            var input = entry.event
            input.h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
            input.h.seq = sequence
            input.h.ts_ns = now
            journal.append(input: input)
            for place in 0..<states.count
            where states[place].isRunning && setup.instances[place].mayTrade(entry.symbol) {
                if states[place].isStrategy { postInstrument(entry, to: place) }
            }
        }
        rebuildRoutes()
        settle()
    }

    private func grant(_ entry: InstrumentRegistry.Entry) {
        // One that does not run may be in a control call on another thread: it gets its grants
        // when it starts.
        for place in 0..<states.count where states[place].isRunning { grant(entry, to: place) }
    }

    /// Lets a strategy trade what the operator and its account allow.
    func grant(_ entry: InstrumentRegistry.Entry, to place: Int) {
        if states[place].isStrategy {
            let instance = setup.instances[place]
            let fits =
                instance.mayTrade(entry.symbol)
                && instance.account.map {
                    setup.accounts[$0.index].currency == entry.instrument.settlement
                } ?? false
            var most = Int64.max
            if let limit = instance.maximumQuantity {
                most = InstrumentScale.floor(limit, at: entry.instrument.quantityExponent)
            }
            states[place].port
                .grant(
                    entry.instrument.id,
                    InstrumentGrant(
                        version: fits ? entry.instrument.version : 0,
                        maximumQuantity: most
                    )
                )
        }
    }

    /// Takes over subscriptions made in `activate`.
    mutating func absorb(_ changes: [HostServices.SubscriptionChange]) {
        for one in changes { change(one) }
        rebuildRoutes()
    }

    /// Enters or removes one subscription; routes are rebuilt by the caller.
    mutating func change(_ wish: HostServices.SubscriptionChange) {
        let wanted = wish.subscription
        let instance = wish.instance.index
        if wish.isEnd {
            for place in 0..<routes.count
            where routes[place].instrument == wanted.instrument
                && routes[place].instance == instance
            {
                routes[place].streams &= ~wanted.streams
            }
            return
        }
        let bars = UInt32(TENON_STREAM_BARS)
        let plain = wanted.barPeriod == 0 ? wanted.streams : wanted.streams & ~bars
        if plain != 0 {
            routes.append(
                Route(
                    instrument: wanted.instrument,
                    instance: instance,
                    streams: plain,
                    barPeriod: 0,
                    barUnit: 0
                )
            )
        }
        guard wanted.barPeriod > 0, wanted.streams & bars != 0 else { return }
        routes.append(
            Route(
                instrument: wanted.instrument,
                instance: instance,
                streams: bars,
                barPeriod: wanted.barPeriod,
                barUnit: wanted.barUnit
            )
        )
        for place in 0..<builders.count
        where builders[place].instrument == wanted.instrument
            && builders[place].period == wanted.barPeriod
            && UInt32(builders[place].unit) == wanted.barUnit
        {
            return
        }
        if let builder = BarBuilder(
            wanted.instrument,
            period: wanted.barPeriod,
            unit: wanted.barUnit
        ) {
            builders.append(builder)
        }
    }

    /// Sorts the routes by (instrument, instance), merges equal ones, and finds the sole viewer.
    mutating func rebuildRoutes() {
        var all: [Route] = []
        for place in 0..<routes.count where routes[place].streams != 0 { all.append(routes[place]) }
        all.sort { left, right in
            (left.instrument.value, left.instance, left.barPeriod, left.barUnit)
                < (right.instrument.value, right.instance, right.barPeriod, right.barUnit)
        }
        var list: [Route] = []
        for route in all {
            if let last = list.last, last.instrument == route.instrument,
                last.instance == route.instance, last.barPeriod == route.barPeriod,
                last.barUnit == route.barUnit
            {
                list[list.count - 1].streams |= route.streams
            } else {
                list.append(route)
            }
        }
        routes.removeAll()
        routeStarts.removeAll()
        var next = 0
        for index in 0..<instruments.count {
            routeStarts.append(next)
            while next < list.count, list[next].instrument.index == index {
                routes.append(list[next])
                next += 1
            }
        }
        routeStarts.append(next)
        // Of an instrument that is taken over before the next input.
        for place in next..<list.count { routes.append(list[place]) }
        dropBuilders()
        let viewers = Set(
            list.map(\.instance).filter { states[$0].isRunning && !states[$0].isPaused }
        )
        soleViewer = viewers.count == 1 ? viewers.first ?? -1 : -1
    }
}

extension Lane {
    /// Stops building bars that nobody wants any more; the others keep their order.
    private mutating func dropBuilders() {
        var kept = 0
        for place in 0..<builders.count where isWanted(builders[place]) {
            builders[kept] = builders[place]
            kept += 1
        }
        guard kept < builders.count else { return }
        while builders.count > kept { builders.removeLast() }
        refreshBoundary()
    }

    private func isWanted(_ builder: BarBuilder) -> Bool {
        for place in 0..<routes.count
        where routes[place].instrument == builder.instrument
            && routes[place].barPeriod == builder.period
            && routes[place].barUnit == UInt32(builder.unit)
        {
            return true
        }
        return false
    }
}

/// Operator quantities in an instrument's unit.
enum InstrumentScale {
    /// A mantissa at the exponent, rounded down and clamped to 64 bits.
    static func floor(_ value: Decimal, at exponent: Int) -> Int64 {
        let shift = value.exponent - exponent
        if shift >= 0 {
            guard shift <= 18 else { return .max }
            let (result, over) = value.mantissa.multipliedReportingOverflow(
                by: FixedPoint.small(shift)
            )
            return over ? .max : result
        }
        return shift < -18 ? 0 : value.mantissa / FixedPoint.small(-shift)
    }
}
