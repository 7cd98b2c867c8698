package import CTenon
package import Domain
package import Memory

/// What the host does for plugins beyond a port's own store: the cold calls of the host tables.
///
/// Implemented by the engine. Every call names the instance it is for. `publish` and `wake` come
/// from any thread, the others from inside a call into that instance.
package protocol PortServices: AnyObject, Sendable {
    /// Takes whole records of one stream, all or nothing.
    ///
    /// - Returns: `TENON_OK`, `TENON_E_AGAIN` when the stream is full, or why they were refused
    ///   with a sentence.
    func publish(_ instance: InstanceID, stream: UInt32, records: RecordRun) -> PortAnswer
    /// Asks for an (empty) batch.
    func wake(_ instance: InstanceID)
    /// The handle of a symbol, as the answer's value.
    func resolve(_ instance: InstanceID, symbol: String) -> PortAnswer
    /// Whether a subscription can be entered; changes nothing.
    func check(_ instance: InstanceID, _ subscription: Subscription) -> PortAnswer
    /// Enters a subscription.
    func subscribe(_ instance: InstanceID, to subscription: Subscription) -> PortAnswer
    /// Ends a subscription to the given streams of one instrument.
    func unsubscribe(_ instance: InstanceID, instrument: InstrumentID, streams: UInt32)
        -> PortAnswer
    /// Registers or redefines an instrument; the answer's value is its handle.
    func define(
        _ instance: InstanceID,
        symbol: String,
        _ definition: tenon_ev_instrument
    ) -> PortAnswer
    /// Registers a currency; the answer's value is its handle.
    func currency(_ instance: InstanceID, code: String, exponent: Int) -> PortAnswer
    /// Takes one line of a plugin's log, already cut and escaped.
    func log(_ instance: InstanceID, severity: Int32, text: String)
}

/// The answer to a call of the host tables: a status, a handle where one is asked for, and for
/// a refusal the sentence that the plugin's `fail` text falls back to.
package struct PortAnswer: Sendable {
    package var status: tenon_status
    package var value: UInt32
    package var reason: String

    /// Everything went well.
    package static func accepted(_ value: UInt32 = 0) -> PortAnswer {
        PortAnswer(status: tenon_status(TENON_OK), value: value, reason: "")
    }

    /// It was refused, with a sentence.
    package static func refused(_ status: Int, _ reason: String) -> PortAnswer {
        PortAnswer(status: tenon_status(status), value: 0, reason: reason)
    }
}

/// What an instance wants to see of one instrument.
package struct Subscription: Equatable, Sendable {
    package var instrument: InstrumentID
    /// `TENON_STREAM_…` bits.
    package var streams: UInt32
    package var depth: UInt32
    /// Length of a bar in `barUnit`s; 0 means "bars as the connector publishes them".
    package var barPeriod: UInt32
    /// `TENON_BAR_…`.
    package var barUnit: UInt32

    /// A wish for the given streams.
    package init(
        instrument: InstrumentID,
        streams: UInt32,
        depth: UInt32 = 0,
        barPeriod: UInt32 = 0,
        barUnit: UInt32 = 0
    ) {
        self.instrument = instrument
        self.streams = streams
        self.depth = depth
        self.barPeriod = barPeriod
        self.barUnit = barUnit
    }
}
