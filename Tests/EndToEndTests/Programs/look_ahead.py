"""Changes all data from a random moment on and looks for a fill before it that is another one.

    look_ahead.py PRODUCTS MODEL SEED [--streams N] [--cuts N] [--peek SECONDS]

Streams of mixed orders (venue_streams.py) run through tenon; then again over data that is equal
before the time of a random event and different from it on. What fills.csv and orders.csv say of the
time before must be the same bytes. With --peek the data changes so many seconds earlier than is
claimed: what a venue that peeks that far ahead would look like; the run must then find a difference.

Prints JSON: rows that were compared, rows after the cuts that differ, the types and times in force
that filled before a cut, and what is wrong. PRODUCTS is the folder of tenon and of the test plugins.
"""
import argparse
import copy
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
from venue_property import write_run  # noqa: E402
from venue_streams import SECOND, Stream  # noqa: E402

LATENCIES = [0, 7, 3 * SECOND + 7, 0, 90 * SECOND + 7]
REPORTS = {"fills.csv": "ts_ns", "orders.csv": "done_ns"}


def altered(event, shift, r):
    """An event of the same kind and time with other values, as valid as it was."""
    event = dict(event)
    for name in ("bid", "ask", "price", "open", "high", "low", "close"):
        if event.get(name) is not None:
            event[name] += shift
    for name in ("bids", "asks"):
        if name in event:
            event[name] = {price + shift: size + 1 for price, size in event[name].items()}
    for name in ("bid_size", "ask_size", "size", "volume"):
        if event.get(name) is not None:
            event[name] = event[name] * r.choice([1, 2, 3]) if event[name] > 0 else event[name]
    if event["kind"] == "status":
        event["phase"] = r.choice(["open", "halted", "closed"])
    return event


def changed(streams, moment, seed):
    """The streams with other data from a moment on; their orders are the same."""
    r = random.Random(seed)
    copies = []
    for stream in streams:
        other = copy.copy(stream)
        shift = r.choice([-9, -4, 4, 9]) * stream.tick
        other.events = [event if event["time"] < moment else altered(event, shift, r)
                        for event in stream.events]
        copies.append(other)
    return copies


def reports(streams, products):
    """The lines of each report of one run, each with its time."""
    with tempfile.TemporaryDirectory(prefix="tenon-look-") as folder:
        write_run(streams, folder, products)
        done = subprocess.run(
            [os.path.join(products, "tenon"), "backtest", "plugins.yaml", "--quiet"], cwd=folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"tenon ended with {done.returncode}:\n{done.stderr[:2000]}", file=sys.stderr)
            sys.exit(2)
        result = {}
        for name, column in REPORTS.items():
            with open(f"{folder}/out/{name}", newline="") as file:
                lines = file.read().splitlines()
            place = lines[0].split(",").index(column)
            result[name] = [(int(line.split(",")[place] or 2**63), line) for line in lines[1:]]
            result[name + " head"] = lines[0]
        return result


def kinds(one, moment):
    """Types and times in force of the orders that were done by filling before a moment."""
    text = "\n".join([one["orders.csv head"]] + [l for t, l in one["orders.csv"] if t < moment])
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["status"] == "filled"]
    return {row["type"] for row in rows} | {row["tif"] for row in rows}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("products")
    parser.add_argument("model")
    parser.add_argument("seed", type=int)
    parser.add_argument("--streams", type=int, default=10)
    parser.add_argument("--cuts", type=int, default=3)
    parser.add_argument("--peek", type=int, default=0)
    options = parser.parse_args()
    products = os.path.abspath(options.products)
    first = options.seed * options.streams
    streams = []
    for seed in range(first, first + options.streams):
        # Every third account has a venue of few types: the host watches prices and times.
        is_plain = len(streams) % 3 == 2
        without = ["contradictions"] + (["iceberg"] if is_plain else [])
        streams.append(Stream(seed, models=[options.model], without=without))
        if is_plain:
            streams[-1].account["order_types"] = ["market", "limit", "iceberg"]
            streams[-1].account["times_in_force"] = ["gtc", "ioc", "fok"]
    for place, stream in enumerate(streams):
        stream.account["latency_ns"] = LATENCIES[place % len(LATENCIES)]
    r = random.Random(options.seed)
    times = sorted(event["time"] for stream in streams for event in stream.events)
    base = reports(streams, products)
    compared = later = 0
    names, wrong = set(), []
    for cut in range(options.cuts):
        moment = r.choice(times[len(times) // 4:])
        other = reports(changed(streams, moment - options.peek * SECOND, options.seed + cut), products)
        names |= kinds(base, moment)
        for name in REPORTS:
            mine = [line for time, line in base[name] if time < moment]
            theirs = [line for time, line in other[name] if time < moment]
            compared += len(mine)
            later += [l for t, l in base[name] if t >= moment] != [l for t, l in other[name] if t >= moment]
            if mine != theirs:
                pairs = zip(mine + [""], theirs + [""])
                a, b = next((pair for pair in pairs if pair[0] != pair[1]), ("", "one more or less"))
                wrong.append(f"seed {options.seed}, {name} before {moment}: {a!r} became {b!r}")
    print(json.dumps({"compared": compared, "later": later, "kinds": sorted(names), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
