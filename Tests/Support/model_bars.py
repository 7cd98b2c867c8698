"""Bars: section 5 of venue.md.

Part of model.py.
"""
from model_orders import BAR_MODELS, BUY, DAY, FORMS, RISES, TRAILING, TRIGGERS, UNLIMITED


class BarRules:
    """How orders fill where only open, high, low and close are known."""

    def on_bar(self, event):
        if self.model not in BAR_MODELS:
            self.begin_day()
            self.test_waiting(is_news=False)
            self.close = event["close"] if event["open"] is not None else self.close
            return
        if event["open"] is None:
            return
        self.pass_bar_time(event)
        # What a fill brings along arrives at the end of this bar, when its close is known.
        self.close, self.last_bar_open = event["close"], event["open_time"]
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
        # Section 7, post-only: it would take where its trigger came.
        if order.post_only and order.accepts(event["open"] if at_open else level):
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
        self.restate(order, price)
        self.react(order)

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
            if quantity > 0:
                self.fill(order, quantity, self.close, "taker")
                self.react(order)
        self.end_immediate(order)
