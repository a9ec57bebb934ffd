"""What every scenario stands on: the shared texts, the provider's control endpoint, the runner.

The scenarios are written once, as coroutines. `settled`, `items` and `opened` let the same text drive
the synchronous client, whose results are plain values, and the asynchronous one.
"""

import inspect
import json
import os
import secrets
import traceback
import urllib.request
from contextlib import asynccontextmanager
from pathlib import Path

BOOK = json.loads((Path(__file__).parent.parent / "scenarios.json").read_text(encoding="utf-8"))
MODELS = BOOK["models"]


class Texts:
    """The prompts of one run: new every time, so that no cache holds an answer of an earlier run."""

    def __init__(self):
        self._run = secrets.token_hex(4)

    def prompt(self, name):
        return f"{BOOK['chats'][name]['prompt']} (run {self._run})"

    def chat(self, name, **more):
        messages = [{"role": "user", "content": self.prompt(name)}]
        return {"model": MODELS["chat"], "messages": messages, **more}


def answer(name):
    return BOOK["chats"][name]["answer"]


class Provider:
    """Steers and observes the simulated provider behind the gateway."""

    def fail_next(self, status, times):
        self._call("POST", f"/fail?status={status}&times={times}")

    def cut_next_stream_at(self, size):
        self._call("POST", f"/cut?at={size}")

    def cancelled(self):
        return int(self._call("GET", "/cancelled"))

    def cancelled_above(self, count):
        """Waits, within the endpoint's own bound, for more than `count` cancelled calls."""
        return int(self._call("GET", f"/cancelled?above={count}"))

    def last_request(self):
        return json.loads(self._call("GET", "/last-request"))

    def _call(self, method, path):
        request = urllib.request.Request(os.environ["SLUICE_SDK_CONTROL"] + path, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.read().decode()


async def settled(result):
    return await result if inspect.isawaitable(result) else result


async def items(stream):
    if hasattr(stream, "__aiter__"):
        async for item in stream:
            yield item
    else:
        for item in stream:
            yield item


@asynccontextmanager
async def opened(manager):
    if hasattr(manager, "__aenter__"):
        async with manager as entered:
            yield entered
    else:
        with manager as entered:
            yield entered


async def run_all(flavour, suite):
    """Runs each public coroutine of the suite, prints a line for it, tells whether all were good."""
    good = True
    for name, scenario in inspect.getmembers(suite, inspect.iscoroutinefunction):
        if name.startswith("_"):
            continue
        try:
            await scenario()
            print(f"ok {flavour}.{name}", flush=True)
        except Exception as failure:
            good = False
            line = traceback.extract_tb(failure.__traceback__)[1].lineno
            why = " ".join(f"{type(failure).__name__}: {failure}".split())
            print(f"FAILED {flavour}.{name}: {why} (line {line})", flush=True)
    return good
