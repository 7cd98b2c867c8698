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
    /// Ordered quantity.
    @usableFromInline package let quantity: Int64
    /// Limit price, or `none`.
    @usableFromInline package let price: Int64
    /// The worst price a market order may fill at (R29), or `none`.
    @usableFromInline package var protection: Int64 = Domain.none
    @usableFromInline package internal(set) var filled: Int64 = 0
    /// Sum of fill price x quantity, at the price plus quantity exponent.
    @usableFromInline package internal(set) var cumulativeCost: Int128 = 0
    @usableFromInline package internal(set) var status: OrderStatus = .pending
    /// What the status was before a cancel was asked for.
    @usableFromInline package internal(set) var statusBeforeCancel: OrderStatus = .pending
    /// Places of the neighbours in the owner's list of live orders; -1 ends it.
    @usableFromInline var next: Int32 = -1
    @usableFromInline var previous: Int32 = -1

    /// What is still open.
    @inlinable
    package var leaves: Int64 { status.isFinal ? 0 : quantity - filled }

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
        price: Int64
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
        self.price = price
    }
}
