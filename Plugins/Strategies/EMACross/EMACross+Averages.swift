import TenonKit

extension EMACross {
    /// Takes one price, from one of the three kinds of event.
    @inline(__always)
    mutating func onPrice(
        _ price: Double,
        _ stream: Subscription.Streams,
        _ flags: UInt16,
        _ effects: inout Effects
    ) {
        memory.streams = stream  // with source auto the first kind of price decides
        memory.count &+= 1
        let wasPrimed = memory.isPrimed
        if wasPrimed {
            memory.fast += fastWeight * (price - memory.fast)
            memory.slow += slowWeight * (price - memory.slow)
        } else {
            prepare(price)
            if !memory.isPrimed { return }
        }
        let (fast, slow) = (memory.fast, memory.slow)
        let isAbove = fast > slow
        let want = isAbove ? 1 : fast < slow ? -1 : memory.want
        let hasCrossed = wasPrimed && isAbove != memory.isAbove
        if want != memory.want {
            memory.want = want
            memory.isWaiting = false
        }
        memory.isAbove = isAbove
        if Int(flags) & TENON_EV_WARMUP != 0 || isDraining { return }
        let difference = difference(want, hasCrossed: hasCrossed)
        if difference != 0 { trade(difference, &effects) }
    }

    /// What has to be bought (above 0) or sold now.
    @inline(__always)
    private func difference(_ want: Int8, hasCrossed: Bool) -> Int64 {
        let held = position &+ orders.open
        if settings.entry == .always {
            if want == 0 || memory.isWaiting { return 0 }
            return (want > 0 ? units : settings.shorts ? 0 &- units : 0) &- held
        }
        guard hasCrossed else { return 0 }
        if memory.isAbove { return held <= 0 ? units &- held : 0 }
        return held > 0 ? 0 &- held &- (settings.shorts ? units : 0) : 0
    }

    /// Sends a market order; an effect.
    @inline(never)
    private mutating func trade(_ difference: Int64, _ effects: inout Effects) {
        if orders.isFull { return }  // too much is open already: look again at the next price
        memory.lastIntent += 1
        let intent = tenon_intent.market(
            difference > 0 ? .buy : .sell,
            abs(difference),
            of: instrument,
            definition: definition,
            id: memory.lastIntent
        )
        if effects.submit(intent) == .ok {
            orders.add(memory.lastIntent, difference)
        } else {
            memory.isWaiting = true
        }
    }

    /// The seeds, and whether orders may follow from now on.
    @inline(never)
    private mutating func prepare(_ price: Double) {
        let (seed, count) = (settings.seed, memory.count)
        func move(_ average: inout Average, _ weight: Double, _ period: Int64) {
            if average.isSeeded {
                average.value += weight * (price - average.value)
            } else if seed == .first {
                average = Average(value: price, sum: average.sum, isSeeded: true)
            } else {
                average.sum += price
                if count >= UInt64(period) {
                    average.value = average.sum / Double(count)
                    average.isSeeded = true
                }
            }
        }
        move(&memory.fastAverage, fastWeight, settings.fast)
        move(&memory.slowAverage, slowWeight, settings.slow)
        memory.isPrimed =
            memory.fastAverage.isSeeded && memory.slowAverage.isSeeded
            && count >= UInt64(settings.slow)
    }

    /// Computes what follows from settings and definition; called when one of them changes.
    mutating func applySettings() throws(PluginError) {
        fastWeight = 2 / Double(settings.fast + 1)
        slowWeight = 2 / Double(settings.slow + 1)
        guard instrument != 0 else { return }
        units = try quantity(settings.quantity, from: Settings.quantityExponent)
    }

    /// Brings what is held to the exponent of a new definition.
    mutating func rescale(from before: Int8) throws(PluginError) {
        position = try quantity(position, from: Int(before))
        for index in 0..<orders.count {
            orders[index].open = try quantity(orders[index].open, from: Int(before))
        }
    }

    /// A quantity in the instrument's exponent.
    private func quantity(_ mantissa: Int64, from exponent: Int) throws(PluginError) -> Int64 {
        let number = FixedDecimal(mantissa: mantissa, exponent: exponent)
        guard let result = number.mantissa(exponent: Int(quantityExponent)) else {
            throw .invalid(
                "config.quantity: \(number) is no multiple of 10^\(quantityExponent) "
                    + "of \(memory.symbol)"
            )
        }
        return result
    }

    /// Asks for each stream by itself: with source auto one of them is enough.
    mutating func subscribed(_ ask: (Subscription) -> Status) throws(PluginError) {
        var answer = Status.notOffered
        for stream in [Subscription.Streams.trades, .quotes, .bars]
        where settings.source.streams.contains(stream) {
            let status = ask(Subscription(instrument: resolved, streams: stream))
            if status == .ok { isSubscribed = true } else { answer = status }
        }
        if !isSubscribed { throw .refused("subscribing", answer) }
    }

    /// As after `configure`, but for the intent counter: it never goes back.
    mutating func reset() {
        let lastIntent = memory.lastIntent
        memory = Memory()
        memory.lastIntent = lastIntent
        memory.streams = settings.source.streams
        memory.symbol = settings.symbol
        orders = OpenOrders()
        (position, units) = (0, 0)
        (resolved, instrument, definition) = (0, 0, 0)
        (isSubscribed, isDraining) = (false, false)
    }
}
