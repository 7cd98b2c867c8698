"""Makes oracle cases with every kind of order such a case has, and answers them by the model.

    oracle_cases.py make CASE_DIR DATA_DIR SETTINGS SEED   orders.csv, fills.csv and equity.csv

SETTINGS is the JSON of case.json. Orders come often and near the price, many at one row; some are
canceled, some end at a time that no row has, or at the very time of one; what they trade goes long
and short. The answer is Tests/Support/model.py's.
"""
import json
import os
import random
import sys
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Support"))
from model_cases import OracleCase  # noqa: E402
from model_orders import exact, write  # noqa: E402

BAR_TYPES = ["market", "limit", "limit", "limit", "stop", "stop", "stop_limit", "stop_limit"]
QUOTE_TYPES = ["market", "limit", "limit", "limit", "stop"]


class Maker:
    def __init__(self, folder, data, settings, seed):
        self.random, self.folder, self.data = random.Random(seed), folder, data
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/case.json", "w") as file:
            json.dump(json.loads(settings), file, indent=1)
        self.write([])
        self.case = OracleCase(folder, data)
        self.step = Fraction(1, 10**self.case.price_places)
        parameters = self.case.case["parameters"]
        self.unit, self.rate = Fraction(str(parameters["unit"])), float(parameters["rate"])
        self.reach = int(parameters.get("reach", 12))

    def write(self, rows):
        with open(f"{self.folder}/case.json") as file:
            is_quotes = "quotes" in json.load(file)
        clock = "quote" if is_quotes else "bar"
        names = ["order_id", clock] + (["side", "type", "tif"] if is_quotes else ["time", "side", "type"])
        names += ["qty", "limit_price", "stop_price", "valid_until", "cancel_" + clock, "final_status"]
        write(f"{self.folder}/orders.csv", names, [[row.get(n, "") for n in names] for row in rows])

    def prices(self, row):
        """The price orders stand around, and the touch or close that decides what is triggered."""
        if self.case.is_quotes:
            return Fraction(row["bid"]), Fraction(row["ask"])
        return Fraction(row["close"]), Fraction(row["close"])

    def near(self, price, least, most):
        return max(self.step, price + self.random.randint(least, most) * self.step)

    def until(self, index):
        """A time after a row: that of a later one, one between two, or one after all."""
        r, stamps = self.random, self.case.stamps
        later = min(index + r.randint(1, 12), len(stamps) - 1)
        time = stamps[later] + r.choice([0, 0, 0, -1, 1, 20 * 10**9])
        if "date" in self.case.rows[0]:
            return self.case.time_text(later) if later > index else ""
        return str(time) if time > stamps[index] else ""

    def order(self, index, number):
        r, case = self.random, self.case
        bid, ask = self.prices(case.rows[index])
        kind, side = r.choice(QUOTE_TYPES if case.is_quotes else BAR_TYPES), r.choice(["buy", "sell"])
        up = 1 if side == "buy" else -1
        row = {"order_id": number, case.clock: index, "time": case.time_text(index), "side": side,
               "type": kind, "qty": exact(r.randint(1, 8) * self.unit), "tif": "GTC"}
        reach = self.reach
        if kind == "limit":
            row["limit_price"] = exact(self.near(bid, -reach, reach))
            if case.is_quotes and r.random() < 0.2:
                row["tif"] = "IOC"
        elif kind.startswith("stop"):
            # On the side that is not triggered yet, and the limit behind it.
            stop = max(self.step, (ask if up > 0 else bid) + up * r.randint(1, reach) * self.step)
            row["stop_price"] = exact(stop)
            if kind == "stop_limit":
                row["limit_price"] = exact(max(self.step, stop + up * r.randint(0, reach) * self.step))
        if kind != "market" and row["tif"] == "GTC" and r.random() < 0.3:
            row["valid_until"] = self.until(index)
        if kind != "market" and row["tif"] == "GTC" and r.random() < 0.3:
            row["cancel_" + case.clock] = min(index + r.randint(1, 15), len(case.rows) - 1)
            if row["cancel_" + case.clock] <= index:
                row["cancel_" + case.clock] = ""
        return row

    def make(self):
        rows = []
        for index in range(len(self.case.rows)):
            while self.random.random() < self.rate:
                rows.append(self.order(index, len(rows) + 1))
        self.write(rows)
        case = OracleCase(self.folder, self.data)
        case.answer(self.folder)


if __name__ == "__main__":
    _, command, case_folder, data_folder, text, number = sys.argv
    Maker(case_folder, data_folder, text, int(number)).make()
