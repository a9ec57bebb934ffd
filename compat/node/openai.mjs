// openai from npm.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import * as h from './harness.mjs';

const client = new OpenAI({ baseURL: h.baseURL, apiKey: h.apiKey, timeout: 30_000 });
const completions = client.chat.completions;

const chat = (name, more = {}) => {
  const { run, prompt } = h.ask(name);
  return { run, request: { model: h.models.chat, messages: [{ role: 'user', content: prompt }], ...more } };
};
const City = z.object({ name: z.string(), population: z.number().int(), coastal: z.boolean() });
const weather = {
  type: 'function',
  function: {
    name: h.tool.name,
    description: h.tool.description,
    parameters: z.toJSONSchema(z.object({ city: z.string(), unit: z.enum(['celsius', 'kelvin']) })),
  },
};

async function streamed(request) {
  const chunks = [];
  for await (const chunk of await completions.create({ ...request, stream: true })) chunks.push(chunk);
  return chunks;
}
const text = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
const plain = async (request) => (await completions.create(request)).choices[0].message.content;

async function tells(status, work) {
  const failure = await h.rejection(work);
  assert.ok(failure instanceof OpenAI.APIError, String(failure));
  assert.equal(failure.status, status);
  assert.ok(failure.code);
}

await h.runAll('openai (npm)', h.versionOf('openai'), {
  async plain() {
    assert.equal(await plain(chat('plain').request), h.answer('plain'));
  },
  async stream() {
    assert.equal(text(await streamed(chat('stream').request)), h.answer('stream'));
  },
  async stream_usage() {
    const chunks = await streamed(chat('stream_usage', { stream_options: { include_usage: true } }).request);
    assert.equal(chunks.filter((chunk) => chunk.usage).length, 1);
    assert.equal(chunks.at(-1).usage.completion_tokens, h.book.usage.completion);
    assert.equal(chunks.at(-1).usage.prompt_tokens, h.book.usage.prompt);
  },
  async tools() {
    const { request } = chat('tools', { tools: [weather] });
    const { message } = (await completions.create(request)).choices[0];
    const [call] = message.tool_calls;
    assert.deepEqual(JSON.parse(call.function.arguments), h.tool.arguments);
    const result = { role: 'tool', tool_call_id: call.id, content: h.tool.result };
    assert.equal(await plain({ ...request, messages: [...request.messages, message, result] }), h.tool.answer);
  },
  async tools_streamed() {
    const runner = completions.runTools({
      ...chat('tools_streamed').request,
      stream: true,
      tools: [{ type: 'function', function: { ...weather.function, parse: JSON.parse, function: called } }],
    });
    const seen = [];
    function called(given) {
      seen.push(given);
      return h.tool.result;
    }
    assert.equal(await runner.finalContent(), h.tool.answer);
    assert.deepEqual(seen, [h.tool.arguments]);
  },
  async structured() {
    const format = zodResponseFormat(City, 'city');
    const completion = await completions.parse(chat('structured', { response_format: format }).request);
    assert.deepEqual(completion.choices[0].message.parsed, JSON.parse(h.answer('structured')));
  },
  unauthorized: () =>
    tells(401, () => client.withOptions({ apiKey: h.wrongKey }).chat.completions.create(chat('plain').request)),
  unknown_model: () => tells(404, () => plain(chat('plain', { model: h.models.unknown }).request)),
  async rate_limited() {
    const { run, request } = chat('rate_limited');
    await h.waitsOut(run, async () => assert.equal(await plain(request), h.answer('rate_limited')));
  },
  async server_error() {
    const { run, request } = chat('server_error');
    assert.equal(await plain(request), h.answer('server_error'));
    assert.equal(await h.requests(run), 3);
  },
  async cut() {
    let seen = '';
    const failure = await h.rejection(async () => {
      const stream = await completions.create({ ...chat('cut').request, stream: true });
      for await (const chunk of stream) seen += chunk.choices[0].delta.content ?? '';
    });
    assert.ok(failure instanceof OpenAI.APIError, String(failure));
    h.assertPart(seen);
  },
  cancel: () =>
    h.cancels(async () => {
      const stream = await completions.create({ ...chat('cancel').request, stream: true });
      let seen = 0;
      for await (const _ of stream) if (++seen === 3) break;
    }),
  async embeddings() {
    const { data } = await client.embeddings.create({ model: h.models.embedding, input: ['one', 'two'] });
    assert.deepEqual(data.map(({ embedding }) => embedding.length), [256, 256]);
  },
  async reasoning() {
    const { message } = (await completions.create(chat('reasoning', { model: h.models.reasoning }).request)).choices[0];
    assert.equal(message.reasoning_content, h.book.thinking);
    const chunks = await streamed(chat('reasoning', { model: h.models.reasoning }).request);
    assert.equal(chunks.map((chunk) => chunk.choices[0].delta.reasoning_content ?? '').join(''), h.book.thinking);
    assert.equal(text(chunks), h.answer('reasoning'));
  },
  async long_stream() {
    const chunks = await streamed(chat('long_stream').request);
    assert.ok(chunks.length >= 500);
    assert.equal(text(chunks), h.longAnswer);
  },
  async unicode() {
    assert.equal(await plain(chat('unicode').request), h.answer('unicode'));
    assert.equal(text(await streamed(chat('unicode').request)), h.answer('unicode'));
  },
});
