// LangChain.js with its OpenAI package.

import assert from 'node:assert/strict';
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';
import * as h from './harness.mjs';

const City = z.object({ name: z.string(), population: z.number().int(), coastal: z.boolean() });
const weather = tool(() => h.tool.result, {
  name: h.tool.name,
  description: h.tool.description,
  schema: z.object({ city: z.string(), unit: z.enum(['celsius', 'kelvin']) }),
});

const open = (more = {}) =>
  new ChatOpenAI({ model: h.models.chat, apiKey: h.apiKey, configuration: { baseURL: h.baseURL }, ...more });
const model = open();
const prompt = (name) => h.ask(name).prompt;

/** The chunks of a stream, and all of them added up. */
async function streamed(runnable, input) {
  let whole;
  let chunks = 0;
  for await (const chunk of await runnable.stream(input)) {
    whole = whole ? whole.concat(chunk) : chunk;
    chunks++;
  }
  return { whole, chunks };
}

async function callsTool(scenario, answer) {
  const bound = model.bindTools([weather]);
  const messages = [new HumanMessage(prompt(scenario))];
  const asked = await answer(bound, messages);
  assert.deepEqual(asked.tool_calls.map(({ name, args }) => ({ name, args })), [
    { name: h.tool.name, args: h.tool.arguments },
  ]);
  const result = new ToolMessage({ content: h.tool.result, tool_call_id: asked.tool_calls[0].id });
  assert.equal((await answer(bound, [...messages, asked, result])).content, h.tool.answer);
}

await h.runAll('@langchain/openai', h.versionOf('@langchain/openai'), {
  async plain() {
    assert.equal((await model.invoke(prompt('plain'))).content, h.answer('plain'));
  },
  async stream() {
    assert.equal((await streamed(model, prompt('stream'))).whole.content, h.answer('stream'));
  },
  async stream_usage() {
    const { whole } = await streamed(open({ streamUsage: true }), prompt('stream_usage'));
    assert.equal(whole.usage_metadata.input_tokens, h.book.usage.prompt);
    assert.equal(whole.usage_metadata.output_tokens, h.book.usage.completion);
  },
  tools: () => callsTool('tools', (bound, messages) => bound.invoke(messages)),
  tools_streamed: () => callsTool('tools_streamed', async (bound, messages) => (await streamed(bound, messages)).whole),
  async structured() {
    const parsed = await model.withStructuredOutput(City, { method: 'jsonSchema' }).invoke(prompt('structured'));
    assert.deepEqual(parsed, JSON.parse(h.answer('structured')));
  },
  async unauthorized() {
    const failure = await h.rejection(() => open({ apiKey: h.wrongKey }).invoke(prompt('plain')));
    assert.equal(failure.status, 401, String(failure));
  },
  async unknown_model() {
    const failure = await h.rejection(() => open({ model: h.models.unknown }).invoke(prompt('plain')));
    assert.equal(failure.status, 404, String(failure));
  },
  async rate_limited() {
    const asked = h.ask('rate_limited');
    assert.equal((await model.invoke(asked.prompt)).content, h.answer('rate_limited'));
    assert.equal(await h.requests(asked.run), 2);
  },
  async server_error() {
    const asked = h.ask('server_error');
    assert.equal((await model.invoke(asked.prompt)).content, h.answer('server_error'));
    assert.equal(await h.requests(asked.run), 3);
  },
  async cut() {
    let text = '';
    await h.rejection(async () => {
      for await (const chunk of await model.stream(prompt('cut'))) text += chunk.content;
    });
    h.assertPart(text);
  },
  cancel: () =>
    h.cancels(async () => {
      let seen = 0;
      for await (const _ of await model.stream(prompt('cancel'))) if (++seen === 3) break;
    }),
  async embeddings() {
    const settings = { model: h.models.embedding, apiKey: h.apiKey, configuration: { baseURL: h.baseURL } };
    const vectors = await new OpenAIEmbeddings(settings).embedDocuments(['one', 'two']);
    assert.deepEqual(vectors.map((vector) => vector.length), [256, 256]);
  },
  async reasoning() {
    const thinking = open({ model: h.models.reasoning });
    assert.equal((await thinking.invoke(prompt('reasoning'))).additional_kwargs.reasoning_content, h.book.thinking);
    const { whole } = await streamed(thinking, prompt('reasoning'));
    assert.equal(whole.additional_kwargs.reasoning_content, h.book.thinking);
    assert.equal(whole.content, h.answer('reasoning'));
  },
  async long_stream() {
    const { whole, chunks } = await streamed(model, prompt('long_stream'));
    assert.ok(chunks >= 500);
    assert.equal(whole.content, h.longAnswer);
  },
  async unicode() {
    assert.equal((await model.invoke(prompt('unicode'))).content, h.answer('unicode'));
    assert.equal((await streamed(model, prompt('unicode'))).whole.content, h.answer('unicode'));
  },
});
