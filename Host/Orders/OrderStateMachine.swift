package import Domain

/// What the venue reports of an order.
package enum VenueReport: BitwiseCopyable, Sendable {
    /// The order rests at the venue.
    case accepted
    /// Its stop or touch price was reached; where the trail stood.
    case triggered(level: Int64)
    /// The venue gave it a limit: what is left of a market-to-limit order, or the limit of a
    /// trailing stop limit.
    case restated(price: Int64)
    /// The replace that was asked for is done.
    case replaced(Replacement)
    /// The replace that was asked for was not done.
    case replaceRejected
    /// One execution.
    ///
    /// Quantity positive, price a price mantissa.
    case filled(quantity: Int64, price: Int64)
    /// The venue took the order off; `leaves` will not be filled.
    case canceled
    /// The venue did not take the order.
    case rejected
    /// Its time in force ended.
    case expired
}

/// What a step of the state machine asks of the reservation of the order.
package enum ReservationEffect: BitwiseCopyable, Sendable {
    /// Leaves changed by a fill: that much of the reservation became a position.
    case shrink(by: Int64)
    /// A replace changed the ordered quantity; negative frees.
    case resize(by: Int64)
    /// The venue proved that nothing more can happen: free what is left.
    case free
    /// Nothing changed.
    case keep
}

/// Why the state machine did not take a report.
package enum OrderError: Error, BitwiseCopyable, Sendable {
    /// A report for an order that is already final.
    case final(OrderStatus)
    /// An execution of nothing or less.
    case notPositive(Int64)
    /// An execution beyond the ordered quantity.
    case overfill(ordered: Int64, wouldBe: Int64)
    /// A step that the order's state does not allow.
    case illegal(OrderStatus)
    /// The sum of the executions leaves 128 bits.
    case overflow
}

extension Order {
    /// The risk gate said no: to a new order, or to one that was held until now.
    package mutating func deny() {
        precondition(
            status == .pending || status == .emulated,
            "an order that has left is not denied, this is \(status)"
        )
        status = .denied
    }

    /// Lowers what is wanted of an order that has not left.
    package mutating func limit(to quantity: Int64) {
        precondition(status == .pending || status == .emulated, "only before it leaves")
        self.quantity = min(self.quantity, quantity)
    }

    /// The host keeps it until its condition comes true.
    package mutating func hold() {
        precondition(status == .pending, "only a pending order is held, this is \(status)")
        status = .emulated
        isEmulated = true
    }

    /// The order leaves for the venue.
    package mutating func send() {
        precondition(
            status == .pending || status == .emulated,
            "an order leaves once, this is \(status)"
        )
        status = .sent
    }

    /// The host found the condition of a held order true.
    ///
    /// - Parameters:
    ///   - level: The stop price, or where the trail stood.
    ///   - limit: The limit of a trailing stop limit; `nil` for other types.
    package mutating func trigger(at level: Int64, limit: Int64?) {
        precondition(status == .emulated, "only a held order is triggered here, not \(status)")
        isTriggered = true
        terms.stopPrice = level
        if let limit { terms.price = limit }
    }

    /// The host lets a held order go: it was never at the venue, so that this is proof.
    package mutating func release(as final: OrderStatus) {
        precondition(status == .emulated && final.isFinal, "only a held order ends here")
        status = final
    }

    /// A cancel leaves for the venue.
    ///
    /// - Throws: `OrderError.final` or `.illegal` when there is nothing to cancel; unchanged.
    package mutating func requestCancel() throws(OrderError) {
        try request(.cancelPending)
    }

    /// A replace leaves for the venue.
    ///
    /// - Throws: `OrderError.final` or `.illegal` when there is nothing to replace; unchanged.
    package mutating func requestReplace() throws(OrderError) {
        try request(.replacePending)
    }

    private mutating func request(_ next: OrderStatus) throws(OrderError) {
        switch status {
        case .sent, .working, .partlyFilled, .unknown, .held, .emulated:
            statusBeforeRequest = status
            status = next
        case .replacePending where next == .cancelPending: status = next
        case .denied, .filled, .canceled, .rejected, .expired: throw .final(status)
        case .pending, .cancelPending, .replacePending: throw .illegal(status)
        }
    }

    /// The venue did not take the cancel; the order is where it was.
    package mutating func refuseCancel() {
        if status == .cancelPending { restore() }
    }

    /// The venue did not take the replace; the order is as it was.
    package mutating func refuseReplace() {
        if status == .replacePending { restore() }
    }

    private mutating func restore() { status = filled > 0 ? .partlyFilled : statusBeforeRequest }

    /// Takes new values, of a replace or of the host's own for a held order.
    ///
    /// - Returns: By how much the ordered quantity changed.
    package mutating func take(_ new: Replacement) -> Int64 {
        var change: Int64 = 0
        if new.quantity != Domain.none {
            // Of a quantity that cannot be, which its shape is denied for, it has no meaning.
            change = new.quantity &- quantity
            quantity = new.quantity
        }
        if new.price != Domain.none { terms.price = new.price }
        if new.stopPrice != Domain.none { terms.stopPrice = new.stopPrice }
        if new.displayQuantity != Domain.none { terms.displayQuantity = new.displayQuantity }
        if new.expires != Domain.none { terms.expires = new.expires }
        return change
    }

    /// Applies one report of the venue.
    ///
    /// - Returns: What the engine must do with the reservation.
    /// - Throws: Why the report does not fit; the order is unchanged.
    package mutating func apply(_ report: VenueReport) throws(OrderError) -> ReservationEffect {
        switch status {
        case .denied, .filled, .canceled, .rejected, .expired: throw .final(status)
        case .pending, .held, .emulated: throw .illegal(status)
        case .sent, .working, .partlyFilled, .cancelPending, .replacePending, .unknown: break
        }
        switch report {
        case .accepted:
            accept()
            return .keep
        case .triggered(let level):
            isTriggered = true
            if level != Domain.none { terms.stopPrice = level }
            return .keep
        case .restated(let price):
            terms.price = price
            return .keep
        case .replaced(let new):
            guard new.quantity == Domain.none || new.quantity > filled else {
                throw .illegal(status)
            }
            let change = take(new)
            if status == .replacePending { restore() }
            return change == 0 ? .keep : .resize(by: change)
        case .replaceRejected:
            refuseReplace()
            return .keep
        case .filled(let executed, let price):
            return try fill(executed, at: price)
        case .canceled:
            status = isExpiring ? .expired : .canceled
            return .free
        case .rejected:
            guard filled == 0 else { throw .illegal(status) }
            status = .rejected
            return .free
        case .expired:
            status = .expired
            return .free
        }
    }

    private mutating func fill(_ executed: Int64, at price: Int64) throws(OrderError)
        -> ReservationEffect
    {
        guard executed > 0 else { throw .notPositive(executed) }
        let (total, over) = filled.addingReportingOverflow(executed)
        guard !over, total <= quantity else {
            throw .overfill(ordered: quantity, wouldBe: over ? .max : total)
        }
        let (cost, tooMuch) = cumulativeCost.addingReportingOverflow(
            Int128(price.multipliedFullWidth(by: executed))
        )
        guard !tooMuch else { throw .overflow }
        filled = total
        cumulativeCost = cost
        if total == quantity {
            status = .filled
        } else if status != .cancelPending, status != .replacePending {
            status = .partlyFilled
        }
        return .shrink(by: executed)
    }

    /// The venue has the order; one whose cancel is on its way will have been accepted when the
    /// cancel is refused.
    private mutating func accept() {
        if status == .sent || status == .unknown {
            status = filled > 0 ? .partlyFilled : .working
        }
        if statusBeforeRequest == .sent || statusBeforeRequest == .unknown {
            statusBeforeRequest = .working
        }
    }
}
