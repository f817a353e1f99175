// What a visitor fetches, in bytes as they are and compressed by brotli: for the first figure, for each further one, and for
// everything but the data. Fails where that is more than size.json allows. `cargo xtask size` builds the site and runs this.

import { readdir, readFile } from 'node:fs/promises';
import { brotliCompressSync } from 'node:zlib';
import { figures } from 'alleyway-lab/modules';

const here = name => new URL(name, import.meta.url);
const budget = JSON.parse(await readFile(here('size.json'), 'utf8'));
const { parts, entries } = JSON.parse(await readFile(here('node_modules/.cache/parts.json'), 'utf8'));

const sizes = new Map();
/** What the lab is made of; the pages of its figures, each with a picture, are beside it, and what only who installs it fetches. */
for (const folder of ['dist/', 'dist/assets/']) {
  for (const one of await readdir(here(folder), { withFileTypes: true })) {
    if (!one.isFile() || /\.(json|xml|txt|png|webmanifest)$/.test(one.name)) continue;
    const body = await readFile(here(folder + one.name));
    sizes.set(one.name, { raw: body.length, packed: brotliCompressSync(body).length });
  }
}
const base = path => path.replace(/^.*\//, '');
const isData = name => /\.(csv|gz|svg)$/.test(name);
const sum = names =>
  [...new Set(names.map(base))].reduce(
    ({ raw, packed }, name) => ({
      raw: raw + sizes.get(name).raw,
      packed: packed + sizes.get(name).packed,
    }),
    { raw: 0, packed: 0 },
  );

const isModule = name => name.endsWith('.wasm');
/** The files of the modules, by their names. */
const moduleFiles = Object.fromEntries(
  Object.entries(parts)
    .filter(([name]) => isModule(name))
    .map(([name, files]) => [name.replace('.wasm', ''), files]),
);
const later = Object.entries(parts).filter(([name]) => name !== 'worker' && !isModule(name));
/** All that one way of showing a figure begins with: a page, its styles and code, and that of the workers. */
const shown = (name, page) =>
  sum([...(page ? [page] : []), ...entries[name], ...parts.worker]);
const page = shown('index', 'index.html');
const plus = (one, other) => ({ raw: one.raw + other.raw, packed: one.packed + other.packed });

const [first, ...further] = Object.entries(figures);
/** A module counts with the first of its figures: whoever has that has it for the others. */
const had = new Set([first[1]]);
const others = further.map(([name, module]) => {
  const files = [...parts[name], ...(had.has(module) ? [] : moduleFiles[module])];
  const what = had.has(module) ? name : `${name}, with its module`;
  had.add(module);
  return [`figure ${what}`, sum(files), null];
});

const kilo = bytes => (bytes / 1000).toFixed(1).padStart(8);
const module = sum(moduleFiles[first[1]]);
const rows = [
  ['first figure, module', module, budget.module],
  ['first figure, page', page, budget.page],
  ['a post with it, by script', plus(module, shown('embed')), budget.post],
  ['a post with it, in a frame', plus(module, shown('frame', 'embed.html')), null],
  ...others,
  ...later.filter(([name]) => !(name in figures)).map(([name, files]) => [`part ${name}`, sum(files), null]),
  ['everything', sum([...sizes.keys()].filter(name => !isData(name))), budget.everything],
  ...[...sizes.keys()].filter(name => /\.(csv|gz)$/.test(name)).map(name => [`data ${name}`, sum([name]), null]),
];
// Packed already: as they lie on a disk.
for (const name of ['alleyway', ...Object.keys(figures)]) {
  const { length } = await readFile(here(`dist/offline/${name}.html`));
  rows.push([`one file, ${name}`, { raw: length, packed: length }, null]);
}
console.log(`${''.padEnd(32)}  raw KB   brotli   budget`);
let over = 0;
for (const [name, { raw, packed }, most] of rows) {
  console.log(`${name.padEnd(30)} ${kilo(raw)} ${kilo(packed)} ${most === null ? '' : kilo(1000 * most)}`);
  if (most !== null && packed > 1000 * most) over++;
}
if (over > 0) {
  console.error(`${over} of these are over the budget of size.json`);
  process.exitCode = 1;
}
