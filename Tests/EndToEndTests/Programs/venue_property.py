"""Runs seeded streams of mixed orders through tenon and through the model, and compares.

    venue_property.py run PRODUCTS FIRST COUNT [options]   all seeds; exit code 1 when any differs
    venue_property.py show SEED                            the stream and what the model makes of it

PRODUCTS is the folder of tenon and of libTapeFeed.so and libOrderReplay.so. To see one seed again:
`run PRODUCTS SEED 1 --keep FOLDER` leaves the tape, the order files, plugins.yaml and the reports.

Options: --batch N seeds in one process; --models a,b only these; --without a,b no such orders (a
type, a time in force, or replace, contingency, latency, fees, phases, contradictions, …);
--mistake NAME plants one in the model, and the run must then find a difference.
"""
import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "..", "Support"))
import model_tapes  # noqa: E402
from model_orders import BUY, ENDED, SELL, Instrument, Settings, exact  # noqa: E402
from model_venue import Venue  # noqa: E402
from venue_streams import COLUMNS, DAY, START, Stream  # noqa: E402

END = START + 1_000 * DAY
MISTAKES = ("no-queue", "size-comes-back", "one-rate")


# ---- the model's side ----

def judge(stream, mistakes=()):
    """What the model makes of a stream: fills, final states, cash and positions.

    Lane time goes on to END, which a quote of an instrument of nobody brings in every run.
    """
    instrument = Instrument(stream.px_exp, stream.qty_exp, stream.tick, stream.lot,
                            stream.multiplier)
    venue = Venue(Settings({**stream.account, "mistakes": mistakes}), instrument)
    model_tapes.replay(venue, stream.events, stream.orders)
    venue.pass_time(END)
    return venue.results()


# ---- tenon's side ----

def tape_row(event, number):
    """A row as Tests/Plugins/TapeFeed reads it."""
    side = {None: "", BUY: "buy", SELL: "sell"}
    kind = event["kind"]
    if kind == "quote":
        fields = [event["bid"], event["bid_size"], event["ask"], event["ask_size"]]
    elif kind == "trade":
        fields = [event["price"], event["size"], side[event["aggressor"]]]
    elif kind == "bar":
        fields = [event[name] for name in ("open_time", "open", "high", "low", "close", "volume")]
    elif kind == "level":
        fields = ["bid" if event["side"] == BUY else "ask", event["price"], event["size"],
                  int(event["more"])]
    elif kind == "snapshot":
        fields = [" ".join(f"{p}:{q}" for p, q in event[name].items()) for name in ("bids", "asks")]
    else:
        fields = [event["phase"]] if kind == "status" else []
    row = [event["time"], number, kind] + fields
    return ",".join("" if field is None else str(field) for field in row)


def decimal(mantissa, exponent):
    return exact(Fraction(mantissa) * Fraction(10) ** exponent)


def write_orders(path, stream, rows):
    exponents = {"qty": stream.qty_exp, "display_qty": stream.qty_exp,
                 "limit_price": stream.px_exp, "stop_price": stream.px_exp}
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            fields = {name: decimal(row[name], exponents[name]) if name in exponents else row[name]
                      for name in COLUMNS if row.get(name) is not None}
            for name in ("trail", "limit_offset"):
                if name in row and row["trail_unit"] == "price":
                    fields[name] = decimal(row[name], stream.px_exp)
            writer.writerow([fields.get(name, "") for name in COLUMNS])


def source(products, name):
    path = os.path.join(products, f"lib{name}.so")
    with open(path, "rb") as file:
        return {"path": path, "pin": "sha256:" + hashlib.sha256(file.read()).hexdigest()}


def account_keys(stream):
    keys = {"venue": "simulated", "currency": "USD", "profile": "research", **stream.account}
    latency = keys.pop("latency_ns", None)
    if latency:
        keys["latency"] = f"{latency}ns"
    return keys


WIDE = {"max_order_quantity": "1000000000", "max_position": "1000000000",
        "max_order_notional": "1000000000 USD", "max_open_orders": "1000000"}


def settings(streams, folder, products):
    """plugins.yaml of one process: an account, an instrument and its strategies for each seed."""
    replay = source(products, "OrderReplay")
    plugins = {"tape": {**source(products, "TapeFeed"), "config": {"file": f"{folder}/tape.csv"}}}
    for stream in streams:
        for owner in range(stream.strategies):
            plugins[f"s{stream.seed}-{owner}"] = {
                **replay, "account": f"a{stream.seed}", "instruments": [f"S{stream.seed}.TEST"],
                "config": {"file": f"{folder}/orders-{stream.seed}-{owner}.csv", "clock": "event",
                           "instrument": f"S{stream.seed}.TEST", "contradictions": True}}
    return {"tenon": 1, "mode": "backtest",
            "accounts": {f"a{stream.seed}": account_keys(stream) for stream in streams},
            "risk": {f"a{stream.seed}": WIDE for stream in streams},
            "report": {"directory": "out", "equity": "1000d"}, "plugins": plugins}


def write_run(streams, folder, products):
    with open(f"{folder}/tape.csv", "w") as file:
        for stream in streams:
            file.write(f"instrument,S{stream.seed}.TEST,{stream.px_exp},{stream.qty_exp},"
                       f"{stream.tick},{stream.lot},{stream.multiplier}\n")
        file.write("instrument,END.TEST,0,0,1,1,1\n")
        rows = [(event["time"], number, place, event) for number, stream in enumerate(streams, 1)
                for place, event in enumerate(stream.events)]
        for _, number, _, event in sorted(rows, key=lambda row: row[:3]):
            file.write(tape_row(event, number) + "\n")
        file.write(f"{END},{len(streams) + 1},quote,1,1,2,1\n")
    for stream in streams:
        for owner, orders in enumerate(stream.orders):
            write_orders(f"{folder}/orders-{stream.seed}-{owner}.csv", stream, orders)
    with open(f"{folder}/plugins.yaml", "w") as file:
        json.dump(settings(streams, folder, products), file, indent=1)


def read_csv(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def run_tenon(streams, folder, products):
    """Runs tenon. Returns what it made of each seed, in the form of `judge`."""
    write_run(streams, folder, products)
    done = subprocess.run([os.path.join(products, "tenon"), "backtest", "plugins.yaml", "--quiet"],
                          cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"tenon ended with {done.returncode}:\n{(done.stderr + done.stdout)[:4000]}")
    results = {stream.seed: {"fills": [], "orders": {}, "positions": {}, "cash": None}
               for stream in streams}
    units = {stream.seed: (Fraction(10) ** stream.px_exp, Fraction(10) ** stream.qty_exp)
             for stream in streams}
    for row in read_csv(f"{folder}/out/fills.csv"):
        seed, owner = map(int, row["strategy"][1:].split("-"))
        price, quantity = units[seed]
        results[seed]["fills"].append({
            "order": (owner, int(row["tag"])), "time": int(row["ts_ns"]),
            "side": BUY if row["side"] == "buy" else SELL,
            "quantity": Fraction(row["quantity"]) / quantity, "price": Fraction(row["price"]) / price,
            "liquidity": row["liquidity"], "fee": Fraction(row["fee"])})
        results[seed]["positions"][owner] = Fraction(row["position_after"]) / quantity
    for row in read_csv(f"{folder}/out/orders.csv"):
        if row["type"] == "" or row["quantity"] == "" or is_request(row):
            continue
        seed, owner = map(int, row["strategy"][1:].split("-"))
        status = row["status"] if row["status"] in ENDED else "open"
        filled = Fraction(row["filled"] or 0) / units[seed][1]
        results[seed]["orders"][(owner, int(row["tag"]))] = (
            status, filled, " ".join([row["reason"], row["rule"]]))
    with open(f"{folder}/out/summary.json") as file:
        for account in json.load(file, parse_float=str)["accounts"]:
            results[int(account["name"][1:])]["cash"] = Fraction(str(account["cash"]))
    return results


def is_request(row):
    """Whether a row of orders.csv tells of a cancel or replace that was denied."""
    return row["order"] == "" and row["status"] != "denied"


# ---- comparing ----

def fill_text(fill):
    return (f"order {fill['order']} at {fill['time']} {'buy' if fill['side'] > 0 else 'sell'} "
            f"{fill['quantity']} at {fill['price']} {fill['liquidity']} fee {exact(fill['fee'])}")


def differences(stream, wanted, given):
    """Sentences, in order of time; empty when both say the same."""
    found = []
    mine = [fill_text({**f, "fee": Fraction(f["fee"])}) for f in wanted["fills"]]
    theirs = [fill_text(f) for f in given["fills"]]
    for one, other in zip(mine, theirs):
        if one != other:
            found.append(f"fill: model {one}\n        tenon {other}")
            break
    else:
        if len(mine) != len(theirs):
            longer, who = (mine, "model") if len(mine) > len(theirs) else (theirs, "tenon")
            found.append(f"fill: only {who} has {longer[min(len(mine), len(theirs))]}")
    for number, order in wanted["orders"].items():
        other = given["orders"].get(number, ("missing", 0, ""))
        if (order["status"], order["filled"]) != tuple(other[:2]):
            found.append(f"order {number}: model {order['status']} filled {order['filled']}, "
                         f"tenon {other[0]} filled {other[1]} {other[2]}")
    if Fraction(wanted["cash"]) != given["cash"]:
        found.append(f"cash: model {wanted['cash']}, tenon {given['cash']}")
    for owner in range(stream.strategies):
        one, other = wanted["positions"].get(owner, 0), given["positions"].get(owner, 0)
        if one != other:
            found.append(f"position of {owner}: model {one}, tenon {other}")
    return found


def order_line(stream, number):
    rows = [row for row in stream.orders[number[0]] if row["order_id"] == number[1]]
    return "\n".join("        " + json.dumps({k: v for k, v in row.items() if v != ""}) for row in rows)


def explain(stream, found):
    import re
    print(f"seed {stream.seed}: {json.dumps(stream.account)}"
          f" tick {stream.tick} lot {stream.lot} sizes {stream.sizes}")
    for text in found[:4]:
        print(f"    {text}")
    numbers = re.findall(r"order \((\d+), (\d+)\)", " ".join(found[:2]))
    for number in sorted(set(numbers)):
        print(order_line(stream, tuple(map(int, number))))


def run(arguments):
    options = {"models": words(arguments.models), "without": words(arguments.without)}
    mistakes = words(arguments.mistake)
    wrong, fills, orders = [], 0, 0
    seeds = range(arguments.first, arguments.first + arguments.count)
    for start in range(0, len(seeds), arguments.batch):
        streams = [Stream(seed, **options) for seed in seeds[start:start + arguments.batch]]
        with tempfile.TemporaryDirectory(prefix="tenon-venue-") as folder:
            if arguments.keep:
                folder = os.path.abspath(arguments.keep)
                os.makedirs(folder, exist_ok=True)
            given = run_tenon(streams, folder, os.path.abspath(arguments.products))
        for stream in streams:
            wanted = judge(stream, mistakes)
            fills, orders = fills + len(wanted["fills"]), orders + len(wanted["orders"])
            found = differences(stream, wanted, given[stream.seed])
            if found:
                wrong.append(stream.seed)
                if len(wrong) <= arguments.show:
                    explain(stream, found)
    print(f"{len(seeds)} seeds, {orders} orders, {fills} fills: {len(wrong)} seeds differ"
          + (f": {' '.join(map(str, wrong[:40]))}" if wrong else ""))
    return 1 if wrong else 0


def show(arguments):
    stream = Stream(arguments.seed, words(arguments.models), words(arguments.without))
    print(json.dumps(stream.account))
    index = -1
    for event in stream.events:
        index += event["kind"] != "gap"
        print(index, tape_row(event, 1))
        for owner, rows in enumerate(stream.orders):
            for row in rows if event["kind"] != "gap" else []:
                if row["event"] == index:
                    print(f"    strategy {owner}:", json.dumps({k: v for k, v in row.items() if v != ""}))
    results = judge(stream)
    for fill in results["fills"]:
        print(fill_text({**fill, "fee": Fraction(fill["fee"])}))
    for number, order in results["orders"].items():
        print(number, order["status"], order["filled"])
    print("cash", results["cash"], "positions", results["positions"])
    return 0


def words(text):
    return [word for word in (text or "").split(",") if word]


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("run")
    one.add_argument("products")
    one.add_argument("first", type=int)
    one.add_argument("count", type=int)
    one.add_argument("--batch", type=int, default=100)
    one.add_argument("--mistake", choices=MISTAKES)
    one.add_argument("--keep")
    one.add_argument("--show", type=int, default=3, help="how many differing seeds are explained")
    one.set_defaults(call=run)
    two = commands.add_parser("show")
    two.add_argument("seed", type=int)
    two.set_defaults(call=show)
    for command in (one, two):
        command.add_argument("--models")
        command.add_argument("--without")
    arguments = parser.parse_args()
    return arguments.call(arguments)


if __name__ == "__main__":
    sys.exit(main())
