#!/usr/bin/env python3
"""A position by the average-cost method in exact fractions, to compare the host's with.

Reads fills from the file named first, one a line: `signed price multiplier`, or `new` for a fresh
position. Prints after each fill: quantity, then the floor of cost, of realized profit (both times
10^9) and of the average price times 10^6, which is `-` when flat.
"""

import sys
from fractions import Fraction
from math import floor


class Position:
    def __init__(self):
        self.quantity = 0
        self.average = Fraction(0)
        self.realized = Fraction(0)

    def fill(self, signed, price, multiplier):
        held = self.quantity
        if held * signed >= 0:
            self.average = (self.average * held + price * signed) / (held + signed)
        else:
            direction = 1 if held > 0 else -1
            closed = min(abs(held), abs(signed))
            self.realized += closed * direction * (price - self.average) * multiplier
            if abs(signed) > abs(held):
                self.average = Fraction(price)
        self.quantity = held + signed


def main():
    position = Position()
    with open(sys.argv[1], encoding="ascii") as file:
        for line in file:
            if line.strip() == "new":
                position = Position()
                continue
            signed, price, multiplier = map(int, line.split())
            position.fill(signed, price, multiplier)
            cost = position.average * position.quantity * multiplier
            average = floor(position.average * 10**6) if position.quantity else "-"
            print(
                position.quantity,
                floor(cost * 10**9),
                floor(position.realized * 10**9),
                average,
            )


if __name__ == "__main__":
    main()
