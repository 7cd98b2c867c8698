"""A tape of Tests/Plugins/TapeFeed and order files of Tests/Plugins/OrderReplay, as the model's.

Part of model.py.
"""
import csv

from model_orders import BUY, SELL, Instrument, Order, Settings, whole
from model_venue import Venue


def act(venue, owner, row):
    """Carries out one row of an order file; numbers in it are whole, or it has no such key."""
    number = (owner, row["order_id"])
    if row["op"] == "cancel":
        venue.ask_cancel(venue.orders[number])
    elif row["op"] == "replace":
        names = {"limit_price": "price", "stop_price": "stop", "qty": "quantity",
                 "valid_until": "expire", "display_qty": "display"}
        venue.ask_replace(venue.orders[number],
                          {mine: row[theirs] for theirs, mine in names.items() if theirs in row})
    else:
        venue.submit(order_of(owner, row))


def order_of(owner, row):
    flags = row.get("flags", "").split()
    return Order(
        (owner, row["order_id"]), BUY if row["side"] == "buy" else SELL, row["type"],
        row["qty"], owner=owner, tif=row["tif"], price=row.get("limit_price"),
        stop=row.get("stop_price"), expire=row.get("valid_until"), trail=row.get("trail"),
        trail_unit=row.get("trail_unit"), limit_offset=row.get("limit_offset"),
        display=row.get("display_qty"), trigger=row.get("trigger") or "last",
        link=row.get("link", 0), contingency=row.get("contingency"),
        post_only="post-only" in flags, reduce_only="reduce-only" in flags)


def replay(venue, events, orders):
    """Runs events, and after each the rows of every strategy that name it."""
    plans = []
    for rows in orders:
        plans.append({})
        for row in rows:
            plans[-1].setdefault(row["event"], []).append(row)
    index = -1
    for event in events:
        venue.happen(event)
        if event["kind"] == "gap":
            continue  # strategies do not count it
        index += 1
        for owner, plan in enumerate(plans):
            for row in plan.get(index, []):
                act(venue, owner, row)
    return venue.results()


def read_tape(path, symbol):
    """The instrument of a tape, its exponents, and its events."""
    found, exponents, number, events = None, None, 0, []
    with open(path, newline="") as file:
        for row in csv.reader(file):
            if row[0] == "instrument":
                number += found is None
                if row[1] == symbol:
                    price, quantity, tick, lot, multiplier = map(int, row[2:])
                    found, exponents = number, (price, quantity)
                    instrument = Instrument(price, quantity, tick, lot, multiplier)
            elif int(row[1]) == found:
                events.append(event_of(row))
    return instrument, exponents, events


def event_of(row):
    kind, time = row[2], int(row[0])

    def number(text):
        return None if text == "" else int(text)

    def levels(text):
        return {int(p): int(q) for p, q in (level.split(":") for level in text.split())}
    if kind == "quote":
        names = ("bid", "bid_size", "ask", "ask_size")
        return {"kind": kind, "time": time, **dict(zip(names, map(number, row[3:])))}
    if kind == "trade":
        return {"kind": kind, "time": time, "price": int(row[3]), "size": number(row[4]),
                "aggressor": {"": None, "buy": BUY, "sell": SELL}[row[5]]}
    if kind == "bar":
        names = ("open_time", "open", "high", "low", "close", "volume")
        return {"kind": kind, "time": time, **dict(zip(names, map(number, row[3:])))}
    if kind == "level":
        return {"kind": kind, "time": time, "side": BUY if row[3] == "bid" else SELL,
                "price": int(row[4]), "size": int(row[5]), "more": row[6] == "1"}
    if kind == "snapshot":
        return {"kind": kind, "time": time, "bids": levels(row[3]), "asks": levels(row[4])}
    return {"kind": kind, "time": time, **({"phase": row[3]} if kind == "status" else {})}


def read_orders(path, exponents):
    """The rows of an order file, with decimals as whole numbers and without empty fields."""
    price, quantity = exponents
    scales = {"qty": quantity, "display_qty": quantity, "limit_price": price, "stop_price": price}
    rows = []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            row = {name: text for name, text in row.items() if text != ""}
            if row.get("trail_unit") == "price":
                scales = {**scales, "trail": price, "limit_offset": price}
            else:
                scales = {**scales, "trail": 0, "limit_offset": 0}
            for name in list(row):
                if name in scales:
                    row[name] = whole(row[name], -scales[name])
                elif name in ("order_id", "event", "link", "valid_until"):
                    row[name] = int(row[name])
            rows.append({"op": "new", "tif": "gtc", **row})
    return rows


def answer(tape, symbol, settings, orders):
    """What becomes of order files at one instrument of a tape; `settings`: keys of an account."""
    instrument, exponents, events = read_tape(tape, symbol)
    venue = Venue(Settings(settings), instrument)
    return replay(venue, events, [read_orders(path, exponents) for path in orders])
