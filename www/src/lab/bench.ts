/** What the parts of a lab share: what it was asked for, what it shows, and what stands in the way. */

import type { LitElement } from 'lit';
import type { Figure } from '../figures/contract.ts';
import { figures } from '../figures/index.ts';
import type { FigureEntry, Resolved } from '../worker/api.ts';
import type { Instance } from '../worker/instance.ts';
import type { Asked } from './asked.ts';
import { type Author, authorOf, judgeControls, NOTHING } from './author.ts';
import { keepAll, wantsAll } from './charts.ts';
import { Estimate } from './estimate.ts';
import type { Lever } from './levers.ts';
import type { Export, Phase, Session } from './session.ts';
import { type judgeLooks, type LabState, stateOf } from './state.ts';

export const DEFAULT_FIGURE = 'double-descent';

/** How long a remark stays, in milliseconds. */
const SAID = 2500;

/** How the lab stands: what a run cannot be, and what it can. */
export type Standing = Phase | 'waiting' | 'loading' | 'asking';

/** What is shown in place of a figure. */
export interface Trouble {
  error: Error;
  state: LabState | null;
  again: (() => void) | null;
}

/** What has to be fetched, since when, and how it is begun once more. */
export interface Waiting {
  what: string;
  began: number;
  go(): void;
}

/** A run that takes so long that a reader is asked first. */
export interface Question {
  state: LabState;
  seconds: number;
  /** Null until it is known. */
  levers: Lever[] | null;
}

/** Where a hand or a key is on the pictures. */
export interface Hand {
  /** The value under a hand on a chart, until the run with it is in. */
  held: { key: string; value: number; down: boolean } | null;
  /** Which of a panel's links it is at. */
  pointedAt: number | null;
  /** The moment under a mouse that only passes: what is shown while it is there, and nothing that is chosen. */
  glance: number | null;
}

export class Bench {
  readonly element: LitElement;
  /** Called when it stands otherwise than before. */
  private readonly stands: () => void;
  session: Session | null = null;
  figure: Figure | null = null;
  entry: FigureEntry | null = null;
  resolved: Resolved | null = null;
  state: LabState = stateOf(DEFAULT_FIGURE);
  /** What `state.looks` says, by panel. */
  looks: ReturnType<typeof judgeLooks> = { choices: {}, views: {} };
  /** Code that the figure waits for. */
  prepared: Promise<void> | null = null;
  /** It has been begun: until then a poster stands in its place. */
  begun = false;
  /** What the element was made for is there. */
  opened = false;
  /** What the author of the page has chosen. */
  author: Author = NOTHING;
  /** Why that could not be read. */
  misread: Error | null = null;
  /** The reader has asked for the answer that the author hides at first. */
  revealed = false;
  /** What the reader is to be asked is on its way. */
  asking = false;
  /** What the reader was asked of the run that is shown, or comes next. */
  guess: Asked | null = null;

  trouble: Trouble | null = null;
  /** Every chart is seen, not only the two beside the main one. */
  allCharts = wantsAll();
  /** What stood in the way when the page was last told how it stands. */
  private toldOf: Error | null = null;
  /** What has to be fetched before anything can run. */
  loading: Waiting | null = null;
  /** The same, once it was cancelled. */
  stopped: Waiting | null = null;
  question: Question | null = null;
  readonly estimate = new Estimate();

  readonly hand: Hand = { held: null, pointedAt: null, glance: null };
  /** Nobody has touched anything yet. */
  untouched = true;
  /** What is said for a moment beside the buttons. */
  said = '';
  /** What is said to those who do not see. */
  spoken = '';

  constructor(element: LitElement, stands: () => void) {
    this.element = element;
    this.stands = stands;
  }

  update() {
    this.element.requestUpdate();
  }

  /** What checks the input of the figure that is shown. */
  get instance(): Instance | null {
    return this.session?.instance(this.state.figure) ?? null;
  }

  /** The figure that the element names. */
  get own(): string {
    return this.element.getAttribute('figure') || DEFAULT_FIGURE;
  }

  /** Whether anything is waited for. */
  get busy(): boolean {
    return this.loading !== null || this.session?.phase === 'running';
  }

  /** Whether anything is in of what was asked for last. */
  get hasResult(): boolean {
    const { session } = this;
    return !!session?.shown && !session.awaited && !this.loading;
  }

  /** The run that is shown, as text. */
  exported(...what: Export): string {
    if (!this.session || !this.hasResult) throw new Error('There is nothing to export yet.');
    return this.session.export(...what);
  }

  /** A figure with one large picture keeps its place before the first numbers are there. */
  get layout(): Figure['layout'] {
    return (this.figure ?? figures.get(this.own))?.layout;
  }

  /** What the author has chosen, as far as it can be judged before the figure is there. */
  readAuthor() {
    this.author = NOTHING;
    this.misread = null;
    try {
      const author = authorOf(this.element);
      if (this.entry) judgeControls(author, this.entry);
      this.author = author;
    } catch (error) {
      this.misread = error as Error;
    }
    this.update();
  }

  /** The sentence and the curves are to be guessed at first. */
  get veiled(): boolean {
    const { guess } = this;
    return (
      this.asking ||
      (guess?.open === true && guess.veils) ||
      (this.author.answer === 'hidden' && !this.revealed)
    );
  }

  /** A question that is not answered is not asked any longer. */
  dropGuess() {
    if (this.guess?.open) this.guess = null;
  }

  /** From two charts beside the main one to all of them, and back. */
  toggleCharts() {
    this.allCharts = !this.allCharts;
    keepAll(this.allCharts);
    this.update();
  }

  mark(standing: Standing) {
    const { dataset } = this.element;
    const trouble = standing === 'error' ? (this.trouble?.error ?? null) : null;
    // What is refused after something else was refused is told as well.
    if (dataset.state === standing && trouble === this.toldOf) return;
    this.toldOf = trouble;
    dataset.state = standing;
    this.stands();
  }

  /** A mark of how long the page took: the first figure's. */
  timed(name: string) {
    if (document.querySelector('alleyway-lab') === this.element) performance.mark(name);
  }

  say(text: string) {
    this.said = text;
    this.update();
    setTimeout(() => {
      if (this.said !== text) return;
      this.said = '';
      this.update();
    }, SAID);
  }

  /** For who goes on by keys, where what had the focus is gone. */
  focusCard(options: FocusOptions = { preventScroll: true }) {
    this.element.renderRoot.querySelector<HTMLElement>('.card')?.focus(options);
  }
}
