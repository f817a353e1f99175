/** What readers expect, where the author has them guess. What asks is fetched only where somebody is asked. */

import { chunk } from '../worker/code.ts';
import { askedBefore, WISH } from './asked.ts';
import type { Asker } from './guess/index.ts';
import type { Parts } from './parts.ts';

const code = chunk('What asks', 'guess', () => import('./guess/index.ts'));

/** Milliseconds after which the answer is shown to who could not be asked. */
const PATIENCE = 3_000;

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
    if (!figure || bench.author.answer !== 'guessed' || WISH === 'shown') return;
    // Where nothing is kept a reader would be asked at every visit: nobody is.
    const anew = WISH === 'guessed' || askedBefore()?.includes(figure.name) === false;
    bench.asking = plain && figure.guessed === true && anew;
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

  /** An act: at once, or, where the reader is asked before it, after that. */
  before(change: Readonly<Record<string, string>>, go: () => void) {
    if (!this.asker?.before(change, go)) go();
  }
}
