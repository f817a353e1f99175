// Side by side with what people would use instead: `cargo xtask bench`.
//
// Every contender does the same work, in turn, for several rounds: what else the machine does meets all of them. Those of the browser
// each get a fresh page of Chromium in each round, numpy a fresh process. Printed are medians, their spread, and how many times as many
// steps ours takes; the raw numbers go to the file that is named.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { chromium as engine } from '@playwright/test';
import { chromium } from '../browsers.mjs';

const { values } = parseArgs({ options: { modules: { type: 'string' }, out: { type: 'string' }, quick: { type: 'boolean' } } });
const ROUNDS = values.quick ? 3 : 9;
/** Steps after which losses are compared, and how long a contender is measured in a round. */
const WARM = 200;
const SECONDS = values.quick ? 0.3 : 0.8;
/** Of losses after the same steps: f32 and f64 differ, other work would differ more. */
const ALIKE = 0.01;

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = { bench: join(root, 'tests/bench'), pkg: join(root, 'pkg'), modules: values.modules };
const version = async (name) => (await import(join(values.modules, name, 'package.json'), { with: { type: 'json' } })).default.version;

const contenders = [
  { name: 'Alleyway', version: 'f32, wasm', file: 'alleyway.js' },
  { name: 'TensorFlow.js wasm', package: '@tensorflow/tfjs-backend-wasm', file: 'tensorflow.js', kind: 'wasm', goal: 30 },
  { name: 'TensorFlow.js cpu', package: '@tensorflow/tfjs', file: 'tensorflow.js', kind: 'cpu' },
  { name: 'plain JavaScript, f64', version: 'ours', file: 'plain.js', kind: 'f64' },
  { name: 'plain JavaScript, f32', version: 'ours', file: 'plain.js', kind: 'f32' },
  { name: 'numpy, f64', python: 'float64' },
  { name: 'numpy, f32', python: 'float32', goal: 2 },
];

const browser = await engine.launch(chromium);
const BASE = 'http://bench.invalid';

/** A contender in a fresh page: how many steps a second, and its loss after the first. */
async function inPage({ file, kind }) {
  const context = await browser.newContext();
  try {
    await context.route(`${BASE}/**`, (route) => {
      const path = normalize(new URL(route.request().url()).pathname);
      if (path === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Bench</title>' });
      const [, folder, ...rest] = path.split('/');
      const found = folders[folder] && join(folders[folder], ...rest);
      return found && existsSync(found) ? route.fulfill({ path: found }) : route.fulfill({ status: 404, body: '' });
    });
    const page = await context.newPage();
    await page.goto(`${BASE}/`);
    return await page.evaluate(
      async ({ file, kind, WARM, SECONDS }) => {
        const { contender } = await import(`/bench/step/${file}`);
        const { seconds, loss } = await contender(kind);
        let took = seconds(WARM);
        const ended = loss?.();
        // Then as many as fill the time, by what the last took; the first are those of code that is not compiled yet.
        let steps = WARM;
        while (took < SECONDS / 2) {
          steps = Math.ceil((steps * SECONDS) / Math.max(took, SECONDS / 8));
          took = seconds(steps);
        }
        return { rate: steps / took, loss: ended };
      },
      { file, kind, WARM, SECONDS },
    );
  } finally {
    await context.close();
  }
}

/** numpy in a process of its own, on one core as all others; nothing where there is no numpy. */
async function inPython({ python }) {
  const script = join(folders.bench, 'step/numpy_step.py');
  const one = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)('python3', [script, python, WARM, 1, SECONDS].map(String), { env: { ...process.env, ...one } });
  return JSON.parse(stdout);
}

for (const one of contenders) if (one.package) one.version = await version(one.package);
const raw = new Map(contenders.map((one) => [one.name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const one of contenders) {
    if (one.gone) continue;
    try {
      const measured = await (one.python ? inPython(one) : inPage(one));
      one.version ??= measured.version;
      raw.get(one.name).push(measured);
    } catch (error) {
      one.gone = String(error.stderr || error.message || error).trim().split('\n').at(-1);
    }
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS}, ${one.name.padEnd(30)}`);
  }
process.stderr.write('\n');
await browser.close();

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rates = (name) => raw.get(name).map((one) => one.rate);
const losses = contenders.flatMap(({ name }) => raw.get(name).map(({ loss }) => [name, loss])).filter(([, loss]) => loss !== undefined);
const [, expected] = losses[0];
for (const [name, loss] of losses)
  if (!(Math.abs(loss / expected - 1) < ALIKE)) throw new Error(`${name} does other work: its loss is ${loss} after ${WARM} steps, not ${expected}`);

const own = rates('Alleyway');
const count = (value) => Math.round(value).toLocaleString('en');
console.log(`\nSteps a second of a network: 100 points, 10 inputs, 64 tanh neurons, Adam; ${ROUNDS} rounds, one core each`);
console.log('\n| contender | version | median | least to most | Alleyway takes | goal |\n| --- | --- | ---: | ---: | ---: | ---: |');
for (const { name, version, goal, gone } of contenders) {
  if (gone) {
    console.log(`| ${name} | | not here: ${gone} | | | |`);
    continue;
  }
  const all = rates(name);
  // Of each round its own ratio: what slowed one slowed the other.
  const times = median(all.map((rate, round) => own[round] / rate));
  console.log(`| ${name} | ${version} | ${count(median(all))} | ${count(Math.min(...all))} to ${count(Math.max(...all))} | ${times.toFixed(2)} x | ${goal ? `${goal} x` : ''} |`);
}
if (values.out) await writeFile(values.out, JSON.stringify({ rounds: ROUNDS, step: Object.fromEntries(raw) }, null, 1));
