/** A lab's place in the page's address: which states there are about it, what they ask for, and what it writes there. */

import { figures } from '../figures/index.ts';
import { Address } from './address.ts';
import type { Bench } from './bench.ts';
import { copyText } from './clipboard.ts';
import { figureIn, stateIn } from './mending.ts';
import { outward, pageAt, SITE } from './site.ts';
import { type LabState, readFragment, readText, stateOf, writeFragment } from './state.ts';

export type History = 'push' | 'replace';

/** What the position is called in the address of a figure whose code is not there yet. */
const POSITION = 'size';

export class Place {
  readonly address = new Address();
  private readonly bench: Bench;

  /** Called when what is seen has changed, whether that is written or not. */
  private readonly moved: () => void;

  constructor(bench: Bench, moved: () => void) {
    this.bench = bench;
    this.moved = moved;
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

  /** What the address of the page says about this lab; empty where it says nothing. */
  get said(): string {
    const said = stateIn(location);
    return this.tied && this.concerns(said) ? said : '';
  }

  /** Whether the address of the page is about another lab. */
  get elsewhere(): boolean {
    const said = stateIn(location);
    return said !== '' && !this.concerns(said);
  }

  /** What the attributes ask for. */
  given(): LabState {
    const { own, element } = this.bench;
    const empty = { ...stateOf(own), preset: element.getAttribute('preset') };
    const text = element.getAttribute('config');
    const given = text ? readText(text, empty, figures.get(own)?.story.key ?? null) : empty;
    const opening = figures.get(given.figure)?.opening;
    const seed = element.getAttribute('seed');
    return { ...given, config: { ...opening, ...(seed ? { seed } : {}), ...given.config } };
  }

  /** What the address asks for beyond `given`; null where it says nothing to this lab. */
  asked(given: LabState): LabState | null {
    const { said } = this;
    this.address.last = location.hash;
    const key = figures.get(figureIn(said) ?? given.figure)?.story.key;
    return readFragment(said, { ...given, config: {} }, key === undefined ? POSITION : key);
  }

  write(history: History) {
    if (!this.bench.trouble) this.moved();
    if (this.bench.trouble || !this.tied) return;
    this.address[history](writeFragment(this.bench.state, this.positionKey));
  }

  /** A link to exactly what is seen, on the page of this figure, from which others take its title and its picture. */
  get link(): string {
    const { state, trouble } = this.bench;
    // What is refused may name an example that there is not.
    const url = trouble ? new URL(SITE) : pageAt(state);
    const opening = figures.get(state.figure)?.opening;
    const { figure, preset } = state;
    const fragment = writeFragment(state, this.positionKey);
    const plain = writeFragment({ ...stateOf(figure), preset, config: { ...opening } }, null);
    if (fragment !== plain || import.meta.env.DEV) url.hash = fragment;
    return url.href;
  }

  /** The same to something else. */
  outward(fragment: string) {
    return outward(fragment, this.tied);
  }

  /** Copy the link; where that is not allowed it can be copied by hand from the panel. */
  async copyLink() {
    this.address.flush();
    if (await copyText(this.link)) this.bench.say('Link copied');
  }
}
