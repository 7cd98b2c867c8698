import Boundary
import CTenon
package import Domain
import Journal
import MarketData
import Memory
import Orders
import Simulation

// What falls due between two market events: bars, parameter changes, timers, equity samples. Each is
// an input of its own at its own time.

extension Lane {
    /// Finds the earliest moment at which something is due.
    mutating func refreshBoundary() {
        var earliest = min(min(timers.due, nextSample), min(venue.due, emulator.due))
        if let change = changes.first { earliest = min(earliest, change.time) }
        for place in 0..<builders.count { earliest = min(earliest, builders[place].due) }
        boundary = timers.hasParked && !isPassing ? .min : earliest
    }

    /// Timers that may fire between two inputs before their owner is taken out of use: a strategy
    /// that sets the next nanosecond again and again would never let the data go on.
    private static var mostTimers: Int { 10_000_000 }

    /// Carries out everything due at or before a time, earliest first; at one time what arrives at
    /// the venue comes before bars, those before parameter changes, then timers, and samples last.
    mutating func passBoundaries(until time: Int64) {
        if nextSample == 0, case .every(let period) = setup.sampling {
            nextSample = (time / period + 1) * period
            refreshBoundary()
        }
        isPassing = true
        defer {
            isPassing = false
            refreshBoundary()
        }
        timers.release(at: now)
        refreshBoundary()
        var fired = 0
        while boundary <= time, failure == nil {
            let due = boundary
            if sampleIsDue, due > now { sampleEquity() }
            if min(venue.due, emulator.due) <= due {
                passVenue(due)
            } else if let place = dueBuilder(at: due) {
                completeBar(place)
            } else if let change = changes.first, change.time <= due {
                changes.removeFirst()
                now = max(now, change.time)
                if let reason = execute(change.command).refusal {
                    refused.append(
                        RefusedCommand(
                            instance: change.command.instance,
                            time: change.time,
                            reason: reason
                        )
                    )
                }
            } else if timers.due <= due {
                fired += 1
                fire(isLast: fired > Lane.mostTimers)
            } else {
                now = max(now, due)
                sampleEquity()
                if case .every(let period) = setup.sampling { nextSample = due + period }
                // A stretch without data has nothing new to show: go on at the next event.
                if case .every(let period) = setup.sampling, nextSample < time - period {
                    nextSample = time / period * period
                }
            }
            refreshBoundary()
        }
    }

    private func dueBuilder(at time: Int64) -> Int? {
        for place in 0..<builders.count where builders[place].due <= time { return place }
        return nil
    }

    private mutating func completeBar(_ place: Int) {
        var bar = builders[place].take()
        now = max(now, bar.close_ns)
        sequence &+= 1
        ordinal = 0
        bar.m.h.seq = sequence
        bar.m.h.ts_ns = now
        journal.append(input: bar)
        scratch.removeAll()
        scratch.append(bar)
        if pending > 0 { postAhead(scratch.all, bar.m.h, isBuilt: true) }
        deliver(scratch.all, bar.m.h, isBuilt: true)
        settle()
    }

    private mutating func fire(isLast: Bool) {
        let timer = timers.take()
        if isLast {
            return fault(
                Int(timer.instance),
                "its timers fired \(Lane.mostTimers) times between two inputs"
            )
        }
        now = max(now, timer.time)
        sequence &+= 1
        ordinal = 0
        var event = control(TENON_TYPE_TIMER)
        event.id = timer.id
        event.i64 = timer.time
        journal.append(input: event)
        if setup.hasThreads, !states[Int(timer.instance)].isStrategy {
            firedTimers.append(
                FiredTimer(
                    instance: InstanceID(timer.instance),
                    id: timer.id,
                    sequence: sequence,
                    time: now
                )
            )
            return
        }
        states[Int(timer.instance)].port.timerFired(timer.id)
        post(event, to: Int(timer.instance))
        settle()
    }

    func control(_ type: Int) -> tenon_ev_control {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(TENON_SPACE_CONTROL)
        event.h.type = UInt16(type)
        event.h.seq = sequence
        event.h.ts_ns = now
        return event
    }

    // MARK: - Equity

    /// Values every account and every strategy at the present marks.
    package mutating func sampleEquity() {
        noteSample()
        for index in 0..<cash.count {
            let account = AccountID(UInt32(index + 1))
            samples.append(
                EquitySample(
                    time: now,
                    account: account,
                    cash: cash[account].balance,
                    holdings: holdings(of: account),
                    positions: positions(of: account)
                )
            )
        }
        for place in 0..<states.count
        where states[place].isStrategy && states[place].account.value > 0 {
            strategySamples.append(sample(of: place))
        }
        if setup.samplesMarks { sampleMarks() }
    }

    /// Values one strategy: its profit so far on top of what its account opened with.
    private func sample(of place: Int) -> StrategySample {
        let owner = InstanceID(UInt32(truncatingIfNeeded: place))
        let account = states[place].account
        let exponent = cash[account].exponent
        var equity = Int128(setup.accounts[account.index].cash)
        var holdings: Int128 = 0
        var positions = 0
        for index in 0..<instruments.count {
            let entry = books[owner, InstrumentID(UInt32(truncatingIfNeeded: index + 1))]
            if entry.fills == 0 { continue }
            let instrument = instruments[index]
            let position = entry.position
            var profit = position.realized
            equity -= Int128(entry.fees)
            let twiceMark = markets[index].twiceMark
            if position.quantity != 0 { positions += 1 }
            if position.quantity != 0, twiceMark != Domain.none,
                let open = position.unrealized(twiceMark: twiceMark, of: instrument)
            {
                profit = profit &+ open
                holdings += Int128(ledgerValue(open &+ position.cost, instrument, exponent))
            }
            equity += Int128(ledgerValue(profit, instrument, exponent))
        }
        return StrategySample(
            time: now,
            instance: owner,
            account: account,
            equity: Int64(clamping: equity),
            holdings: Int64(clamping: holdings),
            positions: positions
        )
    }

    /// Notes the mark of each instrument that has one.
    private mutating func sampleMarks() {
        for index in 0..<instruments.count {
            let twiceMark = markets[index].twiceMark
            if twiceMark == Domain.none { continue }
            markSamples.append(
                MarkSample(time: now, instrument: instruments[index].id, twiceMark: twiceMark)
            )
        }
    }

    private func positions(of account: AccountID) -> Int {
        var count = 0
        for index in 0..<instruments.count {
            let instrument = InstrumentID(UInt32(truncatingIfNeeded: index + 1))
            if books[account, instrument].position.quantity != 0 { count += 1 }
        }
        return count
    }

    /// What an account holds at its marks, at the account's ledger exponent.
    package func holdings(of account: AccountID) -> Int64 {
        var sum: Int128 = 0
        let exponent = cash[account].exponent
        for index in 0..<instruments.count {
            let instrument = instruments[index]
            let position = books[account, instrument.id].position
            if position.quantity == 0 { continue }
            let twiceMark = markets[index].twiceMark
            if twiceMark == Domain.none { continue }
            guard let profit = position.unrealized(twiceMark: twiceMark, of: instrument) else {
                continue
            }
            sum += Int128(ledgerValue(profit &+ position.cost, instrument, exponent))
        }
        return Int64(clamping: sum)
    }
}
