/** What a reader does: each act ends in a state that is asked for, and in the address. */

import { charge } from '../chart/element.ts';
import type { Change } from '../figures/contract.ts';
import { figures } from '../figures/index.ts';
import { Refusal } from '../worker/api.ts';
import { type Bench, DEFAULT_FIGURE } from './bench.ts';
import type { History, Place } from './place.ts';
import { positionsOf, type Runs } from './runs.ts';
import type { Start } from './start.ts';
import { judgeLooks, type LabState, stateOf, textOf } from './state.ts';
import { closest, type Story } from './story.ts';

/** Seeds that are drawn are below this: four digits are easily read out to a class. */
const SEEDS = 9999;

export class Acts {
  private readonly bench: Bench;
  private readonly place: Place;
  private readonly story: Story;
  private readonly runs: Runs;
  private readonly beginning: Start;

  constructor(bench: Bench, place: Place, story: Story, runs: Runs, beginning: Start) {
    this.bench = bench;
    this.place = place;
    this.story = story;
    this.runs = runs;
    this.beginning = beginning;
  }

  /** `done`: the hand has let go. */
  setKey(key: string, text: string, done: boolean) {
    const { bench, story, runs, place } = this;
    story.touched();
    const config = { ...bench.state.config, [key]: text };
    const first = !runs.dragging;
    const asked = this.fitting({ ...bench.state, config });
    const same =
      bench.resolved && !bench.trouble && textOf(bench.resolved.config[key] ?? '') === text;
    story.replay = bench.figure?.story.replays?.includes(key) ?? false;
    story.cause = story.replay ? key : null;
    if (!same) runs.apply(asked);
    else if (bench.hand.held) {
      bench.hand.held = null;
      if (done) story.retell();
    } else if (done && !first && story.replay && bench.session?.phase === 'complete') {
      story.replay = false;
      void story.retellPrepared();
    }
    // A gesture is one entry of the history: its first step makes it, the others move it.
    if (!same || done) place.write(first ? 'push' : 'replace');
    runs.dragging = !done;
    if (done) place.address.flush();
  }

  /** With the place in it that the new numbers will have: the numbers are about to change, and the chosen size may not be among them. */
  private fitting(asked: LabState): LabState {
    const { instance } = this.bench;
    if (asked.position === null || !instance) return asked;
    if (this.place.positionKey === null) return { ...asked, position: null };
    try {
      const next = instance.resolve({
        figure: asked.figure,
        ...(asked.preset ? { preset: asked.preset } : {}),
        config: asked.config,
      });
      const position = String(closest(positionsOf(next), Number(asked.position)));
      const gone = Number(asked.draw) > Number(next.config.draws);
      return { ...asked, position, draw: gone ? null : asked.draw };
    } catch {
      // Whoever applies it says what is wrong.
      return asked;
    }
  }

  newSeed() {
    this.setKey('seed', String(1 + Math.floor(Math.random() * SEEDS)), true);
  }

  choosePreset(name: string | null) {
    const { figure, state, resolved } = this.bench;
    // Another example of the same argument is shown at the stage that the argument has reached.
    const key = figure?.stages?.key;
    const stage = key ? (state.config[key] ?? resolved?.config[key]) : undefined;
    const opening = { ...figure?.opening };
    const config = key && stage !== undefined ? { [key]: textOf(stage) } : opening;
    this.begin({ ...stateOf(state.figure), preset: name, config, looks: state.looks });
  }

  /** Back to the preset as it was. */
  reset() {
    const { state, figure } = this.bench;
    const config = { ...figure?.opening };
    this.begin({ ...stateOf(state.figure), preset: state.preset, config });
  }

  /** What the attributes ask for, from its beginning. */
  restart() {
    this.bench.revealed = false;
    try {
      this.begin(this.place.given());
    } catch (error) {
      this.runs.refuse(error as Error, null);
    }
  }

  private begin(asked: LabState) {
    const { bench, story } = this;
    story.touched();
    bench.hand.held = null;
    story.cause = null;
    story.replay = true;
    // The whole lab changes: that is enough for one task, and the charts are drawn in the next ones.
    charge(Infinity);
    this.runs.apply(asked);
    this.place.write('push');
  }

  /** One act of the argument: one entry of the history. */
  act({ change, position }: Change, plays = false) {
    const { bench, story } = this;
    const from = story.scene()?.at ?? 0;
    story.touched();
    bench.hand.held = null;
    story.cause =
      Object.keys(change).find(key => bench.figure?.story.replays?.includes(key)) ?? null;
    story.replay = story.cause !== null;
    this.runs.apply({ ...bench.state, config: { ...bench.state.config, ...change }, position });
    this.place.write('push');
    story.speak();
    if (plays) story.playMoving(from);
  }

  /** Another training set of the same kind. */
  nextDraw() {
    const { bench } = this;
    if (!bench.resolved || !bench.figure) return;
    this.story.touched();
    const draws = Number(bench.resolved.config.draws);
    const draw = (Number(bench.state.draw ?? 1) % draws) + 1;
    bench.state = { ...bench.state, draw: draw === 1 ? null : String(draw) };
    const look = bench.figure.view(bench.resolved.config, draw - 1);
    if (look) bench.session?.lookAt(look, draw);
    this.place.write('replace');
    bench.update();
  }

  /** Look at a panel in another way; null is the usual one. */
  keepLook(key: string, value: string | null, history: History) {
    const { bench } = this;
    bench.untouched = false;
    const looks = { ...bench.state.looks };
    if (value === null) delete looks[key];
    else looks[key] = value;
    bench.state = { ...bench.state, looks };
    bench.looks = judgeLooks(looks, bench.figure?.looks ?? {});
    this.place.write(history);
    bench.update();
  }

  /** Cancel whatever is waited for. */
  cancel() {
    const { bench } = this;
    const { session, loading, element } = bench;
    const focused = element.renderRoot.querySelector(':focus') !== null;
    this.story.stop();
    if (loading) {
      bench.loading = null;
      bench.stopped = loading;
      session?.halt();
      session?.forget();
      bench.mark('cancelled');
    } else if (session) {
      session.cancel();
      // What is still shown is of an older run, whose keys are no longer those below.
      if (session.awaited) session.forget();
    }
    bench.update();
    if (!focused) return;
    void element.updateComplete.then(() =>
      element.renderRoot.querySelector<HTMLElement>('.again')?.focus(),
    );
  }

  /** Once more what failed. */
  tryAgain() {
    const { bench, runs } = this;
    const { trouble } = bench;
    if (!bench.opened) void runs.open();
    else if (trouble?.again) trouble.again();
    else runs.apply(trouble?.state ?? bench.state);
    // The button that was pressed is gone; what comes after it is in the same figure.
    bench.focusCard();
  }

  /** The reader's button that begins a figure. */
  start() {
    this.beginning.go();
    this.bench.focusCard();
  }

  /** The reader has made a guess, or gives up. */
  reveal() {
    const { bench, story } = this;
    bench.revealed = true;
    story.speak();
    bench.update();
    bench.focusCard();
  }

  /** Once more what was cancelled. */
  again() {
    const { bench } = this;
    if (bench.stopped) bench.stopped.go();
    else this.runs.apply(bench.state);
    bench.focusCard();
  }

  /** The default of what was refused, and of nothing else. */
  useDefault() {
    const { bench } = this;
    const { trouble, own } = bench;
    const key = trouble?.error instanceof Refusal ? trouble.error.key : null;
    const state = trouble?.state;
    const next =
      state && key !== null && key !== 'figure'
        ? this.without(state, key)
        : stateOf(figures.has(own) ? own : DEFAULT_FIGURE);
    this.runs.apply(next);
    this.place.write('push');
  }

  /** A state without what it says of one of its parts. */
  private without(state: LabState, key: string): LabState {
    if (key === 'preset') return { ...state, preset: null };
    if (key === this.place.positionKey || key === 'size') return { ...state, position: null };
    if (key === 'draw') return { ...state, draw: null };
    for (const part of ['looks', 'config'] as const) {
      if (!(key in state[part])) continue;
      const { [key]: _, ...others } = state[part];
      return { ...state, [part]: others };
    }
    return { ...state, config: {} };
  }
}
