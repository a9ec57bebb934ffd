// The AI SDK with three of its providers, each a client of its own in the table.

import assert from 'node:assert/strict';
import { createDeepSeek } from '@ai-sdk/deepseek';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, isStepCount, Output, streamText, tool } from 'ai';
import { z } from 'zod';
import * as h from './harness.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;

const City = z.object({ name: z.string(), population: z.number().int(), coastal: z.boolean() });

const providers = {
  '@ai-sdk/openai': {
    title: '@ai-sdk/openai `chat()`',
    open: (apiKey) => {
      const provider = createOpenAI({ baseURL: h.baseURL, apiKey });
      return { chat: (id) => provider.chat(id), embedding: (id) => provider.embeddingModel(id) };
    },
    none: { reasoning: 'does not read `reasoning_content`' },
  },
  '@ai-sdk/openai-compatible': {
    title: '@ai-sdk/openai-compatible',
    open: (apiKey) => {
      const settings = { name: 'sluice', baseURL: h.baseURL, apiKey, includeUsage: true };
      const provider = createOpenAICompatible({ ...settings, supportsStructuredOutputs: true });
      return { chat: (id) => provider.chatModel(id), embedding: (id) => provider.embeddingModel(id) };
    },
    none: {},
  },
  '@ai-sdk/deepseek': {
    title: '@ai-sdk/deepseek',
    open: (apiKey) => {
      const provider = createDeepSeek({ baseURL: h.baseURL, apiKey });
      return { chat: (id) => provider.chat(id) };
    },
    none: { embeddings: 'has no embeddings' },
  },
};

for (const [name, { title, open, none }] of Object.entries(providers)) {
  const provider = open(h.apiKey);
  const call = (scenario, more = {}) => {
    const { run, prompt } = h.ask(scenario);
    return { run, request: { model: provider.chat(h.models.chat), prompt, ...more } };
  };
  const plain = async (request) => (await generateText(request)).text;

  /** Everything a stream tells. */
  async function streamed(request, seen = { text: '', reasoning: '', deltas: 0, errors: [] }) {
    const result = streamText({ ...request, onError: () => {} });
    for await (const part of result.stream) {
      if (part.type === 'text-delta') {
        seen.text += part.text;
        seen.deltas++;
      }
      if (part.type === 'reasoning-delta') seen.reasoning += part.text;
      if (part.type === 'error') seen.errors.push(part.error);
      if (part.type === 'finish') Object.assign(seen, { usage: part.totalUsage, finish: part.finishReason });
    }
    return seen;
  }

  const weather = (calls) => ({
    [h.tool.name]: tool({
      description: h.tool.description,
      inputSchema: z.object({ city: z.string(), unit: z.enum(['celsius', 'kelvin']) }),
      execute: (input) => {
        calls.push(input);
        return h.tool.result;
      },
    }),
  });

  await h.runAll(`ai ${h.versionOf('ai')}, ${title}`, h.versionOf(name), {
    async plain() {
      assert.equal(await plain(call('plain').request), h.answer('plain'));
    },
    async stream() {
      const seen = await streamed(call('stream').request);
      assert.equal(seen.text, h.answer('stream'));
      assert.equal(seen.finish, 'stop');
    },
    async stream_usage() {
      const { usage } = await streamed(call('stream_usage').request);
      assert.equal(usage.inputTokens, h.book.usage.prompt);
      assert.equal(usage.outputTokens, h.book.usage.completion);
    },
    async tools() {
      const calls = [];
      const { request } = call('tools', { tools: weather(calls), stopWhen: isStepCount(2) });
      assert.equal(await plain(request), h.tool.answer);
      assert.deepEqual(calls, [h.tool.arguments]);
    },
    async tools_streamed() {
      const calls = [];
      const { request } = call('tools_streamed', { tools: weather(calls), stopWhen: isStepCount(2) });
      assert.equal((await streamed(request)).text, h.tool.answer);
      assert.deepEqual(calls, [h.tool.arguments]);
    },
    async structured() {
      const { output } = await generateText(call('structured', { output: Output.object({ schema: City }) }).request);
      assert.deepEqual(output, JSON.parse(h.answer('structured')));
    },
    async unauthorized() {
      const model = open(h.wrongKey).chat(h.models.chat);
      const failure = await h.rejection(() => plain(call('plain', { model }).request));
      assert.equal(failure.statusCode, 401, String(failure));
    },
    async unknown_model() {
      const model = provider.chat(h.models.unknown);
      const failure = await h.rejection(() => plain(call('plain', { model }).request));
      assert.equal(failure.statusCode, 404, String(failure));
    },
    async rate_limited() {
      const { run, request } = call('rate_limited');
      await h.waitsOut(run, async () => assert.equal(await plain(request), h.answer('rate_limited')));
    },
    async server_error() {
      const { run, request } = call('server_error');
      assert.equal(await plain(request), h.answer('server_error'));
      assert.equal(await h.requests(run), 3);
    },
    async cut() {
      const seen = { text: '', errors: [] };
      await streamed(call('cut').request, seen).catch((failure) => seen.errors.push(failure));
      h.assertPart(seen.text);
      assert.ok(seen.errors.length > 0, 'neither an error part nor an error');
      assert.notEqual(seen.finish, 'stop');
    },
    cancel: () =>
      h.cancels(async () => {
        const abort = new AbortController();
        const { stream } = streamText(call('cancel', { abortSignal: abort.signal }).request);
        let deltas = 0;
        for await (const part of stream) if (part.type === 'text-delta' && ++deltas === 3) abort.abort();
      }),
    async embeddings() {
      const model = provider.embedding(h.models.embedding);
      const { embeddings } = await embedMany({ model, values: ['one', 'two'] });
      assert.deepEqual(embeddings.map((embedding) => embedding.length), [256, 256]);
    },
    async reasoning() {
      const model = provider.chat(h.models.reasoning);
      const whole = await generateText(call('reasoning', { model }).request);
      assert.equal(whole.reasoningText, h.book.thinking);
      assert.equal(whole.text, h.answer('reasoning'));
      const seen = await streamed(call('reasoning', { model }).request);
      assert.equal(seen.reasoning, h.book.thinking);
      assert.equal(seen.text, h.answer('reasoning'));
    },
    async long_stream() {
      const seen = await streamed(call('long_stream').request);
      assert.ok(seen.deltas >= 500);
      assert.equal(seen.text, h.longAnswer);
    },
    async unicode() {
      assert.equal(await plain(call('unicode').request), h.answer('unicode'));
      assert.equal((await streamed(call('unicode').request)).text, h.answer('unicode'));
    },
    ...none,
  });
}
