import Domain
import Simulation

/// The same world as the lane's, told plainly: one list of working orders, whole numbers.
///
/// It shares nothing with the host but the names of venue models. Money is counted in units of 10^-26: eighteen digits below the ledger's eight.
struct PlainModel {
    /// What may be traded.
    struct Instrument {
        var price: Int
        var quantity: Int
        var multiplier: Int64

        /// Digits from a value's own exponent to money's 26.
        var scale: Int128 { PlainModel.power(26 + price + quantity) }
    }

    /// A market event of the tape.
    enum Event {
        case quote(bid: Int64, ask: Int64, bidSize: Int64?, askSize: Int64?)
        case trade(Int64)
        /// `opened` is the time at which the bar began.
        case bar(open: Int64, close: Int64, opened: Int64)
    }

    /// What a strategy wants.
    enum Wish {
        case order(instrument: Int, isBuy: Bool, quantity: Int64, life: Life)
        /// The n-th order of this strategy, from 0.
        case cancel(Int)
    }

    enum Life { case gtc, ioc, fok }

    /// One fill as the strategy should be told.
    struct Fill: Equatable {
        var time: Int64
        var order: Int
        var quantity: Int64
        var price: Int64
        var filled: Int64
        var leaves: Int64
        var fee: Int64
        /// Money of all fills of the order, at the ledger's exponent.
        var paid: Int64
    }

    /// A book after a fill, in money of the ledger.
    struct Holding: Equatable {
        var quantity: Int64
        var cost: Int64
        var realized: Int64
        var unrealized: Int64
    }

    struct Market {
        var bid: Int64?
        var ask: Int64?
        var bidSize: Int64?
        var askSize: Int64?
        var last: Int64?
        var close: Int64?
        var times = (quote: Int64.min, last: Int64.min, close: Int64.min)

        /// Twice the price a holding is worth: the newest of touch, trade and close.
        var twiceMark: Int64? {
            if let bid, let ask, times.quote >= times.last, times.quote >= times.close {
                return bid + ask
            }
            if let last, times.last >= times.close { return last * 2 }
            return close.map { $0 * 2 }
        }
    }

    /// One instrument in one book: cost and profit at the value's exponent with nine more digits.
    struct Book {
        var quantity: Int64 = 0
        var cost: Int128 = 0
        var realized: Int128 = 0

        mutating func fill(_ signed: Int64, at price: Int64, times multiplier: Int64) {
            func value(_ quantity: Int64) -> Int128 {
                Int128(price) * Int128(quantity) * Int128(multiplier) * PlainModel.power(9)
            }
            let isOpening = quantity == 0 || (quantity > 0) == (signed > 0)
            if isOpening {
                cost += value(signed)
                quantity += signed
                return
            }
            let closing = min(abs(quantity), abs(signed))
            let share =
                closing == abs(quantity)
                ? cost
                : PlainModel.halfEven(cost * Int128(closing), over: Int128(abs(quantity)))
            let back = value(signed > 0 ? closing : -closing)
            realized -= share + back
            cost -= share
            quantity += signed
            cost += value(signed) - back
        }
    }

    struct Working {
        var owner: Int
        var order: Int
        var instrument: Int
        var isBuy: Bool
        var quantity: Int64
        var leaves: Int64
        var paid: Int128 = 0
        var life: Life
        /// When it came.
        var since: Int64
    }

    let model: VenueModel
    let instruments: [Instrument]
    /// The account of each strategy, from 0.
    let accounts: [Int]
    let feeRate: (mantissa: Int64, exponent: Int)
    let feeDecimals: Int?

    var markets: [Market]
    /// By strategy, then instrument.
    var books: [[Book]]
    /// By account, then instrument.
    var accountBooks: [[Book]]
    /// At the ledger's exponent, and what rounding left, at 10^-26.
    var cash: [Int64]
    var left: [Int128]
    var fees: [Int64]
    var working: [Working] = []
    /// Sizes that orders have taken from the present quote, by account and instrument.
    var taken: [[(bid: Int64, ask: Int64)]]
    var orders: [Int]
    var fills: [[Fill]]
    var holdings: [[Holding]]
    var now: Int64 = 0

    init(
        model: VenueModel,
        instruments: [Instrument],
        accounts: [Int],
        cash opening: Int64,
        feeRate: (mantissa: Int64, exponent: Int),
        feeDecimals: Int?
    ) {
        self.model = model
        self.instruments = instruments
        self.accounts = accounts
        self.feeRate = feeRate
        self.feeDecimals = feeDecimals
        let many = (accounts.max() ?? 0) + 1
        markets = instruments.map { _ in Market() }
        books = accounts.map { _ in instruments.map { _ in Book() } }
        accountBooks = (0..<many).map { _ in instruments.map { _ in Book() } }
        cash = Array(repeating: opening, count: many)
        left = Array(repeating: 0, count: many)
        fees = Array(repeating: 0, count: many)
        taken = (0..<many).map { _ in instruments.map { _ in (0, 0) } }
        orders = accounts.map { _ in 0 }
        fills = accounts.map { _ in [] }
        holdings = accounts.map { _ in [] }
    }

    // MARK: - What happens

    mutating func take(_ event: Event, of instrument: Int, at time: Int64) {
        now = time
        switch event {
        case .quote(let bid, let ask, let bidSize, let askSize):
            markets[instrument].bid = bid
            markets[instrument].ask = ask
            markets[instrument].bidSize = bidSize
            markets[instrument].askSize = askSize
            markets[instrument].times.quote = time
            for account in taken.indices { taken[account][instrument] = (0, 0) }
            if model == .sameQuote || model == .nextQuote {
                matchAll(instrument, isBuyFirst: true) { $0.matchQuote(&$1) }
            }
        case .trade(let price):
            markets[instrument].last = price
            markets[instrument].times.last = time
        case .bar(let open, let close, let opened):
            markets[instrument].close = close
            markets[instrument].times.close = time
            if model == .nextBarOpen {
                matchAll(instrument) { plain, one in
                    // No order fills in its own past.
                    opened >= one.since && plain.fill(&one, price: open, available: .max)
                }
            }
        }
    }

    mutating func take(_ wish: Wish, from strategy: Int) {
        switch wish {
        case .cancel(let order):
            working.removeAll { $0.owner == strategy && $0.order == order }
        case .order(let instrument, let isBuy, let quantity, let life):
            let market = markets[instrument]
            let order = orders[strategy]
            orders[strategy] += 1
            // Denied without any price (R16).
            guard market.bid != nil || market.last != nil || market.close != nil else { return }
            var one = Working(
                owner: strategy,
                order: order,
                instrument: instrument,
                isBuy: isBuy,
                quantity: quantity,
                leaves: quantity,
                life: life,
                since: now
            )
            var isDone = false
            switch model {
            case .sameQuote: isDone = market.bid == nil || matchQuote(&one)
            case .sameBarClose:
                guard let close = market.close else { return }
                isDone = fill(&one, price: close, available: .max)
            case .nextQuote, .nextBarOpen, .nextTrade, .book: break
            }
            if !isDone { working.append(one) }
        }
    }

    /// What an account's holdings are worth, in money of the ledger.
    func worth(of account: Int) -> Int64 {
        var sum: Int64 = 0
        for (index, book) in accountBooks[account].enumerated() where book.quantity != 0 {
            guard let twice = markets[index].twiceMark else { continue }
            let multiplier = Int128(instruments[index].multiplier)
            let value = Int128(twice) * Int128(book.quantity) * multiplier
            sum += PlainModel.ledger(value * instruments[index].scale / 2)
        }
        return sum
    }

    // MARK: - The venue

    /// Tries the working orders of an instrument: account by account, in order of arrival, on quotes
    /// buys before sells.
    private mutating func matchAll(
        _ instrument: Int,
        isBuyFirst: Bool = false,
        _ attempt: (inout PlainModel, inout Working) -> Bool
    ) {
        for account in cash.indices {
            let own = working.filter {
                $0.instrument == instrument && accounts[$0.owner] == account
            }
            let turns = isBuyFirst ? own.filter(\.isBuy) + own.filter { !$0.isBuy } : own
            for one in turns {
                var one = one
                let isDone = attempt(&self, &one)
                guard
                    let place = working.firstIndex(where: {
                        $0.owner == one.owner && $0.order == one.order
                    })
                else { continue }
                if isDone { working.remove(at: place) } else { working[place] = one }
            }
        }
    }

    private mutating func matchQuote(_ one: inout Working) -> Bool {
        let market = markets[one.instrument]
        let account = accounts[one.owner]
        guard let price = one.isBuy ? market.ask : market.bid else { return false }
        let used = taken[account][one.instrument]
        let size = one.isBuy ? market.askSize : market.bidSize
        let available = size.map { $0 - (one.isBuy ? used.ask : used.bid) } ?? .max
        let before = one.leaves
        let isDone = fill(&one, price: price, available: available)
        if size != nil {
            if one.isBuy {
                taken[account][one.instrument].ask += before - one.leaves
            } else {
                taken[account][one.instrument].bid += before - one.leaves
            }
        }
        return isDone
    }

    private mutating func fill(_ one: inout Working, price: Int64, available: Int64) -> Bool {
        var quantity = min(one.leaves, max(0, available))
        if one.life == .fok, quantity < one.leaves { quantity = 0 }
        if quantity > 0 { book(&one, quantity, price) }
        return one.leaves == 0 || one.life != .gtc
    }

    // MARK: - The books

    private mutating func book(_ one: inout Working, _ quantity: Int64, _ price: Int64) {
        let instrument = instruments[one.instrument]
        let account = accounts[one.owner]
        let signed = one.isBuy ? quantity : -quantity
        books[one.owner][one.instrument].fill(signed, at: price, times: instrument.multiplier)
        accountBooks[account][one.instrument].fill(signed, at: price, times: instrument.multiplier)
        let value = Int128(price) * Int128(signed) * Int128(instrument.multiplier)
        let exact = value * instrument.scale
        let fee = fee(of: exact)
        let paid = PlainModel.ledger(exact)
        cash[account] -= paid + fee
        left[account] -= exact - Int128(paid) * PlainModel.power(18)
        fees[account] += fee
        one.leaves -= quantity
        one.paid += Int128(price) * Int128(quantity) * Int128(instrument.multiplier)
        fills[one.owner]
            .append(
                Fill(
                    time: now,
                    order: one.order,
                    quantity: quantity,
                    price: price,
                    filled: one.quantity - one.leaves,
                    leaves: one.leaves,
                    fee: fee,
                    paid: PlainModel.ledger(one.paid * instrument.scale)
                )
            )
        holdings[one.owner].append(holding(one.owner, one.instrument))
    }

    private func holding(_ strategy: Int, _ instrument: Int) -> Holding {
        let book = books[strategy][instrument]
        let scale = instruments[instrument].scale
        // Nine guard digits of the book's own are taken off again.
        func money(_ value: Int128) -> Int64 {
            PlainModel.halfEvenMoney(value, scale: scale, guardDigits: 9)
        }
        let twice = markets[instrument].twiceMark ?? 0
        let worth =
            Int128(twice) * Int128(book.quantity) * Int128(instruments[instrument].multiplier)
            * PlainModel.power(9) / 2
        return Holding(
            quantity: book.quantity,
            cost: money(book.cost),
            realized: money(book.realized),
            unrealized: money(worth - book.cost)
        )
    }

    /// The fee of a value at 10^-26, in money of the ledger.
    private func fee(of value: Int128) -> Int64 {
        let size = (value < 0 ? -value : value) * Int128(feeRate.mantissa)
        // size is at 10^(-26 + exponent).
        let digits = feeDecimals ?? 8
        let unit = PlainModel.power(26 - feeRate.exponent - digits)
        let (quotient, rest) = size.quotientAndRemainder(dividingBy: unit)
        var fee = quotient
        if feeDecimals == nil {
            fee = PlainModel.halfEven(size, over: unit)
        } else if rest * 2 >= unit {
            fee += 1
        }
        return Int64(fee * PlainModel.power(8 - digits))
    }

    // MARK: - Numbers

    static func power(_ exponent: Int) -> Int128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    static func halfEven(_ value: Int128, over divisor: Int128) -> Int128 {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        let twice = (rest < 0 ? -rest : rest) * 2
        let isUp = twice > divisor || (twice == divisor && quotient % 2 != 0)
        return isUp ? quotient + (value < 0 ? -1 : 1) : quotient
    }

    /// Money of the ledger, 10^-8, from 10^-26.
    static func ledger(_ value: Int128) -> Int64 { Int64(halfEven(value, over: power(18))) }

    /// Money of the ledger from a value with guard digits.
    static func halfEvenMoney(_ value: Int128, scale: Int128, guardDigits: Int) -> Int64 {
        // scale lifts a value to 10^-26, so value * scale is at 10^-(26 + guardDigits).
        let whole = scale / power(guardDigits)
        if whole * power(guardDigits) == scale {
            return Int64(halfEven(value * whole, over: power(18)))
        }
        return Int64(halfEven(value, over: power(18 + guardDigits) / scale))
    }
}
