// The names and numbers of every figure, made from the catalogues of the modules: run by `cargo xtask build`, after which a
// page that asks for a key, a series or a number that a figure does not have is refused by the type check.

import { readFile, writeFile } from 'node:fs/promises';
import { instantiate } from './trainer.js';

const here = (name) => new URL(name, import.meta.url);
/** The modules, in the order of their figures. */
const modules = process.argv.slice(2);
const catalogues = await Promise.all(
  modules.map(async (name) => {
    const { catalogue } = instantiate(await WebAssembly.compile(await readFile(here(`${name}.wasm`))));
    return JSON.parse(catalogue());
  }),
);

const quoted = (text) => `'${text}'`;
const union = (names) => [...new Set(names)].map(quoted).join(' | ') || 'never';
const names = (list) => union(list.map(({ name }) => name));

/** What a key holds in a resolved config. */
function held({ type, choices, auto }) {
  if (type === 'choice') return union(choices);
  if (type === 'sizes') return 'number[]';
  if (type === 'picks') return 'number | string';
  return auto ? "number | 'auto'" : 'number';
}

const camel = (name) => name.replace(/[-_]([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const object = (entries) => Object.fromEntries(entries.map(([name, value]) => [camel(name), value]));
/** Codes by their words, and the numbers that figures decide by. */
function facts(all) {
  const codes = all.figures.map(({ name, codes }) => [
    name,
    object(Object.entries(codes).map(([code, words]) => [code, object(words.map((word, at) => [word, at]))])),
  ]);
  const constants = all.figures.map(({ name, constants }) => [name, object(Object.entries(constants))]);
  return { codes: object(codes), constants: { ...object(Object.entries(all.constants)), ...object(constants) } };
}

function figure({ name, keys, presets, series, summary, views }) {
  return `  ${quoted(name)}: {
    config: {
${keys.map((key) => `      /** ${key.help} */\n      ${key.name}: ${held(key)};`).join('\n')}
    };
    preset: ${names(presets)};
    series: ${names(series)};
    summary: ${names(summary)};
    views: {
${views.map((view) => `      ${view.name}: ${names(view.series)};`).join('\n')}
    };
  };`;
}

const all = { constants: catalogues[0].constants, figures: catalogues.flatMap(({ figures }) => figures) };
const moduleOf = catalogues.flatMap(({ figures }, at) => figures.map(({ name }) => [name, modules[at]]));
const { codes, constants } = facts(all);
const json = (value) => JSON.stringify(value, null, 2);
const types = `/** What every figure is asked for and yields, by name. */
export interface Figures {
${all.figures.map(figure).join('\n')}
}

export type FigureName = keyof Figures;

/** What numbers stand for that are codes. */
export declare const codes: ${json(codes)};

/** Numbers that the figures decide by. */
export declare const constants: ${json(constants)};
`;
const values = `export const codes = ${json(codes)};\nexport const constants = ${json(constants)};\n`;

// The addresses as bundlers look for them.
const places = `/** Where the modules are. */
export const modules = {
${modules.map((name) => `  ${quoted(name)}: new URL('./${name}.wasm', import.meta.url).href,`).join('\n')}
};

/** The module that a figure is in. */
export const figures = ${json(Object.fromEntries(moduleOf))};
`;
const placeTypes = `import type { FigureName } from './figures.js';

export type ModuleName = ${union(modules)};

/** Where the modules are. */
export declare const modules: Record<ModuleName, string>;

/** The module that a figure is in. */
export declare const figures: Record<FigureName, ModuleName>;
`;
await Promise.all([
  writeFile(here('figures.d.ts'), types),
  writeFile(here('figures.js'), values),
  writeFile(here('modules.d.ts'), placeTypes),
  writeFile(here('modules.js'), places),
]);
