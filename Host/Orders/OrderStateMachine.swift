package import Domain

/// What the venue reports of an order.
package enum VenueReport: BitwiseCopyable, Sendable {
    /// The order rests at the venue.
    case accepted
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
    /// The risk gate said no.
    package mutating func deny() {
        precondition(status == .pending, "only a pending order is denied, this is \(status)")
        status = .denied
    }

    /// The order leaves for the venue.
    package mutating func send() {
        precondition(status == .pending, "only a pending order is sent, this is \(status)")
        status = .sent
    }

    /// A cancel leaves for the venue.
    ///
    /// - Throws: `OrderError.final` or `.illegal` when there is nothing to cancel; unchanged.
    package mutating func requestCancel() throws(OrderError) {
        switch status {
        case .sent, .working, .partlyFilled, .unknown, .held, .emulated:
            statusBeforeCancel = status
            status = .cancelPending
        case .denied, .filled, .canceled, .rejected, .expired: throw .final(status)
        case .pending, .cancelPending, .replacePending: throw .illegal(status)
        }
    }

    /// The venue did not take the cancel; the order is where it was.
    package mutating func refuseCancel() {
        if status == .cancelPending {
            status = filled > 0 ? .partlyFilled : statusBeforeCancel
        }
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
        case .filled(let executed, let price):
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
        case .canceled:
            status = .canceled
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

    /// The venue has the order; one whose cancel is on its way will have been accepted when the
    /// cancel is refused.
    private mutating func accept() {
        if status == .sent || status == .unknown {
            status = filled > 0 ? .partlyFilled : .working
        }
        if statusBeforeCancel == .sent || statusBeforeCancel == .unknown {
            statusBeforeCancel = .working
        }
    }
}
