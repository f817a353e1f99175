// What other pages and Node use: the module with a figure, fetched when it is first asked for.

import { figures, modules } from './modules.js';
import { instantiate } from './trainer.js';

export { instantiate } from './trainer.js';

const loaded = new Map();

/** A module from its address; Node.js does not fetch files. */
async function compile(address) {
  if (address.startsWith('file:')) {
    const { readFile } = await import('node:fs/promises');
    return WebAssembly.compile(await readFile(new URL(address)));
  }
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} could not be loaded: the host answered ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
}

export function load(figure) {
  if (!Object.hasOwn(figures, figure)) {
    const known = Object.keys(figures).join(', ');
    return Promise.reject(new Error(`there is no figure named ${figure}; known: ${known}`));
  }
  const name = figures[figure];
  const before = loaded.get(name);
  if (before) return before;
  const now = compile(modules[name]).then(instantiate);
  loaded.set(name, now);
  // What has failed once is asked for again.
  now.catch(() => loaded.delete(name));
  return now;
}

/** Milliseconds of work between two looks at whatever else there is to do. */
const SLICE = 16;

export async function run(request, { data = {}, progress, signal } = {}) {
  const trainer = await load(request.figure);
  for (const [name, csv] of Object.entries(data)) trainer.provide(name, csv);
  const run = new trainer.Run(JSON.stringify(request));
  try {
    run.start(0, run.pieces);
    for (let fraction = 0; fraction < 1; ) {
      signal?.throwIfAborted();
      fraction = run.advance(SLICE);
      progress?.(fraction);
      await new Promise((later) => setTimeout(later));
    }
    run.accept(0, run.pieces, run.part());
    return JSON.parse(run.json());
  } finally {
    run.free();
  }
}
