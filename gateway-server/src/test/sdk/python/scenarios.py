"""The openai package from PyPI against Sluice: only OPENAI_BASE_URL and OPENAI_API_KEY are set."""

import asyncio
import json
import re
import struct
import sys

import openai
from pydantic import BaseModel

from harness import BOOK, MODELS, Provider, Texts, answer, items, opened, run_all, settled

PARAMETERS = {
    "type": "object",
    "properties": {
        "city": {"type": "string"},
        "unit": {"type": "string", "enum": ["celsius", "kelvin"]},
    },
    "required": ["city", "unit"],
    "additionalProperties": False,
}
WEATHER = {
    "type": "function",
    "function": {
        "name": BOOK["tool"]["name"],
        "description": "The weather in a city.",
        "parameters": PARAMETERS,
    },
}


class City(BaseModel):
    name: str
    population: int
    coastal: bool


class Scenarios:
    def __init__(self, client, observed_client):
        self._client = client
        self._observed_client = observed_client
        self._texts = Texts()
        self._provider = Provider()

    async def plain(self):
        completion = await self._create("plain")

        check(completion.choices[0].message.content, answer("plain"))
        check(completion.choices[0].finish_reason, "stop")
        check(completion.model, MODELS["chat"])
        assert completion.usage.total_tokens > 0, completion.usage
        assert completion._request_id, "no request id"

    async def routed(self):
        raw = await self._create_raw("routed", model=MODELS["routed"])
        completion = raw.parse()

        check(completion.choices[0].message.content, answer("routed"))
        assert raw.headers.get("x-request-id"), "no x-request-id"
        check(raw.headers.get("x-sluice-model"), completion.model)
        for name, shape in {
            "x-sluice-cost-usd": r"\d+\.\d{9}",
            "x-sluice-tier": r"budget|standard|premium",
            "x-sluice-cache": r"(MISS|BYPASS).*",
        }.items():
            assert re.fullmatch(shape, raw.headers.get(name, "")), (name, raw.headers.get(name))

    async def cached(self):
        first = await self._create_raw("cached")
        second = await self._create_raw("cached")

        check(first.headers.get("x-sluice-cache"), "MISS")
        check(second.headers.get("x-sluice-cache"), "HIT")
        check(float(second.headers["x-sluice-cost-usd"]), 0.0)
        assert first.request_id != second.request_id, first.request_id
        check(second.parse().choices, first.parse().choices)

    async def stream(self):
        raw = await self._create_raw("stream", stream=True)
        chunks = await collect(raw.parse())

        check(raw.headers.get("x-sluice-model"), MODELS["chat"])
        check(raw.headers.get("x-sluice-tier"), "direct")
        check(joined(chunks), answer("stream"))
        check(finish_reasons(chunks), ["stop"])
        check(len({chunk.id for chunk in chunks}), 1)
        check({len(chunk.choices) for chunk in chunks}, {1})
        assert not any("usage" in chunk.model_fields_set for chunk in chunks), "usage was not asked for"

    async def stream_usage(self):
        options = {"include_usage": True}
        chunks = await collect(await self._create("stream_usage", stream=True, stream_options=options))
        counted = [chunk for chunk in chunks if chunk.usage]

        check(joined(chunks), answer("stream_usage"))
        check(len(counted), 1)
        assert counted[0] is chunks[-1], "usage comes last"
        assert float(counted[0].usage.cost) > 0, counted[0].usage

    async def stream_helper(self):
        text = ""
        async with opened(self._completions.stream(**self._chat("stream_helper"))) as stream:
            async for event in items(stream):
                if event.type == "content.delta":
                    text += event.delta
            completion = await settled(stream.get_final_completion())

        check(text, answer("stream_helper"))
        check(completion.choices[0].message.content, answer("stream_helper"))

    async def tools(self):
        request = self._chat("tools", tools=[WEATHER], tool_choice="auto")
        asked = (await settled(self._completions.create(**request))).choices[0]
        check(asked.finish_reason, "tool_calls")
        (call,) = asked.message.tool_calls
        check_weather_call(call.function)

        request["messages"] += [asked.message, self._tool_result(call.id)]
        final = await settled(self._completions.create(**request))
        check(final.choices[0].message.content, answer("tools_result"))

    async def tools_streamed(self):
        request = self._chat("tools", tools=[WEATHER])
        async with opened(self._completions.stream(**request)) as stream:
            pieces = [
                event.arguments_delta
                async for event in items(stream)
                if event.type == "tool_calls.function.arguments.delta"
            ]
            asked = (await settled(stream.get_final_completion())).choices[0]
        check(asked.finish_reason, "tool_calls")
        assert len(pieces) > 1, "the arguments come in pieces"
        (call,) = asked.message.tool_calls
        check("".join(pieces), call.function.arguments)
        check_weather_call(call.function)

        request["messages"] += [asked.message, self._tool_result(call.id)]
        final = await collect(await settled(self._completions.create(**request, stream=True)))
        check(joined(final), answer("tools_result"))

    async def structured(self):
        request = self._chat("structured", response_format=City)
        completion = await settled(self._completions.parse(**request))

        check(completion.choices[0].message.parsed, City(**json.loads(answer("structured"))))
        sent = self._provider.last_request()["response_format"]["json_schema"]
        check(sent["strict"], True)
        check(sent["schema"]["additionalProperties"], False)
        check(sorted(sent["schema"]["required"]), ["coastal", "name", "population"])

    async def vision(self):
        content = [
            {"type": "text", "text": self._texts.prompt("vision")},
            {"type": "image_url", "image_url": {"url": BOOK["image"], "detail": "low"}},
        ]
        messages = [{"role": "user", "content": content}]
        completion = await self._create("vision", messages=messages)

        check(completion.choices[0].message.content, answer("vision"))
        check(self._provider.last_request()["messages"], messages)

    async def abort(self):
        before = self._provider.cancelled()
        seen = 0
        async with opened(await self._create("abort", stream=True)) as stream:
            async for chunk in items(stream):
                seen += bool(chunk.choices[0].delta.content)
                if seen == 3:
                    break

        check(seen, 3)
        assert self._provider.cancelled_above(before) > before, "the provider did not see the close"

    async def retry(self):
        tries = []
        client = self._observed_client(lambda count, status: tries.append((count, status)))
        self._provider.fail_next(429, times=1)
        completion = await settled(client.chat.completions.create(**self._chat("retry")))

        check(completion.choices[0].message.content, answer("retry"))
        check(tries, [("0", 429), ("1", 200)])

    async def unknown_model(self):
        failure = await raised(openai.NotFoundError, self._create("plain", model=MODELS["unknown"]))

        check(failure.code, "model_not_found")
        check(failure.type, "invalid_request_error")
        check(failure.param, None)
        assert failure.request_id, "no request id"

    async def models(self):
        listed = {model.id for model in (await settled(self._client.models.list())).data}
        assert listed >= {MODELS["chat"], MODELS["slashed"], MODELS["routed"]}, listed

        one = await settled(self._client.models.retrieve(MODELS["slashed"]))
        check((one.id, one.object), (MODELS["slashed"], "model"))

        async def retrieve_unknown():
            return await settled(self._client.models.retrieve(MODELS["unknown"]))

        await raised(openai.NotFoundError, retrieve_unknown())

    async def embeddings(self):
        request = {"model": MODELS["embedding"], "input": ["one", "another"]}
        decoded = await settled(self._client.embeddings.create(**request))
        asked = self._provider.last_request()["encoding_format"]
        floats = await settled(self._client.embeddings.create(**request, encoding_format="float"))

        check(asked, "base64")
        check([item.index for item in decoded.data], [0, 1])
        for one, other in zip(decoded.data, floats.data, strict=True):
            assert one.embedding, "an empty vector"
            check(packed(one.embedding), packed(other.embedding))

    async def completions(self):
        request = {"model": MODELS["chat"], "prompt": self._texts.prompt("completions"), "max_tokens": 32}
        whole = await settled(self._client.completions.create(**request))
        chunks = await collect(await settled(self._client.completions.create(**request, stream=True)))

        check(whole.object, "text_completion")
        check(whole.choices[0].text, answer("completions"))
        check("".join(chunk.choices[0].text for chunk in chunks), answer("completions"))

    async def extra_body(self):
        extras = {"top_k": 20, "vendor_switch": {"depth": 1.5}}
        ours = {"sluice": {"cache": "off", "tags": "suite=python"}}
        raw = await self._create_raw("extra_body", seed=42, extra_body=extras | ours)
        sent = self._provider.last_request()

        check(raw.parse().choices[0].message.content, answer("extra_body"))
        check(raw.headers.get("x-sluice-cache"), "BYPASS")
        check({name: sent.get(name) for name in [*extras, "seed"]}, extras | {"seed": 42})
        assert "sluice" not in sent, "the gateway keeps its own key"

    async def cut(self):
        self._provider.cut_next_stream_at(BOOK["cut_at"])
        chunks = []

        async def read():
            async for chunk in items(await self._create("cut", stream=True)):
                chunks.append(chunk)

        await raised(openai.APIError, read())
        text = joined(chunks)
        assert text and answer("cut").startswith(text) and text != answer("cut"), text

    @property
    def _completions(self):
        return self._client.chat.completions

    def _chat(self, name, **more):
        return self._texts.chat(name, **more)

    def _tool_result(self, call_id):
        content = self._texts.prompt("tools_result")
        return {"role": "tool", "tool_call_id": call_id, "content": content}

    async def _create(self, name, **more):
        return await settled(self._completions.create(**self._chat(name, **more)))

    async def _create_raw(self, name, **more):
        return await settled(self._completions.with_raw_response.create(**self._chat(name, **more)))


async def collect(stream):
    return [item async for item in items(stream)]


def joined(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def finish_reasons(chunks):
    reasons = [choice.finish_reason for chunk in chunks for choice in chunk.choices]
    return [reason for reason in reasons if reason]


def check_weather_call(function):
    check(function.name, BOOK["tool"]["name"])
    check(json.loads(function.arguments), BOOK["tool"]["arguments"])


def packed(vector):
    return struct.pack(f"{len(vector)}f", *vector)


def check(actual, expected):
    assert actual == expected, f"expected {expected!r}, got {actual!r}"


async def raised(kind, work):
    try:
        await work
    except kind as failure:
        return failure
    raise AssertionError(f"no {kind.__name__} was raised")


def observed(report):
    """A synchronous client that reports the retry count and the status of every try."""

    def hook(response):
        report(response.request.headers.get("x-stainless-retry-count"), response.status_code)

    http = openai.DefaultHttpxClient(event_hooks={"response": [hook]})
    return openai.OpenAI(timeout=20, http_client=http)


def observed_async(report):
    async def hook(response):
        report(response.request.headers.get("x-stainless-retry-count"), response.status_code)

    http = openai.DefaultAsyncHttpxClient(event_hooks={"response": [hook]})
    return openai.AsyncOpenAI(timeout=20, http_client=http)


async def main():
    good = await run_all("sync", Scenarios(openai.OpenAI(timeout=20), observed))
    good &= await run_all("async", Scenarios(openai.AsyncOpenAI(timeout=20), observed_async))
    return good


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)
