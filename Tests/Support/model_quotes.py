"""Quotes and trades: sections 3 and 6 of venue.md, and of section 4 how a book is met.

Part of model.py.
"""
from model_orders import BAR_MODELS, BUY, SELL, UNLIMITED


class QuoteRules:
    """How orders fill from the best prices, a book's levels and the trades between."""

    def on_quote(self, event):
        self.begin_day()
        self.touches = {BUY: (event["bid"], event["bid_size"]), SELL: (event["ask"], event["ask_size"])}
        if self.model in ("book", "next-trade"):
            self.test_waiting(is_news=False)
            return
        self.taken = {BUY: 0, SELL: 0}
        for order in self.live():
            self.move_up_at_quote(order)
        if self.model in BAR_MODELS:
            return
        self.meet_touch()

    def meet_touch(self):
        """A quote, or a change of the book."""
        self.test_waiting()
        if self.is_halted:
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
        self.test_waiting(traded=event["price"])
        if not self.is_halted:
            self.meet_trade(event)

    def touch(self, side):
        """The best price of a side and its size; bids are BUY."""
        return self.touches[side] if self.model != "book" else self.best(side)

    def best(self, side):
        """The best level of the book and its size."""
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
            if self.restate(order, price):
                break
        self.react(order)

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
            if self.touch(-order.side)[0] is None:
                return  # a quote without the side it needs is none it can act on
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
                    self.react(order)
            elif price == order.price:
                used = self.queue_trade(order, whole, used)
                self.react(order)

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
        """Section 2, market-to-limit: after a first fill the rest is a limit at that price.

        A fok order has no rest: it is a market order to the end.
        """
        if order.type != "market-to-limit" or order.form != "market" or not order.is_open \
                or order.tif == "fok":
            return False
        order.form, order.price = "limit", price
        self.join_queue(order)
        return True
