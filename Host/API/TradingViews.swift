/// The market of one instrument: a line of `tenon quotes`.
///
/// Decimal text; `nil` is unknown.
package struct QuoteView: Codable, Equatable, Sendable {
    package var symbol: String
    package var bid: String?
    package var bidQuantity: String?
    package var ask: String?
    package var askQuantity: String?
    package var last: String?
    /// Lane time of the last quote, trade or bar.
    package var timeNs: Int64
    /// Market events of the instrument since the start, and a second over the last second.
    package var events: UInt64
    package var eventsPerSecond: Double

    package init(symbol: String) {
        self.symbol = symbol
        timeNs = 0
        events = 0
        eventsPerSecond = 0
    }
}

/// What a strategy or an account holds of an instrument: a line of `tenon positions`.
package struct PositionView: Codable, Equatable, Sendable {
    /// `strategy` or `account`.
    package var scope: String
    /// The name of the strategy or account.
    package var name: String
    package var symbol: String
    /// Signed decimal text.
    package var quantity: String
    package var averagePrice: String?
    package var mark: String?
    package var currency: String
    package var realized: String
    package var unrealized: String?
    package var fees: String

    package init(scope: String, name: String, symbol: String) {
        self.scope = scope
        self.name = name
        self.symbol = symbol
        quantity = "0"
        currency = ""
        realized = "0"
        fees = "0"
    }
}

/// An order and how it stands: a line of `tenon orders`.
package struct OrderView: Codable, Equatable, Sendable {
    package var order: UInt64
    package var strategy: String
    package var account: String
    package var symbol: String
    /// `buy` or `sell`.
    package var side: String
    /// `market`, `limit`, `stop`, `stop-limit` and so on.
    package var type: String
    /// `gtc`, `day`, `gtd`, `ioc`, `fok`, `at-open`, `at-close`.
    package var timeInForce: String
    /// Limit, and stop or touch price, where it has one.
    package var price: String?
    package var stopPrice: String?
    package var quantity: String
    package var filled: String
    package var averagePrice: String?
    package var fee: String
    /// `sent`, `working`, `emulated`, `partly-filled`, `filled`, `canceled`, `rejected`, `expired`, `denied`, `unknown`.
    package var status: String
    /// Of a denial or rejection: rule, value, limit and remedy in words.
    package var reason: String?
    /// Correlation: the intent's id, the sequence numbers of the event that caused it and of the
    /// last news, and the lane time of that.
    package var intent: UInt64
    package var causeSequence: UInt64
    package var sequence: UInt64
    package var timeNs: Int64

    package init(order: UInt64, strategy: String, symbol: String) {
        self.order = order
        self.strategy = strategy
        self.symbol = symbol
        account = ""
        side = ""
        type = "market"
        timeInForce = ""
        quantity = "0"
        filled = "0"
        fee = "0"
        status = ""
        intent = 0
        causeSequence = 0
        sequence = 0
        timeNs = 0
    }

    /// Whether it is neither filled, canceled, rejected, expired nor denied.
    package var isOpen: Bool {
        !["filled", "canceled", "rejected", "expired", "denied"].contains(status)
    }
}

/// One execution: a line of `tenon fills` and of the live table.
package struct FillView: Codable, Equatable, Sendable {
    package var sequence: UInt64
    package var timeNs: Int64
    package var order: UInt64
    package var strategy: String
    package var symbol: String
    package var side: String
    package var quantity: String
    package var price: String
    package var fee: String
    package var currency: String

    package init(order: UInt64, strategy: String, symbol: String) {
        self.order = order
        self.strategy = strategy
        self.symbol = symbol
        sequence = 0
        timeNs = 0
        side = ""
        quantity = "0"
        price = "0"
        fee = "0"
        currency = ""
    }
}

/// One line of the host's log.
package struct LogLine: Codable, Equatable, Sendable {
    /// Counts the lines of this run, from 1.
    package var number: UInt64
    /// By the wall clock.
    package var wallNs: Int64
    /// `trace` … `critical`.
    package var level: String
    /// `host`, `lane`, `risk`, `orders`, `plugins`, `notify` or `api`.
    package var module: String
    package var message: String
    /// `seq`, `intent`, `order`, `instance` and whatever else varies.
    package var fields: [String: String]

    package init(
        number: UInt64,
        wallNs: Int64,
        level: String,
        module: String,
        message: String,
        fields: [String: String]
    ) {
        self.number = number
        self.wallNs = wallNs
        self.level = level
        self.module = module
        self.message = message
        self.fields = fields
    }
}
