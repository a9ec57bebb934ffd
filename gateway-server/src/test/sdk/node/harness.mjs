// What every scenario stands on: the shared texts, the provider's control endpoint, the runner.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Models, prompts and the provider's answers, shared by the three suites. */
export const book = JSON.parse(readFileSync(new URL('../scenarios.json', import.meta.url), 'utf8'));

// New in every run, so that no answer of an earlier run is served from a cache.
const run = randomBytes(4).toString('hex');

export const prompt = (name) => `${book.chats[name].prompt} (run ${run})`;
export const answer = (name) => book.chats[name].answer;

/** The body of a chat request for the scenario. */
export const chat = (name, more = {}) => ({
  model: book.models.chat,
  messages: [{ role: 'user', content: prompt(name) }],
  ...more,
});

/** Steers and observes the simulated provider behind the gateway. */
export const provider = {
  failNext: (status, times) => control('POST', `/fail?status=${status}&times=${times}`),
  cutNextStreamAt: (bytes) => control('POST', `/cut?at=${bytes}`),
  cancelled: async () => Number(await control('GET', '/cancelled')),
  /** Waits, within the endpoint's own bound, for more than `count` cancelled calls. */
  cancelledAbove: async (count) => Number(await control('GET', `/cancelled?above=${count}`)),
  lastRequest: async () => JSON.parse(await control('GET', '/last-request')),
};

async function control(method, path) {
  const response = await fetch(process.env.SLUICE_SDK_CONTROL + path, { method });
  if (!response.ok) throw new Error(`control endpoint: ${method} ${path} -> ${response.status}`);
  return response.text();
}

/** Runs each scenario, prints a line for it and sets the exit code. */
export async function runAll(scenarios) {
  for (const [name, scenario] of Object.entries(scenarios)) {
    try {
      await within(30_000, scenario());
      console.log(`ok ${name}`);
    } catch (failure) {
      console.log(`FAILED ${name}: ${String(failure).replaceAll(/\s+/g, ' ')}`);
      process.exitCode = 1;
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
