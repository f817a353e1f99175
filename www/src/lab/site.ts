/** Where the lab stands: its pages are found from where its code came from, or, of code that was packed for another place, from what it was told. */

import { figures as moduleOf, modules } from 'alleyway-lab/modules';
import type { FigureName } from '../worker/api.ts';
import { figureIn } from './mending.ts';
import { type Example, pageOf } from './share/places.ts';

/** From the code to the top of the site: the build puts all code into one folder. */
const UP = import.meta.env.DEV ? '../../' : '../';

export const SITE =
  typeof ADDRESS === 'undefined' ? new URL(UP, import.meta.url) : new URL(ADDRESS);

/** The page of a figure, which the build makes. */
export function pageAt(example: Example): URL {
  return import.meta.env.DEV ? new URL(SITE) : new URL(pageOf(example), SITE);
}

/** What a file that needs no network has in place of an address of what is not in it. */
const NOWHERE = 'about:blank';

/** Whether a figure can be shown here: a file that needs no network may hold only some of them. */
export function isHere(figure: string | null): boolean {
  return typeof OFFLINE === 'undefined' || modules[moduleOf[figure as FigureName]] !== NOWHERE;
}

/** Where a link out of a figure leads: within the page of the lab itself, or out of somebody else's page into a new one. */
export function outward(fragment: string, own: boolean): { href: string; target?: '_blank' } {
  return own && isHere(figureIn(fragment))
    ? { href: fragment }
    : { href: new URL(fragment, SITE).href, target: '_blank' };
}
