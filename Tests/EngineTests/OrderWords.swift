import CTenon
import Domain

// Orders of every kind in few words.

extension ScriptedStrategy {
    /// A limit order.
    func limit(_ side: Int, _ quantity: Int64, at price: Int64) -> tenon_intent {
        var intent = order(side, quantity)
        intent.otype = UInt8(TENON_LIMIT)
        intent.px = price
        return intent
    }

    /// A stop order.
    func stop(_ side: Int, _ quantity: Int64, at price: Int64) -> tenon_intent {
        var intent = order(side, quantity)
        intent.otype = UInt8(TENON_STOP)
        intent.stop_px = price
        return intent
    }

    /// A replace of an order by its intent; what is not given stays.
    func replacement(
        of target: UInt64,
        quantity: Int64 = Domain.none,
        price: Int64 = Domain.none,
        stop: Int64 = Domain.none
    ) -> tenon_intent {
        var intent = blank(TENON_OP_REPLACE)
        intent.target = target
        intent.instrument = 1
        intent.def_version = version(of: 1)
        intent.qty = quantity
        intent.px = price
        intent.stop_px = stop
        intent.display_qty = Domain.none
        intent.expire_ns = Domain.none
        return intent
    }
}

extension tenon_intent {
    /// The same as a part of a group.
    func linked(_ link: UInt64, _ contingency: Int) -> tenon_intent {
        var copy = self
        copy.link = link
        copy.contingency = UInt8(contingency)
        return copy
    }

    /// The same with flags.
    func flagged(_ flags: Int) -> tenon_intent {
        var copy = self
        copy.flags = UInt32(flags)
        return copy
    }

    /// The same with a time in force.
    func lasting(_ time: Int, until: Int64 = 0) -> tenon_intent {
        var copy = self
        copy.tif = UInt8(time)
        copy.expire_ns = until
        return copy
    }

    /// The same that shows a part.
    func showing(_ quantity: Int64) -> tenon_intent {
        var copy = self
        copy.display_qty = quantity
        return copy
    }
}
