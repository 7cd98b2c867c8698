"""A simulated venue in plain Python: what becomes of orders over a stream of market data.

Written from Host/Manual/venue.md and a case's case.json alone; it shares no code, no number format
and no structure with the host, and judges it. A section in a comment is one of venue.md. Prices and
quantities are whole numbers of the instrument's steps, money is a fraction: nothing is rounded but
fees, and those where the rules say so.

    model.py tape TAPE SYMBOL SETTINGS ORDERS…  fills, final states, cash and positions as JSON
    model.py oracle CASE_DIR DATA_DIR OUT       fills.csv, equity.csv and orders.csv of a case

TAPE is a file as Tests/Plugins/TapeFeed reads it, SETTINGS the keys of an account as JSON (latency
as latency_ns), ORDERS one file of Tests/Plugins/OrderReplay for each strategy.

model_venue.py is the venue, put together from a file for each part of the rules.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import model_tapes  # noqa: E402
from model_cases import OracleCase  # noqa: E402


def tape(words):
    results = model_tapes.answer(words[0], words[1], json.loads(words[2]), words[3:])
    results["orders"] = {f"{owner}:{number}": order
                         for (owner, number), order in results["orders"].items()}
    print(json.dumps(results, indent=1))


COMMANDS = {
    "tape": tape,
    "oracle": lambda words: OracleCase(words[0], words[1]).answer(words[2]),
}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]](sys.argv[2:]))
