/**
 * <alleyway-stage>: a talk on the whole screen, one beat at a time. It shows every beat by a figure of its own, through what any
 * page can ask of it: its attributes, `reset`, `play` and what it tells. By itself, or step by step.
 */

import { html, LitElement, nothing, unsafeCSS } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import '../lab/lab.ts';
import { CHOICES } from '../lab/author.ts';
import type { Lab } from '../lab/lab.ts';
import type { Beat } from '../lab/share/beats.ts';
import { inks } from '../lab/styles/index.ts';
import { dress } from '../lab/styles/late.ts';
import { chartsOf, give } from './attributes.ts';
import figureStyle from './figure.css?inline';
import { Filming } from './filming.ts';
import { signsOfBar as icons } from './icons.ts';
import { Keys, keyList } from './keys.ts';
import { readingTime, SPEEDS, thinkingTime } from './pace.ts';
import type { Panel, Staged } from './parts.ts';
import { Phones } from './phones.ts';
import stageStyle from './stage.css?inline';

/** How often it is looked whether a beat is over, when the talk plays. */
const TICK = 100;

const wear = dress(figureStyle);
/** How a figure stands that does nothing by itself any more. */
const AT_REST = ['complete', 'error', 'cancelled', 'asking'];

export class Stage extends LitElement implements Staged {
  static override styles = [...inks, unsafeCSS(stageStyle)];

  static override properties = {
    beats: { attribute: false },
    at: { type: Number },
    theme: { type: String, reflect: true },
  };

  declare beats: readonly Beat[];
  declare at: number;
  /** As that of a figure. */
  declare theme: string;
  /** How fast it plays. */
  speed: number = SPEEDS[0];
  /** It plays by itself. */
  plays = false;

  readonly filming = new Filming(this);
  private readonly phones = new Phones(this);
  private readonly labs = new Map<string, Lab>();
  /** Nothing is shown at all. */
  blank = false;
  /** The chart that has the whole screen; null is all of the beat. */
  private whole: string | null = null;
  private panel: Panel | null = null;
  private answered = false;
  /** Milliseconds for which the beat has been shown, by the talk's own clock. */
  private shown = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private opener: Element | null = null;
  /** That of the page, before. */
  private overflow = '';

  constructor() {
    super();
    this.beats = [];
    this.at = 0;
    this.theme = CHOICES.theme[0];
  }

  get beat(): Beat | undefined {
    return this.beats[this.at];
  }

  get lab(): Lab | null {
    return this.labs.get(this.beat?.figure ?? '') ?? null;
  }

  /** All that is drawn of a beat. */
  get sheet(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.sheet');
  }

  /** The class is asked, and has not been told. */
  get asks(): boolean {
    return this.beat?.answer !== 'shown' && !this.answered;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.opener = document.activeElement;
    // The page below it neither scrolls nor shows that it could.
    const { style } = document.documentElement;
    this.overflow = style.overflow;
    style.overflow = 'hidden';
    this.timer = setInterval(() => this.tick(), TICK);
    document.addEventListener('fullscreenchange', this.raise);
    // Where a host keeps keys from the page it is asked first.
    addEventListener('keydown', this.keys.pressed, true);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    document.removeEventListener('fullscreenchange', this.raise);
    removeEventListener('keydown', this.keys.pressed, true);
    document.documentElement.style.overflow = this.overflow;
    this.filming.drop();
    this.labs.clear();
  }

  override firstUpdated() {
    this.raise();
    this.show(this.at);
  }

  // -------------------------------------------------------------- where it is

  go(to: number) {
    const next = Math.max(0, Math.min(this.beats.length - 1, to));
    this.panel = null;
    this.blank = false;
    if (next === this.at && this.labs.size > 0) return this.requestUpdate();
    this.show(next);
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

  /** A beat from its beginning: its figure, as the beat has it. */
  show(at: number) {
    this.at = at;
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
    lab.theme = this.theme;
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
    // A video has a clock of its own.
    if (this.filming.going) return;
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
    const { beat } = this;
    if (!beat) return 0;
    if (this.asks) return thinkingTime(beat.caption);
    // Once it is answered, the question has been read.
    const line = this.answered ? '' : beat.caption;
    return readingTime(line, this.sentence);
  }

  /** The sentence of the run, where the beat has it. */
  get sentence(): string {
    const { beat, lab } = this;
    const spans = lab && beat?.sentence ? lab.story.sentence(lab.story.scene()) : [];
    return spans.map(span => span.text).join('');
  }

  // -------------------------------------------------------------- keys and hands

  private readonly keys = new Keys(this);

  toggleBlank() {
    this.blank = !this.blank;
    this.requestUpdate();
  }

  toggle(panel: Panel) {
    this.panel = this.panel === panel ? null : panel;
    if (this.panel === 'phones') void this.phones.draw();
    this.requestUpdate();
  }

  /** One step out: of what lies over the beat, of a chart on the whole screen, of the talk. */
  leave() {
    if (this.panel) this.toggle(this.panel);
    else if (this.whole !== null) this.zoom(null);
    else this.close();
  }

  /** The next of the charts on the whole screen, and after the last all of them. */
  zoom(to?: string | null) {
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
    if (document.fullscreenEnabled && (navigator.userActivation?.isActive ?? true))
      document.documentElement.requestFullscreen?.().catch(() => {});
  }

  toggleFull() {
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

  // -------------------------------------------------------------- what is seen

  override render() {
    const { beats, at, beat, filming } = this;
    const last = at + 1 >= beats.length && !this.asks;
    const looks = [
      this.asks ? 'asks' : this.whole === null ? '' : 'whole',
      filming.going ? 'films' : '',
    ];
    return html`<dialog
        class=${looks.filter(Boolean).join(' ')}
        style=${filming.size}
        aria-label="Presentation"
        @cancel=${(event: Event) => event.preventDefault()}
        @dblclick=${this.doubled}
      >
        <div class="sheet">
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
          <button class="count" aria-label="Beat ${at + 1} of ${beats.length}: all beats" title="All beats (c)" aria-expanded=${String(this.panel === 'beats')} @click=${() => this.toggle('beats')}>${at + 1} / ${beats.length}</button>
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
          <button class="round video" aria-label="Video" title="Save the talk as a video (v)" aria-expanded=${String(this.panel === 'film')} @click=${() => this.toggle('film')}>${icons.film}</button>
          <button class="round help" aria-label="Keys" title="Keys (?)" aria-expanded=${String(this.panel === 'keys')} @click=${() => this.toggle('keys')}>?</button>
          <button class="round" aria-label="Close" title="Close (Esc)" @click=${() => this.close()}>${icons.close}</button>
        </div>
        </div>
        ${filming.progress()}
        ${this.panel && !filming.going ? html`<div class="over" @click=${() => this.panel && this.toggle(this.panel)}>${this.over(this.panel)}</div>` : nothing}
        ${this.blank ? html`<div class="blank" role="status" aria-label="The screen is blank; b brings it back" @click=${() => this.toggleBlank()}></div>` : nothing}
      </dialog>`;
  }

  private faster() {
    this.speed =
      SPEEDS[(SPEEDS.indexOf(this.speed as (typeof SPEEDS)[number]) + 1) % SPEEDS.length] ?? 1;
    this.requestUpdate();
  }

  private over(panel: Panel) {
    if (panel === 'film') return this.filming.panel();
    if (panel === 'beats') return this.contents();
    return panel === 'keys' ? keyList() : this.phones.panel();
  }

  /** Every beat by what is read with it; those of one figure stand together. */
  private contents() {
    const { beats, at } = this;
    return html`<ol class="contents">
        ${beats.map(
          (
            beat,
            index,
          ) => html`<li class=${beat.figure === beats[index - 1]?.figure ? '' : 'first'}>
            <button aria-current=${index === at ? 'step' : nothing} @click=${() => this.go(index)}><b>${index + 1}</b><span>${beat.caption || beat.figure}</span></button>
          </li>`,
        )}
      </ol>`;
  }

  override updated() {
    for (const { shadowRoot } of this.labs.values()) if (shadowRoot) wear(shadowRoot);
  }
}

/** What the figures of a talk tell is not for the page below it. */
const within = (event: Event) => event.stopPropagation();

if (!customElements.get('alleyway-stage')) customElements.define('alleyway-stage', Stage);
