"""A simulated venue in plain Python: what becomes of orders over a stream of market data.

Written from Host/Manual/venue.md and a case's case.json alone; it shares no code, no number format
and no structure with the host, and judges it. A section in a comment is one of venue.md. Prices and
quantities are whole numbers of the instrument's steps, money is a fraction: nothing is rounded but
fees, and those where the rules say so.

    model.py tape TAPE ORDERS SETTINGS     fills, orders, cash and position as JSON
    model.py oracle CASE_DIR DATA_DIR OUT  fills.csv, equity.csv and orders.csv of an oracle case

TAPE is a file as Tests/Plugins/TapeFeed reads it, ORDERS one of Tests/Plugins/OrderReplay.
"""
import bisect
import csv
import json
import sys
from fractions import Fraction

DAY = 86_400 * 10**9
UNLIMITED = 10**40
QUOTE_MODELS = ("same-quote", "next-quote")
BAR_MODELS = ("same-bar-close", "next-bar-open")

# Section 2: which way the trigger price has to move, and what the order is then.
RISES, FALLS = "rises", "falls"
TRIGGERS = {
    "stop": RISES, "stop-limit": RISES, "trailing-stop": RISES, "trailing-stop-limit": RISES,
    "market-if-touched": FALLS, "limit-if-touched": FALLS,
}
FORMS = {
    "market": "market", "limit": "limit", "stop": "market", "stop-limit": "limit",
    "market-if-touched": "market", "limit-if-touched": "limit", "trailing-stop": "market",
    "trailing-stop-limit": "limit", "market-to-limit": "market", "iceberg": "limit",
}
LIMIT_TYPES = ("limit", "stop-limit", "limit-if-touched", "iceberg")
STOP_TYPES = ("stop", "stop-limit", "market-if-touched", "limit-if-touched")
TRAILING = ("trailing-stop", "trailing-stop-limit")
ENDED = ("filled", "canceled", "rejected", "expired", "denied")
BUY, SELL = 1, -1


class Order:
    """An order, and where it is.

    `place` is one of: host (held or watched there), flight, waiting (for its trigger), at-open,
    at-close, live, done.
    """

    def __init__(self, number, side, kind, quantity, **more):
        self.id, self.side, self.type, self.quantity = number, side, kind, quantity
        self.price = more.get("price")
        self.stop = more.get("stop")
        self.tif = more.get("tif", "gtc")
        self.expire = more.get("expire")
        self.trail, self.trail_unit = more.get("trail"), more.get("trail_unit")
        self.limit_offset = more.get("limit_offset")
        self.display = more.get("display")
        self.trigger = more.get("trigger", "last")
        self.link, self.contingency = more.get("link", 0), more.get("contingency")
        self.post_only = more.get("post_only", False)
        self.reduce_only = more.get("reduce_only", False)
        self.owner = more.get("owner", 0)
        self.filled, self.status, self.reason, self.place = 0, "pending", None, "host"
        self.form = None            # market or limit, once it is live
        self.level = None           # of a trailing stop
        self.arrived = None         # lane time
        self.turn = 0               # grows with each arrival: time priority
        self.event = -1             # number of the event during which it arrived
        self.ahead = UNLIMITED      # what stands before it in the queue
        self.shown = None           # of an iceberg's slice
        self.is_new = True          # has not yet met an event it can act on
        self.was_triggered = False
        self.deadline = None        # last moment at which it may fill
        self.day = None             # UTC day whose end ends it
        self.fees = Fraction(0)
        self.charged = Fraction(0)
        self.watch = None           # what the host sends when its watched trigger comes
        self.has_begun = False      # an at-open order whose phase has become OPEN

    @property
    def leaves(self):
        return self.quantity - self.filled

    @property
    def is_open(self):
        return self.status not in ENDED

    @property
    def is_at_venue(self):
        return self.place in ("waiting", "at-open", "at-close", "live")

    def better(self, one, other):
        """Whether a price is better for this side: lower for a buy."""
        return self.side * one < self.side * other

    def accepts(self, price):
        """Whether the limit allows a price."""
        return self.side * price <= self.side * self.price


class Instrument:
    """Steps of price, quantity and multiplier as powers of ten."""

    def __init__(self, price_exponent=0, quantity_exponent=0, tick=1, lot=1, multiplier=1):
        self.tick, self.lot, self.multiplier = tick, lot, Fraction(multiplier)
        self.price_unit = Fraction(10) ** price_exponent
        self.quantity_unit = Fraction(10) ** quantity_exponent
        self.value_unit = self.price_unit * self.quantity_unit * self.multiplier

    def value(self, quantity, price):
        return quantity * price * self.value_unit


class Settings:
    """The keys of an account that the rules speak of."""

    def __init__(self, keys):
        def number(name, other=None):
            text = keys.get(name)
            return other if text is None else Fraction(str(text))
        self.model = keys["model"]
        self.cash = number("cash", Fraction(0))
        rate = number("fee_rate", Fraction(0))
        self.rates = {"maker": number("maker_rate", rate), "taker": number("taker_rate", rate)}
        self.per_unit = number("fee_per_unit", Fraction(0))
        self.minimum = number("fee_minimum")
        self.fee_decimals = keys.get("fee_decimals")
        self.decimals = keys.get("decimals", 8)
        self.latency = keys.get("latency_ns", 0)
        self.participation = number("participation")
        self.native = keys.get("order_types")
        self.native_tifs = keys.get("times_in_force")
        # Planted mistakes: a judge that cannot fail judges nothing.
        self.mistakes = set(keys.get("mistakes", ()))


def rounded(number, places, half_even):
    """To a number of decimals; halves to even, or away from zero."""
    scaled = abs(number) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or twice == scaled.denominator and (not half_even or whole % 2):
        whole += 1
    return Fraction(whole if number >= 0 else -whole, 10**places)


class Venue:
    """One account at one instrument, with the strategies that trade it."""

    def __init__(self, settings, instrument):
        self.settings, self.instrument, self.model = settings, instrument, settings.model
        self.now, self.events, self.turns = 0, 0, 0
        self.orders = {}            # by id
        self.resting = []           # those at the venue, and some that have just ended
        self.fills = []
        self.cash = settings.cash
        self.positions = {}         # by strategy
        self.flights = []           # (time, turn, what happens)
        self.groups = {}            # (strategy, link): orders in the order they came
        # What the data shows.
        self.touches = {BUY: (None, None), SELL: (None, None)}      # of bids, of asks
        self.book = {BUY: {}, SELL: {}}
        self.has_book = False
        self.taken = {BUY: 0, SELL: 0} if self.model != "book" else {BUY: {}, SELL: {}}
        self.last, self.close, self.phase = None, None, 0
        self.last_bar_open = None

    # ---- time: section 1 ----

    def pass_time(self, time):
        """Everything that is due at or before a time, earliest first; expiries before arrivals."""
        while True:
            due = self.flights[0][0] if self.flights else None
            ending = None
            if self.model not in BAR_MODELS:
                for order in self.resting:
                    if order.deadline is not None and order.is_open:
                        if ending is None or order.deadline < ending.deadline:
                            ending = order
            if ending is not None and ending.deadline + 1 <= time \
                    and (due is None or ending.deadline + 1 <= due):
                self.now = max(self.now, ending.deadline + 1)
                self.end(ending, "expired")
            elif due is not None and due <= time:
                moment, _, act = self.flights.pop(0)
                self.now = max(self.now, moment)
                act()
            else:
                return

    def later(self, act):
        """Something arrives at the venue: at once, or after the latency, in the order sent."""
        if self.settings.latency == 0:
            act()
            return
        self.turns += 1
        bisect.insort(self.flights, (self.now + self.settings.latency, self.turns, act))

    # ---- market events ----

    def happen(self, event):
        """One row of data: what is due before it, then what it shows, then what it matches."""
        self.pass_time(event["time"])
        self.now = event["time"]
        self.events += 1
        getattr(self, "on_" + event["kind"])(event)

    @property
    def is_halted(self):
        """Section 7: while a phase is known and is not OPEN nothing triggers and nothing matches."""
        return self.phase not in (0, "open")

    def on_status(self, event):
        before, self.phase = self.phase, event["phase"]
        if self.phase == before:
            return
        for order in self.by_arrival():
            if not order.is_open or not order.is_at_venue:
                continue
            if order.place == "at-open" and self.phase == "open":
                order.has_begun = True
            if order.place == "at-close" and self.phase in ("closed", "post-close", "closing-auction"):
                self.fill_at_close(order, self.closing_price(order))
            elif order.tif == "day" and self.phase in ("closed", "post-close"):
                self.end(order, "expired")

    def on_quote(self, event):
        self.begin_day()
        self.touches = {BUY: (event["bid"], event["bid_size"]), SELL: (event["ask"], event["ask_size"])}
        if self.model == "book" or self.model == "next-trade":
            return
        self.taken = {BUY: 0, SELL: 0}
        for order in self.live():
            self.move_up_at_quote(order)
        if self.model in BAR_MODELS:
            return
        self.meet_quote(is_trade=False)

    def meet_quote(self, is_trade):
        for order in self.by_arrival():
            if order.place == "at-open" and order.is_open:
                self.try_at_open(order, self.touches[-order.side][0])
            elif order.place == "waiting" and order.is_open:
                self.try_trigger(order, is_trade)
        if is_trade or self.is_halted:
            return
        for order in self.by_priority():
            if order.is_open and order.place == "live" and order.event != self.events:
                self.match_quote(order)

    def on_trade(self, event):
        self.begin_day()
        self.last = event["price"]
        if self.model in BAR_MODELS:
            return
        if self.model == "next-trade":
            self.meet_trade_as_price(event)
            return
        for order in self.by_arrival():
            if order.place == "at-open" and order.is_open:
                self.try_at_open(order, event["price"])
            elif order.place == "waiting" and order.is_open:
                self.try_trigger(order, True)
        if not self.is_halted:
            self.meet_trade(event)

    # ---- sections 3 and 4: quotes and books ----

    def touch(self, side):
        """The best price of a side and its size; bids are BUY."""
        if self.model != "book":
            return self.touches[side]
        levels = self.book[side]
        if not self.has_book or not levels:
            return None, None
        best = max(levels) if side == BUY else min(levels)
        return best, levels[best]

    def displayed(self, side, price):
        """Size that the data shows at a price; None: unknown."""
        if self.model == "book":
            return self.book[side].get(price, 0)
        touch, size = self.touches[side]
        return size if touch == price else None

    def offers(self, side, worst=None):
        """(price, what can be taken) of the levels an order of a side meets, best first."""
        opposite = -side
        if self.model != "book":
            price, size = self.touches[opposite]
            if price is None or worst is not None and side * price > side * worst:
                return []
            return [(price, UNLIMITED if size is None else max(0, size - self.taken[opposite]))]
        if not self.has_book:
            return []
        levels = sorted(self.book[opposite], key=lambda price: side * price)
        return [(price, max(0, self.book[opposite][price] - self.taken[opposite].get(price, 0)))
                for price in levels if worst is None or side * price <= side * worst]

    def use(self, side, price, quantity):
        """Section 1, sizes: what was taken is gone until data shows that size anew."""
        if "size-comes-back" in self.settings.mistakes:
            return
        if self.model == "book":
            self.taken[-side][price] = self.taken[-side].get(price, 0) + quantity
        else:
            self.taken[-side] += quantity

    def take(self, order, at=None, liquidity="taker"):
        """Fills against what is displayed: each level at its price, or all of it at one price."""
        worst = order.price if order.form == "limit" else None
        levels = self.offers(order.side, worst)
        if order.tif == "fok" and sum(size for _, size in levels) < self.allowed(order):
            return
        for price, size in levels:
            if not order.is_open or size == 0:
                continue
            quantity = self.allowed(order, size)
            if quantity == 0:
                continue
            self.use(order.side, price, quantity)
            self.fill(order, quantity, price if at is None else at, liquidity)
            if order.type == "market-to-limit" and order.is_open and order.form == "market":
                self.restate(order, price)
                worst = order.price
                if self.model == "book":
                    break

    def arrive_live(self, order):
        """An order that is a market or a limit from now on: same-quote and book."""
        if self.model in BAR_MODELS:
            self.arrive_at_close(order)
            return
        if self.would_take(order) and order.post_only:
            self.refuse_post_only(order)
            return
        if self.model in ("next-quote", "next-trade"):
            order.is_new = True
            self.join_queue(order)
            return
        if not self.is_halted:
            if order.form == "market" and self.touch(-order.side)[0] is None:
                self.end(order, "rejected", "no-liquidity")
                return
            self.take(order)
        self.end_immediate(order)
        if order.is_open:
            self.join_queue(order)

    def would_take(self, order):
        """Section 7, post-only."""
        if order.form != "limit":
            return False
        if self.model == "next-trade":
            return self.last is not None and order.accepts(self.last)
        if self.model in BAR_MODELS:
            return self.close is not None and order.accepts(self.close)
        opposite = self.touch(-order.side)[0]
        return opposite is not None and order.accepts(opposite)

    def refuse_post_only(self, order):
        status = "canceled" if order.was_triggered else "rejected"
        self.end(order, status, "venue-post-only")

    def end_immediate(self, order):
        """Section 7: what ioc and fok leave is canceled."""
        if order.is_open and order.tif in ("ioc", "fok"):
            self.end(order, "canceled")

    def match_quote(self, order):
        """Section 3: a working order at a later quote or change of the book."""
        if self.model == "next-quote" and order.is_new:
            order.is_new = False
            self.take(order)
            self.end_immediate(order)
        elif order.form == "market":
            self.take(order)
        else:
            self.take(order, at=order.price, liquidity="maker")

    def join_queue(self, order):
        order.ahead = UNLIMITED
        order.shown = self.slice(order)
        if self.model == "book":
            order.ahead = self.displayed(order.side, order.price) if order.form == "limit" else 0
        elif self.model == "next-trade":
            order.ahead = 0
        else:
            self.move_up_at_quote(order)

    def move_up_at_quote(self, order):
        """Section 3, queue ahead."""
        if order.form != "limit":
            return
        touch, size = self.touches[order.side]
        if touch is None or order.side * order.price > order.side * touch:
            order.ahead = 0
        elif order.price == touch and size is not None:
            order.ahead = min(order.ahead, size)

    def move_up_at_book(self, order):
        """Section 4, queue ahead."""
        if order.form == "limit":
            order.ahead = min(order.ahead, self.displayed(order.side, order.price))

    def meet_trade(self, event):
        """Section 3: a trade moves resting limits."""
        price, size = event["price"], event["size"]
        whole = UNLIMITED if size is None else size
        used = 0
        for order in self.by_priority():
            if not order.is_open or order.place != "live" or order.form != "limit":
                continue
            if event["aggressor"] == order.side or order.event == self.events:
                continue
            if self.model == "next-quote" and order.is_new:
                continue
            if order.side * price < order.side * order.price:
                quantity = self.allowed(order, whole - used)
                if quantity > 0:
                    used += quantity
                    self.fill(order, quantity, order.price, "maker")
            elif price == order.price:
                used = self.queue_trade(order, whole, used)

    def queue_trade(self, order, whole, used):
        """The trade's size first serves the queue ahead, what is left fills us."""
        while order.is_open and used < whole:
            served = 0 if "no-queue" in self.settings.mistakes else min(order.ahead, whole - used)
            left = whole - used - served
            order.ahead -= served
            if left == 0:
                break
            shown = order.leaves if order.shown is None else min(order.shown, order.leaves)
            quantity = self.allowed(order, min(left, shown))
            if quantity == 0:
                break
            used += quantity
            self.fill(order, quantity, order.price, "maker")
            if order.shown is None:
                break
            order.shown -= quantity
            if order.shown > 0:
                break
            # Section 6: the next slice goes to the back, and what this trade served is gone.
            order.shown = self.slice(order)
            order.ahead = self.back_of_queue(order)
            used += served
        return used

    def slice(self, order):
        return None if order.display is None else min(order.display, order.leaves)

    def back_of_queue(self, order):
        """Section 6: what stands before a new slice."""
        if self.model == "book":
            return self.displayed(order.side, order.price)
        touch, size = self.touches[order.side]
        if touch is None or order.side * order.price > order.side * touch:
            return 0
        return size if order.price == touch and size is not None else UNLIMITED

    def restate(self, order, price):
        """Section 2, market-to-limit: the rest is a limit at the fill's price."""
        order.form, order.price = "limit", price

    # ---- section 4: the book, and trades as prices ----

    def on_snapshot(self, event):
        self.begin_day()
        self.book = {BUY: dict(event["bids"]), SELL: dict(event["asks"])}
        self.taken = {BUY: {}, SELL: {}} if self.model == "book" else self.taken
        self.has_book = True
        self.book_changed()

    def on_level(self, event):
        self.begin_day()
        if self.has_book:
            side, price = event["side"], event["price"]
            if event["size"] == 0:
                self.book[side].pop(price, None)
            else:
                self.book[side][price] = event["size"]
            if self.model == "book":
                self.taken[side].pop(price, None)
        if not event["more"]:
            self.book_changed()

    def on_gap(self, event):
        self.book, self.has_book = {BUY: {}, SELL: {}}, False
        if self.model == "book":
            self.taken = {BUY: {}, SELL: {}}

    def book_changed(self):
        if self.model != "book" or not self.has_book:
            return
        for order in self.live():
            self.move_up_at_book(order)
        self.meet_quote(is_trade=False)

    def meet_trade_as_price(self, event):
        """Section 4, next-trade."""
        price = event["price"]
        left = [UNLIMITED if event["size"] is None else event["size"]]
        for order in self.by_arrival():
            if order.place == "at-open" and order.is_open:
                self.try_at_open(order, price)
            elif order.place == "waiting" and order.is_open:
                self.try_trigger(order, True)
        if self.is_halted:
            return
        for order in self.by_priority():
            if not order.is_open or order.place != "live" or order.event == self.events:
                continue
            is_first, order.is_new = order.is_new, False
            if order.form == "market" or is_first and order.accepts(price):
                self.take_from_trade(order, price, left, "taker")
            elif order.form == "limit" and order.accepts(price):
                self.take_from_trade(order, order.price, left, "maker")
            if is_first:
                self.end_immediate(order)

    def take_from_trade(self, order, price, left, liquidity):
        if order.tif == "fok" and left[0] < self.allowed(order):
            return
        quantity = self.allowed(order, left[0])
        if quantity == 0:
            return
        left[0] -= quantity
        self.fill(order, quantity, price, liquidity)
        if order.type == "market-to-limit" and order.is_open and order.form == "market":
            self.restate(order, price)

    # ---- section 2: triggers ----

    def trigger_price(self, order):
        """The price it watches, twice over so that the middle is whole; None: there is none."""
        bid, ask = self.touch(BUY)[0], self.touch(SELL)[0]
        if order.trigger == "bid":
            return None if bid is None else 2 * bid
        if order.trigger == "ask":
            return None if ask is None else 2 * ask
        if order.trigger == "mark" and bid is not None and ask is not None:
            return bid + ask
        if self.last is not None:
            return 2 * self.last
        touch = ask if order.side == BUY else bid
        return None if touch is None else 2 * touch

    def trigger_level(self, order):
        return order.level if order.type in TRAILING else order.stop

    def is_reached(self, order, twice):
        level = self.trigger_level(order)
        if level is None or twice is None:
            return False
        distance = order.side * (twice - 2 * level)
        return distance >= 0 if TRIGGERS[order.type] == RISES else distance <= 0

    def try_trigger(self, order, is_trade):
        """First the level as it is, then, not triggered, a trailing level follows."""
        if self.is_halted or order.event == self.events:
            return
        if is_trade and order.trigger in ("bid", "ask"):
            return
        twice = self.trigger_price(order)
        if self.is_reached(order, twice):
            at_stop = self.model == "same-quote" and not is_trade and FORMS[order.type] == "market" \
                and TRIGGERS[order.type] == RISES
            self.set_off(order, at_stop)
        elif order.type in TRAILING:
            self.follow(order, twice)

    def set_off(self, order, at_stop=False):
        """Triggered: from now on a market or limit order that arrives at this moment."""
        order.was_triggered = True
        level = self.trigger_level(order)
        if order.type == "trailing-stop-limit":
            order.price = level + order.side * self.distance(order, order.limit_offset, level)
        self.go_live(order)
        if at_stop and self.touch(-order.side)[0] is not None:
            # Section 3: the convention of simulators that know the best prices only.
            self.take(order, at=level)
            self.end_immediate(order)
        else:
            self.arrive_live(order)

    def distance(self, order, offset, reference):
        """An offset in price, ticks or basis points, in price steps."""
        if order.trail_unit == "price":
            return offset
        if order.trail_unit == "ticks":
            return offset * self.instrument.tick
        exact = abs(Fraction(reference)) * offset / 10_000 / self.instrument.tick
        return -(-exact.numerator // exact.denominator) * self.instrument.tick

    def follow(self, order, twice):
        """Moves a trailing level with the price, never back."""
        if twice is None:
            return
        reference = Fraction(twice, 2)
        wanted = reference + order.side * self.distance(order, order.trail, reference)
        # Half a step, from a middle, is rounded away from the price.
        level = -(-wanted.numerator // wanted.denominator) if order.side == BUY \
            else wanted.numerator // wanted.denominator
        if order.level is None or order.side * level < order.side * order.level:
            order.level = level

    # ---- section 5: bars ----

    def on_bar(self, event):
        if self.model not in BAR_MODELS:
            self.close = event["close"] if event["open"] is not None else self.close
            return
        if event["open"] is None:
            return
        self.pass_bar_time(event)
        cap = self.bar_cap(event)
        for order in self.by_arrival():
            if not order.is_open or not order.is_at_venue or order.arrived > event["open_time"]:
                continue
            if order.place == "at-open":
                self.try_at_open_bar(order, event)
            elif order.place == "at-close":
                self.try_at_close_bar(order, event)
            elif not self.is_halted:
                self.try_bar(order, event, cap)
        self.close, self.last_bar_open = event["close"], event["open_time"]

    def bar_cap(self, event):
        """Section 5, participation: what all orders together may fill."""
        if self.settings.participation is None or event["volume"] is None:
            return [UNLIMITED]
        share = self.settings.participation * event["volume"]
        lot = self.instrument.lot
        return [share.numerator // share.denominator // lot * lot]

    def pass_bar_time(self, event):
        """Section 7: gtd and day end at a bar that opens later, before any fill on it."""
        day = event["open_time"] // DAY
        for order in self.by_arrival():
            if not order.is_open or not order.is_at_venue:
                continue
            if order.deadline is not None and event["open_time"] > order.deadline:
                self.end(order, "expired")
            elif order.tif == "day" and self.phase == 0 and order.arrived <= event["open_time"]:
                if order.day is None:
                    order.day = day
                elif day > order.day:
                    self.end(order, "expired")

    def try_bar(self, order, event, cap):
        was_new, order.is_new = order.is_new, False
        found = self.bar_trigger(order, event) if order.place == "waiting" \
            else self.bar_price(order, event, was_new)
        if order.is_open and found is not None:
            self.fill_on_bar(order, found[0], found[1], cap)
        if order.place == "live":
            # Decided at the open of the first active bar, or when its trigger came.
            self.end_immediate(order)
        if order.is_open and order.place == "waiting" and order.type in TRAILING:
            self.follow(order, 2 * (event["low"] if order.side == BUY else event["high"]))

    def bar_price(self, order, event, is_first):
        """(price, liquidity) of a market or limit order on a bar, or None."""
        if order.form == "market":
            return event["open"], "taker"
        if order.accepts(event["open"]):
            aggressive = is_first and self.model != "same-bar-close" and not order.post_only
            if order.type in TRIGGERS:
                aggressive = not order.post_only
            return event["open"], "taker" if aggressive else "maker"
        if order.tif in ("ioc", "fok"):
            return None
        furthest = event["low"] if order.side == BUY else event["high"]
        return (order.price, "maker") if order.accepts(furthest) else None

    def bar_trigger(self, order, event):
        """Section 5, stop to limit-if-touched: what a bar does to a waiting order."""
        level, s = self.trigger_level(order), order.side
        if level is None:
            return None
        if TRIGGERS[order.type] == RISES:
            at_open = s * event["open"] >= s * level
            inside = s * (event["high"] if s == BUY else event["low"]) >= s * level
        else:
            at_open = s * event["open"] <= s * level
            inside = s * (event["low"] if s == BUY else event["high"]) <= s * level
        if not at_open and not inside:
            return None
        order.was_triggered = True
        if order.type == "trailing-stop-limit":
            order.price = level + s * self.distance(order, order.limit_offset, level)
        order.place, order.form = "live", FORMS[order.type]
        if order.form == "market":
            return event["open"] if at_open else level, "taker"
        if order.post_only and self.would_take(order):
            self.refuse_post_only(order)
            return None
        if at_open:
            return self.bar_price(order, event, True)
        # Inside the bar: at the stop where the limit allows it, else a limit from the next bar on.
        return (level, "taker") if order.accepts(level) else None

    def fill_on_bar(self, order, price, liquidity, cap):
        if order.tif == "fok" and cap[0] < self.allowed(order):
            return
        quantity = self.allowed(order, cap[0])
        if quantity == 0:
            return
        cap[0] -= quantity
        self.fill(order, quantity, price, liquidity)
        if order.type == "market-to-limit" and order.is_open and order.form == "market":
            self.restate(order, price)

    def arrive_at_close(self, order):
        """Section 5, same-bar-close: what fills at once; section 7, post-only on bars."""
        if order.post_only and self.would_take(order):
            self.refuse_post_only(order)
            return
        if self.model != "same-bar-close":
            return
        if order.form == "market" and self.close is None:
            self.end(order, "rejected", "no-liquidity")
            return
        if self.is_halted:
            self.end_immediate(order)
            return
        if self.close is not None and (order.form == "market" or order.accepts(self.close)):
            quantity = self.allowed(order)
            if quantity > 0 and not (order.tif == "fok" and quantity < order.leaves):
                self.fill(order, quantity, self.close, "taker")
        self.end_immediate(order)

    # ---- section 7: opening and closing ----

    def begin_day(self):
        """The first event of a later UTC day ends the day of orders that know no session."""
        if self.phase != 0 or self.model in BAR_MODELS:
            return
        day = self.now // DAY
        for order in self.by_arrival():
            if not order.is_open or not order.is_at_venue or day <= order.arrived // DAY:
                continue
            if order.place == "at-open":
                order.has_begun = True
            elif order.place == "at-close":
                self.fill_at_close(order, self.closing_price(order))

    def try_at_open(self, order, price):
        if not order.has_begun or order.event == self.events:
            return
        self.fill_at_open(order, price)

    def fill_at_open(self, order, price):
        if price is not None and (order.type == "market" or order.accepts(price)):
            quantity = self.allowed(order)
            if quantity > 0:
                self.fill(order, quantity, price, "auction")
        if order.is_open:
            self.end(order, "canceled")

    def closing_price(self, order):
        """Last trade, else last close, else the opposite touch, as known before this moment."""
        for price in (self.last, self.close, self.touch(-order.side)[0]):
            if price is not None:
                return price
        return None

    def fill_at_close(self, order, price):
        if price is not None and (order.type == "market" or order.accepts(price)):
            quantity = self.allowed(order)
            if quantity > 0:
                self.fill(order, quantity, price, "auction")
        if order.is_open:
            self.end(order, "expired")

    def try_at_open_bar(self, order, event):
        if self.phase == 0:
            before = order.day
            if before is not None and event["open_time"] // DAY <= before:
                return
        elif not order.has_begun:
            return
        self.fill_at_open(order, event["open"])

    def try_at_close_bar(self, order, event):
        if self.phase != 0:
            return
        day = event["open_time"] // DAY
        if order.day is not None and day > order.day:
            self.fill_at_close(order, self.close)
        elif event["time"] % DAY == 0:
            self.fill_at_close(order, event["close"])
        else:
            order.day = day

    # ---- arriving, changing, ending ----

    def by_arrival(self):
        self.resting = [order for order in self.resting if order.is_open and order.is_at_venue]
        self.resting.sort(key=lambda order: order.turn)
        return list(self.resting)

    def live(self):
        return [o for o in self.by_arrival() if o.place == "live"]

    def by_priority(self):
        """Section 3: buys before sells, market before limit, better limits first, then arrival."""
        def rank(order):
            is_limit = order.form == "limit"
            return (-order.side, is_limit, -order.side * order.price if is_limit else 0, order.turn)
        return sorted(self.live(), key=rank)

    def place_in_time(self, order):
        self.turns += 1
        order.turn, order.arrived, order.event = self.turns, self.now, self.events
        order.is_new = True

    def arrive(self, order):
        """Section 1: the order is at the venue."""
        if not order.is_open:
            return
        order.status = "working"
        self.resting.append(order)
        self.place_in_time(order)
        if order.tif == "gtd":
            order.deadline = order.expire
            if self.model not in BAR_MODELS and self.now > order.deadline:
                self.end(order, "expired")
                return
        if order.tif == "day" and self.model not in BAR_MODELS and self.phase == 0:
            order.deadline = (self.now // DAY + 1) * DAY - 1
        self.enter(order)

    def enter(self, order):
        """What an order does at the moment it arrives, new or replaced."""
        if order.tif in ("at-open", "at-close"):
            order.place = order.tif
            order.form = FORMS[order.type]
            if order.tif == "at-open" and self.model in BAR_MODELS and self.last_bar_open is not None:
                order.day = self.last_bar_open // DAY
            return
        if order.type not in TRIGGERS or order.was_triggered:
            self.go_live(order)
            self.arrive_live(order)
            return
        order.place = "waiting"
        if order.type in TRAILING and order.level is None:
            order.level = order.stop
            if order.level is None:
                twice = self.trigger_price(order)
                if self.model in BAR_MODELS:
                    twice = None if self.close is None else 2 * self.close
                self.follow(order, twice)
        if self.model in ("same-quote", "book") and not self.is_halted:
            if self.is_reached(order, self.trigger_price(order)):
                self.set_off(order)

    def go_live(self, order):
        """Becomes a market or limit order that arrives now."""
        order.place = "live"
        if order.form is None:
            order.form = FORMS[order.type]
        if order.was_triggered:
            self.place_in_time(order)

    def allowed(self, order, available=UNLIMITED):
        """How much of what is available an order may fill; section 7, reduce-only."""
        quantity = min(order.leaves, available)
        if order.reduce_only and quantity > 0:
            position = self.positions.get(order.owner, 0)
            room = abs(position) if position * order.side < 0 else 0
            if room == 0:
                self.end(order, "canceled", "reduce-only")
                return 0
            quantity = min(quantity, room)
        return quantity

    def fee(self, order, quantity, price, liquidity):
        """Section 11."""
        rate = self.settings.rates["maker" if liquidity == "maker" else "taker"]
        if "one-rate" in self.settings.mistakes:
            rate = self.settings.rates["taker"]
        exact = rate * abs(self.instrument.value(quantity, price)) \
            + self.settings.per_unit * quantity * self.instrument.quantity_unit
        if self.settings.fee_decimals is not None:
            own = rounded(exact, self.settings.fee_decimals, half_even=False)
        else:
            own = rounded(exact, self.settings.decimals, half_even=True)
        order.fees += own
        total = order.fees
        if self.settings.minimum is not None:
            total = max(self.settings.minimum, total)
        charge = total - order.charged
        order.charged = total
        return charge

    def fill(self, order, quantity, price, liquidity):
        """One execution: books it, then what hangs on it, before the next order is tried."""
        fee = self.fee(order, quantity, price, liquidity)
        before = self.positions.get(order.owner, 0)
        after = before + order.side * quantity
        self.positions[order.owner] = after
        self.cash -= order.side * self.instrument.value(quantity, price) + fee
        order.filled += quantity
        self.fills.append({
            "order": order.id, "owner": order.owner, "time": self.now, "side": order.side,
            "quantity": quantity, "price": price, "liquidity": liquidity, "fee": fee,
        })
        order.status = "partly-filled"
        if order.leaves == 0:
            order.status, order.place = "filled", "done"
        if after == 0 or before * after < 0:
            self.stop_reducing(order.owner)
        self.react_to_fill(order, quantity)

    def stop_reducing(self, owner):
        """Section 7: reduce-only orders go when the position is gone or turned."""
        for order in self.by_arrival():
            if order.owner == owner and order.reduce_only:
                self.end(order, "canceled", "reduce-only")

    def end(self, order, status, reason=None):
        if not order.is_open:
            return
        order.status, order.reason, order.place = status, reason, "done"
        self.react_to_end(order)

    def cancel(self, order):
        if order.is_open and order.is_at_venue:
            self.end(order, "canceled")

    def replace(self, order, change):
        """Section 8."""
        if not order.is_open or not order.is_at_venue:
            return
        quantity = change.get("quantity", order.quantity)
        if quantity <= order.filled:
            return
        is_back = quantity > order.quantity
        for name in ("price", "stop"):
            if change.get(name) is not None and change[name] != getattr(order, name):
                is_back = True
        order.quantity = quantity
        if change.get("price") is not None:
            order.price = change["price"]
        if change.get("stop") is not None:
            order.stop = change["stop"]
            if order.type in TRAILING:
                order.level = order.stop
        if change.get("display") is not None:
            order.display = change["display"]
            order.shown = self.slice(order)
        if change.get("expire") is not None:
            order.expire = order.deadline = change["expire"]
            if self.model not in BAR_MODELS and self.now > order.deadline:
                self.end(order, "expired")
                return
        if is_back:
            self.place_in_time(order)
            self.enter(order)
        elif self.model in BAR_MODELS:
            order.arrived = self.now

    # ---- the host's part: sections 2, 9 and 10 ----

    def submit(self, order):
        """A strategy's new order: the gate, then its group, then the venue."""
        self.orders[order.id] = order
        # A first order that is denied is still the first of its link: what hangs on it is canceled.
        group = self.groups.setdefault((order.owner, order.link), []) if order.link else []
        group.append(order)
        reason = self.contradiction(order)
        if reason is not None:
            self.end(order, "denied", reason)
        elif order.contingency is None:
            self.send(order)
        else:
            self.join_group(order, group)

    def contradiction(self, order):
        """Section 7: what the gate does not let through, or None."""
        triggers = order.type in TRIGGERS
        if order.quantity <= 0 or order.quantity % self.instrument.lot:
            return "lot"
        for price in (order.price, order.stop):
            if price is not None and price % self.instrument.tick:
                return "tick"
        if (order.price is not None) != (order.type in LIMIT_TYPES):
            return "price"
        if order.type in STOP_TYPES and order.stop is None:
            return "stop"
        if order.stop is not None and not triggers:
            return "stop"
        if (order.trail is not None) != (order.type in TRAILING):
            return "trail"
        if (order.trail_unit is not None) != (order.type in TRAILING):
            return "trail"
        if (order.limit_offset is not None) != (order.type == "trailing-stop-limit"):
            return "limit-offset"
        if (order.expire is not None) != (order.tif == "gtd"):
            return "expire"
        if order.expire is not None and order.expire <= self.now:
            return "expired"
        if order.display is not None:
            if order.type != "iceberg" or order.display > order.quantity or order.tif in ("ioc", "fok"):
                return "display"
        if order.post_only:
            if FORMS[order.type] != "limit" or order.tif in ("ioc", "fok", "at-open", "at-close"):
                return "post-only"
        if order.tif in ("at-open", "at-close") and order.type not in ("market", "limit"):
            return "at-open"
        if order.contingency is not None and order.link == 0:
            return "link"
        if self.phase in ("closed", "post-close", "halted", "suspended"):
            return "R17"
        return None

    def send(self, order):
        order.status, order.place = "sent", "flight"
        self.later(lambda: self.arrive(order))

    def ask_cancel(self, order):
        """A strategy cancels: at once while the host holds the order, else at the venue."""
        if not order.is_open:
            return
        if order.place == "host":
            self.end(order, "canceled")
        else:
            self.later(lambda: self.cancel(order))

    def ask_replace(self, order, change):
        if order.is_open and order.place != "host":
            self.later(lambda: self.replace(order, change))

    # ---- section 9: contingencies ----

    def join_group(self, order, group):
        first = group[0]
        if order.contingency == "oco":
            if any(other.filled for other in group[:-1]):
                self.end(order, "canceled")
            else:
                self.send(order)
        elif order.contingency == "ouo" or order is first:
            self.send(order)
        elif first.is_open:
            order.status = "emulated"
        else:
            self.release(order, first)

    def release(self, order, first):
        """The first of its link is over: sent, in full or as far as the first was filled."""
        if first.filled == 0:
            self.end(order, "canceled")
            return
        if first.status != "filled":
            order.quantity = min(order.quantity, first.filled)
        if self.contradiction(order) is not None:
            self.end(order, "denied")
            return
        self.send(order)

    def react_to_fill(self, order, quantity):
        group = self.groups.get((order.owner, order.link), [])
        if order.contingency == "oco":
            for other in group:
                if other is not order:
                    self.ask_cancel(other)
        elif order.contingency == "ouo" or order.contingency == "bracket" and order is not group[0]:
            for other in group:
                if other is not order and not (order.contingency == "bracket" and other is group[0]):
                    self.reduce(other, quantity)
        if not order.is_open:
            self.react_to_end(order)

    def reduce(self, order, quantity):
        if not order.is_open:
            return
        if order.leaves <= quantity:
            self.ask_cancel(order)
        elif order.place == "host":
            order.quantity -= quantity
        else:
            total = order.quantity - quantity
            self.later(lambda: self.replace(order, {"quantity": total}))

    def react_to_end(self, order):
        """The first of an oto or bracket is over."""
        group = self.groups.get((order.owner, order.link), [])
        if order.contingency in ("oto", "bracket") and group and order is group[0]:
            for other in group[1:]:
                if other.is_open and other.place == "host":
                    self.release(other, order)

    # ---- what came of it ----

    def results(self):
        return {
            "fills": [{**f, "fee": str(f["fee"])} for f in self.fills],
            "orders": {o.id: {"status": o.status if not o.is_open else "open", "filled": o.filled}
                       for o in self.orders.values()},
            "cash": str(self.cash),
            "positions": dict(self.positions),
        }


# ---- files ----

def exact(number):
    """A fraction as decimal text when it has one of at most 30 digits, else to 15 digits."""
    for places in range(31):
        scaled = number * 10**places
        if scaled.denominator == 1:
            text = str(abs(scaled.numerator)).rjust(places + 1, "0")
            text = text if places == 0 else text[:-places] + "." + text[-places:]
            return ("-" if number < 0 else "") + text
    return repr(float(number))


class Holding:
    """A position at average cost, as a case's `assumptions` have it."""

    def __init__(self, multiplier):
        self.size, self.average, self.multiplier = Fraction(0), Fraction(0), multiplier

    def fill(self, signed, price):
        """Returns the profit that the fill realizes, before commission."""
        if self.size == 0 or (self.size > 0) == (signed > 0):
            total = self.size + signed
            self.average = (self.average * self.size + price * signed) / total
            self.size = total
            return Fraction(0)
        closed = min(abs(signed), abs(self.size))
        direction = 1 if self.size > 0 else -1
        profit = closed * (price - self.average) * direction * self.multiplier
        self.size += signed
        if self.size == 0:
            self.average = Fraction(0)
        elif abs(signed) > closed:
            self.average = price
        return profit


class OracleCase:
    """A case of the oracles' format: case.json, its data and its orders.csv."""

    def __init__(self, folder, data):
        with open(f"{folder}/case.json") as file:
            self.case = json.load(file, parse_float=str)
        with open(f"{folder}/orders.csv", newline="") as file:
            self.orders = list(csv.DictReader(file))
        self.rows = self.read(data)
        self.is_quotes = "quotes" in self.case
        self.clock = "quote" if self.is_quotes else "bar"
        self.stamps = [self.stamp(row) for row in self.rows]
        self.price_places = self.places("open", "high", "low", "close", "bid", "ask")
        self.quantity_places = self.places("bid_qty", "ask_qty", "volume")
        self.lot_places = 0
        for order in self.orders:
            for name in ("limit_price", "stop_price"):
                self.price_places = max(self.price_places, decimals(order.get(name) or "0"))
            self.lot_places = max(self.lot_places, decimals(order["qty"]))
        self.quantity_places = max(self.quantity_places, self.lot_places)

    def read(self, folder):
        import gzip
        path = f"{folder}/{self.case['data']}"
        symbol, first = self.case.get("symbol_filter"), self.case.get("first_row") or 0
        with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
            rows = [row for row in csv.DictReader(file) if not symbol or row["symbol"] == symbol]
        count = self.case.get("bars") or self.case.get("quotes") or len(rows)
        return rows[first:first + count]

    def stamp(self, row):
        import datetime
        if "date" in row:
            return (datetime.date.fromisoformat(row["date"]) - datetime.date(1970, 1, 1)).days * DAY
        return int(row.get("ts_ns") or row["recv_ns"])

    def time_text(self, index):
        row = self.rows[index]
        return row.get("date") or row.get("ts_ns") or row["recv_ns"]

    def places(self, *names):
        return max([decimals(row[name]) for row in self.rows for name in names if row.get(name)],
                   default=0)

    def events(self):
        """The rows as the venue's events; a bar is seen when the next one opens at the latest."""
        def price(text):
            return None if text == "" else whole(text, self.price_places)

        def quantity(text):
            return None if text in (None, "") else whole(text, self.quantity_places)
        words = str(self.case.get("quote_sizes") or "").split()
        size = next((word for word in words if word.isdigit()), None)
        steps = sorted(b - a for a, b in zip(self.stamps, self.stamps[1:]) if b > a)
        period = steps[0] if steps else 60 * 10**9
        for row, stamp in zip(self.rows, self.stamps):
            if self.is_quotes:
                yield {"kind": "quote", "time": stamp,
                       "bid": price(row["bid"]), "bid_size": quantity(size or row.get("bid_qty")),
                       "ask": price(row["ask"]), "ask_size": quantity(size or row.get("ask_qty"))}
            else:
                yield {"kind": "bar", "time": stamp + period, "open_time": stamp,
                       "open": price(row["open"]), "high": price(row["high"]),
                       "low": price(row["low"]), "close": price(row["close"]),
                       "volume": quantity(row.get("volume"))}

    def settings(self):
        case = self.case
        keys = {"model": "same-quote" if self.is_quotes else "next-bar-open",
                "cash": str(case.get("initial_cash") or case["initial_balance"]).split()[0],
                "fee_rate": str(case.get("commission_rate", 0)), "decimals": 30}
        if self.is_quotes:
            currency = str(case.get("initial_balance", "USD")).split()[-1]
            keys["fee_decimals"] = 8 if currency in ("USDT", "USDC", "BTC", "ETH") else 2
        share = case.get("volume_participation")
        share = share or (case.get("assumptions") or {}).get("volume_participation")
        if share:
            keys["participation"] = share
        return Settings(keys)

    def order(self, row):
        kind = {"stop_market": "stop"}.get(row["type"], row["type"]).replace("_", "-")
        until = row.get("valid_until") if kind != "market" else None
        tif = (row.get("tif") or "gtc").lower()
        more = {"tif": "gtd" if until else tif}
        if until:
            more["expire"] = self.stamp({"date": until} if "-" in until else {"ts_ns": until})
        for mine, theirs in (("price", "limit_price"), ("stop", "stop_price")):
            if row.get(theirs):
                more[mine] = whole(row[theirs], self.price_places)
        return Order(int(row["order_id"]), BUY if row["side"] == "buy" else SELL, kind,
                     whole(row["qty"], self.quantity_places), **more)

    def replay(self):
        """Runs the case. Returns the venue, and cash and position after each row."""
        multiplier = Fraction(str(self.case.get("multiplier", 1)))
        instrument = Instrument(-self.price_places, -self.quantity_places, multiplier=multiplier,
                                lot=10**(self.quantity_places - self.lot_places))
        venue, after, owner = Venue(self.settings(), instrument), [], {}
        news, cancels = {}, {}
        for row in self.orders:
            news.setdefault(int(row[self.clock]), []).append(row)
            if row.get("cancel_" + self.clock):
                cancels.setdefault(int(row["cancel_" + self.clock]), []).append(row)
        self.fill_rows = []
        for index, event in enumerate(self.events()):
            venue.happen(event)
            self.fill_rows += [index] * (len(venue.fills) - len(self.fill_rows))
            for row in cancels.get(index, []):
                venue.ask_cancel(venue.orders[int(row["order_id"])])
            for row in news.get(index, []):
                order = self.order(row)
                venue.orders[order.id] = order
                # An oracle has no gate: what is too late to fill expires at the next row.
                venue.send(order)
            self.fill_rows += [index] * (len(venue.fills) - len(self.fill_rows))
            after.append((venue.cash, venue.positions.get(0, 0) * instrument.quantity_unit))
        return venue, after

    def answer(self, out):
        """Writes fills.csv, orders.csv and, for bars, equity.csv."""
        import os
        os.makedirs(out, exist_ok=True)
        venue, after = self.replay()
        holding, fills = Holding(venue.instrument.multiplier), []
        for number, (fill, index) in enumerate(zip(venue.fills, self.fill_rows), 1):
            quantity = fill["quantity"] * venue.instrument.quantity_unit
            price = fill["price"] * venue.instrument.price_unit
            profit = holding.fill(fill["side"] * quantity, price)
            fills.append([number, fill["order"], index, self.time_text(index),
                          "buy" if fill["side"] == BUY else "sell", exact(quantity), exact(price)]
                         + ([fill["liquidity"]] if self.is_quotes else [])
                         + [exact(fill["fee"]), exact(profit), exact(holding.size), exact(holding.average)])
        stamp = "ts_ns" if self.is_quotes else "time"
        names = ["fill_id", "order_id", self.clock, stamp, "side", "qty", "price"]
        names += ["liquidity"] if self.is_quotes else []
        write(f"{out}/fills.csv", names + ["commission", "realised_pnl", "position_after",
                                           "avg_price_after"], fills)
        write(f"{out}/orders.csv", list(self.orders[0]) if self.orders else ["order_id"], [
            [*row.values()][:-1] + [self.final_status(venue, row)] for row in self.orders])
        if not self.is_quotes:
            rows = [[index, self.time_text(index), exact(cash), exact(size), row["close"],
                     exact(cash + size * Fraction(row["close"]) * venue.instrument.multiplier)]
                    for index, (row, (cash, size)) in enumerate(zip(self.rows, after))]
            write(f"{out}/equity.csv", ["bar", "time", "cash", "position", "close", "equity"], rows)

    def final_status(self, venue, row):
        status = venue.orders[int(row["order_id"])].status
        names = {"filled": "Filled", "canceled": "Canceled", "expired": "Expired"}
        if status in names:
            return names[status]
        is_last = not self.is_quotes and int(row[self.clock]) == len(self.rows) - 1
        return "SentAfterLastBar" if is_last else "Working"


def decimals(text):
    return len(text.split(".")[1].rstrip("0")) if "." in text else 0


def whole(text, places):
    """A decimal as a whole number of its last place."""
    scaled = Fraction(text) * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{text} has more than {places} decimals")
    return scaled.numerator


def write(path, names, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


COMMANDS = {
    "oracle": lambda words: OracleCase(words[0], words[1]).answer(words[2]),
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
