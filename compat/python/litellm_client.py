"""LiteLLM as an SDK, with its openai provider and, for reasoning, its deepseek one."""

import asyncio
import json

import litellm

import harness as h
from harness import check

litellm.suppress_debug_info = True


def request(name, provider="openai", model="chat", **more):
    prompt, run = h.ask(name)
    call = {
        "model": f"{provider}/{h.MODELS[model]}",
        "messages": [{"role": "user", "content": prompt}],
        "api_base": h.BASE_URL,
        "api_key": h.API_KEY,
        "timeout": 30,
        **more,
    }
    return call, run


async def told(call):
    return (await litellm.acompletion(**call)).choices[0].message


async def streamed(call):
    return [chunk async for chunk in await litellm.acompletion(**call, stream=True)]


def text(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


class Scenarios:
    async def plain(self):
        check((await told(request("plain")[0])).content, h.answer("plain"))

    async def stream(self):
        check(text(await streamed(request("stream")[0])), h.answer("stream"))

    async def stream_usage(self):
        chunks = await streamed(request("stream_usage", stream_options={"include_usage": True})[0])
        (usage,) = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
        check((usage.prompt_tokens, usage.completion_tokens), (h.USAGE["prompt"], h.USAGE["completion"]))

    async def tools(self):
        await self._calls_tool("tools", told)

    async def tools_streamed(self):
        async def rebuilt(call):
            return litellm.stream_chunk_builder(await streamed(call), messages=call["messages"]).choices[0].message

        await self._calls_tool("tools_streamed", rebuilt)

    async def _calls_tool(self, scenario, answered):
        call, _ = request(scenario, tools=[h.WEATHER])
        asked = await answered(call)
        (wanted,) = asked.tool_calls
        check(json.loads(wanted.function.arguments), h.TOOL["arguments"])
        result = {"role": "tool", "tool_call_id": wanted.id, "content": h.TOOL["result"]}
        call["messages"] += [asked.model_dump(exclude_none=True), result]
        check((await answered(call)).content, h.TOOL["answer"])

    async def structured(self):
        form = {"type": "json_schema", "json_schema": {"name": "city", "strict": True, "schema": h.CITY}}
        message = await told(request("structured", response_format=form)[0])
        check(json.loads(message.content), json.loads(h.answer("structured")))

    async def unauthorized(self):
        with h.raises() as raised:
            await told(request("plain", api_key=h.WRONG_KEY)[0])
        assert isinstance(raised.error, litellm.AuthenticationError), raised.error

    async def unknown_model(self):
        with h.raises() as raised:
            await told(request("plain", model="unknown")[0])
        assert isinstance(raised.error, litellm.NotFoundError), raised.error

    async def rate_limited(self):
        call, run = request("rate_limited", max_retries=2)
        with h.waits_out(run):
            check((await told(call)).content, h.answer("rate_limited"))

    async def server_error(self):
        call, run = request("server_error", max_retries=2)
        check((await told(call)).content, h.answer("server_error"))
        check(h.requests(run), 3)

    async def cut(self):
        seen = ""
        with h.raises():
            async for chunk in await litellm.acompletion(**request("cut")[0], stream=True):
                seen += chunk.choices[0].delta.content or ""
        h.check_part(seen)

    async def cancel(self):
        async with h.cancels():
            stream = await litellm.acompletion(**request("cancel")[0], stream=True)
            for _ in range(3):
                await anext(stream)
            await stream.completion_stream.close()

    async def embeddings(self):
        given = {"model": f"openai/{h.MODELS['embedding']}", "input": ["one", "two"]}
        vectors = await litellm.aembedding(**given, api_base=h.BASE_URL, api_key=h.API_KEY)
        check([len(one["embedding"]) for one in vectors.data], [256, 256])

    async def reasoning(self):
        thinking = {"provider": "deepseek", "model": "reasoning"}
        check((await told(request("reasoning", **thinking)[0])).reasoning_content, h.BOOK["thinking"])
        chunks = await streamed(request("reasoning", **thinking)[0])
        thought = [getattr(chunk.choices[0].delta, "reasoning_content", None) or "" for chunk in chunks if chunk.choices]
        check("".join(thought), h.BOOK["thinking"])
        check(text(chunks), h.answer("reasoning"))

    async def long_stream(self):
        chunks = await streamed(request("long_stream")[0])
        assert len(chunks) >= 500, len(chunks)
        check(text(chunks), h.LONG_ANSWER)

    async def unicode(self):
        check((await told(request("unicode")[0])).content, h.answer("unicode"))
        check(text(await streamed(request("unicode")[0])), h.answer("unicode"))


asyncio.run(h.run_all("litellm (as SDK)", "litellm", Scenarios()))
