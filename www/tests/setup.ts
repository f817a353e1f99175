/** Before every file of tests: numbers are written by the trainer, as in the page. Needs `cargo xtask build`. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiate } from 'alleyway-lab/trainer';
import { lendWords } from '../src/chart/words.ts';

const module = fileURLToPath(import.meta.resolve('alleyway-lab/double-descent.wasm'));
lendWords(instantiate(new WebAssembly.Module(readFileSync(module))));
