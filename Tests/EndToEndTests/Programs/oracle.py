"""Runs a case of the oracles' format through tenon; see Tests/oracle, which starts this.

Everything the case asks for becomes keys that any operator has: the profile `research`, a venue
model, wide limits, a fee rate, the slice of a CSV file. Nothing in the host knows of oracles.
"""
import argparse
import csv
import datetime
import decimal
import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

BARS = "ts_ns,open,high,low,close,volume"
DAILY = "date,symbol,open,high,low,close,volume"
QUOTES = "ts_ns,bid,ask"
SIZED = "recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty"
DAY = 86_400 * 10**9
FILLS_BAR = "fill_id,order_id,bar,time,side,qty,price,commission,realised_pnl,position_after,avg_price_after"
FILLS_QUOTE = "fill_id,order_id,quote,ts_ns,side,qty,price,liquidity,commission,realised_pnl,position_after,avg_price_after"


class Missing(Exception):
    """The case needs something this build does not have."""


class Failed(Exception):
    """The run did not give what can be compared."""


def plain(number):
    """A number as decimal text, also one that JSON writes with an exponent."""
    text = str(number)
    return format(decimal.Decimal(text), "f") if "e" in text.lower() else text


def decimals(number):
    """How many decimals a number is written with, without closing zeros."""
    text = plain(number)
    return len(text.split(".")[1].rstrip("0")) if "." in text else 0


def midnight(date):
    return (datetime.date.fromisoformat(date) - datetime.date(1970, 1, 1)).days * DAY


class Slice:
    """The rows of the data file that the case uses."""

    def __init__(self, case, folder):
        self.path = os.path.join(folder, case["data"])
        opener = gzip.open if self.path.endswith(".gz") else open
        self.symbol = case.get("symbol_filter") or None
        count = case.get("quotes" if "quotes" in case else "bars")
        first = case.get("first_row") or 0
        with opener(self.path, "rt", newline="") as file:
            self.layout = file.readline().rstrip("\r\n")
            names = self.layout.split(",")
            rows = (dict(zip(names, line)) for line in csv.reader(file))
            if self.symbol:
                rows = (row for row in rows if row.get("symbol") == self.symbol)
            self.rows = []
            for place, row in enumerate(rows):
                if place < first:
                    continue
                if count is not None and len(self.rows) == count:
                    break
                self.rows.append(row)
        self.first, self.count = first, count
        if not self.rows:
            raise Failed(f"{self.path}: the slice has no rows")

    def check(self, wants_quotes):
        allowed = (QUOTES, SIZED) if wants_quotes else (BARS, DAILY)
        if self.layout not in allowed:
            raise Missing(f"data with the header '{self.layout}' as {'quotes' if wants_quotes else 'bars'}")
        if self.layout == DAILY and not self.symbol:
            raise Failed("the case names no symbol_filter, and the file has several symbols")

    def times(self):
        """The stamp of each row as the case writes it."""
        name = self.layout.split(",")[0]
        return [row[name] for row in self.rows]

    def opens(self):
        """The stamp of each row in ns; of quotes that share one, each a ns after the last."""
        stamps = [midnight(t) if self.layout == DAILY else int(t) for t in self.times()]
        if self.layout in (QUOTES, SIZED):
            for place in range(1, len(stamps)):
                stamps[place] = max(stamps[place], stamps[place - 1] + 1)
        return stamps

    def separate(self, folder):
        """Writes quotes of one time apart, so that the time of a fill tells its quote."""
        stamps = self.opens()
        if self.layout not in (QUOTES, SIZED) or stamps == [int(t) for t in self.times()]:
            return
        self.path = os.path.join(folder, "data.csv")
        names = self.layout.split(",")
        with open(self.path, "w") as file:
            file.write(self.layout + "\n")
            for stamp, row in zip(stamps, self.rows):
                file.write(",".join([str(stamp)] + [row[name] for name in names[1:]]) + "\n")
        self.first = 0

    def period(self):
        """The length of a bar: the most frequent step of the whole slice, ns."""
        if self.layout == DAILY:
            return DAY
        stamps = self.opens()
        steps = {}
        for before, after in zip(stamps, stamps[1:]):
            steps[after - before] = steps.get(after - before, 0) + 1
        steps = {step: count for step, count in steps.items() if step > 0}
        return max(steps, key=lambda step: (steps[step], -step)) if steps else 60 * 10**9

    def price_decimals(self):
        names = [n for n in ("open", "high", "low", "close", "bid", "ask") if n in self.rows[0]]
        return max(decimals(row[name]) for row in self.rows for name in names)


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def step(places):
    return "1" if places == 0 else "0." + "0" * (places - 1) + "1"


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


KNOWN = {
    "case", "data", "symbol_filter", "first_row", "bars", "quotes", "quote_sizes", "strategy",
    "parameters", "initial_cash", "initial_balance", "commission_rate", "price_precision",
    "quantity_precision", "size_precision", "multiplier", "currency", "strategy_notes",
    "assumptions", "totals", "notes", "seed", "volume_participation", "latency", "slippage",
}
UNITS = {"ns": 1, "us": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9}
NOTHING = ("none", "0", "no", "None", "False", "")


def rule(case, name):
    """An execution rule that may stand in the case or among its assumptions; None: not there."""
    value = case.get(name)
    return value if value is not None else (case.get("assumptions") or {}).get(name)


def first_word(value):
    return str(value).split(" ")[0].strip(",;.")


def latency(case):
    """The account's key `latency`, None without one. A word that is no duration is refused."""
    value = rule(case, "latency")
    if value is None or first_word(value) in NOTHING:
        return None
    found = re.match(r"([0-9]+) ?(ns|us|ms|s|m)\b", str(value))
    if not found:
        raise Missing(f"latency: {value}")
    length = int(found[1]) * UNITS[found[2]]
    return f"{length}ns" if length else None


def refuse_what_is_missing(case):
    """Execution rules that are keys of the case and that this build cannot follow."""
    latency(case)
    slippage = rule(case, "slippage")
    if slippage is not None and first_word(slippage) not in NOTHING:
        raise Missing(f"slippage: {slippage}")
    for name in sorted(set(case) - KNOWN):
        print(f"Tests/oracle: case.json: '{name}' is not known and has no effect", file=sys.stderr)


class Run:
    """One run of tenon over the case."""

    def __init__(self, arguments, case, data, strategy):
        self.case, self.data, self.strategy = case, data, strategy
        self.folder = arguments.case
        self.is_quotes = "quotes" in case
        self.orders = read_csv(os.path.join(arguments.case, "orders.csv"))
        self.program = os.path.realpath(os.environ["TENON"])
        self.symbol = (data.symbol or "ORACLE") + ".CASE"
        balance = str(case.get("initial_cash", case.get("initial_balance", ""))).split()
        if not balance:
            raise Failed("case.json has neither initial_cash nor initial_balance")
        self.cash = plain(balance[0])
        self.currency = balance[1] if len(balance) > 1 else case.get("currency") or "USD"

    def quantity_decimals(self):
        texts = [order["qty"] for order in self.orders]
        if self.strategy:
            texts.append(str(self.parameter("qty", "quantity", "size")))
        return max([decimals(text) for text in texts] + [0])

    def parameter(self, *names, default=None):
        parameters = self.case.get("parameters") or {}
        for name in names:
            if name in parameters:
                return parameters[name]
        if default is None:
            raise Failed(f"case.json: parameters has none of {', '.join(names)}")
        return default

    def price_decimals(self):
        """Of the data and of every price that an order names."""
        texts = [order.get(name) or "0" for order in self.orders
                 for name in ("limit_price", "stop_price")]
        if self.is_maker():
            texts.append(str(self.parameter("offset", default="0")))
        named = max([decimals(text) for text in texts] + [0])
        return max(self.data.price_decimals(), int(self.case.get("price_precision") or 0), named)

    def is_maker(self):
        return self.case.get("strategy") == "Maker"

    def connector(self):
        lot = quantity = self.quantity_decimals()
        config = {"file": os.path.abspath(self.data.path), "symbol": self.symbol}
        if self.data.first:
            config["first_row"] = self.data.first
        config["rows"] = len(self.data.rows)
        if self.data.layout == BARS:
            config["period"] = f"{self.data.period() // 10**9}s"
        if not self.is_quotes:
            # What is traded has other decimals than a volume may have; no fill depends on one.
            config["volume"] = "unknown"
            if self.share():
                config["volume"] = "exact"
                volumes = [decimals(row["volume"]) for row in self.data.rows if row["volume"]]
                quantity = max(volumes + [quantity])
        sizes = re.search(r"replaced by ([0-9.]+)", str(self.case.get("quote_sizes", "")))
        if sizes:
            config["sizes"] = sizes.group(1)
            quantity = max(quantity, decimals(sizes.group(1)))
        if self.data.layout == SIZED:
            for name in ("bid_qty", "ask_qty"):
                quantity = max([quantity] + [decimals(row[name]) for row in self.data.rows])
        instrument = {
            "tick": step(self.price_decimals()), "lot": step(lot), "asset": "equity",
            "currency": self.currency,
        }
        if quantity > lot:
            instrument["quantity_decimals"] = quantity
        if self.case.get("multiplier"):
            instrument["multiplier"] = str(self.case["multiplier"])
        config["instruments"] = {self.symbol: instrument}
        return {"plugin": "dev.tenon.csv", "config": config}

    def share(self):
        """Of a bar's volume that may be filled; None: all of it."""
        value = rule(self.case, "volume_participation")
        return None if value is None or first_word(value) in NOTHING else plain(first_word(value))

    def write_orders(self, folder):
        """The orders as the host takes them: a market order of a bar case does not expire.

        An order sent at the close of a bar is sent when the next one opens; it may still be valid
        until that very moment, which the host would call over.
        """
        opens, period = self.data.opens(), 0 if self.is_quotes else self.data.period()
        path = os.path.join(folder, "orders.csv")
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, list(self.orders[0]) if self.orders else ["order_id"],
                                    lineterminator="\n")
            writer.writeheader()
            for row in self.orders:
                keeps = row["type"] != "market" or self.is_quotes or "valid_until" not in row
                until = row.get("valid_until") if keeps else ""
                if until and not self.is_quotes:
                    until = midnight(until) if "-" in until else int(until)
                    until += until == opens[int(row["bar"])] + period
                writer.writerow({**row, "valid_until": until} if "valid_until" in row else row)
        return path

    def trader(self, folder):
        entry = {"account": "main", "instruments": [self.symbol]}
        if self.strategy and self.is_maker():
            entry["plugin"] = self.strategy
            entry["config"] = {
                "instrument": self.symbol, "source": "quotes",
                "every": self.parameter("every"), "offset": str(self.parameter("offset")),
                "quantity": str(self.parameter("qty")), "max": str(self.parameter("max")),
            }
            return entry
        if self.strategy:
            if self.case.get("strategy") != "EmaCross":
                raise Missing(f"a shipped strategy '{self.case.get('strategy')}'")
            entry["plugin"] = self.strategy
            entry["config"] = {
                "instrument": self.symbol, "seed": "mean", "entry": "cross",
                "fast": self.parameter("fast"), "slow": self.parameter("slow"),
                "quantity": str(self.parameter("qty", "quantity", "size")),
                "short": bool(self.parameter("short", "allow_short", "shorts", default=False)),
            }
            return entry
        library = os.path.join(os.path.dirname(self.program), "libOrderReplay.so")
        if not os.path.exists(library):
            raise Failed(f"{library} is missing; run Host/build")
        entry["path"] = library
        entry["pin"] = "sha256:" + sha256(library)
        entry["config"] = {
            "file": self.write_orders(folder),
            "instrument": self.symbol, "clock": "quote" if self.is_quotes else "bar",
        }
        return entry

    def ledger_decimals(self, rate):
        """Enough to keep every fee exact, where amounts of this account leave the room."""
        exact = self.price_decimals() + self.quantity_decimals() + decimals(rate)
        exact += decimals(self.case.get("multiplier", 1))
        whole_digits = len(str(int(float(self.cash)))) + 2
        return max(2, min(exact, 12, 18 - whole_digits))

    def account(self):
        rate = plain(self.case.get("commission_rate", 0))
        account = {
            "venue": "simulated", "model": "same-quote" if self.is_quotes else "next-bar-open",
            "currency": self.currency, "cash": self.cash, "profile": "research", "fee_rate": rate,
        }
        if not self.is_quotes:
            account["decimals"] = self.ledger_decimals(rate)
        if latency(self.case):
            account["latency"] = latency(self.case)
        if self.share():
            account["participation"] = self.share()
        if self.is_quotes:
            account["fee_decimals"] = 8 if self.currency in ("USDT", "USDC", "BTC", "ETH") else 2
        return account

    def settings(self, folder):
        wide = {
            "max_order_quantity": "1000000000", "max_position": "1000000000",
            "max_order_notional": f"1000000000000 {self.currency}", "max_open_orders": "1000000",
        }
        return {
            "tenon": 1, "mode": "backtest", "accounts": {"main": self.account()},
            "risk": {"main": wide}, "report": {"equity": "bar"},
            "plugins": {"data": self.connector(), "trader": self.trader(folder)},
        }

    def execute(self, folder):
        """Writes plugins.yaml into a folder and runs tenon there."""
        # JSON is YAML, and its quotes keep symbols and paths what they are.
        path = os.path.join(folder, "plugins.yaml")
        with open(path, "w") as file:
            self.data.separate(folder)
            json.dump(self.settings(folder), file, indent=1, ensure_ascii=False)
        self.reports = os.path.join(folder, "reports")
        done = subprocess.run(
            [self.program, "backtest", path, "--out", self.reports, "--quiet"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )
        self.refuse_unsupported()
        if done.returncode != 0:
            raise Failed(f"tenon ended with {done.returncode}:\n{done.stderr}{done.stdout}")
        print(done.stderr, end="", file=sys.stderr)

    def refuse_unsupported(self):
        """The order types that the host said it does not serve."""
        path = os.path.join(self.reports, "orders.csv")
        if not os.path.exists(path):
            return
        denied = [row for row in read_csv(path) if row["reason"] == "unsupported"]
        if denied:
            ids = {row["tag"] for row in denied}
            kinds = sorted({
                f"{order['type']}" + (f" {order['tif']}" if order.get("tif") else "")
                + (" good till date" if order.get("valid_until") else "")
                for order in self.orders if order["order_id"] in ids
            })
            raise Missing(f"{len(ids)} of {len(self.orders)} orders: " + ", ".join(kinds))

    # What tenon wrote, in the case's formats.

    def places(self):
        """From the time at which a row was seen, a bar at its close, to the index of the row."""
        after = 0 if self.is_quotes else self.data.period()
        places = {}
        for index, stamp in enumerate(self.data.opens()):
            if stamp + after in places:
                raise Failed(f"two rows have the time {stamp}: fills cannot be placed")
            places[stamp + after] = index
        return places

    def order_id(self, row):
        return row["order"] if self.strategy else row["tag"]

    def convert(self, out):
        tables = {"fills.csv": self.fills(), "orders.csv": self.sent_orders()}
        if not self.is_quotes:
            tables["equity.csv"] = self.equity()
        os.makedirs(out, exist_ok=True)
        for name, text in tables.items():
            with open(os.path.join(out, name), "w") as file:
                file.write(text)
        return tables

    def fills(self):
        places, times = self.places(), self.data.times()
        lines = [FILLS_QUOTE if self.is_quotes else FILLS_BAR]
        for number, row in enumerate(read_csv(os.path.join(self.reports, "fills.csv")), 1):
            place = places[int(row["ts_ns"])]
            fields = [str(number), self.order_id(row), str(place), times[place], row["side"],
                      row["quantity"], row["price"]]
            fields += [row["liquidity"]] if self.is_quotes else []
            fields += [row["fee"], row["realized"], row["position_after"], row["average_price_after"]]
            lines.append(",".join(fields))
        return "\n".join(lines) + "\n"

    def equity(self):
        rows = read_csv(os.path.join(self.reports, "equity.csv"))
        opens, times = self.data.opens(), self.data.times()
        if len(rows) < len(opens):
            raise Failed(f"equity.csv has {len(rows)} rows for {len(opens)} bars")
        positions = {}
        for fill in read_csv(os.path.join(self.reports, "fills.csv")):
            positions[int(fill["ts_ns"])] = fill["position_after"]
        period, position = self.data.period(), "0"
        lines = ["bar,time,cash,position,close,equity"]
        for index, (row, opened) in enumerate(zip(rows, opens)):
            if int(row["ts_ns"]) != opened + period:
                raise Failed(f"equity.csv row {index + 1} is of {row['ts_ns']}, not of bar {index}")
            position = positions.get(opened + period, position)
            lines.append(",".join([str(index), times[index], row["cash"], position,
                                   self.data.rows[index]["close"], row["equity"]]))
        return "\n".join(lines) + "\n"

    def sent_orders(self):
        """The orders as tenon took them, in sending order, so that decisions can be compared."""
        clock = "quote" if self.is_quotes else "bar"
        places, times = self.places(), self.data.times()
        rows = read_csv(os.path.join(self.reports, "orders.csv"))
        lines = [f"order_id,{clock},time,side,type,qty,final_status"]
        late = {row["order_id"]: row for row in self.orders}
        if not self.strategy:
            rows.sort(key=lambda row: int(row["tag"]))
        else:
            rows = sorted((row for row in rows if row["order"]), key=lambda row: int(row["order"]))
        for row in rows:
            if row["status"] == "denied" and row["reason"] == "expired" and not self.strategy:
                # Valid until before it was sent: it never had a row to be filled at.
                given = late[row["tag"]]
                lines.append(",".join([row["tag"], given[clock], times[int(given[clock])],
                                       row["side"], row["type"], row["quantity"], "Expired"]))
                continue
            if row["status"] in ("denied", "rejected"):
                raise Failed(
                    f"order {self.order_id(row)} was {row['status']}: {row['reason']} {row['rule']} "
                    f"{row['scope']} value {row['value']} limit {row['limit']}"
                )
            place = places[int(row["sent_ns"])]
            status = {"filled": "Filled", "canceled": "Canceled", "expired": "Expired"}.get(row["status"])
            if status is None:
                status = "SentAfterLastBar" if place == len(times) - 1 else "Working"
            kind = row["type"].replace("-", "_")
            if not self.strategy and late[row["tag"]]["type"] == "stop_market":
                kind = {"stop": "stop_market"}.get(kind, kind)
            lines.append(",".join([self.order_id(row), str(place), times[place], row["side"],
                                   kind, row["quantity"], status]))
        return "\n".join(lines) + "\n"


def run(arguments, case, data, strategy, keep=None):
    with tempfile.TemporaryDirectory(prefix="tenon-oracle-") as folder:
        if keep:
            os.makedirs(keep, exist_ok=True)
        one = Run(arguments, case, data, strategy)
        one.execute(keep or folder)
        return one.convert(arguments.out)


STRATEGIES = {"c": "dev.tenon.ema-cross-c", "swift": "dev.tenon.ema-cross"}


def shipped(case, word):
    """The plugins that decide in place of orders.csv; [None]: none does."""
    if word is None:
        return [None]
    if case.get("strategy") == "Maker":
        return ["dev.tenon.market-maker"]
    if case.get("strategy") != "EmaCross":
        raise Missing(f"a shipped strategy '{case.get('strategy')}'")
    return list(STRATEGIES.values()) if word == "both" else [STRATEGIES[word]]


def main():
    parser = argparse.ArgumentParser(prog="Tests/oracle", description="Runs an oracle case through tenon.")
    parser.add_argument("case", metavar="CASE_DIR")
    parser.add_argument("data", metavar="DATA_DIR")
    parser.add_argument("out", metavar="OUT_DIR")
    parser.add_argument("--strategy", nargs="?", const="both", choices=["c", "swift", "both"])
    parser.add_argument("--keep", action="store_true", help="leave tenon's own files in OUT_DIR/tenon")
    words = sys.argv[1:]
    for place, word in enumerate(words[:-1]):
        # The folders may stand behind a bare --strategy.
        if word == "--strategy" and words[place + 1] not in ("c", "swift", "both"):
            words[place] = "--strategy=both"
    arguments = parser.parse_args(words)
    keep = os.path.join(os.path.abspath(arguments.out), "tenon") if arguments.keep else None
    try:
        with open(os.path.join(arguments.case, "case.json")) as file:
            case = json.load(file)
        refuse_what_is_missing(case)
        data = Slice(case, arguments.data)
        data.check("quotes" in case)
        chosen = shipped(case, arguments.strategy)
        results = [run(arguments, case, data, strategy, keep) for strategy in chosen]
        if any(result != results[0] for result in results):
            raise Failed(f"{' and '.join(chosen)} do not give the same")
        fills = results[0]["fills.csv"].count("\n") - 1
        print(f"{case.get('case', arguments.case)}: {fills} fills over {len(data.rows)} rows, in {arguments.out}")
    except Missing as problem:
        print(f"Tests/oracle: this build does not have what the case needs: {problem}", file=sys.stderr)
        return 3
    except (Failed, OSError, KeyError, ValueError) as problem:
        print(f"Tests/oracle: {type(problem).__name__ + ': ' if not isinstance(problem, Failed) else ''}{problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
