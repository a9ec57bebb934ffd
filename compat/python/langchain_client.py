"""LangChain with its OpenAI package, called asynchronously."""

import asyncio
import json

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

import harness as h
from harness import check

NONE = {"reasoning": "does not read `reasoning_content`"}


def opened(**more):
    return ChatOpenAI(**{"model": h.MODELS["chat"], "api_key": h.API_KEY, "base_url": h.BASE_URL, **more})


class Scenarios:
    def __init__(self):
        self._model = opened()

    async def plain(self):
        check((await self._model.ainvoke(prompt("plain"))).content, h.answer("plain"))

    async def stream(self):
        check((await collected(self._model, prompt("stream")))[0].content, h.answer("stream"))

    async def stream_usage(self):
        whole, _ = await collected(opened(stream_usage=True), prompt("stream_usage"))
        usage = whole.usage_metadata
        check((usage["input_tokens"], usage["output_tokens"]), (h.USAGE["prompt"], h.USAGE["completion"]))

    async def tools(self):
        await self._calls_tool("tools", lambda model, messages: model.ainvoke(messages))

    async def tools_streamed(self):
        async def streamed(model, messages):
            return (await collected(model, messages))[0]

        await self._calls_tool("tools_streamed", streamed)

    async def _calls_tool(self, scenario, told):
        model = self._model.bind_tools([h.WEATHER])
        messages = [HumanMessage(prompt(scenario))]
        asked = await told(model, messages)
        (call,) = asked.tool_calls
        check((call["name"], call["args"]), (h.TOOL["name"], h.TOOL["arguments"]))
        result = ToolMessage(h.TOOL["result"], tool_call_id=call["id"])
        check((await told(model, [*messages, asked, result])).content, h.TOOL["answer"])

    async def structured(self):
        model = self._model.with_structured_output(h.CITY, method="json_schema", strict=True)
        check(await model.ainvoke(prompt("structured")), json.loads(h.answer("structured")))

    async def unauthorized(self):
        with h.raises() as raised:
            await opened(api_key=h.WRONG_KEY).ainvoke(prompt("plain"))
        check(raised.error.status_code, 401)

    async def unknown_model(self):
        with h.raises() as raised:
            await opened(model=h.MODELS["unknown"]).ainvoke(prompt("plain"))
        check(raised.error.status_code, 404)

    async def rate_limited(self):
        asked, run = h.ask("rate_limited")
        with h.waits_out(run):
            check((await self._model.ainvoke(asked)).content, h.answer("rate_limited"))

    async def server_error(self):
        asked, run = h.ask("server_error")
        check((await self._model.ainvoke(asked)).content, h.answer("server_error"))
        check(h.requests(run), 3)

    async def cut(self):
        seen = ""
        with h.raises():
            async for chunk in self._model.astream(prompt("cut")):
                seen += chunk.content
        h.check_part(seen)

    async def cancel(self):
        async with h.cancels():
            stream = self._model.astream(prompt("cancel"))
            for _ in range(3):
                await anext(stream)
            await stream.aclose()

    async def embeddings(self):
        # without the check it would load a tokenizer and send token numbers
        embeddings = OpenAIEmbeddings(
            model=h.MODELS["embedding"], api_key=h.API_KEY, base_url=h.BASE_URL, check_embedding_ctx_length=False
        )
        check([len(vector) for vector in await embeddings.aembed_documents(["one", "two"])], [256, 256])

    async def long_stream(self):
        whole, chunks = await collected(self._model, prompt("long_stream"))
        assert chunks >= 500, chunks
        check(whole.content, h.LONG_ANSWER)

    async def unicode(self):
        check((await self._model.ainvoke(prompt("unicode"))).content, h.answer("unicode"))
        check((await collected(self._model, prompt("unicode")))[0].content, h.answer("unicode"))


def prompt(name):
    return h.ask(name)[0]


async def collected(model, given):
    """All chunks of a stream added up, and how many there were."""
    whole, count = None, 0
    async for chunk in model.astream(given):
        whole = chunk if whole is None else whole + chunk
        count += 1
    return whole, count


asyncio.run(h.run_all("langchain-openai", "langchain-openai", Scenarios(), NONE))
