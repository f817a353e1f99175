/** How many charts stand beside the main one: two at rest, all of them one click away. Which of both is kept in this browser. */

import type { Panel } from '../figures/contract.ts';
import type { Author } from './author.ts';
import type { LabState } from './state.ts';

const AT_REST = 2;
const KEPT = 'alleyway:charts';
const ALL = 'all';

export function wantsAll(): boolean {
  try {
    return localStorage.getItem(KEPT) === ALL;
  } catch {
    return false;
  }
}

export function keepAll(all: boolean) {
  try {
    if (all) localStorage.setItem(KEPT, ALL);
    else localStorage.removeItem(KEPT);
  } catch {
    // Kept for as long as the page is open.
  }
}

/** Those of the side that are not seen at rest. What a link or a reader has chosen something in is. */
export function beyond(
  { layout, author, state }: { layout: string | undefined; author: Author; state: LabState },
  panels: readonly Panel[],
): Panel[] {
  if (layout !== 'board' || author.charts) return [];
  const chosen = ({ name }: Panel) => `show.${name}` in state.looks;
  return panels
    .filter(({ area }) => area === 'side')
    .slice(AT_REST)
    .filter(panel => !chosen(panel));
}
