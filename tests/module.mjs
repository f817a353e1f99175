// The modules of pkg/ in Node, without a browser, as if they were one: each call goes to the module of its figure.

import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { load } from '../pkg/alleyway.js';
import { figures } from '../pkg/modules.js';

const root = new URL('../', import.meta.url);

/** By figure; several figures share one. */
const trainers = new Map();

export async function start() {
  for (const figure of Object.keys(figures)) trainers.set(figure, await load(figure));
}

/** The module that a request is for; of one that cannot be read the first. */
function trainerOf(request) {
  let figure;
  try {
    figure = JSON.parse(request.replace(/^\ufeff/, '')).figure;
  } catch {
    // The module says what is wrong with it.
  }
  return trainers.get(figure) ?? trainers.values().next().value;
}

/** With or without `new`, as `Run` of the module. */
export function Run(...given) {
  return new (trainerOf(given[0]).Run)(...given);
}

export const resolve = (...given) => trainerOf(given[0]).resolve(...given);
export const normaliseDigit = (...given) => trainerOf().normaliseDigit(...given);

/** Every module's figures, each in its place. */
export function catalogue() {
  const all = [...new Set(trainers.values())].map((one) => JSON.parse(one.catalogue()));
  return JSON.stringify({ ...all[0], figures: all.flatMap((one) => one.figures) });
}

export function provide(...given) {
  for (const trainer of new Set(trainers.values())) trainer.provide(...given);
}

/** Gives a module the real data sets, as the page does. */
export async function provideTo(trainer) {
  trainer.provide('digits', gunzipSync(await readFile(new URL('crate/alleyway/data/digits.csv.gz', root))));
  trainer.provide('diabetes', await readFile(new URL('crate/alleyway/data/diabetes.csv', root)));
}

export async function provideData() {
  for (const trainer of new Set(trainers.values())) await provideTo(trainer);
}

/**
 * A whole run: one Run works, another takes in what it did.
 *
 * `jobs` says in which order, as [first, count] pairs; by default all pieces at once.
 */
export function complete(request, jobs) {
  const run = new Run(JSON.stringify(request));
  const worker = new Run(JSON.stringify(request));
  for (const [first, count] of jobs ?? [[0, run.pieces]]) {
    worker.start(first, count);
    while (worker.advance() < 1);
    run.accept(first, count, worker.part());
  }
  const result = { json: run.json(), csv: run.csv(), frames: run.frames() };
  run.free();
  worker.free();
  return result;
}
