"""openai from PyPI: the scenarios are written once and run with the synchronous and the asynchronous client."""

import asyncio
import json

import openai
from pydantic import BaseModel

import harness as h
from harness import check, items, settled


class City(BaseModel):
    name: str
    population: int
    coastal: bool


class Scenarios:
    def __init__(self, kind):
        self._client = kind(base_url=h.BASE_URL, api_key=h.API_KEY, timeout=30)
        self._completions = self._client.chat.completions

    async def plain(self):
        check(await self._text("plain"), h.answer("plain"))

    async def stream(self):
        check(text(await self._stream("stream")), h.answer("stream"))

    async def stream_usage(self):
        chunks = await self._stream("stream_usage", stream_options={"include_usage": True})
        (usage,) = [chunk.usage for chunk in chunks if chunk.usage]
        check((usage.prompt_tokens, usage.completion_tokens), (h.USAGE["prompt"], h.USAGE["completion"]))

    async def tools(self):
        request = self._request("tools", tools=[h.WEATHER])
        message = (await settled(self._completions.create(**request))).choices[0].message
        check(json.loads(message.tool_calls[0].function.arguments), h.TOOL["arguments"])
        result = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": h.TOOL["result"]}
        request["messages"] += [message, result]
        told = await settled(self._completions.create(**request))
        check(told.choices[0].message.content, h.TOOL["answer"])

    async def tools_streamed(self):
        request = self._request("tools_streamed", tools=[h.WEATHER])
        chunks = await collected(self._completions.create(**request, stream=True))
        pieces = [piece for chunk in chunks for piece in chunk.choices[0].delta.tool_calls or []]
        arguments = "".join(piece.function.arguments for piece in pieces)
        check(json.loads(arguments), h.TOOL["arguments"])
        call = {"id": pieces[0].id, "type": "function"}
        call["function"] = {"name": pieces[0].function.name, "arguments": arguments}
        request["messages"] += [
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": call["id"], "content": h.TOOL["result"]},
        ]
        check(text(await collected(self._completions.create(**request, stream=True))), h.TOOL["answer"])

    async def structured(self):
        parsed = await settled(self._completions.parse(**self._request("structured", response_format=City)))
        check(parsed.choices[0].message.parsed.model_dump(), json.loads(h.answer("structured")))

    async def unauthorized(self):
        with h.raises() as raised:
            other = self._client.with_options(api_key=h.WRONG_KEY)
            await settled(other.chat.completions.create(**self._request("plain")))
        assert isinstance(raised.error, openai.AuthenticationError), raised.error
        check(raised.error.code, "invalid_api_key")

    async def unknown_model(self):
        with h.raises() as raised:
            await self._text("plain", model=h.MODELS["unknown"])
        assert isinstance(raised.error, openai.NotFoundError), raised.error
        check(raised.error.code, "model_not_found")

    async def rate_limited(self):
        request, run = self._counted("rate_limited")
        with h.waits_out(run):
            told = await settled(self._completions.create(**request))
        check(told.choices[0].message.content, h.answer("rate_limited"))

    async def server_error(self):
        request, run = self._counted("server_error")
        told = await settled(self._completions.create(**request))
        check(told.choices[0].message.content, h.answer("server_error"))
        check(h.requests(run), 3)

    async def cut(self):
        seen = ""
        with h.raises() as raised:
            async for chunk in items(await settled(self._completions.create(**self._request("cut"), stream=True))):
                seen += chunk.choices[0].delta.content or ""
        assert isinstance(raised.error, openai.APIError), raised.error
        h.check_part(seen)

    async def cancel(self):
        async with h.cancels():
            stream = await settled(self._completions.create(**self._request("cancel"), stream=True))
            chunks = items(stream)
            for _ in range(3):
                await anext(chunks)
            await settled(stream.close())

    async def embeddings(self):
        told = await settled(self._client.embeddings.create(model=h.MODELS["embedding"], input=["one", "two"]))
        check([len(one.embedding) for one in told.data], [256, 256])

    async def reasoning(self):
        request = self._request("reasoning", model=h.MODELS["reasoning"])
        message = (await settled(self._completions.create(**request))).choices[0].message
        check(message.reasoning_content, h.BOOK["thinking"])
        chunks = await collected(self._completions.create(**request, stream=True))
        thought = [getattr(chunk.choices[0].delta, "reasoning_content", None) or "" for chunk in chunks]
        check("".join(thought), h.BOOK["thinking"])
        check(text(chunks), h.answer("reasoning"))

    async def long_stream(self):
        chunks = await self._stream("long_stream")
        assert len(chunks) >= 500, len(chunks)
        check(text(chunks), h.LONG_ANSWER)

    async def unicode(self):
        check(await self._text("unicode"), h.answer("unicode"))
        check(text(await self._stream("unicode")), h.answer("unicode"))

    def _counted(self, name, **more):
        prompt, run = h.ask(name)
        return {"model": h.MODELS["chat"], "messages": [{"role": "user", "content": prompt}], **more}, run

    def _request(self, name, **more):
        return self._counted(name, **more)[0]

    async def _text(self, name, **more):
        told = await settled(self._completions.create(**self._request(name, **more)))
        return told.choices[0].message.content

    async def _stream(self, name, **more):
        return await collected(self._completions.create(**self._request(name, **more), stream=True))


async def collected(call):
    return [chunk async for chunk in items(await settled(call))]


def text(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


async def main():
    await h.run_all("openai (PyPI)", "openai", Scenarios(openai.OpenAI))
    await h.run_all("openai (PyPI), async", "openai", Scenarios(openai.AsyncOpenAI))


asyncio.run(main())
