/** The story of a figure: where in it the lab stands, and how it is played, walked along, and told anew after a change. */

import { type Panel, type Scene, sentenceOf } from '../figures/contract.ts';
import type { Span } from '../worker/api.ts';
import type { Bench } from './bench.ts';
import type { Place } from './place.ts';
import { Player } from './player.ts';

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class Story {
  /** The key whose change the story tells; null is the whole story. */
  cause: string | null = null;
  /** Whether the next complete run is told by itself. */
  replay = true;

  private readonly bench: Bench;
  private readonly place: Place;
  /** Where it stood in the numbers that are shown, until those that were asked for are in. */
  private stood = 0;
  /** Waits for a figure that is to be told to come into view. */
  private sight: IntersectionObserver | null = null;
  /** How often the reader has acted: what was to be told by itself is not told after an act. */
  private touches = 0;
  /** What was last drawn, and of what. */
  private drawn: { figure: Bench['figure']; scene: Scene; panels: Panel[] } | null = null;

  private readonly player = new Player({
    end: () => this.end(this.scene()),
    pace: index => {
      const scene = this.scene();
      const { figure } = this.bench;
      return scene && figure ? figure.pace(scene, index) : 1;
    },
    moved: () => this.bench.update(),
    ended: at => this.rest(at),
  });

  constructor(bench: Bench, place: Place) {
    this.bench = bench;
    this.place = place;
  }

  /** What is to be drawn: the numbers that are in, and where in them the reader is. */
  scene(): Scene | null {
    const { session, entry, figure, state, hand } = this.bench;
    const shown = session?.shown;
    if (!shown || !entry || !figure) return null;
    const values = figure.story.values(shown.frames);
    const wanted = state.position;
    const told = wanted === null && session.phase === 'complete';
    const { guess } = this.bench;
    const at =
      guess?.position({ config: shown.config, frames: shown.frames }) ??
      this.player.at ??
      (told ? hand.glance : null) ??
      (wanted === null
        ? values.length - 1
        : Array.from(values).indexOf(closest(values, Number(wanted))));
    // A moment of the run that was asked for is not one of the run that is still shown.
    if (!figure.story.moments || !session.awaited) this.stood = at;
    return {
      entry,
      config: shown.config,
      frames: shown.frames,
      pieces: shown.pieces,
      view: session.look,
      draw: Number(state.draw ?? 1),
      at: Math.min(this.stood, values.length - 1),
      ...this.bench.looks,
      held: hand.held?.value ?? null,
      cause: this.cause,
      pointed: hand.pointedAt,
      guess: guess && !guess.open ? guess.drawn : null,
    };
  }

  /** The same panels for the same scene: where only the progress of a run has changed no chart is drawn again. */
  panels(scene: Scene): Panel[] {
    const before = this.drawn;
    const { figure } = this.bench;
    const keys = Object.keys(scene) as (keyof Scene)[];
    if (before?.figure === figure && keys.every(key => Object.is(scene[key], before?.scene[key])))
      return before?.panels ?? [];
    const panels = figure?.panels(scene) ?? [];
    this.drawn = { figure, scene, panels };
    return panels;
  }

  /** What can be drawn has changed. */
  readonly redraw = () => {
    this.drawn = null;
    this.bench.update();
  };

  sentence(scene: Scene | null): Span[] {
    const { figure } = this.bench;
    return scene && figure ? sentenceOf(figure, scene) : [];
  }

  /** What is said to those who do not see that the sentence has changed. */
  speak() {
    if (this.bench.question || this.bench.veiled) return;
    const { bench } = this;
    const scene = this.scene();
    const said = this.sentence(scene).map(span => span.text);
    if (scene && bench.guess) said.push(' ', bench.guess.reply(scene));
    bench.spoken = said.join('');
  }

  /** A run that goes on before the reader's eyes is itself the story that is played. */
  get plays(): boolean {
    const { session } = this.bench;
    return session?.going ? !session.held : this.player.at !== null;
  }

  /** Whether the story itself is being told. */
  get moves(): boolean {
    return this.player.at !== null;
  }

  /** Any act of the reader's ends what plays by itself. */
  touched() {
    this.bench.untouched = false;
    this.touches += 1;
    this.overlook();
    this.player.stop();
  }

  stop() {
    this.player.stop();
  }

  /** The lab leaves the page. */
  close() {
    this.overlook();
    this.player.stop();
  }

  /** What waits to be told until it comes into view waits no longer. */
  private overlook() {
    this.sight?.disconnect();
    this.sight = null;
  }

  /** `told`: it is a change that is told, not the whole story. */
  play(from?: number, told = false) {
    const scene = this.scene();
    const end = this.end(scene);
    if (!scene || end === null) return;
    this.bench.untouched = false;
    this.bench.dropGuess();
    const over = scene.at >= end;
    if (over && !told) this.cause = null;
    this.player.start(from ?? (over ? 0 : scene.at));
  }

  /** As `play`, for those who do not mind motion. */
  playMoving(from?: number) {
    if (!calm()) this.play(from);
  }

  /**
   * What is being told, or else the whole story to those who do not mind motion, from its beginning and so many milliseconds at a
   * time: what is shown at each step is there once the lab has drawn it.
   */
  *film(step: number): Generator<void> {
    if (this.end(this.scene()) === null || (calm() && !this.moves)) return;
    this.bench.untouched = false;
    this.bench.dropGuess();
    if (!this.moves) this.cause = null;
    this.player.stand(0);
    while (this.moves) {
      yield;
      this.player.advance(step);
    }
  }

  togglePlay() {
    const { session } = this.bench;
    if (session?.going) {
      this.touched();
      // Look at the newest moment again.
      this.bench.state = { ...this.bench.state, position: null };
      this.place.write('replace');
      session.hold(!session.held);
    } else if (this.moves) this.touched();
    else this.play();
  }

  step(by: number) {
    const scene = this.scene();
    const { figure, session, state } = this.bench;
    if (!scene || !figure) return;
    if (session?.going && state.position === null) {
      this.touched();
      if (session.held) session.nudge();
      else session.hold(true);
      return;
    }
    const values = figure.story.values(scene.frames);
    const from = Math.round(scene.at);
    if (from >= values.length - 1 && by > 0) this.cause = null;
    const { stride = 1 } = figure.story;
    const far = by * (typeof stride === 'number' ? stride : stride(from));
    this.choose(by > 0 && from >= values.length - 1 ? 0 : from + far);
  }

  /** Go to a position of the story. */
  choose(index: number) {
    const scene = this.scene();
    const { bench } = this;
    if (!scene || !bench.figure) return;
    this.touched();
    bench.dropGuess();
    const values = bench.figure.story.values(scene.frames);
    const at = Math.max(0, Math.min(values.length - 1, Math.round(index)));
    const position = at === values.length - 1 ? null : String(values[at]);
    if (position === bench.state.position) return;
    bench.state = { ...bench.state, position };
    // The moment's own words are those of the slider; what was spoken before is not true of it.
    bench.spoken = '';
    this.place.write('replace');
    bench.update();
  }

  /** Tell what has changed, from its beginning, to those who do not mind motion. */
  retell() {
    const { bench } = this;
    if (!bench.figure?.story.replays) return;
    bench.state = { ...bench.state, position: null };
    if (calm() || document.hidden) return;
    const box = bench.element.getBoundingClientRect();
    if (box.top > innerHeight * 0.6 || box.bottom < innerHeight * 0.3) {
      // Below the screen nobody would see it: it waits until it is there.
      this.sight ??= new IntersectionObserver(
        entries => {
          if (!entries.some(entry => entry.isIntersecting)) return;
          this.overlook();
          if (!this.moves && bench.session?.phase === 'complete') this.retell();
        },
        { rootMargin: '0px 0px -45% 0px' },
      );
      this.sight.observe(bench.element);
      return;
    }
    this.play(undefined, true);
  }

  /** The same, once everything is there that it is told with, unless the reader has gone elsewhere meanwhile. */
  async retellPrepared() {
    const { touches } = this;
    const { resolved, prepared } = this.bench;
    if (prepared) await prepared;
    if (touches !== this.touches || resolved !== this.bench.resolved) return;
    if (this.bench.session?.phase === 'complete') this.retell();
  }

  /** The first figure of a page plays by itself, after a look at the whole curve. */
  autoplay() {
    const { bench } = this;
    const { elsewhere } = this.place;
    if (!bench.untouched || bench.veiled || calm() || elsewhere) return;
    if (!bench.element.hasAttribute('autoplay')) return;
    setTimeout(() => {
      if (bench.untouched && bench.element.isConnected && !document.hidden) this.play();
    }, LOOK);
  }

  /** The last position of the story. */
  private end(scene: Scene | null): number | null {
    const { figure } = this.bench;
    return scene && figure ? figure.story.values(scene.frames).length - 1 : null;
  }

  /** The player has come to rest: from here on the position is the reader's. */
  private rest(at: number) {
    const scene = this.scene();
    const { bench, place } = this;
    if (scene && bench.figure) {
      const values = bench.figure.story.values(scene.frames);
      const position = at >= values.length - 1 ? null : String(values[at]);
      bench.state = { ...bench.state, position };
      const written = place.said !== '';
      if (place.positionKey !== null && (written || position !== null)) place.write('replace');
    }
    bench.update();
  }
}

/** Milliseconds for a look at the whole before it is told. */
const LOOK = 900;

/** By ratio, as sizes are; a moment may be 0. */
function apart(value: number, wanted: number): number {
  return Math.abs(Math.log1p(value) - Math.log1p(wanted));
}

export function closest(values: ArrayLike<number>, wanted: number): number {
  let best = values[0] ?? wanted;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] ?? best;
    if (apart(value, wanted) < apart(best, wanted)) best = value;
  }
  return best;
}
