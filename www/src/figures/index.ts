/** The figures that this page can draw, by name. The first is there at once, others when they are asked for. */

import type { FigureName } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import type { Track } from '../worker/loading.ts';
import type { Figure } from './contract.ts';
import { figure as first } from './double-descent.ts';

/** The code of each figure but the first: one that the trainer has and that is missing here fails the type check. */
const CODE: Record<Exclude<FigureName, 'double-descent'>, () => Promise<{ figure: Figure }>> = {
  'least-norm': () => import('./least-norm.ts'),
  'one-weight': () => import('./one-weight.ts'),
  split: () => import('./split.ts'),
  traps: () => import('./traps.ts'),
  landscape: () => import('./landscape.ts'),
  memorise: () => import('./memorise.ts'),
};

const others = new Map(
  Object.entries(CODE).map(([name, load]) => [name, chunk('The code of this figure', name, load)]),
);

export const figures = new Map<string, Figure>([[first.name, first]]);

export const figureNames: readonly string[] = [first.name, ...others.keys()];

/** Whether the code of a figure, one that there is, has not been loaded. */
export function lacksFigure(name: string): boolean {
  return others.has(name) && !figures.has(name);
}

/** How much of the code of a figure has come; null where nothing has to. */
export function figureTrack(name: string): Track | null {
  return (lacksFigure(name) && others.get(name)?.track) || null;
}

/** Fetch the code of a figure; one that nobody knows is left to whoever asks for it. */
export async function loadFigure(name: string): Promise<void> {
  const code = lacksFigure(name) ? await others.get(name)?.get() : undefined;
  if (code) figures.set(name, code.figure);
}
