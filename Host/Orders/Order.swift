package import Domain

/// One order of the host: what was wanted, what the venue did with it, where it stands.
///
/// The fields change only through the state machine in `OrderStateMachine.swift`.
package struct Order: BitwiseCopyable, Sendable {
    package let id: OrderID
    package let instance: InstanceID
    package let account: AccountID
    package let instrument: InstrumentID
    /// The strategy's id of the intent that made it.
    package let intent: UInt64
    /// Echoed in every order event.
    package let tag: UInt64
    /// Echoed in every order event: the strategy's group of orders.
    package let link: UInt64
    package let side: Side
    package let type: OrderType
    package let timeInForce: TimeInForce
    /// Ordered quantity.
    package let quantity: Int64
    /// Limit price, or `none`.
    package let price: Int64
    /// The worst price a market order may fill at (R29), or `none`.
    package var protection: Int64 = Domain.none
    package internal(set) var filled: Int64 = 0
    /// Sum of fill price x quantity, at the price plus quantity exponent.
    package internal(set) var cumulativeCost: Int128 = 0
    package internal(set) var status: OrderStatus = .pending
    /// What the status was before a cancel was asked for.
    package internal(set) var statusBeforeCancel: OrderStatus = .pending
    /// Places of the neighbours in the owner's list of live orders; -1 ends it.
    var next: Int32 = -1
    var previous: Int32 = -1

    /// What is still open.
    package var leaves: Int64 { status.isFinal ? 0 : quantity - filled }

    /// An order that has not been through the risk gate.
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
