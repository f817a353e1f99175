// The JavaScript of the package, made from what wasm-bindgen wrote for each module: run by `cargo xtask build` with the folder
// of that and the names of the modules. Every module has the same functions, so that one glue serves all. That of wasm-bindgen
// holds one module for the life of a page; here it becomes the body of a function, and each call of it has a module of its own.

import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [folder, ...names] = process.argv.slice(2);
const here = (name) => new URL(name, import.meta.url);

async function same(file) {
  const [first, ...others] = await Promise.all(names.map((name) => readFile(join(folder, name, file), 'utf8')));
  if (others.some((other) => other !== first)) throw new Error(`the modules have different ${file}: one cannot serve all`);
  return first;
}

/** A text up to a mark that must be in it. */
function before(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`wasm-bindgen no longer writes "${mark}"`);
  return text.slice(0, at);
}

// What loads is left out: the page fetches by itself, and others have alleyway.js.
const glue = before(await same('alleyway.js'), 'async function __wbg_load');
const types = before(await same('alleyway.d.ts'), 'export type InitInput');

/** What a module offers; `start` is called when it is instantiated. */
const offered = [...glue.matchAll(/^export (?:class|function) (\w+)/gm)].map(([, name]) => name).filter((name) => name !== 'start');

const code = `/** The functions of a compiled module, with a memory of their own. */
export function instantiate(module) {
${glue.replace(/^export /gm, '').replace(/^\/\* @ts-self-types.*\n/, '')}
__wbg_finalize_init(new WebAssembly.Instance(module, __wbg_get_imports()), module);
return { ${offered.join(', ')} };
}
`;

const declared = `${types
  .replace(/^\/\* .* \*\/\n/gm, '')
  .replace(/^\/\*\*\n \* Runs once.*?\*\/\nexport function start\(\): void;\n/ms, '')
  // Compilers that are told of an older language know no such symbol.
  .replace(/^ *\[Symbol\.dispose\]\(\): void;\n/gm, '')
  .replace(/^export (class|function) /gm, 'declare $1 ')}
export type { Run };

/** What a module offers. */
export interface Trainer {
${offered.map((name) => `  ${name}: typeof ${name};`).join('\n')}
}

/** The functions of a compiled module, with a memory of their own. */
export declare function instantiate(module: WebAssembly.Module): Trainer;
`;

await Promise.all([
  writeFile(here('trainer.js'), code),
  writeFile(here('trainer.d.ts'), declared),
  // The package is its folder: nothing above it is packed.
  ...['LICENSE-MIT', 'LICENSE-APACHE'].map((name) => copyFile(here(`../${name}`), here(name))),
  ...names.map((name) => copyFile(join(folder, name, 'alleyway_bg.wasm'), here(`${name}.wasm`))),
]);
