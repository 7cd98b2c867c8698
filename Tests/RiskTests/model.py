#!/usr/bin/env python3
"""The risk gate once more, from RISK.md, in exact fractions: what the host's gate is compared with.

Reads a stream of events, one JSON object a line, from the file named first, and prints one line for
each order: number, rules that object, then of the first objection rule, scope, unit, value, limit
and exponent. Further arguments change the stream: `strategy.quantity+1` adds one smallest unit to
that limit everywhere, so that a test can see whether a difference of one would be found.
"""

import json
import sys
from fractions import Fraction
from math import ceil, floor

ACCOUNT, STRATEGY, INSTRUMENT = 2, 3, 5
NONE, QUANTITY, MONEY, PRICE, COUNT, TIME = 0, 1, 2, 3, 4, 5
PROFILES = {
    # age of R16, crossed quotes, R29, open orders, three bars
    "live": (2_000_000_000, False, True, 200, False),
    "research": (None, True, False, 200, True),
}


class Instrument:
    def __init__(self, event):
        self.__dict__.update(event)
        self.value_exp = self.px_exp + self.qty_exp + self.mult_exp

    def notional(self, price, quantity):
        """Absolute value of an order, a mantissa of value_exp."""
        return abs(price * quantity * self.multiplier)


class Book:
    """What one scope holds and has open of each instrument."""

    def __init__(self):
        self.position = {}
        self.buys = {}
        self.sells = {}
        self.orders = 0


class Gate:
    def __init__(self, changes):
        self.changes = changes
        self.strategies = []
        self.accounts = []
        self.books = {}
        self.instruments = {}
        self.markets = {}
        self.live = {}
        self.scales = {}

    def bump(self, name, value):
        return value if value is None else value + self.changes.get(name, 0)

    def setup(self, event):
        self.strategies = event["strategies"]
        self.accounts = event["accounts"]
        for scope, rows in ((STRATEGY, self.strategies), (ACCOUNT, self.accounts)):
            for place in range(len(rows)):
                self.books[scope, place] = Book()

    def limit(self, scope, place, name):
        row = (self.strategies if scope == STRATEGY else self.accounts)[place]
        return row.get(name)

    def scaled(self, scope, place, name, exponent):
        """A limit in units of an exponent, rounded down."""
        key = (scope, place, name, exponent)
        if key not in self.scales:
            text = self.limit(scope, place, name)
            whole = None if text is None else floor(Fraction(text) / Fraction(10) ** exponent)
            prefix = "strategy." if scope == STRATEGY else "account."
            self.scales[key] = self.bump(prefix + name, whole)
        return self.scales[key]

    # ---- prices

    def reference(self, order, market):
        touch = market["ask"] if order["side"] == "buy" else market["bid"]
        quoted, traded, closed = market["quoted"], market["traded"], market["closed"]
        early = -(2**63)
        quoted, traded, closed = (early if t is None else t for t in (quoted, traded, closed))
        if touch is not None and quoted >= closed:
            return touch, quoted
        if market["last"] is not None and traded >= closed:
            return market["last"], traded
        if market["close"] is not None:
            return market["close"], closed
        return (touch, quoted) if touch is not None else None

    def beside(self, order, price, distance, tick):
        """The price a distance above (of a buy) or below another one."""
        if distance is None or order["unit"] == "none":
            return None
        if order["unit"] == "ticks":
            distance *= tick
        elif order["unit"] == "basisPoints":
            distance = ceil(Fraction(abs(price) * distance, 10_000) / tick) * tick
        return price + distance if order["side"] == "buy" else price - distance

    def trigger_price(self, order, market, tick):
        """What a conditional order waits for; of a trail where it begins."""
        stop = self.bump("stop", order["stop"])
        if stop is not None:
            return stop
        reference = self.reference(order, market)
        if reference is None or not order["type"].startswith("trailing"):
            return None
        return self.beside(order, reference[0], self.bump("trail", order["trail"]), tick)

    def plain_price(self, order, market, tick):
        """At what the venue will see it: limit, trigger or reference."""
        reference = self.reference(order, market)
        if order["type"] in ("market", "marketToLimit"):
            return None if reference is None else reference[0]
        if order["type"] in ("limit", "stopLimit", "limitIfTouched"):
            return order["price"]
        trigger = self.trigger_price(order, market, tick)
        if order["type"] != "trailingStopLimit" or order["price"] is not None:
            return trigger if order["price"] is None else order["price"]
        if trigger is None:
            return None
        return self.beside(order, trigger, self.bump("offset", order["offset"]), tick)

    def risk_price(self, order, market, collar, tick):
        reference = self.reference(order, market)
        if order["type"].lower().endswith("limit") and order["type"] != "marketToLimit" or (
            order["type"] == "limitIfTouched"
        ):
            limit = self.plain_price(order, market, tick)
            if order["side"] == "sell" and reference is not None and limit is not None:
                return max(limit, reference[0])
            return limit
        if reference is None:
            return None
        worst = [reference[0]]
        if order["type"] not in ("market", "marketToLimit"):
            trigger = self.trigger_price(order, market, tick)
            if trigger is None:
                return None
            worst.append(trigger)
        worst = max(worst, key=abs)
        size = ceil(abs(worst) * (1 + Fraction(collar, 10**9)))
        return size if worst >= 0 else -size

    def age(self, order, profile, market):
        ages = [self.bump("strategy.age", self.limit(STRATEGY, order["s"], "age"))]
        own = self.bump("account.age", self.limit(ACCOUNT, order["a"], "age"))
        ages.append(profile[0] if own is None else own)
        ages = [age for age in ages if age is not None]
        if not ages:
            return None
        return max(min(ages), 3 * market["bar"]) if profile[4] else min(ages)

    # ---- rules: each gives the objections of its scopes in their order

    def r17(self, order, instrument, market):
        for scope, place in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            if instrument.symbol in self.limit(scope, place, "restricted"):
                yield 17, scope, NONE, None, None, 0
            elif scope == ACCOUNT:
                return
            elif not order["permitted"]:
                yield 17, STRATEGY, NONE, None, None, 0
            elif not instrument.tradable:
                yield 17, INSTRUMENT, NONE, None, None, 0
            elif market["phase"] not in (0, 2, 3, 4, 5):
                yield 17, INSTRUMENT, NONE, market["phase"], None, 0
            elif instrument.expires is not None and order["now"] >= self.bump(
                "expires", instrument.expires
            ):
                yield 17, INSTRUMENT, TIME, order["now"], instrument.expires, 0

    def r16(self, order, instrument, market, profile):
        reference = self.reference(order, market)
        if reference is None:
            yield 16, INSTRUMENT, TIME, None, None, 0
            return
        bid, ask = market["bid"], market["ask"]
        if not profile[1] and bid is not None and ask is not None and bid > ask:
            yield 16, INSTRUMENT, PRICE, bid, ask, instrument.px_exp
            return
        touch, size = (ask, market["ask_qty"]) if order["side"] == "buy" else (bid, market["bid_qty"])
        if size == 0 and touch is not None and reference[1] == market["quoted"]:
            yield 16, INSTRUMENT, QUANTITY, 0, 1, instrument.qty_exp
            return
        allowed = self.age(order, profile, market)
        if allowed is not None and order["now"] - reference[1] > allowed:
            yield 16, INSTRUMENT, TIME, order["now"] - reference[1], allowed, 0

    def r04(self, order, instrument, market, notional):
        quantity = order["qty"] + order["filled"]
        low, high = self.bump("min_qty", instrument.min_qty), self.bump("max_qty", instrument.max_qty)
        lot = self.bump("lot", instrument.lot)
        if quantity <= 0 or quantity % lot:
            yield 4, INSTRUMENT, QUANTITY, quantity, lot, instrument.qty_exp
        elif low is not None and quantity < low:
            yield 4, INSTRUMENT, QUANTITY, quantity, low, instrument.qty_exp
        elif high is not None and quantity > high:
            yield 4, INSTRUMENT, QUANTITY, quantity, high, instrument.qty_exp
        elif order["qty"] <= 0:
            yield 4, INSTRUMENT, QUANTITY, order["qty"], lot, instrument.qty_exp
        elif order["price"] is not None and abs(order["price"]) >= self.bump("reach", 2**62):
            yield 4, INSTRUMENT, PRICE, order["price"], 2**62, instrument.px_exp
        elif order["price"] is not None and (
            order["price"] % self.bump("tick", instrument.tick)
            or (order["price"] <= self.bump("lowest", 0) and not instrument.negative)
        ):
            yield 4, INSTRUMENT, PRICE, order["price"], instrument.tick, instrument.px_exp
        else:
            yield from self.r04_notional(order, instrument, market, notional)

    def r04_notional(self, order, instrument, market, notional):
        low = self.bump("min_notional", instrument.min_notional)
        high = self.bump("max_notional", instrument.max_notional)
        if low is not None:
            plain = self.plain_price(order, market, instrument.tick)
            least = None if plain is None else instrument.notional(plain, order["qty"])
            if least is None or least < low:
                yield 4, INSTRUMENT, MONEY, least, low, instrument.value_exp
                return
        if high is not None and (notional is None or notional > high):
            yield 4, INSTRUMENT, MONEY, notional, high, instrument.value_exp

    def r02(self, order, instrument):
        for scope, place in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            most = self.scaled(scope, place, "quantity", instrument.qty_exp)
            if most is None:
                if scope == ACCOUNT:
                    yield 2, scope, QUANTITY, order["qty"], None, instrument.qty_exp
            elif order["qty"] > most:
                yield 2, scope, QUANTITY, order["qty"], most, instrument.qty_exp

    def r03(self, order, instrument, notional):
        for scope, place in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            most = self.scaled(scope, place, "notional", instrument.value_exp)
            if most is None:
                if scope == ACCOUNT:
                    yield 3, scope, MONEY, notional, None, instrument.value_exp
            elif notional is None or notional > most:
                yield 3, scope, MONEY, notional, most, instrument.value_exp

    def r06(self, order, instrument):
        for scope, place in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            book = self.books[scope, place]
            held = book.position.get(instrument.i, 0)
            if order["side"] == "buy":
                worst = held + book.buys.get(instrument.i, 0) + order["qty"]
                away = -held
            else:
                worst = book.sells.get(instrument.i, 0) + order["qty"] - held
                away = held
            most = self.scaled(scope, place, "position", instrument.qty_exp)
            if most is None:
                if scope == ACCOUNT:
                    yield 6, scope, QUANTITY, worst, None, instrument.qty_exp
            elif worst > most and not (order["reduce"] and away >= order["qty"]):
                yield 6, scope, QUANTITY, worst, most, instrument.qty_exp

    def r09(self, order, profile):
        for scope, place in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            name = "strategy.open" if scope == STRATEGY else "account.open"
            most = self.bump(name, self.limit(scope, place, "open"))
            if most is None and scope == ACCOUNT:
                most = profile[3]
            count = self.books[scope, place].orders + 1
            if most is not None and count > most:
                yield 9, scope, COUNT, count, most, 0

    def r20(self, order, instrument):
        """Takes off what the strategy holds, with all that is on its way out already.

        Orders of one link count once, at the largest; those of the order's own link not at all.
        """
        if not order["reduce"]:
            return
        held = self.books[STRATEGY, order["s"]].position.get(instrument.i, 0)
        largest = {}
        for number, other in self.live.items():
            if (other["s"], other["i"], other["side"]) == (order["s"], order["i"], order["side"]):
                if other["link"] == 0 or other["link"] != order["link"]:
                    group = other["link"] or -number
                    largest[group] = max(largest.get(group, 0), other["leaves"])
        most = max(0, held if order["side"] == "sell" else -held)
        wanted = sum(largest.values()) + order["qty"]
        if wanted > self.bump("held", most):
            yield 20, STRATEGY, QUANTITY, wanted, most, instrument.qty_exp

    def r29(self, order, instrument, market, profile):
        if not profile[2] or order["type"] not in ("market", "marketToLimit"):
            return
        touch = market["ask"] if order["side"] == "buy" else market["bid"]
        if touch is None:
            yield 29, INSTRUMENT, PRICE, None, None, instrument.px_exp
            return
        allowed = self.age(order, profile, market)
        if allowed is not None and order["now"] - market["quoted"] > allowed:
            yield 29, INSTRUMENT, TIME, order["now"] - market["quoted"], allowed, 0

    # ---- events

    def order(self, event):
        instrument = self.instruments[event["i"]]
        market = self.markets[event["i"]]
        account = self.accounts[event["a"]]
        profile = PROFILES[account["profile"]]
        collar = self.bump("collar", account["collar"])
        price = self.risk_price(event, market, collar, instrument.tick)
        notional = None if price is None else instrument.notional(price, event["qty"])
        found = [
            *self.r17(event, instrument, market),
            *self.r16(event, instrument, market, profile),
            *self.r04(event, instrument, market, notional),
            *self.r02(event, instrument),
            *self.r03(event, instrument, notional),
            *self.r06(event, instrument),
            *self.r09(event, profile),
            *self.r20(event, instrument),
            *self.r29(event, instrument, market, profile),
        ]
        words = [event["n"], "+".join(str(n) for n in sorted({f[0] for f in found})) or "approved"]
        if found:
            # The event has room for 64 bits; what is more is told as the largest of them.
            words += ["-" if word is None else min(word, 2**63 - 1) for word in found[0]]
        else:
            self.live[event["n"]] = dict(event, leaves=event["qty"])
            self.reserve(event, event["qty"], 1)
        print(*words)

    def reserve(self, order, quantity, count):
        for key in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            book = self.books[key]
            side = book.buys if order["side"] == "buy" else book.sells
            side[order["i"]] = side.get(order["i"], 0) + quantity
            book.orders += count

    def fill(self, event):
        order = self.live.get(event["n"])
        if order is None:
            print(event["n"], "is not live")
            return
        order["leaves"] -= event["qty"]
        done = order["leaves"] == 0
        self.reserve(order, -event["qty"], -1 if done else 0)
        signed = event["qty"] if order["side"] == "buy" else -event["qty"]
        for key in ((STRATEGY, order["s"]), (ACCOUNT, order["a"])):
            position = self.books[key].position
            position[order["i"]] = position.get(order["i"], 0) + signed
        if done:
            del self.live[event["n"]]

    def end(self, event):
        order = self.live.pop(event["n"], None)
        if order is None:
            print(event["n"], "is not live")
            return
        self.reserve(order, -order["leaves"], -1)

    def take(self, event):
        kind = event["e"]
        if kind == "setup":
            self.__init__(self.changes)
            self.setup(event)
        elif kind == "instrument":
            self.instruments[event["i"]] = Instrument(event)
        elif kind == "market":
            self.markets[event["i"]] = event
        elif kind == "order":
            self.order(event)
        elif kind == "fill":
            self.fill(event)
        elif kind == "end":
            self.end(event)
        else:
            raise ValueError(f"unknown event {kind}")


def main():
    changes = {}
    for argument in sys.argv[2:]:
        name, amount = argument.replace("-", "+-").split("+")
        changes[name] = int(amount)
    gate = Gate(changes)
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            gate.take(json.loads(line))


if __name__ == "__main__":
    main()
