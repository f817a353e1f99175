/**
 * <alleyway-stage>: a talk on the whole screen, one beat at a time. It shows every beat by a figure of its own, through what any
 * page can ask of it: its attributes, `reset`, `play` and what it tells. By itself, or step by step.
 */

import { html, LitElement, nothing, unsafeCSS } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import '../lab/lab.ts';
import dark from '../dark.css?inline';
import { modified } from '../lab/keys.ts';
import type { Lab } from '../lab/lab.ts';
import type { Beat } from '../lab/share/beats.ts';
import { SITE } from '../lab/site.ts';
import { dress } from '../lab/styles/late.ts';
import tokens from '../tokens.css?inline';
import type { FigureName } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import figureStyle from './figure.css?inline';
import { signsOfBar as icons } from './icons.ts';
import { readingTime, SPEEDS, thinkingTime } from './pace.ts';
import stageStyle from './stage.css?inline';

/** The charts of a beat that names none: what is large where a figure is seen whole, and one beside it. */
const USUAL: Record<FigureName, string> = {
  'double-descent': 'data loss',
  'least-norm': 'fit distance',
  'one-weight': 'landscape fit',
  split: 'fit ladder',
  traps: 'swarm share',
  landscape: 'landscape planes',
  memorise: 'loss picture',
};

/** Digits that come so soon after each other are one number. */
const DIGITS = 900;
/** How often it is looked whether a beat is over, when the talk plays. */
const TICK = 100;

const KEYS: readonly [string, string][] = [
  ['→ ↓ Page Down, space', 'the answer, or the next beat'],
  ['← ↑ Page Up', 'the beat before'],
  ['1, 2 … Home End', 'go to a beat'],
  ['p', 'play by itself, or rest'],
  ['z, or a double click', 'a chart on the whole screen, and back'],
  ['b', 'blank the screen'],
  ['q', 'a code for the phones of the class'],
  ['f', 'the whole screen'],
  ['?', 'these keys'],
  ['Esc', 'back'],
];

const wear = dress(figureStyle);
const codes = chunk('What draws the code', 'qr', () => import('./qr.ts'));
/** How a figure stands that does nothing by itself any more. */
const AT_REST = ['complete', 'error', 'cancelled', 'asking'];

function chartsOf({ figure, charts }: Beat): string {
  return charts || (USUAL[figure as FigureName] ?? '');
}

export class Stage extends LitElement {
  static override styles = [
    tokens,
    `@media screen and (prefers-color-scheme: dark){${dark}}`,
    stageStyle,
  ].map(unsafeCSS);

  static override properties = {
    beats: { attribute: false },
    at: { type: Number },
  };

  declare beats: readonly Beat[];
  declare at: number;
  /** How fast it plays. */
  speed: number = SPEEDS[0];
  /** It plays by itself. */
  plays = false;

  private readonly labs = new Map<string, Lab>();
  private blank = false;
  /** The chart that has the whole screen; null is all of the beat. */
  private whole: string | null = null;
  private panel: 'keys' | 'phones' | null = null;
  private code: { link: string; picture: Element | string } | null = null;
  private answered = false;
  /** Milliseconds for which the beat has been shown, by the talk's own clock. */
  private shown = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private typed = { text: '', at: 0 };
  private opener: Element | null = null;

  constructor() {
    super();
    this.beats = [];
    this.at = 0;
  }

  get beat(): Beat | undefined {
    return this.beats[this.at];
  }

  get lab(): Lab | null {
    return this.labs.get(this.beat?.figure ?? '') ?? null;
  }

  /** The class is asked, and has not been told. */
  get asks(): boolean {
    return this.beat?.answer !== 'shown' && !this.answered;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.opener = document.activeElement;
    this.timer = setInterval(() => this.tick(), TICK);
    document.addEventListener('fullscreenchange', this.raise);
    // Where a host keeps keys from the page it is asked first.
    addEventListener('keydown', this.keyed, true);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    document.removeEventListener('fullscreenchange', this.raise);
    removeEventListener('keydown', this.keyed, true);
    this.labs.clear();
  }

  override firstUpdated() {
    this.raise();
    this.show();
  }

  // -------------------------------------------------------------- where it is

  go(to: number) {
    const next = Math.max(0, Math.min(this.beats.length - 1, to));
    this.panel = null;
    this.blank = false;
    if (next === this.at && this.labs.size > 0) return this.requestUpdate();
    this.at = next;
    this.show();
  }

  /** The answer, where one is waited for; else the next beat. */
  next() {
    if (this.asks) this.tell();
    else if (this.at + 1 < this.beats.length) this.go(this.at + 1);
    else this.rest();
  }

  back() {
    this.go(this.at - 1);
  }

  /** Play by itself; from the end once more. */
  start() {
    if (this.at + 1 >= this.beats.length && !this.asks) this.go(0);
    this.plays = true;
    this.shown = 0;
    this.requestUpdate();
  }

  rest() {
    this.plays = false;
    this.requestUpdate();
  }

  close() {
    if (document.fullscreenElement) void document.exitFullscreen();
    this.remove();
    if (this.opener instanceof HTMLElement) this.opener.focus({ preventScroll: true });
  }

  private tell() {
    this.answered = true;
    this.shown = 0;
    const { lab } = this;
    if (lab) lab.answer = 'shown';
    this.stands();
    if (this.beat?.plays) this.play();
  }

  /** The figure of the beat, as the beat has it. */
  private show() {
    const { beat } = this;
    if (!beat) return;
    this.answered = false;
    this.whole = null;
    this.shown = 0;
    let { lab } = this;
    if (!lab) {
      lab = document.createElement('alleyway-lab') as Lab;
      lab.setAttribute('figure', beat.figure);
      this.labs.set(beat.figure, lab);
    }
    give(lab, beat);
    // One that is not there yet reads its attributes once it is.
    if (lab.bench.opened) lab.reset();
    this.stands();
    if (beat.plays && !this.asks) this.play();
  }

  /** Another beat is shown, or its answer. */
  private stands() {
    const { at, asks } = this;
    this.dispatchEvent(
      new CustomEvent('alleyway-beat', { detail: { at, asks }, bubbles: true, composed: true }),
    );
    this.requestUpdate();
  }

  private play() {
    const { beat, lab } = this;
    const other = () => beat !== this.beat;
    // The figure says itself what stands in the way of its run.
    lab?.updateComplete
      .then(() => lab.run())
      .then(() => (other() ? undefined : lab.play()))
      .catch(() => {});
  }

  /** The talk's own clock stands while a figure trains, is told, or is hidden. */
  private tick() {
    const { beat, lab } = this;
    if (!this.plays || !beat || !lab || document.hidden || this.blank || this.panel) return;
    if (!AT_REST.includes(lab.dataset.state ?? '')) return;
    if (lab.playing && !this.asks) return;
    this.shown += TICK * this.speed;
    if (this.shown >= this.enough) this.next();
  }

  /** Milliseconds that are enough for what is read now. */
  get enough(): number {
    const { beat, lab } = this;
    if (!beat) return 0;
    if (this.asks) return thinkingTime(beat.caption);
    const spans = lab && beat.sentence ? lab.story.sentence(lab.story.scene()) : [];
    // Once it is answered, the question has been read.
    const line = this.answered ? '' : beat.caption;
    return readingTime(line, spans.map(span => span.text).join(''));
  }

  // -------------------------------------------------------------- keys and hands

  private readonly keyed = (event: KeyboardEvent) => {
    const [target] = event.composedPath();
    if (modified(event) || !(target instanceof Element)) return;
    const typing = target.matches('textarea, input:not([type=range]):not([type=checkbox])');
    if (typing && event.key !== 'Escape') return;
    const { key } = event;
    // A slider, or a chart that is walked along, has the arrows while the focus is on it.
    const moves = target.matches('input[type=range], [role=slider], select, .pills > .pill');
    if (moves && /^(?:Arrow|Home|End)/.test(key)) return;
    if (target.matches('button, a, summary, [role=slider]') && (key === ' ' || key === 'Enter'))
      return;
    const acts: Record<string, () => void> = {
      ArrowRight: () => this.next(),
      ArrowDown: () => this.next(),
      PageDown: () => this.next(),
      ' ': () => this.next(),
      Enter: () => this.next(),
      ArrowLeft: () => this.back(),
      ArrowUp: () => this.back(),
      PageUp: () => this.back(),
      Home: () => this.go(0),
      End: () => this.go(this.beats.length - 1),
      b: () => this.toggleBlank(),
      '.': () => this.toggleBlank(),
      z: () => this.zoom(),
      p: () => (this.plays ? this.rest() : this.start()),
      q: () => this.toggle('phones'),
      f: () => this.toggleFull(),
      '?': () => this.toggle('keys'),
      Escape: () => this.leave(),
    };
    const act = acts[key.length === 1 ? key.toLowerCase() : key];
    if (/^\d$/.test(key)) this.digit(key, event.timeStamp);
    else if (act) {
      const away = this.blank && key !== 'b' && key !== '.';
      if (away) this.toggleBlank();
      else act();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Two digits that are pressed one after the other are one number, where there are so many beats. */
  private digit(digit: string, now: number) {
    const { text, at } = this.typed;
    const both = now - at < DIGITS ? text + digit : digit;
    const number = Number(both) <= this.beats.length ? both : digit;
    this.typed = { text: number, at: now };
    if (Number(number) > 0) this.go(Number(number) - 1);
  }

  private toggleBlank() {
    this.blank = !this.blank;
    this.requestUpdate();
  }

  private toggle(panel: 'keys' | 'phones') {
    this.panel = this.panel === panel ? null : panel;
    if (this.panel === 'phones') void this.draw();
    this.requestUpdate();
  }

  /** One step out: of what lies over the beat, of a chart on the whole screen, of the talk. */
  private leave() {
    if (this.panel) this.toggle(this.panel);
    else if (this.whole !== null) this.zoom(null);
    else this.close();
  }

  /** The next of the charts on the whole screen, and after the last all of them. */
  private zoom(to?: string | null) {
    const { lab, beat } = this;
    if (!lab || !beat) return;
    const names = chartsOf(beat).split(/\s+/);
    const after = names[this.whole === null ? 0 : names.indexOf(this.whole) + 1] ?? null;
    this.whole = to === undefined ? after : to;
    lab.charts = this.whole ?? chartsOf(beat);
    this.requestUpdate();
  }

  private doubled(event: MouseEvent) {
    const path = event.composedPath().filter(one => one instanceof Element);
    const panel = path.find(one => one.matches('[data-chart]'));
    if (panel instanceof HTMLElement)
      this.zoom(this.whole === null ? (panel.dataset.chart ?? null) : null);
  }

  // -------------------------------------------------------------- the whole screen

  get isFull(): boolean {
    return document.fullscreenElement === document.documentElement;
  }

  /** The whole screen, where that is allowed: soon after an act of a hand or a key, and in a frame perhaps never. */
  fill() {
    // Not every browser tells whether there was an act; then it is tried.
    if (navigator.userActivation?.isActive ?? true)
      document.documentElement.requestFullscreen?.().catch(() => {});
  }

  private toggleFull() {
    if (this.isFull) void document.exitFullscreen();
    else this.fill();
  }

  /** Above whatever has the whole screen. */
  private readonly raise = () => {
    const dialog = this.renderRoot.querySelector('dialog');
    if (!dialog) return;
    if (dialog.open) dialog.close();
    dialog.showModal();
    this.requestUpdate();
  };

  // -------------------------------------------------------------- phones

  /** A code of a link to what is shown, drawn here. */
  private async draw() {
    const link = this.lab?.place.link ?? SITE.href;
    this.code = { link, picture: '' };
    try {
      const { codeOf } = await codes.get();
      if (this.code?.link === link) this.code = { link, picture: codeOf(link) };
    } catch (error) {
      this.code = { link, picture: error instanceof Error ? error.message : String(error) };
    }
    this.requestUpdate();
  }

  // -------------------------------------------------------------- what is seen

  override render() {
    const { beats, at, beat } = this;
    const last = at + 1 >= beats.length && !this.asks;
    return html`<dialog
        class=${this.asks ? 'asks' : this.whole === null ? '' : 'whole'}
        aria-label="Presentation"
        @cancel=${(event: Event) => event.preventDefault()}
        @dblclick=${this.doubled}
      >
        <p class="caption" aria-live="polite">${keyed(at, html`<span>${beat?.caption}</span>`)}</p>
        <div class="labs" @alleyway-state=${within} @alleyway-result=${within} @alleyway-error=${within} @alleyway-present=${within}>
          ${[...this.labs].map(([figure, lab]) => html`<div class="place" ?hidden=${figure !== beat?.figure}>${lab}</div>`)}
        </div>
        <div class="bar" role="group" aria-label="The talk">
          <button class="round" aria-label="Back" title="Back (←)" ?disabled=${at === 0} @click=${() => this.back()}>${icons.previous}</button>
          <button class="round" aria-label=${this.plays ? 'Rest' : 'Play by itself'} title="${this.plays ? 'Rest' : 'Play by itself'} (p)" @click=${() => (this.plays ? this.rest() : this.start())}>
            ${this.plays ? icons.pause : icons.play}
          </button>
          <button class="pill next" title="→" ?disabled=${last} @click=${() => this.next()}>${this.asks ? 'Answer' : 'Next'}</button>
          <span class="count">${at + 1} / ${beats.length}</span>
          <ol class="beats">
            ${beats.map(
              (
                one,
                index,
              ) => html`<li class=${one.figure === beats[index - 1]?.figure ? '' : 'first'}>
                <button aria-label="${index + 1}: ${one.caption}" title="${index + 1}: ${one.caption}" aria-current=${index === at ? 'step' : nothing} @click=${() => this.go(index)}></button>
              </li>`,
            )}
          </ol>
          ${
            this.plays
              ? html`<button class="pill" aria-label="Speed: ${this.speed} times" title="How fast it plays" @click=${() => this.faster()}>${this.speed} ×</button>`
              : nothing
          }
          <button class="round" aria-label="For phones" title="A code for the phones of the class (q)" aria-expanded=${String(this.panel === 'phones')} @click=${() => this.toggle('phones')}>${icons.code}</button>
          <button class="round help" aria-label="Keys" title="Keys (?)" aria-expanded=${String(this.panel === 'keys')} @click=${() => this.toggle('keys')}>?</button>
          <button class="round" aria-label="Close" title="Close (Esc)" @click=${() => this.close()}>${icons.close}</button>
        </div>
        ${this.panel ? html`<div class="over" @click=${() => this.panel && this.toggle(this.panel)}>${this.panel === 'keys' ? keyList() : this.phones()}</div>` : nothing}
        ${this.blank ? html`<div class="blank" role="status" aria-label="The screen is blank; b brings it back" @click=${() => this.toggleBlank()}></div>` : nothing}
      </dialog>`;
  }

  private faster() {
    this.speed =
      SPEEDS[(SPEEDS.indexOf(this.speed as (typeof SPEEDS)[number]) + 1) % SPEEDS.length] ?? 1;
    this.requestUpdate();
  }

  private phones() {
    return html`<div class="phones">
        <p>Point a phone at it: the same figure, the same numbers.</p>
        <div class="code">${this.code?.picture}</div>
        <p class="link"><a href=${this.code?.link ?? ''} target="_blank" rel="noopener">${this.code?.link}</a></p>
      </div>`;
  }

  override updated() {
    for (const { shadowRoot } of this.labs.values()) if (shadowRoot) wear(shadowRoot);
  }
}

const keyList = () => html`<dl class="keys">
    ${KEYS.map(([key, what]) => html`<dt>${key}</dt><dd>${what}</dd>`)}
  </dl>`;

/** What the figures of a talk tell is not for the page below it. */
const within = (event: Event) => event.stopPropagation();

/** A beat, as the attributes of a figure. */
function give(lab: Lab, beat: Beat) {
  const set = (name: string, value: string | null) => {
    if (value === null || value === '') lab.removeAttribute(name);
    else if (lab.getAttribute(name) !== value) lab.setAttribute(name, value);
  };
  set('preset', beat.preset);
  set('config', beat.config);
  set('charts', chartsOf(beat));
  set('controls', beat.controls || 'none');
  set('answer', beat.answer);
  set('start', 'now');
  lab.toggleAttribute('mute', !beat.sentence);
}

if (!customElements.get('alleyway-stage')) customElements.define('alleyway-stage', Stage);
