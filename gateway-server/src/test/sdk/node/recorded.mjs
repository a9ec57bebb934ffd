// Recorded answers of providers, read with the openai package directly and through Sluice. Prints one JSON line for each.

import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const at = (baseURL) => new OpenAI({ baseURL, apiKey: 'sk-any', maxRetries: 0, timeout: 20_000 });
const direct = at(process.env.SLUICE_SDK_DIRECT);
const through = at(process.env.SLUICE_SDK_THROUGH);
const model = process.env.SLUICE_SDK_MODEL;

for (const body of JSON.parse(readFileSync(process.env.SLUICE_SDK_BODIES, 'utf8'))) {
  const read = body.api === 'CHAT' ? chat : responses;
  const { name, usage } = body;
  console.log(JSON.stringify({ name, usage, direct: await read(direct, body), through: await read(through, body) }));
}

async function chat(client, { prompt, stream, usage }) {
  const request = { model, messages: [{ role: 'user', content: prompt }] };
  if (!stream) return whole(client.chat.completions.create(request));
  if (usage) request.stream_options = { include_usage: true };
  const outcome = await collected(client.chat.completions.create({ ...request, stream: true }));
  try {
    outcome.choices = (await client.chat.completions.stream(request).finalChatCompletion()).choices;
  } catch (failure) {
    outcome.choices = String(failure);
  }
  return outcome;
}

function responses(client, { prompt, stream }) {
  const request = { model, input: prompt };
  return stream
    ? collected(client.responses.create({ ...request, stream }))
    : whole(client.responses.create(request));
}

async function whole(call) {
  try {
    return { answer: await call };
  } catch (failure) {
    return { error: String(failure) };
  }
}

async function collected(call) {
  const chunks = [];
  try {
    for await (const chunk of await call) chunks.push(chunk);
    return { chunks };
  } catch (failure) {
    return { chunks, error: String(failure) };
  }
}
