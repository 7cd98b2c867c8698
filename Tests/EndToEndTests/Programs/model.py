"""An independent, slow and plain model of what market orders do, in exact fractions.

It shares no code and no number format with the host. It makes oracle cases and answers them:

    model.py make CASE_DIR DATA_DIR '{"case": …, "data": …, "bars": …}' SEED   random orders.csv
    model.py cross CASE_DIR DATA_DIR SETTINGS               likewise the orders of an EmaCross
    model.py answer CASE_DIR DATA_DIR       from case.json and orders.csv: fills.csv, equity.csv
    model.py compare CASE_DIR MY_DIR        the first differences; exit code 1 when there are any
    model.py data FILE KIND ROWS SEED       seeded rows: daily (symbols AAA and BBB), minute, quotes
    model.py ticks FILE COUNT SEED          ticks.bin, rows of <q d d d d>, as MemoryFeed reads them
    model.py averages FILE FAST SLOW        follows two averages over ticks.bin: orders and profit

The rules are those of a case's `assumptions`: bars fill at the next open, quotes at once against the
quote at hand; average cost; commission is the rate on the value of the fill.
"""
import csv
import datetime
import gzip
import json
import os
import random
import struct
import sys
from fractions import Fraction


def exact(number):
    """A fraction as decimal text when it has one of at most 30 digits, else to 15 decimals."""
    for places in range(31):
        scaled = number * 10**places
        if scaled.denominator == 1:
            text = str(abs(scaled.numerator)).rjust(places + 1, "0")
            text = text if places == 0 else text[:-places] + "." + text[-places:]
            return ("-" if number < 0 else "") + text
    return repr(float(number))


def rows_of(case, folder):
    path = os.path.join(folder, case["data"])
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        rows = [row for row in csv.DictReader(file)
                if not case.get("symbol_filter") or row["symbol"] == case["symbol_filter"]]
    first = case.get("first_row", 0)
    return rows[first:first + (case.get("bars") or case["quotes"])]


def stamp(row):
    return row.get("date") or row.get("ts_ns") or row["recv_ns"]


class Book:
    """One holding at average cost, with the cash beside it."""

    def __init__(self, cash, multiplier):
        self.cash, self.size, self.average, self.multiplier = cash, Fraction(0), Fraction(0), multiplier

    def fill(self, signed, price, commission):
        """Returns the profit that the fill realizes, before commission."""
        self.cash -= signed * price * self.multiplier + commission
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


def half_away(number, places):
    """Rounds half away from zero."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if number >= 0 else -whole, 10**places)


def answer(folder, data):
    with open(os.path.join(folder, "case.json")) as file:
        case = json.load(file, parse_float=str)
    with open(os.path.join(folder, "orders.csv"), newline="") as file:
        orders = list(csv.DictReader(file))
    rows, is_quotes = rows_of(case, data), "quotes" in case
    clock = "quote" if is_quotes else "bar"
    rate = Fraction(case["commission_rate"])
    words = str(case.get("initial_cash") or case["initial_balance"]).split()
    book = Book(Fraction(words[0]), Fraction(str(case.get("multiplier", 1))))
    due = {}
    for order in orders:
        due.setdefault(int(order[clock]) + (0 if is_quotes else 1), []).append(order)
    fills, equity = [], []
    for index, row in enumerate(rows):
        for order in due.get(index, []):
            is_buy = order["side"] == "buy"
            price = Fraction(row["ask" if is_buy else "bid"] if is_quotes else row["open"])
            quantity = Fraction(order["qty"])
            commission = rate * quantity * price * book.multiplier
            if is_quotes:
                commission = half_away(commission, 2)
            profit = book.fill(quantity if is_buy else -quantity, price, commission)
            fills.append([len(fills) + 1, order["order_id"], index, stamp(row), order["side"],
                          exact(quantity), exact(price)] + (["taker"] if is_quotes else [])
                         + [exact(commission), exact(profit), exact(book.size), exact(book.average)])
        if not is_quotes:
            close = Fraction(row["close"])
            worth = book.cash + book.size * close * book.multiplier
            equity.append([index, stamp(row), exact(book.cash), exact(book.size), row["close"], exact(worth)])
    names = ["fill_id", "order_id", clock, "ts_ns" if is_quotes else "time", "side", "qty", "price"]
    names += (["liquidity"] if is_quotes else [])
    names += ["commission", "realised_pnl", "position_after", "avg_price_after"]
    write(folder, "fills.csv", names, fills)
    if not is_quotes:
        write(folder, "equity.csv", ["bar", "time", "cash", "position", "close", "equity"], equity)


def write(folder, name, names, rows):
    with open(os.path.join(folder, name), "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def make(folder, data, settings, seed):
    """Random market orders: openings, additions, partial closes, reversals, several at one bar."""
    case, random_numbers = json.loads(settings, parse_float=str), random.Random(seed)
    os.makedirs(folder, exist_ok=True)
    rows = rows_of(case, data)
    clock = "quote" if "quotes" in case else "bar"
    unit, cap = Fraction(str(case["parameters"]["unit"])), case["parameters"]["cap"]
    orders, position = [], 0
    for index in range(len(rows)):
        while random_numbers.random() < float(case["parameters"]["rate"]):
            kind = random_numbers.choice(["open", "open", "part", "flat", "reverse"])
            if position == 0 or kind == "open":
                units = random_numbers.randint(1, 8) * random_numbers.choice([1, -1])
            elif kind == "part":
                units = -random_numbers.randint(1, abs(position)) * (1 if position > 0 else -1)
            elif kind == "flat":
                units = -position
            else:
                units = -position - random_numbers.randint(1, 8) * (1 if position > 0 else -1)
            if units == 0 or abs(position + units) > cap:
                continue
            position += units
            is_last = index == len(rows) - 1 and clock == "bar"
            side = "buy" if units > 0 else "sell"
            fields = [len(orders) + 1, index, stamp(rows[index]), side, "market", exact(abs(units) * unit)]
            status = "SentAfterLastBar" if is_last else "Filled"
            if clock == "quote":
                orders.append(fields[:2] + fields[3:5] + ["GTC", fields[5], "", "", "", status])
            else:
                orders.append(fields + ["", "", "", "", status])
    if clock == "quote":
        names = "order_id,quote,side,type,tif,qty,limit_price,stop_price,cancel_quote,final_status"
    else:
        names = "order_id,bar,time,side,type,qty,limit_price,stop_price,valid_until,cancel_bar,final_status"
    write(folder, "orders.csv", names.split(","), orders)
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump(json.loads(settings), file, indent=1)
    answer(folder, data)


def cross(folder, data, settings):
    """Averages seeded by the mean, a market order at each cross from bar `slow` on."""
    case = json.loads(settings, parse_float=str)
    os.makedirs(folder, exist_ok=True)
    parameters = case["parameters"]
    unit, goes_short = Fraction(str(parameters["qty"])), parameters.get("short", False)
    rows, closes, position, orders = rows_of(case, data), [], Fraction(0), []
    averages = {"fast": None, "slow": None}
    was_above = False
    for index, row in enumerate(rows):
        closes.append(float(row["close"]))
        for name in averages:
            period = parameters[name]
            if index == period - 1:
                averages[name] = sum(closes) / period
            elif index >= period:
                averages[name] += 2.0 / (period + 1) * (closes[-1] - averages[name])
        if averages["fast"] is None or averages["slow"] is None:
            continue
        above = averages["fast"] > averages["slow"]
        change = Fraction(0)
        if index >= parameters["slow"]:
            if above and not was_above and position <= 0:
                change = unit - position
            elif not above and was_above and position > 0:
                change = -position - (unit if goes_short else 0)
        was_above = above
        if change != 0:
            position += change
            status = "Filled" if index + 1 < len(rows) else "SentAfterLastBar"
            orders.append([len(orders) + 1, index, stamp(row), "buy" if change > 0 else "sell",
                           "market", exact(abs(change)), "", "", "", "", status])
    names = "order_id,bar,time,side,type,qty,limit_price,stop_price,valid_until,cancel_bar,final_status"
    write(folder, "orders.csv", names.split(","), orders)
    with open(os.path.join(folder, "case.json"), "w") as file:
        json.dump(json.loads(settings), file, indent=1)
    answer(folder, data)


def compare(folder, mine):
    """Numbers may differ by a billionth, as the averages of the model are rounded at the end."""
    differences = []
    for name in ("fills.csv", "equity.csv"):
        if not os.path.exists(os.path.join(folder, name)):
            continue
        tables = []
        for place in (folder, mine):
            with open(os.path.join(place, name), newline="") as file:
                tables.append(list(csv.DictReader(file)))
        wanted, given = tables
        if len(wanted) != len(given):
            differences.append(f"{name}: {len(given)} rows, expected {len(wanted)}")
        for number, (one, other) in enumerate(zip(wanted, given), 2):
            for column in one:
                if not is_same(one[column], other.get(column)):
                    differences.append(
                        f"{name}:{number}: {column}: expected {one[column]}, got {other.get(column)}")
    print("\n".join(differences[:5]))
    return 1 if differences else 0


def is_same(one, other):
    try:
        difference = abs(Fraction(one) - Fraction(other))
    except (TypeError, ValueError):
        return one == other
    return difference <= Fraction(1, 10**9) * max(1, abs(Fraction(one)))


def data(path, kind, count, seed):
    random_numbers, price, time = random.Random(seed), 5_000, 1_600_000_020
    with open(path, "w") as file:
        file.write({"daily": "date,symbol,open,high,low,close,volume", "quotes": "ts_ns,bid,ask",
                    "minute": "ts_ns,open,high,low,close,volume"}[kind] + "\n")
        for row in range(count):
            price = max(100, price + random_numbers.randint(-40, 40))
            if kind == "quotes":
                time += random_numbers.randint(1, 20)
                ask = price + random_numbers.randint(-1, 3)
                file.write(f"{time * 10**9},{price / 100:.2f},{ask / 100:.2f}\n")
                continue
            prices = [max(50, price + random_numbers.randint(-30, 30)) for _ in range(4)]
            bar = [prices[0], max(prices), min(prices), prices[-1]]
            text = ",".join(f"{number / 100:.2f}" for number in bar)
            volume = random_numbers.randint(0, 9_999)
            if kind == "daily":
                day = datetime.date(2000, 1, 3) + datetime.timedelta(days=row // 2)
                file.write(f"{day},{'AAA' if row % 2 == 0 else 'BBB'},{text},{volume}\n")
            else:
                # Some minutes are missing.
                time += 60 * random_numbers.choice([1, 1, 1, 1, 3])
                file.write(f"{time * 10**9},{text},{volume}\n")


def ticks(path, count, seed):
    """A seeded random walk in hundredths: time, bid, ask, bid size, ask size."""
    random_numbers, middle, time = random.Random(seed), 10_000, 1_700_000_000 * 10**9
    with open(path, "wb") as file:
        for _ in range(count):
            time += random_numbers.randint(1, 500) * 10**6
            middle = max(500, middle + random_numbers.randint(-6, 6))
            spread = random_numbers.randint(1, 3)
            file.write(struct.pack("<qdddd", time, middle / 100, (middle + spread) / 100,
                                   random_numbers.randint(2, 9), random_numbers.randint(2, 9)))


def averages(path, fast_period, slow_period):
    """Always in the market with one unit from price number `slow` on, filled at the same quote."""
    fast = slow = None
    position, paid, orders, seen = 0, Fraction(0), 0, 0
    with open(path, "rb") as file:
        content = file.read()
    bid = ask = Fraction(0)
    for _, bid_price, ask_price, _, _ in struct.iter_unpack("<qdddd", content):
        # The text of a price is exact; the averages are doubles, as the strategy's are.
        bid, ask = Fraction(round(bid_price * 100), 100), Fraction(round(ask_price * 100), 100)
        middle = (float(bid) + float(ask)) * 0.5
        seen += 1
        fast = middle if fast is None else fast + 2.0 / (fast_period + 1) * (middle - fast)
        slow = middle if slow is None else slow + 2.0 / (slow_period + 1) * (middle - slow)
        want = 1 if fast > slow else -1 if fast < slow else position
        if seen >= slow_period and want != position:
            change = want - position
            paid += change * (ask if change > 0 else bid)
            position, orders = want, orders + 1
    print(json.dumps({"orders": orders, "position": position,
                      "profit": exact(position * (bid + ask) / 2 - paid)}))


COMMANDS = {
    "make": lambda a: make(a[0], a[1], a[2], int(a[3])),
    "cross": lambda a: cross(a[0], a[1], a[2]),
    "answer": lambda a: answer(a[0], a[1]),
    "compare": lambda a: compare(a[0], a[1]),
    "data": lambda a: data(a[0], a[1], int(a[2]), int(a[3])),
    "ticks": lambda a: ticks(a[0], int(a[1]), int(a[2])),
    "averages": lambda a: averages(a[0], int(a[1]), int(a[2])),
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
