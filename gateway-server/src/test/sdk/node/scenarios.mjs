// The openai package from npm against Sluice: only OPENAI_BASE_URL and OPENAI_API_KEY are set.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { answer, book, chat, prompt, provider, runAll } from './harness.mjs';

const client = new OpenAI({ timeout: 20_000 });
const completions = client.chat.completions;

const City = z.object({ name: z.string(), population: z.number().int(), coastal: z.boolean() });

const weather = {
  type: 'function',
  function: {
    name: book.tool.name,
    description: 'The weather in a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { type: 'string', enum: ['celsius', 'kelvin'] } },
      required: ['city', 'unit'],
      additionalProperties: false,
    },
  },
};

const scenarios = {
  async plain() {
    const completion = await completions.create(chat('plain'));

    assert.equal(completion.choices[0].message.content, answer('plain'));
    assert.equal(completion.choices[0].finish_reason, 'stop');
    assert.equal(completion.model, book.models.chat);
    assert.ok(completion.usage.total_tokens > 0);
    assert.ok(completion._request_id);
  },

  async routed() {
    const { data, response } = await completions
      .create(chat('routed', { model: book.models.routed }))
      .withResponse();
    const header = (name) => response.headers.get(name) ?? '';

    assert.equal(data.choices[0].message.content, answer('routed'));
    assert.ok(header('x-request-id'));
    assert.match(header('x-sluice-cost-usd'), /^\d+\.\d{9}$/);
    assert.equal(header('x-sluice-model'), data.model);
    assert.match(header('x-sluice-tier'), /^(budget|standard|premium)$/);
    assert.match(header('x-sluice-cache'), /^(MISS|BYPASS)/);
  },

  async cached() {
    const first = await completions.create(chat('cached')).withResponse();
    const second = await completions.create(chat('cached')).withResponse();

    assert.equal(first.response.headers.get('x-sluice-cache'), 'MISS');
    assert.equal(second.response.headers.get('x-sluice-cache'), 'HIT');
    assert.equal(Number(second.response.headers.get('x-sluice-cost-usd')), 0);
    assert.notEqual(second.request_id, first.request_id);
    assert.deepEqual(second.data.choices, first.data.choices);
  },

  async stream() {
    const { data, response } = await completions
      .create(chat('stream', { stream: true }))
      .withResponse();
    const chunks = await collect(data);

    assert.equal(response.headers.get('x-sluice-model'), book.models.chat);
    assert.equal(response.headers.get('x-sluice-tier'), 'direct');
    assert.equal(joined(chunks), answer('stream'));
    assert.deepEqual(finishReasons(chunks), ['stop']);
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    assert.ok(chunks.every((chunk) => chunk.choices.length === 1 && !('usage' in chunk)));
  },

  async stream_usage() {
    const options = { stream: true, stream_options: { include_usage: true } };
    const chunks = await collect(await completions.create(chat('stream_usage', options)));
    const counted = chunks.filter((chunk) => chunk.usage);

    assert.equal(joined(chunks), answer('stream_usage'));
    assert.equal(counted.length, 1);
    assert.equal(counted[0], chunks.at(-1));
    assert.ok(Number(counted[0].usage.cost) > 0);
  },

  async stream_helper() {
    let text = '';
    const stream = completions.stream(chat('stream_helper')).on('content', (delta) => (text += delta));
    const completion = await stream.finalChatCompletion();

    assert.equal(text, answer('stream_helper'));
    assert.equal(completion.choices[0].message.content, answer('stream_helper'));
  },

  async tools() {
    const request = chat('tools', { tools: [weather], tool_choice: 'auto' });
    const asked = (await completions.create(request)).choices[0];
    assert.equal(asked.finish_reason, 'tool_calls');
    assertWeatherCall(asked.message.tool_calls);

    const told = [...request.messages, asked.message, toolResult(asked.message.tool_calls[0].id)];
    const final = await completions.create({ ...request, messages: told });
    assert.equal(final.choices[0].message.content, answer('tools_result'));
  },

  async tools_streamed() {
    const request = chat('tools', { tools: [weather], stream: true });
    const chunks = await collect(await completions.create(request));
    const pieces = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
    const call = {
      id: pieces[0].id,
      type: pieces[0].type,
      function: {
        name: pieces[0].function.name,
        arguments: pieces.map((piece) => piece.function.arguments).join(''),
      },
    };
    assert.deepEqual(finishReasons(chunks), ['tool_calls']);
    assert.ok(pieces.length > 2, 'the arguments come in pieces');
    assertWeatherCall([call]);

    const said = { role: 'assistant', content: null, tool_calls: [call] };
    const told = [...request.messages, said, toolResult(call.id)];
    const final = await collect(await completions.create({ ...request, messages: told }));
    assert.equal(joined(final), answer('tools_result'));
  },

  async structured() {
    const format = zodResponseFormat(City, 'city');
    const completion = await completions.parse(chat('structured', { response_format: format }));

    assert.deepEqual(completion.choices[0].message.parsed, JSON.parse(answer('structured')));
    const { json_schema: sent } = (await provider.lastRequest()).response_format;
    assert.equal(sent.strict, true);
    assert.deepEqual(sent.schema, format.json_schema.schema);
  },

  async vision() {
    const content = [
      { type: 'text', text: prompt('vision') },
      { type: 'image_url', image_url: { url: book.image, detail: 'low' } },
    ];
    const completion = await completions.create(
      chat('vision', { messages: [{ role: 'user', content }] }),
    );

    assert.equal(completion.choices[0].message.content, answer('vision'));
    assert.deepEqual((await provider.lastRequest()).messages[0].content, content);
  },

  async abort() {
    const before = await provider.cancelled();
    const abort = new AbortController();
    const stream = await completions.create(chat('abort', { stream: true }), { signal: abort.signal });
    let seen = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0].delta.content && ++seen === 3) abort.abort();
    }

    assert.equal(seen, 3);
    assert.ok((await provider.cancelledAbove(before)) > before, 'the provider saw the close');
  },

  async retry() {
    const tries = [];
    const observed = new OpenAI({
      timeout: 20_000,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        const count = new Headers(init.headers).get('x-stainless-retry-count');
        tries.push(`${count}: ${response.status}`);
        return response;
      },
    });
    await provider.failNext(429, 1);
    const completion = await observed.chat.completions.create(chat('retry'));

    assert.equal(completion.choices[0].message.content, answer('retry'));
    assert.deepEqual(tries, ['0: 429', '1: 200']);
  },

  async unknown_model() {
    const failure = await rejection(completions.create(chat('plain', { model: book.models.unknown })));

    assert.ok(failure instanceof OpenAI.NotFoundError, String(failure));
    assert.equal(failure.code, 'model_not_found');
    assert.equal(failure.type, 'invalid_request_error');
    assert.equal(failure.param, null);
    assert.ok(failure.requestID);
  },

  async models() {
    const listed = (await client.models.list()).data.map((model) => model.id);
    for (const key of ['chat', 'slashed', 'routed']) assert.ok(listed.includes(book.models[key]), key);

    const one = await client.models.retrieve(book.models.slashed);
    assert.equal(one.id, book.models.slashed);
    assert.equal(one.object, 'model');

    const failure = await rejection(client.models.retrieve(book.models.unknown));
    assert.ok(failure instanceof OpenAI.NotFoundError, String(failure));
  },

  async embeddings() {
    const request = { model: book.models.embedding, input: ['one', 'another'] };
    const decoded = await client.embeddings.create(request);
    const asked = (await provider.lastRequest()).encoding_format;
    const floats = await client.embeddings.create({ ...request, encoding_format: 'float' });

    assert.equal(asked, 'base64');
    assert.deepEqual(decoded.data.map((item) => item.index), [0, 1]);
    for (const [i, { embedding }] of decoded.data.entries()) {
      assert.ok(embedding.length > 0);
      assert.deepEqual(Float32Array.from(embedding), Float32Array.from(floats.data[i].embedding));
    }
  },

  async completions() {
    const request = { model: book.models.chat, prompt: prompt('completions'), max_tokens: 32 };
    const whole = await client.completions.create(request);
    const chunks = await collect(await client.completions.create({ ...request, stream: true }));

    assert.equal(whole.object, 'text_completion');
    assert.equal(whole.choices[0].text, answer('completions'));
    assert.equal(chunks.map((chunk) => chunk.choices[0].text).join(''), answer('completions'));
  },

  async extra_body() {
    const extras = { top_k: 20, vendor_switch: { depth: 1.5 }, seed: 42 };
    const { data, response } = await completions
      .create(chat('extra_body', { ...extras, sluice: { cache: 'off', tags: 'suite=node' } }))
      .withResponse();
    const sent = await provider.lastRequest();

    assert.equal(data.choices[0].message.content, answer('extra_body'));
    assert.equal(response.headers.get('x-sluice-cache'), 'BYPASS');
    for (const [name, value] of Object.entries(extras)) assert.deepEqual(sent[name], value);
    assert.ok(!('sluice' in sent), 'the gateway keeps its own key');
  },

  async cut() {
    await provider.cutNextStreamAt(book.cut_at);
    const stream = await completions.create(chat('cut', { stream: true }));
    let text = '';
    const failure = await rejection(
      (async () => {
        for await (const chunk of stream) text += chunk.choices[0].delta.content ?? '';
      })(),
    );

    assert.ok(failure instanceof OpenAI.APIError, String(failure));
    assert.ok(text.length > 0 && answer('cut').startsWith(text) && text !== answer('cut'), text);
  },
};

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const joined = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

const finishReasons = (chunks) =>
  chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.finish_reason)).filter(Boolean);

const toolResult = (id) => ({ role: 'tool', tool_call_id: id, content: prompt('tools_result') });

function assertWeatherCall(calls) {
  assert.equal(calls.length, 1);
  assert.equal(calls[0].function.name, book.tool.name);
  assert.deepEqual(JSON.parse(calls[0].function.arguments), book.tool.arguments);
}

async function rejection(work) {
  try {
    await work;
  } catch (failure) {
    return failure;
  }
  assert.fail('no error was raised');
}

await runAll(scenarios);
