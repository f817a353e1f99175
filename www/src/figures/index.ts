/** The figures that this page can draw, by name. */

import type { Figure } from './contract.ts';
import { doubleDescent } from './double-descent.ts';

export const figures: ReadonlyMap<string, Figure> = new Map([[doubleDescent.name, doubleDescent]]);
