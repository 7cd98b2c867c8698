"""Writes the configurations that Tests/bench has read: a large one, and hostile ones."""

import os


def large(path, instances):
    """A right configuration with so many strategies."""
    lines = [
        "tenon: 1",
        "mode: backtest",
        "accounts:",
        "  main: { venue: simulated, model: same-quote, currency: USD, cash: 100000 }",
        "risk:",
        "  main: { max_order_quantity: 100, max_order_notional: 10000 USD, max_position: 100 }",
        "plugins:",
    ]
    for number in range(instances):
        lines += [
            f"  strategy-{number}:",
            "    plugin: dev.tenon.ema-cross",
            "    account: main",
            "    instruments: [EURUSD.FXCM]",
            "    permissions: { orders: { max_qty: 100 } }",
            f"    config: {{ instrument: EURUSD.FXCM, fast: {2 + number % 90}, slow: 400 }}",
        ]
    write(path, "\n".join(lines) + "\n")


def hostile(folder):
    """Texts that are to be refused at once, by name; returns their paths."""
    bomb = "a0: &a0 [" + ", ".join(["x"] * 9) + "]\n"
    for level in range(1, 12):
        bomb += f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * 9) + "]\n"
    million = 1_000_000
    texts = {
        "alias-bomb": bomb,
        "scalar-10mb": "tenon: " + "x" * (10 * million),
        "scalar-quoted-10mb": 'tenon: "' + "x" * (10 * million) + '"',
        "scalar-3mb": "tenon: " + "x" * (3 * million),
        "depth-flow": "a: " + "[" * 100_000,
        "depth-flow-mapping": "{a: " * 100_000,
        "depth-block": "- " * 100_000 + "x\n",
        "not-utf8-late": b"# " + b"x" * (3 * million) + b"\n\xc3\x28\n",
        "zero-bytes": b"tenon: 1\n" + b"\x00" * million,
        "zero-byte-late": b"# " + b"x" * (3 * million) + b"\n\x00\n",
        "keys-twice": "tenon: 1\n" * 20_000,
        "unknown-keys": "".join(f"key{number}: 1\n" for number in range(20_000)),
        "long-lines": "a: '" + "x y " * 700_000 + "\n",
        "keys-in-one-line": "{" + ", ".join(f"key{number}: 1" for number in range(50_000)) + "}",
        "many-values": "a: [" + "1," * million + "1]\n",
        "comments": "#\n" * (3 * million // 2),
        "tags": "a: !!x 1\n" * 20_000,
        "documents": "---\n" * 100_000,
        "directives": "%YAML 1.1\n" * 10_000 + "---\na: 1\n",
    }
    paths = {}
    for name, text in texts.items():
        paths[name] = os.path.join(folder, f"hostile-{name}.yaml")
        write(paths[name], text)
    return paths


def write(path, text):
    """Writes a text, or bytes as they are."""
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
