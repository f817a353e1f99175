import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { figures as moduleOf } from 'alleyway-lab/modules';
import { instantiate } from 'alleyway-lab/trainer';
import { figureNames, figures, loadFigure } from '../src/figures/index.ts';
import type { Catalogue } from '../src/worker/api.ts';

const catalogues = [...new Set(Object.values(moduleOf))].map(name => {
  const file = fileURLToPath(import.meta.resolve(`alleyway-lab/${name}.wasm`));
  const trainer = instantiate(new WebAssembly.Module(readFileSync(file)));
  return JSON.parse(trainer.catalogue()) as Catalogue;
});

test('the page draws the figures that the trainer has, and each control in view is one that a hand can move', async () => {
  const entries = catalogues.flatMap(catalogue => catalogue.figures);
  assert.deepEqual([...figureNames].sort(), entries.map(entry => entry.name).sort());
  for (const entry of entries) {
    await loadFigure(entry.name);
    const figure = figures.get(entry.name);
    for (const preset of entry.presets)
      for (const name of figure?.controls(preset.config) ?? []) {
        const key = entry.keys.find(one => one.name === name);
        assert.ok(key?.slider, `${entry.name}, ${preset.name}: ${name}`);
      }
  }
});
