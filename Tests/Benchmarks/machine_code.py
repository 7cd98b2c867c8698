#!/usr/bin/env python3
"""Reads the machine code of the dispatch loop: it counts no references and asks for no objects.

    machine_code.py [--no-build]

Builds the release program (unless told not to), finds the functions below by their demangled names,
and fails when one of them calls the runtime for reference counting, exclusivity or an object, or
when one of them is not there. Then the same scan has to find such calls where they must be, so that
a scan which sees nothing cannot pass.
"""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# What the lane runs for each event or intent. What is inlined is part of its caller: the whole step
# of one event stands in `drain`.
HOT = [
    "Engine.Lane.nextHead()",
    "Engine.Lane.(headTime in #)(of:",
    "Engine.Lane.drain(",
    "Engine.Lane.runAhead(",
    "Engine.Lane.apply(",
    "Engine.Lane.deliver(",
    "Engine.Lane.hand(",
    "Engine.Lane.handInbox(",
    "Engine.Lane.(call in #)(",
    "Engine.Lane.settle()",
    "Engine.Lane.(executeCauses in #)(",
    "Engine.Lane.(submit in #)(",
    "Engine.Lane.(take in #)(Simulation.VenueExecution",
    "Engine.Lane.emit(",
    "Engine.Lane.commit()",
    "Engine.Lane.emitPosition(",
    "Boundary.HostPort.deliver(",
    "Boundary.RunNumbering.number(",
    "Memory.RecordRing.push(",
    "Memory.RecordRing.readable()",
    "Memory.RecordRing.release(",
    "Risk.RiskGate.check(",
    "Risk.RiskGate.reserve(",
    "Risk.RiskGate.settle(",
    "Orders.OrderTable.enter(",
    "Orders.OrderTable.apply(",
    "Orders.OrderTable.finish(",
    "Simulation.SimulatedVenue.submit(",
]

BANNED = ["swift_retain", "swift_release", "swift_beginAccess", "swift_allocObject"]

# A function full of texts and lists, and the calls the scan must find in it.
HEAVY = "Command.BacktestSummary.init("
HEAVY_CALLS = ["swift_retain", "swift_release", "swift_allocObject"]


class Finding(Exception):
    """What is wrong, in a sentence."""


def output(command, text=None):
    done = subprocess.run(command, capture_output=True, text=True, input=text)
    if done.returncode != 0:
        raise Finding(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr}")
    return done.stdout


def demangled_names(program):
    """The functions of the program: mangled to demangled name, private marks replaced by #."""
    mangled = []
    for line in output(["nm", program]).splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in "tT" and parts[2].startswith("$s"):
            mangled.append(parts[2])
    texts = output(["swift", "demangle", "-compact"], "\n".join(mangled)).splitlines()
    private = re.compile(r" in _[0-9A-F]{32}\)")
    return {name: private.sub(" in #)", text) for name, text in zip(mangled, texts)}


def calls_by_function(program):
    """What each function calls or jumps to by name, in the order of the code."""
    header = re.compile(r"^[0-9a-f]+ <(.+)>:$")
    # A call of the runtime goes through the procedure linkage table: <name@plt>.
    target = re.compile(r"\b(?:callq?|jmpq?|bl|b)\s+[0-9a-f]+ <([^>+@]+)(?:@plt)?>")
    calls, current = {}, []
    for line in output(["objdump", "-d", "--no-show-raw-insn", program]).splitlines():
        begin = header.match(line)
        if begin:
            current = calls.setdefault(begin.group(1), [])
            continue
        call = target.search(line)
        if call:
            current.append(call.group(1))
    return calls


def banned(calls):
    """The banned runtime functions among calls, their variants (swift_retain_n, …) included."""
    return sorted({call for call in calls for word in BANNED if re.match(word + r"(_\w+)?$", call)})


def find(names, wanted):
    """The functions whose demangled name begins with the words, also when specialized."""
    found = [
        name
        for name, text in names.items()
        if re.sub(r"^((function signature|generic) specialization <.*?> of )?(static )?", "", text)
        .startswith(wanted)
    ]
    if not found:
        raise Finding(f"no function {wanted}…: renamed or inlined? then name what holds its code")
    return found


def check(program):
    names = demangled_names(program)
    calls = calls_by_function(program)
    findings, functions, instructions = [], 0, 0
    for wanted in HOT:
        for name in find(names, wanted):
            if name not in calls:
                raise Finding(f"{names[name]}: has a symbol and no code")
            functions += 1
            instructions += len(calls[name])
            for call in banned(calls[name]):
                findings.append(f"{names[name]} calls {call}")
    seen = {call for name in find(names, HEAVY) for call in banned(calls.get(name, []))}
    for call in HEAVY_CALLS:
        if call not in seen:
            raise Finding(f"the scan does not see {call} in {HEAVY}…, so it sees nothing elsewhere")
    everywhere = {call for one in calls.values() for call in banned(one)}
    for call in BANNED:
        if call not in everywhere:
            raise Finding(f"the scan does not see {call} anywhere in {program}")
    if findings:
        raise Finding("\n".join(findings))
    return f"{functions} functions with {instructions} calls, none of them {', '.join(BANNED)}"


def main():
    if "--no-build" not in sys.argv[1:]:
        output(["bash", os.path.join(ROOT, "Host", "build"), "release"])
    print(check(os.path.realpath(os.path.join(ROOT, "Host", "tenon"))))


if __name__ == "__main__":
    try:
        main()
    except Finding as finding:
        print(finding, file=sys.stderr)
        sys.exit(1)
