"""Books of levels, and trades as prices: section 4 of venue.md.

Part of model.py.
"""
from model_orders import BUY, SELL, UNLIMITED


class BookRules:
    """How a book changes, and how orders fill in the model next-trade."""

    def on_snapshot(self, event):
        self.begin_day()
        self.book = {BUY: dict(event["bids"]), SELL: dict(event["asks"])}
        self.taken = {BUY: {}, SELL: {}} if self.model == "book" else self.taken
        self.has_book, self.lost = True, {BUY: None, SELL: None}
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
        if self.has_book:
            self.lost = {side: self.best(side)[0] for side in (BUY, SELL)}
        self.book, self.has_book = {BUY: {}, SELL: {}}, False
        if self.model == "book":
            self.taken = {BUY: {}, SELL: {}}

    def book_changed(self):
        if self.model != "book" or not self.has_book:
            self.test_waiting(is_news=False)
            return
        for order in self.live():
            self.move_up_at_book(order)
        self.meet_touch()

    def meet_trade_as_price(self, event):
        """Section 4, next-trade."""
        price = event["price"]
        left = [UNLIMITED if event["size"] is None else event["size"]]
        self.test_waiting(traded=price)
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
        self.restate(order, price)
        self.react(order)
