// What the scenarios of every client from npm stand on: the shared texts, the provider's counters, the runner.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const book = JSON.parse(readFileSync(process.env.COMPAT_SCENARIOS, 'utf8'));
export const { models, tool } = book;
export const baseURL = process.env.COMPAT_BASE_URL;
export const apiKey = process.env.COMPAT_KEY;
export const wrongKey = 'sk-wrong-key-of-nobody';

export const longAnswer = Array.from({ length: 500 }, (_, i) => i + 1).join(' ');
export const answer = (name) => book.answers[name];

/** A prompt that the provider knows, with a word of its own by which its requests are counted. */
export function ask(name) {
  const run = randomBytes(4).toString('hex');
  return { run, prompt: `[compat:${name}:${run}] Please.` };
}

export const versionOf = (name) => {
  const file = createRequire(import.meta.url).resolve(name).replace(/(.*\/node_modules\/(@[^/]+\/)?[^/]+)\/.*/, '$1/package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
};

const control = async (path) => Number(await (await fetch(process.env.COMPAT_CONTROLS + path)).text());

/** How many requests with this word the provider got. */
export const requests = (run) => control(`/requests?run=${run}`);

/** Runs what cancels an answer, and waits until the provider has seen it. */
export async function cancels(work) {
  const before = await control('/cancelled');
  await work();
  assert.ok((await control(`/cancelled?above=${before}`)) > before, 'the provider saw no cancel');
}

export async function rejection(work) {
  try {
    await work();
  } catch (failure) {
    return failure;
  }
  assert.fail('no error was raised');
}

/** Runs what gets an answer after a 429, and checks that the client waited as told. */
export async function waitsOut(run, work) {
  const start = performance.now();
  await work();
  assert.equal(await requests(run), 2);
  assert.ok(performance.now() - start >= 950, 'the client did not wait for Retry-After');
}

/** Text of a stream that was cut: some of the answer, not all. */
export function assertPart(text) {
  assert.ok(text.length > 0 && answer('cut').startsWith(text) && text !== answer('cut'), text);
}

/** Runs the scenarios of one client. A string in place of a scenario says why the client has none. */
export async function runAll(name, version, scenarios) {
  console.log(`client ${name}|${version}`);
  for (const scenario of Object.keys(book.scenarios)) {
    const work = scenarios[scenario];
    if (typeof work === 'string') {
      console.log(`none ${scenario}: ${work}`);
      continue;
    }
    try {
      await within(60_000, work());
      console.log(`ok ${scenario}`);
    } catch (failure) {
      console.log(`FAILED ${scenario}: ${String(failure).replaceAll(/\s+/g, ' ').slice(0, 300)}`);
    }
  }
}

async function within(millis, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${millis} ms`)), millis);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
