"""Oracle cases, replayed by the model: see ../shared/oracles/README.md for their format.

Part of model.py.
"""
import csv
import datetime
import gzip
import json
import os
from fractions import Fraction

from model_orders import BUY, DAY, SELL, Instrument, Order, Settings, decimals, exact, whole, write
from model_venue import Venue


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
        path = f"{folder}/{self.case['data']}"
        symbol, first = self.case.get("symbol_filter"), self.case.get("first_row") or 0
        with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
            rows = [row for row in csv.DictReader(file) if not symbol or row["symbol"] == symbol]
        count = self.case.get("bars") or self.case.get("quotes") or len(rows)
        return rows[first:first + count]

    def stamp(self, row):
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
