/** A preset, run to its end, as a figure is drawn from it. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type ModuleName, modules } from 'alleyway-lab/modules';
import { instantiate, type Trainer } from 'alleyway-lab/trainer';
import { lendWords } from '../src/chart/words.ts';
import { type Figure, type Scene, sentenceOf } from '../src/figures/contract.ts';
import { figures, loadFigure } from '../src/figures/index.ts';
import type { Catalogue, FigureEntry, Preset } from '../src/worker/api.ts';

/** What a trainer computes in one go before it is asked how far it is; nobody waits meanwhile. */
const SLICE = 1000;

export interface Module {
  trainer: Trainer;
  catalogue: Catalogue;
}

export function open(name: ModuleName): Module {
  const bytes = readFileSync(fileURLToPath(modules[name]));
  const trainer = instantiate(new WebAssembly.Module(bytes));
  lendWords(trainer);
  return { trainer, catalogue: JSON.parse(trainer.catalogue()) as Catalogue };
}

/** The real data sets, as the page is served them. */
function provide(trainer: Trainer, name: string) {
  for (const [file, unpack] of [
    [`${name}.csv`, (bytes: Uint8Array) => bytes],
    [`${name}.csv.gz`, gunzipSync],
  ] as const) {
    try {
      return trainer.provide(name, unpack(readFileSync(`../crate/alleyway/data/${file}`)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error(`there are no data named ${name}`);
}

export interface Shown {
  figure: Figure;
  scene: Scene;
}

/** The sentence under the figure, as text. */
export function textOf({ figure, scene }: Shown): string {
  return sentenceOf(figure, scene)
    .map(span => span.text)
    .join('');
}

/** To the end of its argument. */
export async function shown(
  { trainer, catalogue }: Module,
  entry: FigureEntry,
  preset: Preset,
): Promise<Shown> {
  await loadFigure(entry.name);
  const figure = figures.get(entry.name);
  if (!figure) throw new Error(`there is no code of the figure ${entry.name}`);
  const request = JSON.stringify({ figure: entry.name, preset: preset.name });
  const { config } = JSON.parse(trainer.resolve(request)) as Pick<Scene, 'config'>;
  const data = String(config.target);
  if (data in catalogue.data) provide(trainer, data);
  await figure.prepare?.(config, () => {});
  const run = new trainer.Run(request);
  const finish = () => {
    while (run.advance(SLICE) < 1);
  };
  try {
    run.start(0, run.pieces);
    finish();
    run.accept(0, run.pieces, run.part());
    const frames = run.frames();
    const look = figure.view(config, 0);
    if (look) {
      run.view(look.name, Float64Array.from(look.args));
      finish();
    }
    const series = look ? run.viewed() : [];
    const scene: Scene = {
      entry,
      config,
      frames,
      pieces: run.pieces,
      view: look ? { config, series: new Map(series.map(one => [one.name, one])) } : null,
      draw: 1,
      at: figure.story.values(frames).length - 1,
      choices: {},
      views: {},
      held: null,
      cause: null,
      pointed: null,
      guess: null,
    };
    return { figure, scene };
  } finally {
    run.free();
  }
}
