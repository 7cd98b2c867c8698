#!/usr/bin/env python3
"""Writes the seeded data of the benchmarks into a folder; the same bytes on every machine.

    generate.py FOLDER [--rows N]

W1  ticks.bin  N quotes of one instrument, rows of <q d d d d>: time in ns, bid, ask, bid size,
               ask size. The bid walks in whole ticks of 0.01, the spread is 1 to 3 ticks, sizes are
               10 to 99 and gaps 1 to 199 ms.
W2  bars.bin   N bars of one minute, rows of <q d d d d d>: time of the close in ns, open, high, low,
               close, volume; each opens where the one before closed.
    calm.bin, calm-bars.bin
               the same times, spreads and sizes, and prices that fall one tick a record: a strategy
               without short positions never trades on them.
CSV quotes.csv, quotes.csv.gz
               the quotes of W1 as text, in the columns of a received quote with sizes.

Files that are there already are left alone. Standard library only, so that the bytes depend on no
other package's version; the gzip header carries no time for the same reason.
"""

import argparse
import gzip
import os
import random
import struct

SEED = 20240601
FIRST_QUOTE_NS = 1704067200 * 10**9  # 2024-01-01T00:00:00Z
FIRST_BAR_NS = 1640995200 * 10**9  # 2022-01-01T00:00:00Z
MINUTE_NS = 60 * 10**9
START_CENTS = 100_000
# High enough for a fall by one tick a record.
CALM_CENTS = 2_000_000


class Digits:
    """Takes small numbers out of one large random one, from the low end up."""

    def __init__(self, bits):
        self.bits = bits

    def below(self, count, width):
        """A number in 0..<count from the next `width` bits on, which are then used up."""
        value = self.bits % count
        self.bits >>= width
        return value


def quotes(rows):
    """Yields (time in ns, bid and ask in cents, bid size, ask size)."""
    source = random.Random(SEED)
    bid = START_CENTS
    time = FIRST_QUOTE_NS
    for _ in range(rows):
        digits = Digits(source.getrandbits(40))
        time += (1 + digits.below(199, 8)) * 1_000_000
        bid += digits.below(5, 4) - 2
        spread = 1 + digits.below(3, 4)
        bid_size = 10 + digits.below(90, 8)
        ask_size = 10 + digits.below(90, 8)
        yield time, bid, bid + spread, bid_size, ask_size


def bars(rows):
    """Yields (time of the close in ns, open, high, low, close in cents, volume)."""
    source = random.Random(SEED + 1)
    close = START_CENTS
    time = FIRST_BAR_NS
    for _ in range(rows):
        digits = Digits(source.getrandbits(48))
        opened = close
        close = opened + digits.below(21, 8) - 10
        high = max(opened, close) + digits.below(6, 8)
        low = min(opened, close) - digits.below(6, 8)
        volume = 100 + digits.below(900, 8)
        time += MINUTE_NS
        yield time, opened, high, low, close, volume


def calm_quotes(rows):
    """The quotes with a bid that only falls."""
    for number, (time, bid, ask, bid_size, ask_size) in enumerate(quotes(rows)):
        fallen = CALM_CENTS - number
        yield time, fallen, fallen + ask - bid, bid_size, ask_size


def calm_bars(rows):
    """The bars with a close that only falls."""
    for number, (time, opened, high, low, close, volume) in enumerate(bars(rows)):
        fallen = CALM_CENTS - number
        shift = fallen - min(opened, close)
        yield time, fallen + 1, high + shift + 1, low + shift, fallen, volume


def tick_bytes(records):
    pack = struct.Struct("<qdddd").pack
    return b"".join(
        pack(time, bid / 100, ask / 100, bid_size, ask_size)
        for time, bid, ask, bid_size, ask_size in records
    )


def bar_bytes(records):
    pack = struct.Struct("<qddddd").pack
    return b"".join(
        pack(time, opened / 100, high / 100, low / 100, close / 100, volume)
        for time, opened, high, low, close, volume in records
    )


def csv_bytes(rows):
    lines = ["recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty\n"]
    for number, (time, bid, ask, bid_size, ask_size) in enumerate(quotes(rows), 1):
        lines.append(
            f"{time},{time},{number},{bid // 100}.{bid % 100:02},{bid_size},"
            f"{ask // 100}.{ask % 100:02},{ask_size}\n"
        )
    return "".join(lines).encode()


def write(path, make):
    """Writes a file whole or not at all."""
    if os.path.exists(path):
        return
    part = f"{path}.{os.getpid()}"
    with open(part, "wb") as file:
        file.write(make())
    os.replace(part, path)


def generate(folder, rows):
    """Writes every file of the benchmarks that is missing in a folder."""
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, "ticks.bin"), lambda: tick_bytes(quotes(rows)))
    write(os.path.join(folder, "bars.bin"), lambda: bar_bytes(bars(rows)))
    write(os.path.join(folder, "calm.bin"), lambda: tick_bytes(calm_quotes(rows)))
    write(os.path.join(folder, "calm-bars.bin"), lambda: bar_bytes(calm_bars(rows)))
    text = os.path.join(folder, "quotes.csv")
    write(text, lambda: csv_bytes(rows))

    def packed():
        with open(text, "rb") as file:
            return gzip.compress(file.read(), compresslevel=6, mtime=0)

    write(text + ".gz", packed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    generate(options.folder, options.rows)
