/** A lab's place in the page's address: which fragments are about it, what they ask for, and what it writes there. */

import { figures } from '../figures/index.ts';
import { Address } from './address.ts';
import { type Bench, stateOf } from './bench.ts';
import { type LabState, readFragment, readText, writeFragment } from './state.ts';

export type History = 'push' | 'replace';

/** What the position is called in the address of a figure whose code is not there yet. */
const POSITION = 'size';

export class Place {
  readonly address = new Address();
  private readonly bench: Bench;

  constructor(bench: Bench) {
    this.bench = bench;
  }

  /** Whether the address of the page is this lab's to read and write. */
  get tied(): boolean {
    return this.bench.element.hasAttribute('fragment');
  }

  /** The key of a position in this figure's addresses. */
  get positionKey(): string | null {
    const figure = this.bench.figure ?? figures.get(this.bench.own);
    return figure ? figure.story.key : POSITION;
  }

  /**
   * Whether a fragment is about this lab: one that names its figure; and for the first lab of a page
   * also one that names none, or one that nothing else on the page is there for.
   */
  concerns(fragment: string): boolean {
    const { own, element } = this.bench;
    const named = figureIn(fragment);
    if (named === own) return true;
    if (document.querySelector('alleyway-lab') !== element) return false;
    if (named === null) return true;
    for (const other of document.querySelectorAll('alleyway-lab, alleyway-later'))
      if (other !== element && other.getAttribute('figure') === named) return false;
    return true;
  }

  /** What the attributes ask for. */
  given(): LabState {
    const { own, element } = this.bench;
    const empty = { ...stateOf(own), preset: element.getAttribute('preset') };
    const text = element.getAttribute('config');
    const given = text ? readText(text, empty, figures.get(own)?.story.key ?? null) : empty;
    const opening = figures.get(given.figure)?.opening;
    return { ...given, config: { ...opening, ...given.config } };
  }

  /** What the address asks for beyond `given`; null where it says nothing to this lab. */
  asked(given: LabState): LabState | null {
    const mine = this.tied && this.concerns(location.hash);
    const fragment = mine ? location.hash : '';
    this.address.last = location.hash;
    const key = figures.get(figureIn(fragment) ?? given.figure)?.story.key;
    return readFragment(fragment, { ...given, config: {} }, key === undefined ? POSITION : key);
  }

  write(history: History) {
    if (this.bench.trouble || !this.tied) return;
    this.address[history](writeFragment(this.bench.state, this.positionKey));
  }

  /** Copy the address of what is seen. */
  async share() {
    const { bench } = this;
    this.address.flush();
    const url = new URL(location.href);
    url.hash = writeFragment(bench.state, this.positionKey);
    try {
      await navigator.clipboard.writeText(url.href);
      bench.say('Link copied');
    } catch {
      this.write('replace');
      this.address.flush();
      bench.say('The link is in the address bar');
    }
  }
}

/** The figure that a fragment names, if it is the state of one and names any. */
export function figureIn(fragment: string): string | null {
  if (!fragment.includes('=')) return null;
  return new URLSearchParams(fragment.replace(/^#/, '')).get('figure');
}
