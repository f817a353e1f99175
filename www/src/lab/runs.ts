/** From what is asked for to a run: fetched, checked, asked about where it takes long, begun; or refused, in a sentence. */

import { figures } from '../figures/index.ts';
import type { FigureEntry, Resolved, Value } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import type { Instance } from '../worker/instance.ts';
import { isKnown, know } from './address.ts';
import { type Bench, DEFAULT_FIGURE, type Question, type Waiting } from './bench.ts';
import { applies } from './controls.ts';
import { aboutTime } from './estimate.ts';
import type { Lever } from './levers.ts';
import { figureIn, isState, stateIn } from './mending.ts';
import type { Place } from './place.ts';
import { type Lacking, Session } from './session.ts';
import {
  differences,
  indexOfSize,
  judgeLooks,
  type LabState,
  unusualLooks,
  wholeNumber,
} from './state.ts';
import type { Story } from './story.ts';

/** Work that is done sooner needs no progress bar. */
export const PATIENCE = 300;
/** How often the time that is left is told anew, also where nothing is heard of the run. */
const TELL = 500;
/** More moments than any story has; one beyond its end is its end. */
const MOST_MOMENTS = 9999;
/** A run that was watched for so many milliseconds need not be played again by itself. */
const WATCHED = 1000;

/** Few runs take so long that this is needed. */
const lowering = chunk('What may be lowered', 'levers', () => import('./levers.ts'));

export class Runs {
  /** A hand is on a slider, and goes on. */
  dragging = false;

  private readonly bench: Bench;
  private readonly place: Place;
  private readonly story: Story;
  /** The run that a reader has agreed to wait for. */
  private agreed: string | null = null;
  /** While something is waited for: when it is told again how far it is. */
  private telling: ReturnType<typeof setTimeout> | undefined;

  /** Called when the first run begins: whether it is as the author has it. */
  private readonly begun: (plain: boolean) => void;

  constructor(bench: Bench, place: Place, story: Story, begun: (plain: boolean) => void) {
    this.bench = bench;
    this.place = place;
    this.story = story;
    this.begun = begun;
  }

  /** Fetch what the element needs, then show what it was made for. */
  async open() {
    const { bench, place } = this;
    const { own } = bench;
    bench.session ??= new Session({
      changed: () => this.changed(),
      firstCurve: () => bench.timed('alleyway:first-curve'),
      complete: () => this.completed(),
    });
    const session = bench.session;
    const waiting = this.waitFor(session.opens(own), () => void this.open());
    const awaited = () => session === bench.session && waiting === bench.loading;
    try {
      const asked = figureIn(place.said);
      await session.open(asked === null ? [own] : [own, asked]);
      if (!awaited()) return;
      bench.opened = true;
      const instance = session.instance(own);
      bench.entry = instance?.entry(own) ?? instance?.entry(DEFAULT_FIGURE) ?? null;
      this.restore();
      this.begun(place.said === '');
    } catch (error) {
      if (awaited()) this.refuse(error as Error, null);
    }
  }

  /** The lab leaves the page. */
  close() {
    const { bench } = this;
    clearTimeout(this.telling);
    bench.loading = null;
    bench.stopped = null;
    bench.session?.close();
    bench.session = null;
    bench.opened = false;
    // In another place of the document everything begins anew.
    bench.resolved = null;
  }

  /** Something is to be fetched; what is returned stands for it as long as it is waited for. */
  private waitFor(what: string, go: () => void): Waiting {
    const { bench } = this;
    const waiting = { what, began: performance.now(), go };
    bench.loading = waiting;
    bench.stopped = null;
    bench.question = null;
    bench.trouble = null;
    bench.mark('loading');
    this.tellSoon(PATIENCE + 10);
    bench.update();
    return waiting;
  }

  /** Tell again how far it is, as long as there is anything to wait for. */
  private tellSoon(after: number) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (!this.bench.busy) return;
      this.bench.update();
      this.tellSoon(TELL);
    }, after);
  }

  /** Show what the address asks for, or else the attributes. */
  private restore() {
    let asked: LabState | null = null;
    try {
      const given = this.place.given();
      asked = this.place.asked(given);
      if (asked) this.bench.untouched = false;
      // Who asks for a moment is not told all of it first.
      if (asked?.position) this.story.replay = false;
      this.apply(asked ?? given);
    } catch (error) {
      this.refuse(error as Error, asked);
    }
  }

  /** The address of the page is another. */
  readonly navigated = () => {
    const { bench, place } = this;
    const { address } = place;
    if (!place.tied || location.hash === address.last) return;
    // An anchor of the page's own says nothing about the figure.
    if (location.hash !== '' && !isState(location.hash)) return;
    const back = isKnown();
    if (!back) know();
    if (!bench.opened) return;
    if (!place.concerns(stateIn(location))) {
      const left = address.last !== null && figureIn(address.last) === bench.own;
      address.last = location.hash;
      // One step back from its first change, a figure is as it was at first. A new address of another
      // figure is no step back: what nobody looks at is not changed.
      if (left && back) {
        this.story.touched();
        address.drop();
        this.apply(place.given());
      }
      return;
    }
    const asked = figureIn(place.said);
    const lacking = asked !== null ? bench.session?.lacksFigure(asked) : null;
    if (lacking) {
      this.fetch(lacking, null, this.navigated);
      return;
    }
    // In this order: what is played ends with a moment of the old entry, which must not be written into this one.
    this.story.touched();
    address.drop();
    this.restore();
  };

  /** Run what a state asks for, or show why not. Nothing else is ever run in its place. */
  apply(asked: LabState) {
    const { session } = this.bench;
    if (!session) return;
    try {
      const instance = session.instance(asked.figure);
      const data = instance && dataOf(instance, asked);
      const lacking = session.lacksFigure(asked.figure) ?? session.lacksData(asked.figure, data);
      if (lacking) {
        this.bench.state = asked;
        this.fetch(lacking, asked, () => this.apply(asked));
      } else if (instance) this.show(asked, instance, session);
    } catch (error) {
      this.refuse(error as Error, asked);
    }
  }

  /** The same, where everything is there that it needs. Throws what is refused. */
  private show(asked: LabState, instance: Instance, session: Session) {
    const { bench } = this;
    const request = {
      figure: asked.figure,
      ...(asked.preset !== null ? { preset: asked.preset } : {}),
      config: asked.config,
    };
    const resolved = instance.resolve(request);
    const figure = figures.get(resolved.figure);
    const entry = instance.entry(resolved.figure);
    // One that nobody knows has just been refused, and the page has the code of every figure that the trainer has.
    if (!figure || !entry) throw new Error(`the code of ${resolved.figure} has not come`);
    const preset = resolved.preset ?? entry.presets[0]?.name ?? null;
    const usual = instance.resolve({ figure: resolved.figure, ...(preset ? { preset } : {}) });
    const { key, moments } = figure.story;
    const positions = positionsOf(resolved);
    if (asked.position !== null && key !== null) {
      if (moments) wholeNumber(key, asked.position, 0, MOST_MOMENTS);
      else indexOfSize(key, asked.position, positions);
    }
    const draws = Number(resolved.config.draws ?? 1);
    const draw = asked.draw === null ? 1 : wholeNumber('draw', asked.draw, 1, draws);
    const looks = judgeLooks(asked.looks, figure.looks ?? {});

    const going = session.phase === 'running' || session.phase === 'complete';
    const same = going && JSON.stringify(bench.resolved) === JSON.stringify(resolved);
    // The last position is what a figure shows by itself, and so is the first draw.
    const last = asked.position === String(positions[positions.length - 1]);
    Object.assign(bench, { figure, entry, resolved, looks });
    bench.readAuthor();
    Object.assign(bench, { loading: null, stopped: null, trouble: null });
    bench.state = {
      figure: resolved.figure,
      preset,
      config: differences(resolved.config, usual.config, asked.config),
      position: key === null || last ? null : asked.position,
      draw: draw === 1 ? null : String(draw),
      looks: unusualLooks(asked.looks, figure.looks ?? {}),
    };
    bench.prepared = figure.prepare?.(resolved.config, this.story.redraw) ?? null;
    void bench.prepared?.then(this.story.redraw);
    const look = figure.view(resolved.config, draw - 1);
    const asks = !same && resolved.cost?.ask === true && this.agreed !== nameOf(resolved);
    bench.question = asks ? this.questionOf(resolved, entry, instance) : null;
    // Who asks for something else, be it another place in the same run, does not wait to be asked.
    if (!bench.guess?.goes && (!same || bench.guess?.open)) bench.guess = null;
    if (bench.question) {
      this.ask(bench.question);
    } else if (same) {
      // Only another place to look at: nothing is trained again.
      if (look && session.look?.draw !== draw) session.lookAt(look, draw);
      bench.hand.held = null;
      bench.mark(session.phase);
    } else {
      bench.hand.pointedAt = null;
      bench.hand.glance = null;
      performance.mark('alleyway:begin');
      bench.estimate.begin(performance.now());
      session.begin(resolved, request, look, draw, figure.workers);
      bench.mark('running');
    }
    this.tellSoon(PATIENCE + 10);
    bench.update();
  }

  private questionOf({ config, cost }: Resolved, entry: FigureEntry, instance: Instance): Question {
    const seconds = cost?.seconds ?? 0;
    const usable = entry.keys.filter(key => applies(key, config));
    const { bench } = this;
    const { state } = bench;
    const question: Question = { state, seconds, levers: null };
    const lowered = (key: string, value: Value) =>
      instance.resolve({
        figure: state.figure,
        ...(state.preset !== null ? { preset: state.preset } : {}),
        config: { ...state.config, [key]: value },
      });
    const told = (levers: Lever[]) => {
      question.levers = levers;
      if (bench.question === question) bench.update();
    };
    lowering.get().then(
      ({ leversOf }) => told(leversOf(usable, config, seconds, lowered)),
      () => told([]),
    );
    return question;
  }

  /** Nothing runs, and nothing older is shown in its place, until the reader has decided. */
  private ask({ seconds }: Question) {
    const { bench } = this;
    this.story.stop();
    bench.hand.held = null;
    bench.session?.halt();
    bench.session?.forget();
    bench.spoken = `This run takes ${aboutTime(seconds)} of one processor core. It has not been started.`;
    bench.mark('asking');
  }

  /** The reader will wait for the run that was asked about. */
  agree() {
    const { question, resolved } = this.bench;
    if (!question || !resolved) return;
    this.agreed = nameOf(resolved);
    this.bench.spoken = '';
    this.apply(this.bench.state);
    // The button that was pressed is gone; what comes after it is in the same figure.
    this.bench.focusCard();
  }

  /** Fetch what is lacking, then go on, unless something else was asked for meanwhile. */
  private fetch(lacking: Lacking, state: LabState | null, go: () => void) {
    const { bench } = this;
    bench.session?.halt();
    const waiting = this.waitFor(lacking.what, () => this.fetch(lacking, state, go));
    lacking.load().then(
      () => {
        if (waiting === bench.loading) go();
      },
      error => {
        if (waiting === bench.loading) this.refuse(error, state, go);
      },
    );
  }

  /** Show why something cannot be shown. `again`: what is tried again, where that is not the state. */
  refuse(error: Error, state: LabState | null, again: (() => void) | null = null) {
    const { bench } = this;
    bench.trouble = { error, state, again };
    bench.loading = null;
    bench.stopped = null;
    bench.question = null;
    bench.hand.held = null;
    this.story.stop();
    bench.session?.halt();
    bench.mark('error');
    bench.update();
  }

  // -------------------------------------------------------------- what the session says

  private changed() {
    const { bench } = this;
    const { session } = bench;
    if (!session || (bench.trouble && session.phase !== 'error')) return;
    if (bench.loading || bench.question || bench.stopped) return;
    bench.estimate.heard(session.fraction);
    bench.estimate.hold(session.held, performance.now());
    if (session.error) {
      this.refuse(session.error, bench.state);
      return;
    }
    bench.mark(session.phase);
    bench.update();
  }

  private completed() {
    const { bench, story } = this;
    const { session, hand } = bench;
    bench.timed('alleyway:complete');
    if (hand.held && !hand.held.down) hand.held = null;
    // What was long enough to be watched has been told.
    const told = session?.watched && performance.now() - session.began > WATCHED;
    if (story.replay && !told && !this.dragging) void story.retellPrepared();
    story.replay = false;
    story.speak();
    story.autoplay();
  }
}

/** The data set that a state is about, by what it says or else its preset. */
function dataOf(instance: Instance, state: LabState): string | null {
  const preset = instance.entry(state.figure)?.presets.find(one => one.name === state.preset);
  const target = state.config.target ?? preset?.config.target;
  return target === undefined ? null : String(target);
}

/** What tells one run from another. */
function nameOf({ figure, config }: Resolved): string {
  return JSON.stringify([figure, config]);
}

/** The positions that a resolved config will have. */
export function positionsOf(resolved: Resolved): number[] {
  const sizes = resolved.config.sizes;
  if (sizes === undefined) return [];
  return Array.isArray(sizes) ? sizes : String(sizes).split(',').map(Number);
}
