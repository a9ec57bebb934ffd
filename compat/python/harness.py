"""What the scenarios of every client from PyPI stand on: the shared texts, the provider's counters, the runner."""

import asyncio
import inspect
import json
import os
import secrets
import time
import urllib.request
from contextlib import asynccontextmanager, contextmanager
from importlib.metadata import version
from pathlib import Path

BOOK = json.loads(Path(os.environ["COMPAT_SCENARIOS"]).read_text(encoding="utf-8"))
MODELS = BOOK["models"]
TOOL = BOOK["tool"]
USAGE = BOOK["usage"]
BASE_URL = os.environ["COMPAT_BASE_URL"]
API_KEY = os.environ["COMPAT_KEY"]
WRONG_KEY = "sk-wrong-key-of-nobody"
LONG_ANSWER = " ".join(str(i) for i in range(1, 501))

CITY = {
    "title": "City",
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "population": {"type": "integer"},
        "coastal": {"type": "boolean"},
    },
    "required": ["name", "population", "coastal"],
    "additionalProperties": False,
}
WEATHER = {
    "type": "function",
    "function": {
        "name": TOOL["name"],
        "description": TOOL["description"],
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string"},
                "unit": {"type": "string", "enum": ["celsius", "kelvin"]},
            },
            "required": ["city", "unit"],
            "additionalProperties": False,
        },
    },
}


def answer(name):
    return BOOK["answers"][name]


def ask(name):
    """A prompt that the provider knows, and the word of its own by which its requests are counted."""
    run = secrets.token_hex(4)
    return f"[compat:{name}:{run}] Please.", run


def requests(run):
    """How many requests with this word the provider got."""
    return _control(f"/requests?run={run}")


def _control(path):
    with urllib.request.urlopen(os.environ["COMPAT_CONTROLS"] + path, timeout=20) as response:
        return int(response.read())


def check(seen, expected):
    assert seen == expected, f"{seen!r} is not {expected!r}"


@asynccontextmanager
async def cancels():
    """What happens within cancels an answer; waits until the provider has seen it."""
    before = _control("/cancelled")
    yield
    after = await asyncio.to_thread(_control, f"/cancelled?above={before}")  # the loop has to close connections
    assert after > before, "the provider saw no cancel"


@contextmanager
def waits_out(run):
    """What happens within gets an answer after a 429; checks that the client waited as told."""
    start = time.monotonic()
    yield
    check(requests(run), 2)
    assert time.monotonic() - start >= 0.95, "the client did not wait for Retry-After"


class Raised:
    error: Exception


@contextmanager
def raises():
    """What happens within must raise; the error is in `error` afterwards."""
    raised = Raised()
    try:
        yield raised
    except Exception as failure:
        raised.error = failure
        return
    raise AssertionError("no error was raised")


def check_part(text):
    """Text of a stream that was cut: some of the answer, not all."""
    assert text and answer("cut").startswith(text) and text != answer("cut"), text


async def settled(result):
    return await result if inspect.isawaitable(result) else result


async def items(stream):
    if hasattr(stream, "__aiter__"):
        async for item in stream:
            yield item
    else:
        for item in stream:
            yield item


async def run_all(name, package, scenarios, none=None):
    """Runs the scenarios of one client, coroutines named like them; `none` says why it has no such thing."""
    print(f"client {name}|{version(package)}", flush=True)
    for scenario in BOOK["scenarios"]:
        if scenario in (none or {}):
            print(f"none {scenario}: {none[scenario]}", flush=True)
            continue
        try:
            await asyncio.wait_for(getattr(scenarios, scenario)(), 60)
            print(f"ok {scenario}", flush=True)
        except Exception as failure:
            why = " ".join(f"{type(failure).__name__}: {failure}".split())
            print(f"FAILED {scenario}: {why[:300]}", flush=True)
