#!/usr/bin/env python3
"""Writes table.txt: what rounding and rescaling must give, from Python's unbounded integers.

Each line is an operation, its numbers and the result; "-" means that there is none. Without an
argument the table goes to standard output.
"""

import random
import sys
from fractions import Fraction
from math import floor

TOP = 2**127 - 1
BOTTOM = -(2**127)


def half_even(value, divisor):
    return round(Fraction(value, divisor))


def half_up(value, divisor):
    size = floor(Fraction(abs(value), divisor) + Fraction(1, 2))
    return -size if value < 0 else size


def down(value, divisor):
    return floor(Fraction(value, divisor))


def fitting(value):
    return str(value) if BOTTOM <= value <= TOP else "-"


def rescaled(value, source, target):
    exact = Fraction(value) * Fraction(10) ** (source - target)
    return fitting(exact.numerator) if exact.denominator == 1 else "-"


def spread(rng, bits):
    """Numbers of all lengths, both signs."""
    size = rng.getrandbits(rng.randint(1, bits))
    return size if rng.random() < 0.5 else -size


EDGES = [0, 1, 2, 3, 5, 10, 2**31, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**126, TOP - 1, TOP]
DIVISORS = [1, 2, 3, 4, 7, 10, 1000, 10**18, 2**62, 2**63 - 1, 2**63, 10**19, 10**38, TOP]
NARROW = [0, 1, -1, 2, 3, 10**9, 2**62, 2**63 - 1, -(2**63)]


def divisions(rng):
    values = EDGES + [-edge for edge in EDGES] + [BOTTOM]
    pairs = [(value, divisor) for value in values for divisor in DIVISORS]
    for _ in range(70):
        pairs.append((spread(rng, 127), abs(spread(rng, 126)) + 1))
        pairs.append((spread(rng, 63), abs(spread(rng, 62)) + 1))
        # Ties and their neighbours, where the roundings differ.
        divisor = 2 * (abs(spread(rng, 60)) + 1)
        tie = divisor * spread(rng, 60) + divisor // 2
        pairs += [(tie + step, divisor) for step in (-1, 0, 1)]
    for value, divisor in pairs:
        for name, function in (("halfEven", half_even), ("halfUp", half_up), ("down", down)):
            yield f"{name} {value} {divisor} {function(value, divisor)}"


def products(rng):
    values = EDGES + [-edge for edge in EDGES] + [BOTTOM]
    pairs = [(value, factor) for value in values for factor in NARROW]
    pairs += [(spread(rng, 127), spread(rng, 63)) for _ in range(50)]
    pairs += [(spread(rng, 80), spread(rng, 50)) for _ in range(50)]
    for value, factor in pairs:
        yield f"product {value} {factor} {fitting(value * factor)}"


def scalings(rng):
    values = EDGES + [-edge for edge in EDGES] + [BOTTOM]
    trios = [(v, f, d) for v in values for f in NARROW[2:] for d in (1, 3, 2**63 - 1)]
    for _ in range(120):
        trios.append((spread(rng, 127), spread(rng, 63), abs(spread(rng, 62)) + 1))
        held = abs(spread(rng, 62)) + 1
        trios.append((spread(rng, 127), rng.randint(0, held), held))
    # Ties whose product needs more than 128 bits: an odd number of halves, and their neighbours.
    for _ in range(40):
        value = spread(rng, 120) | 2**119 | 1
        half, odd = rng.getrandbits(40) | 2**39, rng.choice([1, -1, 3, -3, 5, 7])
        trios += [(value, half * odd + step, 2 * half) for step in (-1, 0, 1)]
    # Quotients at the end of 128 bits, where the rounding itself decides whether they fit.
    for top in (TOP, 2**127, 2**128 - 1, 2**128):
        for divisor in (3, 7, 2**61 + 1):
            for step in (-1, 0, 1):
                factor = divisor * 2 + 1
                value = (top * divisor + step * (divisor // 2 + 1)) // factor
                if value <= TOP:
                    trios += [(value, factor, divisor), (-value, factor, divisor)]
    for value, factor, divisor in trios:
        result = fitting(half_even(value * factor, divisor))
        yield f"scaled {value} {factor} {divisor} {result}"


def rescalings(rng):
    yield from (
        f"rescale {value} {source} {target} {rescaled(value, source, target)}"
        for value in (0, 1, -1, 10, 125, -12500, 10**18, TOP, BOTTOM, 10**38)
        for source in (-18, -2, 0, 18)
        for target in (-20, -9, -2, 0, 18)
    )
    for _ in range(100):
        value = spread(rng, 100) * 10 ** rng.randint(0, 8)
        if not BOTTOM <= value <= TOP:
            continue
        source, target = rng.randint(-18, 9), rng.randint(-18, 9)
        yield f"rescale {value} {source} {target} {rescaled(value, source, target)}"


def main():
    rng = random.Random(1)
    lines = [*divisions(rng), *products(rng), *scalings(rng), *rescalings(rng)]
    text = "".join(line + "\n" for line in dict.fromkeys(lines))
    if len(sys.argv) == 2:
        with open(sys.argv[1], "w", encoding="ascii") as file:
            file.write(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
