public import Domain

/// One order of the host: what was wanted, what the venue did with it, where it stands.
///
/// The fields change only through the state machine in `OrderStateMachine.swift`.
@frozen
@usableFromInline
package struct Order: BitwiseCopyable, Sendable {
    @usableFromInline package let id: OrderID
    @usableFromInline package let instance: InstanceID
    @usableFromInline package let account: AccountID
    @usableFromInline package let instrument: InstrumentID
    /// The strategy's id of the intent that made it.
    @usableFromInline package let intent: UInt64
    /// Echoed in every order event.
    @usableFromInline package let tag: UInt64
    /// Echoed in every order event: the strategy's group of orders.
    @usableFromInline package let link: UInt64
    @usableFromInline package let side: Side
    @usableFromInline package let type: OrderType
    @usableFromInline package let timeInForce: TimeInForce
    /// Ordered quantity; a replace changes it.
    @usableFromInline package internal(set) var quantity: Int64
    /// Prices, sizes, flags beyond side, type and quantity; a replace changes them.
    @usableFromInline package internal(set) var terms: OrderTerms
    /// The worst price a market order may fill at (R29), or `none`.
    @usableFromInline package var protection: Int64 = Domain.none
    /// Whether the host does at least a part of what the venue would: watch a price, wait for a
    /// sibling, show slices, keep the time.
    @usableFromInline package var isEmulated = false
    /// What a replace on its way would add, reserved already.
    @usableFromInline package var pendingIncrease: Int64 = 0
    /// Whether its worst case stands in the ledger of reservations.
    @usableFromInline package var isReserved = false
    /// Whether the cancel on its way is the end of its time, kept by the host.
    @usableFromInline package var isExpiring = false
    /// Whether its stop or touch price was reached.
    @usableFromInline package internal(set) var isTriggered = false
    @usableFromInline package internal(set) var filled: Int64 = 0
    /// Sum of fill price x quantity, at the price plus quantity exponent.
    @usableFromInline package internal(set) var cumulativeCost: Int128 = 0
    @usableFromInline package internal(set) var status: OrderStatus = .pending
    /// What the status was before a cancel or replace was asked for.
    @usableFromInline package internal(set) var statusBeforeRequest: OrderStatus = .pending
    /// Fees of the fills so far before the venue's minimum, at the ledger exponent.
    @usableFromInline package var rawFees: Int64 = 0
    /// Places of the neighbours in the owner's list of live orders; -1 ends it.
    @usableFromInline var next: Int32 = -1
    @usableFromInline var previous: Int32 = -1

    /// What is still open.
    @inlinable
    package var leaves: Int64 { status.isFinal ? 0 : quantity - filled }

    /// Limit price, or `none`.
    @inlinable
    package var price: Int64 { terms.price }

    /// Whether fills and ends of others mean something for it.
    @inlinable
    package var isLinked: Bool { terms.contingency != .none && link != 0 }

    /// Whether a fill of it takes its siblings off, in part or whole.
    @inlinable
    package var isExclusive: Bool { isLinked && terms.contingency != .oneTriggersOther }

    /// Whether it must not make the position larger.
    @inlinable
    package var isReduceOnly: Bool { terms.flags.contains(.reduceOnly) }

    /// An order that has not been through the risk gate.
    @inlinable
    package init(
        id: OrderID,
        instance: InstanceID,
        account: AccountID,
        instrument: InstrumentID,
        intent: UInt64,
        tag: UInt64,
        link: UInt64 = 0,
        side: Side,
        type: OrderType,
        timeInForce: TimeInForce,
        quantity: Int64,
        terms: OrderTerms = OrderTerms()
    ) {
        self.id = id
        self.instance = instance
        self.account = account
        self.instrument = instrument
        self.intent = intent
        self.tag = tag
        self.link = link
        self.side = side
        self.type = type
        self.timeInForce = timeInForce
        self.quantity = quantity
        self.terms = terms
    }
}

extension Order {
    /// The order as it goes to a venue that does less than it asks for.
    ///
    /// - Parameters:
    ///   - type: Market or limit where the host has watched the price.
    ///   - timeInForce: GTC where the host keeps the time.
    ///   - quantity: What is open, or a slice of it.
    ///   - showsParts: Whether the venue shows a part and keeps the rest.
    /// - Returns: The same order by its id, in the status it leaves in.
    package func sent(
        as type: OrderType,
        _ timeInForce: TimeInForce,
        quantity: Int64,
        showsParts: Bool
    ) -> Order {
        var terms = terms
        terms.contingency = .none
        if type != self.type {
            terms.stopPrice = Domain.none
            terms.trail = Domain.none
            terms.limitOffset = Domain.none
            if type == .market { terms.price = Domain.none }
        }
        if timeInForce != self.timeInForce { terms.expires = Domain.none }
        if !showsParts { terms.displayQuantity = Domain.none }
        var copy = Order(
            id: id,
            instance: instance,
            account: account,
            instrument: instrument,
            intent: intent,
            tag: tag,
            link: link,
            side: side,
            type: type,
            timeInForce: timeInForce,
            quantity: quantity,
            terms: terms
        )
        copy.protection = protection
        copy.status = .sent
        return copy
    }

    /// What it is once its price was reached: market or limit.
    package var workingType: OrderType {
        type.isConditional ? (type.isLimit ? .limit : .market) : type
    }
}
