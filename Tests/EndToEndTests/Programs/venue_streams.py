"""Seeded streams of market data and mixed orders, as the venue's model takes them.

A stream is one account, one instrument and one or two strategies; `Stream(seed)` is the same for
good. venue_property.py runs many of them through tenon at once.
"""
import random

SECOND = 10**9
DAY = 86_400 * SECOND
START = 1_700_006_400 * SECOND      # a midnight, UTC

MODELS = ["same-quote"] * 6 + ["next-quote"] * 3 + ["next-bar-open"] * 5 + ["same-bar-close"] * 2 \
    + ["next-trade"] * 2 + ["book"] * 2
TYPES = ["market"] * 3 + ["limit"] * 6 + ["stop"] * 3 + ["stop-limit"] * 3 + [
    "market-if-touched", "market-if-touched", "limit-if-touched", "limit-if-touched",
    "trailing-stop", "trailing-stop", "trailing-stop-limit", "trailing-stop-limit",
    "market-to-limit", "iceberg", "iceberg"]
TIFS = ["gtc"] * 8 + ["day"] * 2 + ["gtd"] * 3 + ["ioc"] * 2 + ["fok"] * 2 + ["at-open", "at-close"]
COLUMNS = ["order_id", "event", "op", "side", "type", "tif", "qty", "limit_price", "stop_price",
           "flags", "display_qty", "trail", "trail_unit", "limit_offset", "trigger", "link",
           "contingency", "valid_until"]
LIMITS = ("limit", "stop-limit", "limit-if-touched", "iceberg")
STOPS = ("stop", "stop-limit", "market-if-touched", "limit-if-touched")


class Stream:
    """What a seed says. `events` are the model's rows, `orders` one list for each strategy."""

    def __init__(self, seed, models=None, without=()):
        self.seed, self.random, self.without = seed, random.Random(seed), set(without)
        r = self.random
        self.model = r.choice([m for m in MODELS if not models or m in models])
        self.px_exp, self.qty_exp = r.choice([-2, -2, -4, 0]), r.choice([0, 0, -1, -3])
        self.tick, self.lot = r.choice([1, 1, 5]), r.choice([1, 1, 1, 2, 10])
        self.multiplier = r.choice([1, 1, 1, 10])
        self.sizes = r.choice(["known", "known", "none", "mixed"])
        self.strategies = r.choice([1, 1, 1, 2])
        self.account = self.make_account()
        self.price = r.randint(60, 400) * self.tick
        self.events = self.make_events()
        self.orders = [self.make_orders(place) for place in range(self.strategies)]

    def allows(self, feature):
        return feature not in self.without

    def make_account(self):
        r = self.random
        account = {"model": self.model, "cash": r.choice(["1000000", "5000.25"])}
        if r.random() < 0.7:
            account["fee_rate"] = r.choice(["0.001", "0.00025", "0.0000333"])
        if r.random() < 0.4 and self.allows("fees"):
            account["maker_rate"] = r.choice(["-0.0001", "0", "0.0002"])
            account["taker_rate"] = r.choice(["0.0005", "0.0007"])
        if r.random() < 0.3 and self.allows("fees"):
            account["fee_per_unit"] = r.choice(["0.005", "0.35"])
        if r.random() < 0.3 and self.allows("fees"):
            account["fee_minimum"] = r.choice(["1", "0.35"])
        if r.random() < 0.4:
            account["fee_decimals"] = r.choice([2, 4])
        if r.random() < 0.25 and self.allows("latency"):
            account["latency_ns"] = r.choice([7, 250_000_007, 3 * SECOND + 7, 90 * SECOND + 7])
        if self.model == "next-bar-open" and r.random() < 0.3 and self.allows("participation"):
            account["participation"] = r.choice(["0.1", "0.25", "0.5"])
        return account

    # ---- data ----

    def make_events(self):
        r, time, events = self.random, START + self.random.randrange(86_400) * SECOND, []
        has_phases = r.random() < 0.2 and self.allows("phases")
        has_trades = self.model in ("next-trade",) or r.random() < 0.6
        self.has_gaps = r.random() < 0.4
        is_bars = self.model in ("next-bar-open", "same-bar-close")
        self.period = r.choice([60, 60, 300, 3_600, 86_400]) * SECOND
        if is_bars:
            time = time // self.period * self.period
        if has_phases:
            events.append(self.status(time, "pre-open"))
        levels = {}
        for _ in range(r.randint(40, 110)):
            self.price = max(20 * self.tick, self.price + r.randint(-4, 4) * self.tick)
            if has_phases and r.random() < 0.12:
                phase = r.choice(["open", "open", "open", "halted", "closing-auction", "closed",
                                  "post-close", "pre-open", "opening-auction"])
                events.append(self.status(time, phase))
            if is_bars:
                opened = time
                time += self.period
                events.append(self.bar(opened, time))
                if r.random() < 0.15:
                    time += r.choice([1, 1, 3, 20]) * self.period
                continue
            time += self.step()
            if self.model == "book":
                events += self.book(time, levels)
            elif self.model != "next-trade" or r.random() < 0.4:
                events.append(self.quote(time))
            if has_trades and r.random() < 0.5:
                time += r.choice([0, 1, 40]) * SECOND
                events.append(self.trade(time))
        return events

    def step(self):
        r = self.random
        if self.has_gaps and r.random() < 0.06:
            return r.choice([3_600, 30_000, 86_400, 200_000]) * SECOND
        return r.choice([0, 1, 1, 2, 5, 30, 120]) * SECOND

    def size(self):
        r = self.random
        if self.sizes == "none" or self.sizes == "mixed" and r.random() < 0.4:
            return None
        return r.choice([1, 2, 3, 5, 8, 20, 100]) * self.lot

    def status(self, time, phase):
        return {"kind": "status", "time": time, "phase": phase}

    def quote(self, time):
        r = self.random
        bid = self.price - r.randint(0, 2) * self.tick
        ask = bid + r.choice([1, 1, 2, 3, 0, -1, -2]) * self.tick
        event = {"kind": "quote", "time": time, "bid": bid, "bid_size": self.size(),
                 "ask": ask, "ask_size": self.size()}
        for side in ("bid", "ask"):
            if r.random() < 0.03 and self.allows("one-sided"):
                event[side], event[side + "_size"] = None, None
        return event

    def trade(self, time):
        r = self.random
        return {"kind": "trade", "time": time, "price": self.price + r.randint(-2, 2) * self.tick,
                "size": self.size(), "aggressor": r.choice([None, 1, -1])}

    def bar(self, opened, closed):
        r = self.random
        prices = [self.price + r.randint(-3, 3) * self.tick for _ in range(4)]
        self.price = prices[3]
        volume = None if r.random() < 0.15 else r.choice([0, 5, 40, 100, 1_000]) * self.lot
        return {"kind": "bar", "time": closed, "open_time": opened, "open": prices[0],
                "high": max(prices), "low": min(prices), "close": prices[3], "volume": volume}

    def book(self, time, levels):
        """A snapshot, or a change of some levels, now and then a gap."""
        r = self.random
        if not levels or r.random() < 0.06:
            if levels and r.random() < 0.5:
                levels.clear()
                return [{"kind": "gap", "time": time}]
            bid = self.price
            bids = {bid - n * self.tick: (self.size() or self.lot) for n in range(r.randint(1, 5))}
            asks = {bid + (1 + n) * self.tick: (self.size() or self.lot) for n in range(r.randint(1, 5))}
            levels.clear()
            levels["is"] = True
            return [{"kind": "snapshot", "time": time, "bids": bids, "asks": asks}]
        changes = []
        for _ in range(r.randint(1, 3)):
            side = r.choice([1, -1])
            price = self.price + (r.randint(-5, 0) if side == 1 else r.randint(1, 6)) * self.tick
            size = 0 if r.random() < 0.35 else (self.size() or self.lot)
            changes.append({"kind": "level", "time": time, "side": side, "price": price,
                            "size": size, "more": True})
        changes[-1]["more"] = False
        return changes

    # ---- orders ----

    def make_orders(self, owner):
        """Rows of an order file, each a dictionary of mantissas and words."""
        r, rows, mine, number, link = self.random, [], [], 0, 0
        index, shown = -1, None
        rate = r.choice([0.1, 0.25, 0.5])
        for event in self.events:
            if event["kind"] == "gap":
                continue
            index += 1
            shown = self.seen(event) or shown
            if shown is None or event.get("more"):
                continue
            while r.random() < rate:
                pick = r.random()
                if mine and pick < 0.15:
                    rows.append({"order_id": r.choice(mine[-6:])["order_id"], "event": index, "op": "cancel"})
                elif mine and pick < 0.3 and self.allows("replace"):
                    rows.append(self.replace(r.choice(mine[-6:]), index, shown, event["time"]))
                elif pick < 0.42 and self.allows("contingency") and not self.account.get("latency_ns"):
                    link += 1
                    for row in self.group(index, shown, event["time"], link):
                        number += 1
                        rows.append({**row, "order_id": number})
                        mine.append(rows[-1])
                else:
                    number += 1
                    rows.append({**self.order(index, shown, event["time"]), "order_id": number})
                    mine.append(rows[-1])
        return rows

    def seen(self, event):
        prices = [event.get(name) for name in ("close", "price", "bid", "ask")]
        if event["kind"] == "snapshot":
            prices = list(event["bids"])[:1]
        return next((price for price in prices if price is not None), None)

    def near(self, shown, least=-6, most=6):
        return max(self.tick, shown + self.random.randint(least, most) * self.tick)

    def order(self, index, shown, time, kinds=None):
        r = self.random
        kind = r.choice(kinds or [t for t in TYPES if self.allows(t)])
        row = {"event": index, "op": "new", "side": r.choice(["buy", "sell"]), "type": kind,
               "tif": r.choice([t for t in TIFS if self.allows(t)]), "qty": r.randint(1, 12) * self.lot}
        sign = 1 if row["side"] == "buy" else -1
        if kind in LIMITS:
            row["limit_price"] = self.near(shown)
        if kind in STOPS:
            rises = sign if kind.startswith("stop") else -sign
            row["stop_price"] = self.near(shown, *((-1, 6) if rises > 0 else (-6, 1)))
            if kind in ("stop-limit", "limit-if-touched") and r.random() < 0.7:
                row["limit_price"] = max(self.tick, row["stop_price"] + sign * r.randint(0, 3) * self.tick)
        if kind.startswith("trailing"):
            unit = row["trail_unit"] = r.choice(["price", "ticks", "bps"])
            scale = {"price": self.tick, "ticks": 1, "bps": 40}[unit]
            row["trail"] = r.randint(1, 6) * scale
            if r.random() < 0.3:
                row["stop_price"] = max(self.tick, shown + sign * r.randint(1, 5) * self.tick)
            if kind.endswith("limit"):
                row["limit_offset"] = r.randint(0, 3) * scale
        if kind in STOPS or kind.startswith("trailing"):
            row["trigger"] = r.choice(["", "", "last", "bid", "ask", "mark"])
            if kind.startswith("trailing") and self.tick > 1 and row["trigger"] == "mark":
                row["trigger"] = "bid"  # a trail behind a mid would stand off the tick
        if row["tif"] in ("at-open", "at-close") and kind not in ("market", "limit"):
            row["tif"] = "gtc"
        if row["tif"] == "gtd":
            row["valid_until"] = time + r.choice([1, 7 * SECOND, 61 * SECOND, 1_000 * SECOND, DAY])
        if kind == "iceberg":
            row["display_qty"] = r.randint(1, max(1, row["qty"] // self.lot)) * self.lot
            row["tif"] = "gtc" if row["tif"] in ("ioc", "fok", "at-open", "at-close") else row["tif"]
        flags = []
        may_post = kind in LIMITS + ("trailing-stop-limit",) \
            and row["tif"] not in ("ioc", "fok", "at-open", "at-close")
        if may_post and r.random() < 0.15 and self.allows("post-only"):
            flags.append("post-only")
        if r.random() < 0.12 and self.allows("reduce-only"):
            flags.append("reduce-only")
        row["flags"] = " ".join(flags)
        if r.random() < 0.04 and self.allows("contradictions"):
            self.contradict(row, time)
        return row

    def contradict(self, row, time):
        """Makes an order that must be denied."""
        r = self.random
        kind = r.choice(["tick", "lot", "expired", "gtd", "expire", "display", "price", "post-only"])
        if kind == "tick" and self.tick > 1:
            row["limit_price" if row["type"] in LIMITS else "stop_price"] = self.price * self.tick + 1
        elif kind == "lot" and self.lot > 1:
            row["qty"] += 1
        elif kind in ("expired", "gtd"):
            row["tif"] = "gtd"
            row["valid_until"] = time - SECOND
            if kind == "gtd":
                del row["valid_until"]
        elif kind == "expire" and row["tif"] != "gtd":
            row["tif"], row["valid_until"] = "ioc", time + DAY
        elif kind == "display":
            row["display_qty"] = row["qty"] + self.lot
        elif kind == "price" and row["type"] in ("market", "stop"):
            row["limit_price"] = self.price
        elif kind == "post-only":
            row["flags"] = "post-only"
            if row["type"] in LIMITS:
                row["tif"] = "ioc"
        row["wrong"] = True

    def replace(self, target, index, shown, time):
        r = self.random
        row = {"order_id": target["order_id"], "event": index, "op": "replace"}
        if target["type"] in LIMITS and r.random() < 0.6:
            row["limit_price"] = self.near(shown)
        if target["type"] in STOPS and r.random() < 0.4 and self.allows("replace-stop"):
            row["stop_price"] = self.near(shown)
        if len(row) == 3 or r.random() < 0.4:
            row["qty"] = r.randint(1, 14) * self.lot
        if target["tif"] == "gtd" and r.random() < 0.3:
            row["valid_until"] = time + r.choice([30 * SECOND, DAY])
        return row

    def group(self, index, shown, time, link):
        """Orders of one link, in the order they are sent."""
        r = self.random
        kind = r.choice([k for k in ("oco", "oto", "ouo", "bracket") if self.allows(k)])
        plain = ["market", "limit", "limit", "stop", "stop-limit", "limit-if-touched"]
        rows = [self.order(index, shown, time, [t for t in plain if self.allows(t)])
                for _ in range(r.choice([2, 2, 3]) if kind != "bracket" else 3)]
        if kind in ("oto", "bracket"):
            for row in rows[1:]:
                row["side"] = "sell" if rows[0]["side"] == "buy" else "buy"
        if kind == "bracket":
            for row in rows:
                row["qty"] = rows[0]["qty"]
        for row in rows:
            row["link"], row["contingency"] = link, kind
        return rows
