"""One account at the simulated venue: time, arrivals, changes, fills and fees.

Part of model.py. Sections 1, 7, 8 and 11 of venue.md are here; the others are the classes that this
one is put together from.
"""
import bisect

from model_bars import BarRules
from model_books import BookRules
from model_host import HostRules
from model_orders import BAR_MODELS, BUY, DAY, FORMS, SELL, TRAILING, TRIGGERS, UNLIMITED, rounded
from model_quotes import QuoteRules
from model_sessions import SessionRules
from model_triggers import TriggerRules


class Venue(QuoteRules, BookRules, TriggerRules, BarRules, SessionRules, HostRules):
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
        self.has_book, self.lost = False, {BUY: None, SELL: None}
        self.taken = {BUY: 0, SELL: 0} if self.model != "book" else {BUY: {}, SELL: {}}
        self.last, self.close, self.phase = None, None, 0
        self.last_bar_open = None

    def pass_time(self, time):
        """Everything that is due at or before a time, earliest first; expiries before arrivals."""
        while True:
            due = self.flights[0][0] if self.flights else None
            ending = min(self.ending(), key=lambda order: order.deadline, default=None)
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

    def ending(self):
        """Open orders whose time lane time ends; a day with a known session ends with that."""
        at_venue = self.resting if self.model not in BAR_MODELS else []
        return [order for order in at_venue if order.deadline is not None and order.is_open
                and order.is_at_venue and not (order.tif == "day" and self.phase != 0)] \
            + [order for order in self.held() if order.deadline is not None]

    def later(self, act):
        """Something arrives at the venue: at once, or after the latency, in the order sent."""
        if self.settings.latency == 0:
            act()
            return
        self.turns += 1
        bisect.insort(self.flights, (self.now + self.settings.latency, self.turns, act))

    def happen(self, event):
        """One row of data: what is due before it, then what it shows, then what it matches."""
        self.pass_time(event["time"])
        self.now = event["time"]
        self.events += 1
        getattr(self, "on_" + event["kind"])(event)

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
        if order.tif == "day" and self.model not in BAR_MODELS:
            order.deadline = (self.now // DAY + 1) * DAY - 1
        self.enter(order)

    def enter(self, order):
        """What an order does at the moment it arrives, new or replaced."""
        if order.tif in ("at-open", "at-close"):
            order.place = order.tif
            order.form, order.day = FORMS[order.type], None
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
        """One execution. `react` follows before the next order is tried."""
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
        order.unreacted += quantity
        if before != 0 and before * after <= 0:
            # Section 7: what was to reduce the position that is gone, and nothing that comes later.
            order.over += [other for other in self.by_arrival()
                           if other.owner == order.owner and other.reduce_only]

    def react(self, order):
        """What follows from an order's fills, once it has had all it gets at this event."""
        quantity, order.unreacted = order.unreacted, 0
        if quantity:
            self.react_to_fill(order, quantity)
        over, order.over = order.over, []
        for other in over:
            self.end(other, "canceled", "reduce-only")

    def end(self, order, status, reason=None):
        if not order.is_open:
            return
        if status == "rejected" and order.filled:
            status = "canceled"  # a venue rejects nothing that it has worked on
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
        # A smaller quantity, whoever asked for it, pays what its group has taken from it.
        order.owed -= min(order.owed, max(0, order.quantity - quantity))
        order.quantity = quantity
        if change.get("price") is not None and change["price"] != order.price:
            order.price, is_back = change["price"], True
        # Once it was triggered its stop price is history.
        if change.get("stop") is not None and order.place == "waiting":
            level = self.trigger_level(order)
            order.stop = order.level = change["stop"]
            is_back = is_back or change["stop"] != level
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

    def results(self):
        return {
            "fills": [{**f, "fee": str(f["fee"])} for f in self.fills],
            "orders": {o.id: {"status": o.status if not o.is_open else "open", "filled": o.filled}
                       for o in self.orders.values()},
            "cash": str(self.cash),
            "positions": dict(self.positions),
        }
