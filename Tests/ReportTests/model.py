#!/usr/bin/env python3
"""The statistics of an equity series in exact fractions and 60-digit decimals, to compare with.

Reads the file named first: a line `periods N`, a line `sample TIME EQUITY HELD` for each sample, a
line `fill VALUE REALIZED` for each fill (`-` where nothing closed). Prints `name value` for each
statistic, `name -` where it is not defined. A second argument plants that mistake.
"""

import sys
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 60
mistake = sys.argv[2] if len(sys.argv) > 2 else ""
times, equity, held, fills = [], [], 0, []
for line in open(sys.argv[1]):
    word, *rest = line.split()
    if word == "periods":
        periods = Fraction(rest[0])
    elif word == "sample":
        times.append(int(rest[0]))
        equity.append(Fraction(rest[1]))
        held += int(rest[2])
    else:
        fills.append((abs(Fraction(rest[0])), None if rest[1] == "-" else Fraction(rest[1])))


def dec(value):
    if isinstance(value, Decimal):
        return value
    return Decimal(value.numerator) / Decimal(value.denominator)


def over(a, b):
    return None if a is None or b is None or b == 0 else dec(a) / dec(b)


def root(value):
    return None if value is None else dec(value).sqrt()


def percentile(values, percent):
    values = sorted(values)
    place = Fraction(percent, 100) * (len(values) - 1)
    low = place.numerator // place.denominator
    if mistake == "percentile":
        return values[low]
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


solvent = all(value > 0 for value in equity[:-1])
r = [b / a - 1 for a, b in zip(equity, equity[1:])] if solvent else []
n = len(r)
out = {"returns": len(equity) - 1}
mean = sum(r) / n if n else None
below = 0 if mistake == "ddof" else 1
spread = root(sum(((x - mean) ** 2 for x in r), Fraction(0)) / (n - below)) if n > 1 else None
downside = root(sum((min(x, 0) ** 2 for x in r), Fraction(0)) / n) if n else None
if mistake == "downside" and n:
    losses = [x for x in r if x < 0]
    downside = root(sum(x * x for x in losses) / len(losses)) if losses else None
year = dec(periods) if mistake == "root" else root(periods)
out["total_return"] = equity[-1] / equity[0] - 1 if len(equity) > 1 and equity[0] > 0 else None
growth = None
if out["total_return"] is not None and out["total_return"] >= -1:
    whole = dec(1 + out["total_return"])
    power = dec(periods) / (len(equity) if mistake == "years" else len(equity) - 1)
    growth = whole**power - 1 if whole else Decimal(-1)
out["cagr"] = growth
out["annual_volatility"] = None if spread is None else spread * year
out["downside_risk"] = None if downside is None else downside * year
out["sharpe"] = None if n < 2 or not spread else dec(mean) / spread * year
out["sortino"] = None if not n or not downside else dec(mean) / downside * year
depth, fall = (Fraction(0), (0, 0, 0)) if len(equity) > 1 and equity[0] > 0 else (None, None)
if depth is not None:
    for at in range(len(equity)):
        high = max(equity[: at + 1])
        if equity[at] / high - 1 < depth:
            depth = equity[at] / high - 1
            peak = max(i for i in range(at) if equity[i] == high)
            back = [i for i in range(at, len(equity)) if equity[i] >= high]
            end = back[0] if back else len(equity) - 1
            if mistake == "trough":
                end = at
            fall = (peak, end, bool(back))
    if depth == 0:
        fall = (0, 0, True)
    out["max_drawdown_samples"] = fall[1] - fall[0]
    out["max_drawdown_ns"] = times[fall[1]] - times[fall[0]]
    out["max_drawdown_recovered"] = 1 if fall[2] else 0
out["max_drawdown"] = depth
out["calmar"] = over(growth, None if depth is None else abs(depth))
low = percentile(r, 5) if n else None
out["value_at_risk_5"] = low
out["tail_ratio"] = over(abs(percentile(r, 95)), abs(low)) if n else None
out["omega_0"] = over(sum((max(x, 0) for x in r), Fraction(0)), sum((max(-x, 0) for x in r), Fraction(0))) if n else None
closing = [p for _, p in fills if p is not None]
won = sum((p for p in closing if p > 0), Fraction(0))
lost = -sum((p for p in closing if p < 0), Fraction(0))
out["trade_profit_factor"] = over(won, lost)
winning = len([p for p in closing if (p >= 0 if mistake == "zero" else p > 0)])
out["closing_fills"], out["winning_fills"] = len(closing), winning
out["losing_fills"] = len([p for p in closing if p < 0])
out["win_rate"] = over(Fraction(winning), Fraction(len(closing)))
out["exposure"] = Fraction(held, len(equity))
average = sum(equity) / len(equity)
out["turnover"] = over(sum((v for v, _ in fills), Fraction(0)), average) if average > 0 else None
for name, value in out.items():
    print(name, "-" if value is None else f"{dec(Fraction(value) if isinstance(value, int) else value):.20e}")
