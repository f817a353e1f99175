/** The figures that this page can draw, by name. The first is there at once, others when they are asked for. */

import { chunk } from '../worker/code.ts';
import type { Track } from '../worker/loading.ts';
import type { Figure } from './contract.ts';
import { doubleDescent } from './double-descent.ts';

interface Later {
  track: Track;
  get(): Promise<Figure>;
}

function later<M>(name: string, load: () => Promise<M>, figure: (module: M) => Figure): Later {
  const code = chunk('The code of this figure', name, load);
  return { track: code.track, get: async () => figure(await code.get()) };
}

const others: Record<string, Later> = {
  'least-norm': later(
    'least-norm',
    () => import('./least-norm.ts'),
    module => module.leastNorm,
  ),
  'one-weight': later(
    'one-weight',
    () => import('./one-weight.ts'),
    module => module.oneWeight,
  ),
  landscape: later(
    'landscape',
    () => import('./landscape.ts'),
    module => module.landscape,
  ),
  memorise: later(
    'memorise',
    () => import('./memorise.ts'),
    module => module.memorise,
  ),
  split: later(
    'split',
    () => import('./split.ts'),
    module => module.split,
  ),
  traps: later(
    'traps',
    () => import('./traps.ts'),
    module => module.traps,
  ),
};

export const figures = new Map<string, Figure>([[doubleDescent.name, doubleDescent]]);

export const figureNames: readonly string[] = [...figures.keys(), ...Object.keys(others)];

/** Whether the code of a figure, one that there is, has not been loaded. */
export function lacksFigure(name: string): boolean {
  return Object.hasOwn(others, name) && !figures.has(name);
}

/** How much of the code of a figure has come; null where nothing has to. */
export function figureTrack(name: string): Track | null {
  return (lacksFigure(name) && others[name]?.track) || null;
}

/** Fetch the code of a figure; one that nobody knows is left to whoever asks for it. */
export async function loadFigure(name: string): Promise<void> {
  if (lacksFigure(name)) figures.set(name, (await others[name]?.get()) as Figure);
}
