"""An order, an instrument and an account, as the model of the venue knows them.

Part of model.py. Prices and quantities are whole numbers of the instrument's steps.
"""
import csv
from fractions import Fraction

DAY = 86_400 * 10**9
UNLIMITED = 10**40
QUOTE_MODELS = ("same-quote", "next-quote")
BAR_MODELS = ("same-bar-close", "next-bar-open")

# Section 2: which way the trigger price has to move, and what the order is then.
RISES, FALLS = "rises", "falls"
TRIGGERS = {
    "stop": RISES, "stop-limit": RISES, "trailing-stop": RISES, "trailing-stop-limit": RISES,
    "market-if-touched": FALLS, "limit-if-touched": FALLS,
}
FORMS = {
    "market": "market", "limit": "limit", "stop": "market", "stop-limit": "limit",
    "market-if-touched": "market", "limit-if-touched": "limit", "trailing-stop": "market",
    "trailing-stop-limit": "limit", "market-to-limit": "market", "iceberg": "limit",
}
LIMIT_TYPES = ("limit", "stop-limit", "limit-if-touched", "iceberg")
STOP_TYPES = ("stop", "stop-limit", "market-if-touched", "limit-if-touched")
TRAILING = ("trailing-stop", "trailing-stop-limit")
ENDED = ("filled", "canceled", "rejected", "expired", "denied")
BUY, SELL = 1, -1


class Order:
    """An order, and where it is.

    `place` is one of: host (held or watched there), flight, waiting (for its trigger), at-open,
    at-close, live, done.
    """

    def __init__(self, number, side, kind, quantity, **more):
        self.id, self.side, self.type, self.quantity = number, side, kind, quantity
        self.price = more.get("price")
        self.stop = more.get("stop")
        self.tif = more.get("tif", "gtc")
        self.expire = more.get("expire")
        self.trail, self.trail_unit = more.get("trail"), more.get("trail_unit")
        self.limit_offset = more.get("limit_offset")
        self.display = more.get("display")
        self.trigger = more.get("trigger", "last")
        self.link, self.contingency = more.get("link", 0), more.get("contingency")
        self.post_only = more.get("post_only", False)
        self.reduce_only = more.get("reduce_only", False)
        self.owner = more.get("owner", 0)
        self.filled, self.status, self.reason, self.place = 0, "pending", None, "host"
        self.form = None            # market or limit, once it is live
        self.level = None           # of a trailing stop
        self.arrived = None         # lane time
        self.turn = 0               # grows with each arrival: time priority
        self.event = -1             # number of the event during which it arrived
        self.ahead = UNLIMITED      # what stands before it in the queue
        self.shown = None           # of an iceberg's slice
        self.is_new = True          # has not yet met an event it can act on
        self.was_triggered = False
        self.deadline = None        # last moment at which it may fill
        self.day = None             # UTC day whose end ends it
        self.fees = Fraction(0)
        self.charged = Fraction(0)
        self.has_begun = False      # an at-open order whose phase has become OPEN
        self.closing = None         # close of the last bar an at-close order was active on
        self.unreacted, self.over = 0, []  # what its fills did that nothing followed from yet
        self.request = None         # replace or cancel, on its way
        self.increase = 0           # what a replace on its way adds
        self.behind = 0             # reductions that wait for the answer to a replace
        self.owed = 0               # reductions of its group that its quantity does not show yet

    @property
    def leaves(self):
        return self.quantity - self.filled

    @property
    def is_open(self):
        return self.status not in ENDED

    @property
    def is_reserved(self):
        """Whether it has passed the gate and can still fill."""
        return self.is_open and self.place != "host"

    @property
    def is_at_venue(self):
        return self.place in ("waiting", "at-open", "at-close", "live")

    def better(self, one, other):
        """Whether a price is better for this side: lower for a buy."""
        return self.side * one < self.side * other

    def accepts(self, price):
        """Whether the limit allows a price."""
        return self.side * price <= self.side * self.price


class Instrument:
    """Steps of price, quantity and multiplier as powers of ten."""

    def __init__(self, price_exponent=0, quantity_exponent=0, tick=1, lot=1, multiplier=1):
        self.tick, self.lot, self.multiplier = tick, lot, Fraction(multiplier)
        self.price_unit = Fraction(10) ** price_exponent
        self.quantity_unit = Fraction(10) ** quantity_exponent
        self.value_unit = self.price_unit * self.quantity_unit * self.multiplier

    def value(self, quantity, price):
        return quantity * price * self.value_unit


class Settings:
    """The keys of an account that the rules speak of."""

    def __init__(self, keys):
        def number(name, other=None):
            text = keys.get(name)
            return other if text is None else Fraction(str(text))
        self.model = keys["model"]
        self.cash = number("cash", Fraction(0))
        rate = number("fee_rate", Fraction(0))
        self.rates = {"maker": number("maker_rate", rate), "taker": number("taker_rate", rate)}
        self.per_unit = number("fee_per_unit", Fraction(0))
        self.minimum = number("fee_minimum")
        self.fee_decimals = keys.get("fee_decimals")
        self.decimals = keys.get("decimals", 8)
        self.latency = keys.get("latency_ns", 0)
        self.participation = number("participation")
        self.native = keys.get("order_types")
        self.native_tifs = keys.get("times_in_force")
        # Planted mistakes: a judge that cannot fail judges nothing.
        self.mistakes = set(keys.get("mistakes", ()))


def rounded(number, places, half_even):
    """To a number of decimals; halves to even, or away from zero."""
    scaled = abs(number) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest
    if twice > scaled.denominator or twice == scaled.denominator and (not half_even or whole % 2):
        whole += 1
    return Fraction(whole if number >= 0 else -whole, 10**places)


def exact(number):
    """A fraction as decimal text when it has one of at most 30 digits, else to 15 digits."""
    for places in range(31):
        scaled = number * 10**places
        if scaled.denominator == 1:
            text = str(abs(scaled.numerator)).rjust(places + 1, "0")
            text = text if places == 0 else text[:-places] + "." + text[-places:]
            return ("-" if number < 0 else "") + text
    return repr(float(number))


def decimals(text):
    return len(text.split(".")[1].rstrip("0")) if "." in text else 0


def whole(text, places):
    """A decimal as a whole number of its last place."""
    scaled = Fraction(text) * 10**places
    if scaled.denominator != 1:
        raise ValueError(f"{text} has more than {places} decimals")
    return scaled.numerator


def write(path, names, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
