/** Where the lab stands: its pages are found from where its code came from, wherever the figure is shown. */

import { type Example, pageOf } from './share/places.ts';

/** From the code to the top of the site: the build puts all code into one folder. */
const UP = import.meta.env.DEV ? '../../' : '../';

export const SITE = new URL(UP, import.meta.url);

/** The page of a figure, which the build makes. */
export function pageAt(example: Example): URL {
  return import.meta.env.DEV ? new URL(SITE) : new URL(pageOf(example), SITE);
}

/** Where a link out of a figure leads: within the page of the lab itself, or out of somebody else's page into a new one. */
export function outward(fragment: string, own: boolean): { href: string; target?: '_blank' } {
  return own ? { href: fragment } : { href: new URL(fragment, SITE).href, target: '_blank' };
}
