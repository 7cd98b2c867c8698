"""Phases, openings and closings: section 7 of venue.md.

Part of model.py.
"""
from model_orders import BAR_MODELS, DAY


class SessionRules:
    """What begins and ends a day, and the orders that wait for it."""

    @property
    def is_halted(self):
        """Section 7: while a phase is known and is not OPEN nothing triggers and nothing matches."""
        return self.phase not in (0, "open")

    def on_status(self, event):
        before, self.phase = self.phase, event["phase"]
        if self.phase == before:
            return
        # What waits comes before what is live.
        waiting = [order for order in self.by_arrival() if order.place != "live"]
        bars = self.model in BAR_MODELS
        for order in self.by_arrival() if bars else waiting + self.by_priority():
            if not order.is_open or not order.is_at_venue:
                continue
            if order.place == "at-open" and self.phase == "open":
                order.has_begun = True
            if order.place == "at-close" and self.phase in ("closed", "post-close", "closing-auction"):
                self.fill_at_close(order, self.closing_price(order))
            elif order.tif == "day" and self.phase in ("closed", "post-close"):
                self.end(order, "expired")
        for order in self.held():
            if order.tif == "day" and self.phase in ("closed", "post-close"):
                self.end(order, "expired")

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
                order.has_begun, order.closing = True, self.closing_price(order)

    def test_waiting(self, is_news=True, traded=None):
        """Section 3: what waits is tested in order of arrival, before live orders are matched.

        A day ends before the next begins. `is_news`: whether the event is one that this model acts
        on; the end of a day any event tells.
        """
        for order in self.by_arrival():
            if order.is_open and order.place == "at-close" and order.has_begun:
                self.fill_at_close(order, order.closing)
        for order in self.by_arrival():
            if not order.is_open:
                continue
            if order.place == "at-open" and is_news:
                self.try_at_open(order, self.touch(-order.side)[0] if traded is None else traded)
            elif order.place == "waiting" and is_news:
                self.try_trigger(order, traded is not None)

    def try_at_open(self, order, price):
        if not order.has_begun or order.event == self.events:
            return
        self.fill_at_open(order, price)

    def fill_at_open(self, order, price):
        if price is not None and (order.type == "market" or order.accepts(price)):
            quantity = self.allowed(order)
            if quantity > 0:
                self.fill(order, quantity, price, "auction")
                self.react(order)
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
                self.react(order)
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
            self.fill_at_close(order, order.closing)
        elif event["time"] % DAY == 0:
            self.fill_at_close(order, event["close"])
        else:
            order.day, order.closing = day, event["close"]
