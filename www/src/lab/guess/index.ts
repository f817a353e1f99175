/** Asks readers what they expect, once, and tells them how it turned out. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatCount } from '../../chart/format.ts';
import type { Scene } from '../../figures/contract.ts';
import { type Guess, guesses } from '../../figures/guesses.ts';
import { share } from '../../figures/share.ts';
import { type Asked, askedBefore, keepAsked, WISH } from '../asked.ts';
import { modified } from '../keys.ts';
import type { Parts } from '../parts.ts';
import { dress } from '../styles/late.ts';
import { Drawing } from './drawing.ts';
import style from './guess.css?inline';

const wear = dress(style);

export class Asker {
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
    wear(parts.bench.element.renderRoot as ShadowRoot);
  }

  /** Before the first run of a figure. */
  first(figure: string) {
    const { config } = this.parts.bench.resolved ?? {};
    const guess = guesses.find(one => one.figure === figure && config && one.first?.(config));
    if (guess) this.ask(guess, null);
  }

  /** Before an act: whether it is asked about, and nothing of it seen until the question is answered. */
  before(change: Readonly<Record<string, string>>, go: () => void): boolean {
    const { bench } = this.parts;
    const { figure, resolved, session } = bench;
    if (!figure || !resolved || session?.phase !== 'complete' || bench.guess?.open) return false;
    const { config } = resolved;
    const guess = guesses.find(
      one => one.figure === figure.name && one.before?.(config, change) && this.mayAsk(one.name),
    );
    if (guess) this.ask(guess, go);
    return guess !== undefined;
  }

  /** Once, or once more on each page that a teacher opens for it. */
  private mayAsk(name: string): boolean {
    const before = WISH === 'guessed' ? [] : (askedBefore() ?? []);
    return !here.has(name) && !before.includes(name);
  }

  private ask(guess: Guess, go: (() => void) | null) {
    const { bench, story } = this.parts;
    // By being asked: who leaves without an answer does not want the question.
    here.add(guess.name);
    keepAsked(new Set([...(askedBefore() ?? []), ...here]));
    bench.guess = new Question(this.parts, guess, go);
    const scene = story.scene();
    bench.spoken = scene ? guess.question(scene).join(' ') : '';
    bench.update();
    if (go) bench.focusCard();
  }
}

/** What was asked on this page. */
const here = new Set<string>();

class Question implements Asked {
  open = true;
  goes = false;
  readonly veils: boolean;
  private readonly parts: Parts;
  private readonly guess: Guess;
  private readonly go: (() => void) | null;
  private readonly drawing: Drawing | null;
  /** What was chosen, or how many; null where the reader has said nothing. */
  private said: number | null = null;

  constructor(parts: Parts, guess: Guess, go: (() => void) | null) {
    this.parts = parts;
    this.guess = guess;
    this.go = go;
    this.veils = go === null;
    this.drawing =
      guess.kind === 'curve' ? new Drawing(guess, parts.story.redraw, () => this.answer()) : null;
  }

  get drawn(): ArrayLike<number> | null {
    return this.drawing?.values ?? null;
  }

  position(scene: Pick<Scene, 'config' | 'frames'>): number | null {
    return this.open && this.guess.kind === 'curve' ? this.guess.from(scene) - 1 : null;
  }

  /** Show what happens: after a guess, or without one. */
  private answer() {
    const { bench, story } = this.parts;
    this.open = false;
    bench.focusCard();
    if (this.go) {
      this.goes = true;
      this.go();
      this.goes = false;
    } else {
      story.speak();
      if (!this.answered) story.autoplay();
    }
    story.redraw();
  }

  private get answered(): boolean {
    return this.said !== null || (this.drawing?.any ?? false);
  }

  /** Without a guess. */
  private skip() {
    this.said = null;
    this.drawing?.clear();
    this.answer();
  }

  reply(scene: Scene): string {
    const { guess, said, drawing } = this;
    if (!this.answered || this.parts.bench.session?.phase !== 'complete') return '';
    if (guess.kind === 'curve') return drawing?.values ? guess.reply(scene, drawing.values) : '';
    return said === null ? '' : guess.reply(scene, said);
  }

  render(scene: Scene): TemplateResult {
    const { guess } = this;
    const { layout } = this.parts.bench;
    const keyed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || modified(event)) return;
      event.preventDefault();
      this.skip();
    };
    return html`<div class="guess ${guess.kind} ${this.veils && layout ? `empty ${layout}` : ''}" role="group" aria-label="What do you expect?" @keydown=${keyed}>
        ${guess.question(scene).map(text => html`<p class="asks">${text}</p>`)}
        ${this.drawing?.render(scene) ?? nothing}
        ${this.ways(scene)}
      </div>`;
  }

  private ways({ config }: Scene): TemplateResult {
    const { guess } = this;
    const skip = html`<button class="quiet" title="Escape does the same" @click=${() => this.skip()}>Skip the question</button>`;
    if (guess.kind === 'choice') {
      const choose = (index: number) => {
        this.said = index;
        this.answer();
      };
      return html`<p class="ways">
        ${guess.options.map((option, index) => html`<button class="pill" @click=${() => choose(index)}>${option}</button>`)}
        ${skip}
      </p>`;
    }
    if (guess.kind === 'curve')
      return html`<p class="ways">
        <button class="pill ${this.answered ? 'lead' : ''}" @click=${() => this.answer()}>Show what happens</button>
        ${this.answered ? html`<button class="quiet" @click=${() => this.drawing?.clear()}>Draw anew</button>` : nothing}
        ${skip}
      </p>`;
    const most = guess.most(config);
    const count = this.said ?? Math.round(most / 2);
    const set = (event: Event) => {
      this.said = Number((event.target as HTMLInputElement).value);
      this.parts.bench.update();
    };
    const answer = () => {
      this.said = count;
      this.answer();
    };
    const text = `${formatCount(count)} of ${formatCount(most)}`;
    return html`<label class="count">
        <span>${guess.label}</span>
        <span class="chosen" aria-hidden="true">${text}</span>
        <input
          type="range"
          min="0"
          max=${most}
          aria-valuetext=${text}
          .value=${String(count)}
          ${share(count / most)}
          @input=${set}
        />
      </label>
      <p class="ways"><button class="pill lead" @click=${answer}>Show what happens</button>${skip}</p>`;
  }
}
