/** What a question of a reader is to the parts of a lab, and where it is kept that it was asked. */

import type { TemplateResult } from 'lit';
import type { Scene } from '../figures/contract.ts';

/** A question, from when it is asked until another run is asked for. */
export interface Asked {
  /** Not yet answered. */
  readonly open: boolean;
  /** It stands before the first run, whose curves and sentence are not shown until it is answered. */
  readonly veils: boolean;
  /** The run that it is about is being asked for. */
  readonly goes: boolean;
  /** Where the story stands meanwhile. */
  position(scene: Pick<Scene, 'config' | 'frames'>): number | null;
  /** What has been drawn. */
  readonly drawn: ArrayLike<number> | null;
  /** In the place of what it asks about. */
  render(scene: Scene): TemplateResult;
  /** How it turned out; empty while that is not known. */
  reply(scene: Scene): string;
}

/** Where the browser keeps it. */
const KEPT = 'alleyway:asked';

/** The names of the questions that this reader was asked before; null where nothing is kept. */
export function askedBefore(): string[] | null {
  try {
    return (localStorage.getItem(KEPT) ?? '').split(' ').filter(Boolean);
  } catch {
    return null;
  }
}

export function keepAsked(names: Iterable<string>) {
  try {
    localStorage.setItem(KEPT, [...names].join(' '));
  } catch {
    // Full, or closed meanwhile.
  }
}

/** In the address of the page a reader says that no questions are wanted, and a teacher that they are asked once more. */
export const WISH = /[?&]answer=(shown|guessed)\b/.exec(location.search)?.[1];
