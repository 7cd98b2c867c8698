import Monitoring

/// The views as text for people: what the commands print without `--json`.
package enum ViewText {
    /// Orders, as they come.
    package static func orders(_ orders: [OrderView]) -> String {
        guard !orders.isEmpty else { return "no orders\n" }
        var table = TableText([
            ("TIME (UTC)", .left), ("ORDER", .right), ("STRATEGY", .left), ("SYMBOL", .left),
            ("SIDE", .left), ("TYPE", .left), ("TIF", .left), ("QUANTITY", .right),
            ("LIMIT", .right), ("STOP", .right), ("FILLED", .right), ("PRICE", .right),
            ("FEE", .right), ("STATUS", .left), ("WHY", .left),
        ])
        for order in orders {
            table.add([
                UTCTime.text(order.timeNs), "\(order.order)", order.strategy, order.symbol,
                order.side, order.type, order.timeInForce, order.quantity, order.price ?? "",
                order.stopPrice ?? "", order.filled, order.averagePrice ?? "", order.fee,
                order.status, order.reason ?? "",
            ])
        }
        return table.text
    }

    /// Executions, as they come.
    package static func fills(_ fills: [FillView]) -> String {
        guard !fills.isEmpty else { return "no fills\n" }
        var table = TableText([
            ("TIME (UTC)", .left), ("ORDER", .right), ("STRATEGY", .left), ("SYMBOL", .left),
            ("SIDE", .left), ("QUANTITY", .right), ("PRICE", .right), ("FEE", .right),
            ("CURRENCY", .left),
        ])
        for fill in fills {
            table.add([
                UTCTime.text(fill.timeNs), "\(fill.order)", fill.strategy, fill.symbol, fill.side,
                fill.quantity, fill.price, fill.fee, fill.currency,
            ])
        }
        return table.text
    }

    /// What strategies and accounts hold.
    package static func positions(_ positions: [PositionView]) -> String {
        guard !positions.isEmpty else { return "no positions\n" }
        var table = TableText([
            ("OF", .left), ("NAME", .left), ("SYMBOL", .left), ("QUANTITY", .right),
            ("PRICE", .right), ("MARK", .right), ("REALIZED", .right), ("UNREALIZED", .right),
            ("FEES", .right), ("CURRENCY", .left),
        ])
        for position in positions {
            table.add([
                position.scope, position.name, position.symbol, position.quantity,
                position.averagePrice ?? "", position.mark ?? "", position.realized,
                position.unrealized ?? "", position.fees, position.currency,
            ])
        }
        return table.text
    }

    /// The market of every instrument.
    package static func quotes(_ quotes: [QuoteView]) -> String {
        guard !quotes.isEmpty else { return "no instruments\n" }
        var table = TableText([
            ("SYMBOL", .left), ("BID QTY", .right), ("BID", .right), ("ASK", .right),
            ("ASK QTY", .right), ("LAST", .right), ("TIME (UTC)", .left), ("EVENTS", .right),
            ("PER SECOND", .right),
        ])
        for quote in quotes {
            table.add([
                quote.symbol, quote.bidQuantity ?? "", quote.bid ?? "", quote.ask ?? "",
                quote.askQuantity ?? "", quote.last ?? "",
                quote.timeNs == 0 ? "" : UTCTime.text(quote.timeNs), "\(quote.events)",
                rounded(quote.eventsPerSecond),
            ])
        }
        return table.text
    }

    /// One line of the log, with its end.
    package static func log(_ line: LogLine) -> String {
        LogText.line(
            wallNs: line.wallNs,
            level: line.level,
            module: line.module,
            message: line.message,
            fields: line.fields
        ) + "\n"
    }

    /// What came of a command.
    package static func receipt(_ receipt: CommandReceipt) -> String {
        let place =
            receipt.sequence == 0
            ? "" : " (input \(receipt.sequence), \(UTCTime.text(receipt.timeNs)) UTC)"
        return LogText.escaped(receipt.message) + place + "\n"
    }

    /// A count a second, whole.
    static func rounded(_ number: Double) -> String {
        number.isFinite && abs(number) < 1e15 ? "\(Int64(number.rounded()))" : "\(number)"
    }
}
