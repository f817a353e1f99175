/** What readers expect, where the author has them guess. What asks is fetched only where somebody is asked. */

import type { TemplateResult } from 'lit';
import type { Scene } from '../figures/contract.ts';
import { chunk } from '../worker/code.ts';
import type { Asker } from './guess/index.ts';
import type { Parts } from './parts.ts';

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

const code = chunk('What asks', 'guess', () => import('./guess/index.ts'));

/** The questions that this reader was asked, in what the browser keeps. */
export const KEPT = 'alleyway:asked';
/** Milliseconds after which the answer is shown to who could not be asked. */
const PATIENCE = 3_000;

/** Where nothing is kept, a reader would be asked at every visit: nobody is. */
function wasAsked(name: string): boolean {
  try {
    return (localStorage.getItem(KEPT) ?? '').split(' ').includes(name);
  } catch {
    return true;
  }
}

export class Guessing {
  private readonly parts: Parts;
  private asker: Asker | null = null;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** The first run is being made. `plain`: as the author has it, and nothing of it was asked for by an address. */
  async open(plain: boolean) {
    const { bench } = this.parts;
    const { figure } = bench;
    // A reader who wants no questions says so in the address of the page.
    if (!figure || bench.author.answer !== 'guessed' || /[?&]answer=shown\b/.test(location.search))
      return;
    bench.asking = plain && figure.guessed === true && !wasAsked(figure.name);
    try {
      const late = new Promise<never>((_, no) => setTimeout(no, PATIENCE));
      this.asker ??= new (await Promise.race([code.get(), late])).Asker(this.parts);
      if (bench.asking) this.asker.first(figure.name);
    } catch {
      // Without it there are no questions.
    }
    bench.asking = false;
    bench.update();
  }

  /** Before an act; true where it waits for what the reader says. */
  before(change: Readonly<Record<string, string>>, go: () => void): boolean {
    return this.asker?.before(change, go) ?? false;
  }
}
