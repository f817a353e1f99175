// The module of pkg/ in Node, without a browser.

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { Run, initSync, provide } from '../pkg/alleyway.js';

const root = new URL('../', import.meta.url);

export async function start() {
  initSync({ module: await WebAssembly.compile(await readFile(new URL('pkg/alleyway_bg.wasm', root))) });
}

/** Gives it the real data sets, as the page does. */
export async function provideData() {
  provide('digits', gunzipSync(await readFile(new URL('crate/alleyway/data/digits.csv.gz', root))));
  provide('diabetes', await readFile(new URL('crate/alleyway/data/diabetes.csv', root)));
}

/**
 * A whole run: one Run works, another takes in what it did.
 *
 * `jobs` says in which order, as [first, count] pairs; by default all pieces at once.
 */
export function complete(request, jobs) {
  const desk = new Run(JSON.stringify(request));
  const worker = new Run(JSON.stringify(request));
  for (const [first, count] of jobs ?? [[0, desk.pieces]]) {
    worker.start(first, count);
    while (worker.advance() < 1);
    desk.accept(first, count, worker.part());
  }
  const result = { json: desk.json(), csv: desk.csv(), frames: desk.frames() };
  desk.free();
  worker.free();
  return result;
}
