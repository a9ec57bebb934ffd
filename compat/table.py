"""Turns what the clients printed into the compatibility table, in Markdown. Exit code 1 when a cell is bad.

A client prints `client NAME|VERSION`, then for each scenario `ok SCENARIO`, `none SCENARIO: reason` where it
has no such thing, or `FAILED SCENARIO: reason`. run.sh prints `suite NAME` before what a suite of clients prints.
"""

import json
import sys
from pathlib import Path

SIGNS = {"ok": "✓", "none": "–", "FAILED": "✗"}


def clients(lines):
    """Each client's name, version and outcomes; a suite without a client failed as a whole."""
    found = []
    suite = None
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "suite":
            if suite:
                found.append((suite, "", {}))
            suite = rest
        elif kind == "client":
            name, _, version = rest.partition("|")
            found.append((name, version, {}))
            suite = None
        elif kind in SIGNS and found:
            scenario, _, reason = rest.partition(": ")
            found[-1][2][scenario] = (kind, reason)
    if suite:
        found.append((suite, "", {}))
    return found


def table(scenarios, found):
    """The table's lines, and whether every cell is good."""
    notes = {}
    lines = ["| client | " + " | ".join(scenarios.values()) + " |", "|---|" + ":-:|" * len(scenarios)]
    good = True
    for name, version, outcomes in found:
        cells = []
        for scenario in scenarios:
            kind, reason = outcomes.get(scenario, ("FAILED", "did not run"))
            good = good and kind != "FAILED"
            note = f"<sup>{notes.setdefault(reason, len(notes) + 1)}</sup>" if reason else ""
            cells.append(SIGNS[kind] + note)
        lines.append(f"| {name} {version} | " + " | ".join(cells) + " |")
    lines.append("")
    lines += [f"{number}. {reason}" for reason, number in notes.items()]
    return lines, good


def main():
    scenarios = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["scenarios"]
    lines, good = table(scenarios, clients(Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()))
    print("\n".join(lines))
    sys.exit(0 if good else 1)


main()
