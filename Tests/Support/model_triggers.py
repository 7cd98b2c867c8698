"""Prices that orders wait for: section 2 of venue.md.

Part of model.py.
"""
from fractions import Fraction

from model_orders import BUY, SELL, FORMS, RISES, TRAILING, TRIGGERS


class TriggerRules:
    """Stops, touches and trails, where quotes, trades and books move them."""

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
        if is_trade and order.trigger in ("bid", "ask") and self.model != "next-trade":
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
