"""Recorded answers of providers, read with the openai package directly and through Sluice. Prints one JSON line for each."""

import asyncio
import json
import os
from pathlib import Path

import openai

from harness import items, opened, settled

MODEL = os.environ["SLUICE_SDK_MODEL"]
BODIES = json.loads(Path(os.environ["SLUICE_SDK_BODIES"]).read_text(encoding="utf-8"))


class Reader:
    def __init__(self, client):
        self._client = client

    async def read(self, body):
        return await (self._chat if body["api"] == "CHAT" else self._responses)(body)

    async def _chat(self, body):
        completions = self._client.chat.completions
        request = {"model": MODEL, "messages": [{"role": "user", "content": body["prompt"]}]}
        if not body["stream"]:
            return await whole(lambda: completions.create(**request))
        if body["usage"]:
            request["stream_options"] = {"include_usage": True}
        outcome = await collected(lambda: completions.create(**request, stream=True))
        try:
            async with opened(completions.stream(**request)) as stream:
                async for _ in items(stream):
                    pass
                final = await settled(stream.get_final_completion())
            outcome["choices"] = held(final)["choices"]
        except Exception as failure:
            outcome["choices"] = type(failure).__name__
        return outcome

    async def _responses(self, body):
        create = self._client.responses.create
        request = {"model": MODEL, "input": body["prompt"]}
        if body["stream"]:
            return await collected(lambda: create(**request, stream=True))
        return await whole(lambda: create(**request))


async def whole(call):
    try:
        return {"answer": held(await settled(call()))}
    except Exception as failure:
        return {"error": repr(failure)}


async def collected(call):
    chunks = []
    try:
        async for chunk in items(await settled(call())):
            chunks.append(held(chunk))
        return {"chunks": chunks}
    except Exception as failure:
        return {"chunks": chunks, "error": repr(failure)}


def held(model):
    """Everything that the SDK's object holds, fields that it does not know included."""
    return model.to_dict(mode="json", warnings=False)


async def main():
    for flavour, kind in {"sync": openai.OpenAI, "async": openai.AsyncOpenAI}.items():
        direct, through = (
            Reader(kind(base_url=os.environ[place], api_key="sk-any", max_retries=0, timeout=20))
            for place in ("SLUICE_SDK_DIRECT", "SLUICE_SDK_THROUGH")
        )
        for body in BODIES:
            line = {"flavour": flavour, "name": body["name"], "usage": body["usage"]}
            line |= {"direct": await direct.read(body), "through": await through.read(body)}
            print(json.dumps(line))


asyncio.run(main())
