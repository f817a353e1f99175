/**
 * <alleyway-lab figure="double-descent">: one figure with its controls.
 *
 * Attributes: `figure`, `preset`, `config` (as `noise=0.2&n=20`), and `fragment`, which ties
 * what is shown to the fragment of the page's address. `data-state` tells how the run stands:
 * loading, asking, running, complete, cancelled or error.
 */

import { css, html, LitElement, nothing, type TemplateResult, unsafeCSS } from 'lit';
import { charge } from '../chart/element.ts';
import { formatCount } from '../chart/format.ts';
import type { Action, Change, Figure, Panel, Scene, Services } from '../figures/contract.ts';
import { figureNames, figures } from '../figures/index.ts';
import tokens from '../tokens.css?inline';
import {
  type FigureEntry,
  type Key,
  Refusal,
  type Resolved,
  type Span,
  type Value,
} from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import type { Desk } from '../worker/desk.ts';
import { Address, isKnown, know } from './address.ts';
import { applies, type ControlEvents, field, slider, valueText } from './controls.ts';
import { aboutTime, Estimate } from './estimate.ts';
import { icons } from './icons.ts';
import sheet from './lab.css?inline';
import { type Lever, leversOf } from './levers.ts';
import { Panels } from './panels.ts';
import { Player } from './player.ts';
import { type Lacking, type Phase, Session } from './session.ts';
import {
  differences,
  indexOfSize,
  judgeLooks,
  type LabState,
  readFragment,
  readText,
  textOf,
  unusualLooks,
  wholeNumber,
  writeFragment,
} from './state.ts';
import { dataTable, summaryTable } from './table.ts';

const DEFAULT_FIGURE = 'double-descent';
/** Work that is done sooner needs no progress bar. */
const PATIENCE = 300;
/** How often the time that is left is told anew, also where nothing is heard of the run. */
const TELL = 500;
/** More moments than any story has; one beyond its end is its end. */
const MOST_MOMENTS = 9999;

/** Why there is nothing to save. */
const OFF = 'When the first numbers are in';
/** A run that was watched for so many milliseconds need not be played again by itself. */
const TOLD = 1000;

const saving = chunk('What makes files', 'save', () => import('./save.ts'));

type History = 'push' | 'replace';

/** How the lab stands: what a run cannot be, and what it can. */
type Standing = Phase | 'loading' | 'asking';

/** What is shown in place of a figure. */
interface Trouble {
  error: Error;
  state: LabState | null;
  again: (() => void) | null;
}

/** What has to be fetched, since when, and how it is begun once more. */
interface Waiting {
  what: string;
  began: number;
  go(): void;
}

/** A run that takes so long that a reader is asked first. */
interface Question {
  state: LabState;
  seconds: number;
  levers: Lever[];
}

export class Lab extends LitElement {
  static override styles = [css`${unsafeCSS(tokens)}`, css`${unsafeCSS(sheet)}`];

  private session: Session | null = null;
  private figure: Figure | null = null;
  private entry: FigureEntry | null = null;
  private resolved: Resolved | null = null;
  private state: LabState = {
    figure: DEFAULT_FIGURE,
    preset: null,
    config: {},
    position: null,
    draw: null,
    looks: {},
  };
  /** What the element was made for is there. */
  private opened = false;
  private trouble: Trouble | null = null;
  /** What has to be fetched before anything can run. */
  private loading: Waiting | null = null;
  /** The same, once it was cancelled. */
  private stopped: Waiting | null = null;
  private question: Question | null = null;
  /** The run that a reader has agreed to wait for. */
  private agreed: string | null = null;
  private readonly estimate = new Estimate();
  /** What `state.looks` says, by panel. */
  private looks: ReturnType<typeof judgeLooks> = { choices: {}, views: {} };
  /** Code that the figure waits for. */
  private prepared: Promise<void> | null = null;
  /** The key whose change the story tells; null is the whole story. */
  private cause: string | null = null;
  /** Whether the next complete run is told by itself. */
  private replay = true;
  /** Where the story stood in the numbers that are shown, until those that were asked for are in. */
  private stood = 0;
  private sight: IntersectionObserver | null = null;

  private readonly player = new Player({
    end: () => this.end(this.scene()),
    pace: index => {
      const scene = this.scene();
      return scene && this.figure ? this.figure.pace(scene, index) : 1;
    },
    moved: () => this.requestUpdate(),
    ended: at => this.rest(at),
  });
  private untouched = true;
  private dragging = false;
  /** What the keys are that may be `auto`, with the config that is resolved. */
  private marks: { of: Resolved | null; at: Map<string, number | null> } = {
    of: null,
    at: new Map(),
  };
  private readonly address = new Address();

  /** What was last drawn, and of what. */
  private drawn: { figure: Figure | null; scene: Scene; panels: Panel[] } | null = null;

  private moreOpen = false;
  private tableOpen = false;
  private said = '';
  private spoken = '';
  /** While something is waited for: when it is told again how far it is. */
  private telling: ReturnType<typeof setTimeout> | undefined;

  private readonly services: Services = {
    view: (name, args) =>
      this.session?.view(name, args) ?? Promise.reject(new Error('nothing runs')),
    redraw: () => this.redraw(),
    normaliseDigit: (ink, width, height) =>
      this.desk?.normaliseDigit(ink, width, height) ?? new Float64Array(),
  };

  private readonly panels = new Panels({
    figure: () => this.figure,
    whole: () => this.session?.phase === 'complete',
    scene: () => this.scene(),
    redraw: () => {
      this.requestUpdate();
      return this.updateComplete;
    },
    touched: () => this.touched(),
    togglePlay: () => this.togglePlay(),
    setKey: (key, text, done) => this.setKey(key, text, done),
    act: change => this.act(change),
    choosePosition: index => this.choosePosition(index),
    keepLook: (key, value, history) => this.keepLook(key, value, history),
    leaves: event => this.leaves(event),
  });

  private readonly controlEvents: ControlEvents = {
    set: (key, text, done) => this.setKey(key, text, done),
  };

  override connectedCallback() {
    super.connectedCallback();
    // What the page says in its place until it is there.
    this.replaceChildren();
    addEventListener('popstate', this.navigated);
    if (this.hasAttribute('fragment')) know();
    document.addEventListener('fullscreenchange', this.fullscreenChanged);
    document.addEventListener('keydown', this.keyed);
    labs.add(this);
    if (!this.opened) this.open();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.navigated);
    document.removeEventListener('fullscreenchange', this.fullscreenChanged);
    document.removeEventListener('keydown', this.keyed);
    labs.delete(this);
    this.sight?.disconnect();
    this.sight = null;
    this.player.stop();
    this.address.drop();
    clearTimeout(this.telling);
    this.loading = null;
    this.stopped = null;
    this.session?.close();
    this.session = null;
    this.opened = false;
    // In another place of the document everything begins anew.
    this.resolved = null;
  }

  /** The run that is shown, as JSON or CSV. */
  async export(format: 'json' | 'csv'): Promise<string> {
    if (!this.session || !this.hasResult) throw new Error('There is nothing to export yet.');
    return this.session.export(format);
  }

  /** Whether anything is in of what was asked for last. */
  private get hasResult(): boolean {
    const { session } = this;
    return !!session?.shown && !session.awaited && !this.loading;
  }

  private async open() {
    const own = this.own;
    this.session ??= new Session({
      changed: () => this.changed(),
      firstCurve: () => this.timed('alleyway:first-curve'),
      complete: () => this.completed(),
    });
    const session = this.session;
    const waiting = this.waitFor(session.opens(own));
    try {
      const asked = this.hasAttribute('fragment') ? figureIn(location.hash) : null;
      const other = asked !== null && this.concerns(location.hash) ? [asked] : [];
      await session.open([own, ...other]);
      if (session !== this.session || waiting !== this.loading) return;
      this.opened = true;
      const desk = session.desk(own);
      this.entry = desk?.entry(own) ?? desk?.entry(DEFAULT_FIGURE) ?? null;
      this.restore();
    } catch (error) {
      if (session === this.session && waiting === this.loading) this.refuse(error as Error, null);
    }
  }

  /** Something is to be fetched; what is returned stands for it as long as it is waited for. */
  private waitFor(what: string, go: () => void = () => void this.open()) {
    this.loading = { what, began: performance.now(), go };
    this.stopped = null;
    this.question = null;
    this.trouble = null;
    this.mark('loading');
    this.tellSoon(PATIENCE + 10);
    this.requestUpdate();
    return this.loading;
  }

  /** What judges the input of the figure that is shown. */
  private get desk(): Desk | null {
    return this.session?.desk(this.state.figure) ?? null;
  }

  /** Whether anything is waited for. */
  private get busy(): boolean {
    return this.loading !== null || this.session?.phase === 'running';
  }

  /** Tell again how far it is, as long as there is anything to wait for. */
  private tellSoon(after: number) {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      if (!this.busy) return;
      this.requestUpdate();
      this.tellSoon(TELL);
    }, after);
  }

  /** A mark of how long the page took: the first figure's. */
  private timed(name: string) {
    if (document.querySelector('alleyway-lab') === this) performance.mark(name);
  }

  // -------------------------------------------------------------- state and address

  /** The figure that the element names. */
  private get own(): string {
    return this.getAttribute('figure') || DEFAULT_FIGURE;
  }

  /** The key of a position in this figure's addresses. */
  private get positionKey(): string | null {
    const figure = this.figure ?? figures.get(this.own);
    return figure ? figure.story.key : 'size';
  }

  /**
   * Whether a fragment is about this lab: one that names its figure; and for the first lab of a page
   * also one that names none, or one that nothing else on the page is there for.
   */
  private concerns(fragment: string): boolean {
    const named = figureIn(fragment);
    if (named === this.own) return true;
    if (document.querySelector('alleyway-lab') !== this) return false;
    if (named === null) return true;
    for (const other of document.querySelectorAll('alleyway-lab, alleyway-later'))
      if (other !== this && other.getAttribute('figure') === named) return false;
    return true;
  }

  /** What the attributes ask for. */
  private given(): LabState {
    const empty: LabState = {
      figure: this.own,
      preset: this.getAttribute('preset'),
      config: {},
      position: null,
      draw: null,
      looks: {},
    };
    const text = this.getAttribute('config');
    const given = text ? readText(text, empty, figures.get(this.own)?.story.key ?? null) : empty;
    const opening = figures.get(given.figure)?.opening;
    return { ...given, config: { ...opening, ...given.config } };
  }

  /** Show what the address asks for, or else the attributes. */
  private restore() {
    let asked: LabState | null = null;
    try {
      const given = this.given();
      const mine = this.hasAttribute('fragment') && this.concerns(location.hash);
      const fragment = mine ? location.hash : '';
      this.address.last = location.hash;
      const key = figures.get(figureIn(fragment) ?? given.figure)?.story.key;
      asked = readFragment(fragment, { ...given, config: {} }, key === undefined ? 'size' : key);
      if (asked) this.untouched = false;
      // Who asks for a moment is not told all of it first.
      if (asked?.position) this.replay = false;
      this.apply(asked ?? given);
    } catch (error) {
      this.refuse(error as Error, asked);
    }
  }

  private readonly navigated = () => {
    if (!this.hasAttribute('fragment') || location.hash === this.address.last) return;
    // An anchor of the page's own says nothing about the figure.
    if (location.hash !== '' && !location.hash.includes('=')) return;
    const back = isKnown();
    if (!back) know();
    if (!this.opened) return;
    if (!this.concerns(location.hash)) {
      const left = this.address.last !== null && figureIn(this.address.last) === this.own;
      this.address.last = location.hash;
      // One step back from its first change, a figure is as it was at first. A new address of another
      // figure is no step back: what nobody looks at is not changed.
      if (left && back) {
        this.touched();
        this.address.drop();
        this.apply(this.given());
      }
      return;
    }
    const asked = figureIn(location.hash);
    const lacking = asked !== null ? this.session?.lacksFigure(asked) : null;
    if (lacking) {
      this.fetch(lacking, null, this.navigated);
      return;
    }
    // In this order: what is played ends with a moment of the old entry, which must not be written into this one.
    this.touched();
    this.address.drop();
    this.restore();
  };

  /** Run what a state asks for, or show why not. Nothing else is ever run in its place. */
  private apply(asked: LabState) {
    const session = this.session;
    if (!session) return;
    try {
      const desk = session.desk(asked.figure);
      const data = desk && dataOf(desk, asked);
      const lacking = session.lacksFigure(asked.figure) ?? session.lacksData(asked.figure, data);
      if (lacking || !desk) {
        if (!lacking) return;
        this.state = asked;
        this.fetch(lacking, asked, () => this.apply(asked));
        return;
      }
      const request = {
        figure: asked.figure,
        ...(asked.preset !== null ? { preset: asked.preset } : {}),
        config: asked.config,
      };
      const resolved = desk.resolve(request);
      const figure = figures.get(resolved.figure);
      const entry = desk.entry(resolved.figure);
      if (!figure || !entry) {
        throw new Refusal({
          key: 'figure',
          value: asked.figure,
          allowed: figureNames.join(', '),
          message: `figure must be one of ${figureNames.join(', ')}, got ${asked.figure}`,
        });
      }
      const preset = resolved.preset ?? entry.presets[0]?.name ?? null;
      const usual = desk.resolve({ figure: resolved.figure, ...(preset ? { preset } : {}) });
      const positions = positionsOf(resolved);
      if (asked.position !== null && figure.story.key !== null && figure.story.moments)
        wholeNumber(figure.story.key, asked.position, 0, MOST_MOMENTS);
      else if (asked.position !== null && figure.story.key !== null)
        indexOfSize(figure.story.key, asked.position, positions);
      const draw =
        asked.draw === null
          ? 1
          : wholeNumber('draw', asked.draw, 1, Number(resolved.config.draws ?? 1));

      const looks = judgeLooks(asked.looks, figure.looks ?? {});

      this.loading = null;
      this.stopped = null;
      const going = session.phase === 'running' || session.phase === 'complete';
      const same =
        going && !!this.resolved && JSON.stringify(this.resolved) === JSON.stringify(resolved);
      this.figure = figure;
      this.entry = entry;
      this.resolved = resolved;
      this.looks = looks;
      this.trouble = null;
      this.state = {
        figure: resolved.figure,
        preset,
        config: differences(resolved.config, usual.config, asked.config),
        // The last position is what a figure shows by itself, and so is the first draw.
        position:
          figure.story.key === null || asked.position === String(positions[positions.length - 1])
            ? null
            : asked.position,
        draw: draw === 1 ? null : String(draw),
        looks: unusualLooks(asked.looks, figure.looks ?? {}),
      };
      this.prepared = figure.prepare?.(resolved.config, this.redraw) ?? null;
      void this.prepared?.then(this.redraw);
      const look = figure.view(resolved.config, draw - 1);
      const asks = !same && resolved.cost?.ask === true && this.agreed !== nameOf(resolved);
      this.question = asks ? this.questionOf(resolved, entry) : null;
      if (this.question) {
        this.ask(this.question);
      } else if (same) {
        // Only another place to look at: nothing is trained again.
        if (look && session.look?.draw !== draw) session.lookAt(look, draw);
        this.panels.held = null;
        this.mark(session.phase);
      } else {
        this.panels.pointedAt = null;
        this.panels.glance = null;
        performance.mark('alleyway:begin');
        this.estimate.begin(performance.now());
        session.begin(resolved, request, look, draw, figure.workers);
        this.mark('running');
      }
      this.tellSoon(PATIENCE + 10);
      this.requestUpdate();
    } catch (error) {
      this.refuse(error as Error, asked);
    }
  }

  // -------------------------------------------------------------- a run that takes long

  private questionOf(resolved: Resolved, entry: FigureEntry): Question {
    const { config, cost } = resolved;
    const seconds = cost?.seconds ?? 0;
    const usable = entry.keys.filter(key => applies(key, config));
    const { state, desk } = this;
    const levers = desk
      ? leversOf(usable, config, seconds, (key, value) =>
          desk.resolve({
            figure: state.figure,
            ...(state.preset !== null ? { preset: state.preset } : {}),
            config: { ...state.config, [key]: value },
          }),
        )
      : [];
    return { state, seconds, levers };
  }

  /** Nothing runs, and nothing older is shown in its place, until the reader has decided. */
  private ask({ seconds }: Question) {
    this.player.stop();
    this.panels.held = null;
    this.session?.halt();
    this.session?.forget();
    this.spoken = `This run takes ${aboutTime(seconds)} of one processor core. It has not been started.`;
    this.mark('asking');
  }

  private agree() {
    const { question, resolved } = this;
    if (!question || !resolved) return;
    this.agreed = nameOf(resolved);
    this.spoken = '';
    this.apply(this.state);
    // The button that was pressed is gone; what comes after it is in the same figure.
    this.focusCard();
  }

  /** Cancel whatever is waited for. */
  private cancel() {
    const { session, loading } = this;
    const focused = this.renderRoot.querySelector(':focus') !== null;
    this.player.stop();
    if (loading) {
      this.loading = null;
      this.stopped = loading;
      session?.halt();
      session?.forget();
      this.mark('cancelled');
    } else if (session) {
      session.cancel();
      // What is still shown is of an older run, whose keys are no longer those below.
      if (session.awaited) session.forget();
    }
    this.requestUpdate();
    if (focused)
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector<HTMLElement>('.again')?.focus(),
      );
  }

  /** Once more what failed. */
  private tryAgain() {
    const { trouble } = this;
    if (!this.opened) void this.open();
    else if (trouble?.again) trouble.again();
    else this.apply(trouble?.state ?? this.state);
    // The button that was pressed is gone; what comes after it is in the same figure.
    this.focusCard();
  }

  /** Once more what was cancelled. */
  private again() {
    if (this.stopped) this.stopped.go();
    else this.apply(this.state);
    this.focusCard();
  }

  /** For who goes on by keys, where what had the focus is gone. */
  private focusCard() {
    this.renderRoot.querySelector<HTMLElement>('.card')?.focus({ preventScroll: true });
  }

  override focus(options?: FocusOptions) {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.card')?.focus(options),
    );
  }

  /** Fetch what is lacking, then go on, unless something else was asked for meanwhile. */
  private fetch(lacking: Lacking, state: LabState | null, go: () => void) {
    this.session?.halt();
    const again = () => this.fetch(lacking, state, go);
    const waiting = this.waitFor(lacking.what, again);
    lacking.load().then(
      () => {
        if (waiting === this.loading) go();
      },
      error => {
        if (waiting === this.loading) this.refuse(error, state, go);
      },
    );
  }

  /** Show why something cannot be shown. `again`: what is tried again, where that is not the state. */
  private refuse(error: Error, state: LabState | null, again: (() => void) | null = null) {
    this.trouble = { error, state, again };
    this.loading = null;
    this.stopped = null;
    this.question = null;
    this.panels.held = null;
    this.player.stop();
    this.session?.halt();
    this.mark('error');
    this.requestUpdate();
  }

  /** The default of what was refused, and of nothing else. */
  private useDefault() {
    const trouble = this.trouble;
    const key = trouble?.error instanceof Refusal ? trouble.error.key : null;
    const state = trouble?.state;
    let next: LabState = {
      figure: this.own === DEFAULT_FIGURE || !figures.has(this.own) ? DEFAULT_FIGURE : this.own,
      preset: null,
      config: {},
      position: null,
      draw: null,
      looks: {},
    };
    if (state && key !== null && key !== 'figure') {
      next = { ...state, config: { ...state.config } };
      if (key === 'preset') next = { ...next, preset: null };
      else if (key === this.positionKey || key === 'size') next.position = null;
      else if (key === 'draw') next.draw = null;
      else if (key in next.looks) {
        next.looks = { ...next.looks };
        delete next.looks[key];
      } else if (key in next.config) delete next.config[key];
      else next = { ...next, config: {} };
    }
    this.apply(next);
    this.write('push');
  }

  private write(history: History) {
    if (this.trouble || !this.hasAttribute('fragment')) return;
    this.address[history](writeFragment(this.state, this.positionKey));
  }

  // -------------------------------------------------------------- what the reader does

  /** Any act of the reader's ends what plays by itself. */
  private touched() {
    this.untouched = false;
    this.player.stop();
  }

  private setKey(key: string, text: string, done: boolean) {
    this.touched();
    const config = { ...this.state.config, [key]: text };
    const first = !this.dragging;
    const asked: LabState = { ...this.state, config };
    // The numbers are about to change; the chosen size may not be among the new ones.
    try {
      if (asked.position !== null && this.positionKey === null) asked.position = null;
      else if (asked.position !== null && this.desk) {
        const request = {
          figure: asked.figure,
          ...(asked.preset ? { preset: asked.preset } : {}),
          config,
        };
        const next = this.desk.resolve(request);
        const positions = positionsOf(next);
        asked.position = String(closest(positions, Number(asked.position)));
        if (asked.draw !== null && Number(asked.draw) > Number(next.config.draws))
          asked.draw = null;
      }
    } catch {
      // `apply` says what is wrong.
    }
    const same = this.resolved && !this.trouble && textOf(this.resolved.config[key] ?? '') === text;
    this.replay = this.figure?.story.replays?.includes(key) ?? false;
    this.cause = this.replay ? key : null;
    if (!same) this.apply(asked);
    else if (this.panels.held) {
      this.panels.held = null;
      if (done) this.retell();
    } else if (done && !first && this.replay && this.session?.phase === 'complete') {
      this.replay = false;
      void this.retellPrepared();
    }
    // A gesture is one entry of the history: its first step makes it, the others move it.
    if (!same || done) this.write(first ? 'push' : 'replace');
    this.dragging = !done;
    if (done) this.address.flush();
  }

  private choosePreset(name: string | null) {
    // Another example of the same argument is shown at the stage that the argument has reached.
    const key = this.figure?.stages?.key;
    const stage = key ? (this.state.config[key] ?? this.resolved?.config[key]) : undefined;
    const opening = { ...this.figure?.opening };
    const config = key && stage !== undefined ? { [key]: textOf(stage) } : opening;
    this.begin(name, config, this.state.looks);
  }

  private reset() {
    this.begin(this.state.preset, { ...this.figure?.opening });
  }

  private begin(
    preset: string | null,
    config: Record<string, string>,
    looks: LabState['looks'] = {},
  ) {
    this.touched();
    this.panels.held = null;
    this.cause = null;
    this.replay = true;
    // The whole lab changes: that is enough for one task, and the charts are drawn in the next ones.
    charge(Infinity);
    this.apply({ figure: this.state.figure, preset, config, position: null, draw: null, looks });
    this.write('push');
  }

  /** One act of the reader's: one entry of the history. */
  private act({ change, position }: Change, plays = false) {
    const from = this.scene()?.at ?? 0;
    this.touched();
    this.panels.held = null;
    this.cause = Object.keys(change).find(key => this.figure?.story.replays?.includes(key)) ?? null;
    this.replay = this.cause !== null;
    this.apply({ ...this.state, config: { ...this.state.config, ...change }, position });
    this.write('push');
    this.speak();
    if (plays && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.play(from);
  }

  private choosePosition(index: number, history: History = 'replace') {
    const scene = this.scene();
    if (!scene || !this.figure) return;
    this.touched();
    const values = this.figure.story.values(scene.frames);
    const at = Math.max(0, Math.min(values.length - 1, Math.round(index)));
    const position = at === values.length - 1 ? null : String(values[at]);
    if (position === this.state.position) return;
    this.state = { ...this.state, position };
    // The moment's own words are those of the slider; what was spoken before is not true of it.
    this.spoken = '';
    this.write(history);
    this.requestUpdate();
  }

  private nextDraw() {
    if (!this.resolved || !this.figure) return;
    this.touched();
    const draws = Number(this.resolved.config.draws);
    const draw = (Number(this.state.draw ?? 1) % draws) + 1;
    this.state = { ...this.state, draw: draw === 1 ? null : String(draw) };
    const look = this.figure.view(this.resolved.config, draw - 1);
    if (look) this.session?.lookAt(look, draw);
    this.write('replace');
    this.requestUpdate();
  }

  private newSeed() {
    // Four digits are easily read out to a class.
    this.setKey('seed', String(1 + Math.floor(Math.random() * 9999)), true);
  }

  // -------------------------------------------------------------- the story

  /** `told`: it is a change that is told, not the whole story. */
  private play(from?: number, told = false) {
    const scene = this.scene();
    const end = this.end(scene);
    if (!scene || end === null) return;
    this.untouched = false;
    const over = scene.at >= end;
    if (over && !told) this.cause = null;
    this.player.start(from ?? (over ? 0 : scene.at));
  }

  /** The last position of the story. */
  private end(scene: Scene | null): number | null {
    return scene && this.figure ? this.figure.story.values(scene.frames).length - 1 : null;
  }

  /** The player has come to rest: from here on the position is the reader's. */
  private rest(at: number) {
    const scene = this.scene();
    if (scene && this.figure) {
      const values = this.figure.story.values(scene.frames);
      const position = at >= values.length - 1 ? null : String(values[at]);
      this.state = { ...this.state, position };
      const written = location.hash.includes('=') && this.concerns(location.hash);
      if (this.positionKey !== null && (written || position !== null)) this.write('replace');
    }
    this.requestUpdate();
  }

  /** Tell what has changed, from its beginning, to those who do not mind motion. */
  private retell() {
    if (!this.figure?.story.replays) return;
    this.state = { ...this.state, position: null };
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden) return;
    const box = this.getBoundingClientRect();
    if (box.top > innerHeight * 0.6 || box.bottom < innerHeight * 0.3) {
      // Below the screen nobody would see it: it waits until it is there.
      this.sight ??= new IntersectionObserver(
        entries => {
          if (!entries.some(entry => entry.isIntersecting)) return;
          this.sight?.disconnect();
          this.sight = null;
          if (this.player.at === null && this.session?.phase === 'complete') this.retell();
        },
        { rootMargin: '0px 0px -45% 0px' },
      );
      this.sight.observe(this);
      return;
    }
    this.play(undefined, true);
  }

  /** The same, once everything is there that it is told with. */
  private async retellPrepared() {
    const { resolved, prepared } = this;
    if (prepared) await prepared;
    if (resolved === this.resolved && this.session?.phase === 'complete') this.retell();
  }

  /** A run that goes on before the reader's eyes is itself the story that is played. */
  private get plays(): boolean {
    return this.session?.going ? !this.session.held : this.player.at !== null;
  }

  private togglePlay() {
    const { session } = this;
    if (session?.going) {
      this.touched();
      this.follow();
      session.hold(!session.held);
    } else if (this.player.at !== null) this.touched();
    else this.play();
  }

  /** Look at the newest moment again. */
  private follow() {
    this.state = { ...this.state, position: null };
    this.write('replace');
  }

  private step(by: number) {
    const scene = this.scene();
    if (!scene || !this.figure) return;
    const { session } = this;
    if (session?.going && this.state.position === null) {
      this.touched();
      if (session.held) session.nudge();
      else session.hold(true);
      return;
    }
    const values = this.figure.story.values(scene.frames);
    const from = Math.round(scene.at);
    if (from >= values.length - 1 && by > 0) this.cause = null;
    const { stride = 1 } = this.figure.story;
    const far = by * (typeof stride === 'number' ? stride : stride(from));
    this.choosePosition(by > 0 && from >= values.length - 1 ? 0 : from + far);
  }

  // -------------------------------------------------------------- what the session says

  private changed() {
    const session = this.session;
    if (!session || (this.trouble && session.phase !== 'error')) return;
    if (this.loading || this.question || this.stopped) return;
    this.estimate.heard(session.fraction);
    this.estimate.hold(session.held, performance.now());
    if (session.error) {
      this.refuse(session.error, this.state);
      return;
    }
    this.mark(session.phase);
    this.requestUpdate();
  }

  private completed() {
    this.timed('alleyway:complete');
    if (this.panels.held && !this.panels.held.down) this.panels.held = null;
    // What was long enough to be watched has been told.
    const told = this.session?.watched && performance.now() - this.session.began > TOLD;
    if (this.replay && !told && !this.dragging) void this.retellPrepared();
    this.replay = false;
    this.speak();
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const elsewhere = location.hash.includes('=') && !this.concerns(location.hash);
    if (this.untouched && !calm && !elsewhere && this.hasAttribute('autoplay')) {
      // After a look at the whole curve.
      setTimeout(() => {
        if (this.untouched && this.isConnected && !document.hidden) this.play();
      }, 900);
    }
  }

  /** What is said to those who do not see that the sentence has changed. */
  private speak() {
    if (this.question) return;
    this.spoken = this.sentence(this.scene())
      .map(span => span.text)
      .join('');
  }

  private sentence(scene: Scene | null): Span[] {
    if (!scene) return [];
    return this.figure?.sentence?.(scene) ?? scene.frames.verdict.spans;
  }

  /** What can be drawn has changed. */
  private readonly redraw = () => {
    this.drawn = null;
    this.requestUpdate();
  };

  private mark(standing: Standing) {
    if (this.dataset.state !== standing) this.dataset.state = standing;
  }

  private scene(): Scene | null {
    const shown = this.session?.shown;
    if (!shown || !this.entry || !this.figure) return null;
    const values = this.figure.story.values(shown.frames);
    const wanted = this.state.position;
    const told = wanted === null && this.session?.phase === 'complete';
    const at =
      this.player.at ??
      (told ? this.panels.glance : null) ??
      (wanted === null
        ? values.length - 1
        : Array.from(values).indexOf(closest(values, Number(wanted))));
    // A moment of the run that was asked for is not one of the run that is still shown.
    if (!this.figure.story.moments || !this.session?.awaited) this.stood = at;
    return {
      entry: this.entry,
      config: shown.config,
      frames: shown.frames,
      pieces: shown.pieces,
      view: this.session?.look ?? null,
      draw: Number(this.state.draw ?? 1),
      at: Math.min(this.stood, values.length - 1),
      ...this.looks,
      held: this.panels.held?.value ?? null,
      cause: this.cause,
      pointed: this.panels.pointedAt,
    };
  }

  // -------------------------------------------------------------- full screen and keys

  private get isFull(): boolean {
    return document.fullscreenElement === this;
  }

  private toggleFull() {
    if (this.isFull) document.exitFullscreen();
    else
      this.requestFullscreen?.().catch(() => this.say('This page may not use the whole screen.'));
  }

  private readonly fullscreenChanged = () => {
    this.toggleAttribute('full', this.isFull);
    // The row of presets is of another width, and the chosen one is to be in view again.
    delete this.renderRoot.querySelector<HTMLElement>('.pills[aria-label="Presets"]')?.dataset
      .chosen;
    this.requestUpdate();
  };

  private readonly keyed = (event: KeyboardEvent) => {
    if (event.key !== 'f' || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (
      target instanceof HTMLElement &&
      target.matches('input:not([type=range]), select, textarea, [contenteditable]')
    )
      return;
    // On a page of several figures it is the one with the focus, or the one in the middle of the screen.
    if (!event.composedPath().includes(this) && nearestLab(event) !== this) return;
    event.preventDefault();
    this.toggleFull();
  };

  private leaves(event: MouseEvent) {
    const link = event.currentTarget as HTMLAnchorElement;
    // What is on the whole screen would hide where the link leads.
    if (this.isFull) {
      event.preventDefault();
      event.stopPropagation();
      void document.exitFullscreen().then(() => link.click());
      return;
    }
    this.address.flush();
    // Another figure's address is no step back from here: this one stays as it is.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.address.last = link.hash;
  }

  private keepLook(key: string, value: string | null, history: History) {
    this.untouched = false;
    const looks = { ...this.state.looks };
    if (value === null) delete looks[key];
    else looks[key] = value;
    this.state = { ...this.state, looks };
    this.looks = judgeLooks(looks, this.figure?.looks ?? {});
    this.write(history);
    this.requestUpdate();
  }

  // -------------------------------------------------------------- share and export

  private async share() {
    this.address.flush();
    const url = new URL(location.href);
    url.hash = writeFragment(this.state, this.positionKey);
    try {
      await navigator.clipboard.writeText(url.href);
      this.say('Link copied');
    } catch {
      this.write('replace');
      this.address.flush();
      this.say('The link is in the address bar');
    }
  }

  private say(text: string) {
    this.said = text;
    this.requestUpdate();
    setTimeout(() => {
      if (this.said !== text) return;
      this.said = '';
      this.requestUpdate();
    }, 2500);
  }

  private async download(format: 'json' | 'csv' | 'png') {
    const name = `alleyway-${this.state.figure}-${this.state.preset ?? 'run'}`;
    try {
      const { save, picture } = await saving.get();
      if (format === 'png') save(await picture(this), `${name}.png`);
      else {
        const type = format === 'json' ? 'application/json' : 'text/csv';
        save(new Blob([await this.export(format)], { type }), `${name}.${format}`);
      }
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  // -------------------------------------------------------------- drawing

  protected override performUpdate() {
    const began = performance.now();
    super.performUpdate();
    charge(performance.now() - began);
  }

  /** The same panels for the same scene: where only the progress of a run has changed no chart is drawn again. */
  private panelsOf(scene: Scene): Panel[] {
    const before = this.drawn;
    const keys = Object.keys(scene) as (keyof Scene)[];
    if (
      before?.figure === this.figure &&
      keys.every(key => Object.is(scene[key], before?.scene[key]))
    )
      return before?.panels ?? [];
    const panels = this.figure?.panels(scene) ?? [];
    this.drawn = { figure: this.figure, scene, panels };
    return panels;
  }

  override render() {
    const scene = this.scene();
    const panels = scene ? this.panelsOf(scene) : [];
    const inArea = (area: Panel['area']) => panels.filter(panel => panel.area === area);
    const trouble = this.trouble;
    return html`
      <section class="card" tabindex="-1" aria-label=${this.entry?.title ?? 'The figure'}>
        ${this.toolbar()}
        ${
          trouble
            ? this.troubleBox(trouble.error)
            : html`
                ${panels.length > 0 ? this.pictures(scene, inArea) : this.emptyPlace()}
                ${this.verdict(scene)}
              `
        }
        ${trouble && !this.resolved ? nothing : this.controls()}
        ${
          trouble
            ? nothing
            : html`
                ${
                  this.layout
                    ? nothing
                    : html`<div class="more-panels">
                        ${inArea('more').map(panel => html`<div class="panel more">${this.panel(panel)}</div>`)}
                      </div>`
                }
                ${scene && this.figure?.extra ? this.figure.extra(scene, this.services) : nothing}
                ${this.footer(scene)}
              `
        }
        <p class="hidden" aria-live="polite">${trouble ? '' : this.spoken}</p>
      </section>
    `;
  }

  private pictures(scene: Scene | null, inArea: (area: Panel['area']) => Panel[]): TemplateResult {
    const side = inArea('side');
    switch (this.layout) {
      case 'board':
        return html`<div class="panels board">
            <div class="panel main ${inArea('main').length > 1 ? 'pair' : ''}">${this.mainPanels(inArea('main'))}</div>
            ${side.map(panel => html`<div class="panel side">${this.panel(panel, panel.name === this.figure?.story.on ? scene : null)}</div>`)}
          </div>`;
      case 'wide':
        return html`<div class="panels wide">
            <div class="panel main">${this.mainPanels(inArea('main'))}</div>
            <div class="panel side ${side.length > 2 ? 'crowd' : ''}">
              ${side.map(panel => html`<div class="one ${panel.minor ? 'minor' : ''}">${this.panel(panel)}</div>`)}
            </div>
          </div>`;
      default:
        return html`<div class="panels">
            <div class="panel data">${inArea('data').map(panel => this.panel(panel))}</div>
            <div class="panel curve">${inArea('curve').map(panel => this.panel(panel, scene))}</div>
          </div>`;
    }
  }

  /** The place of the pictures while there are none: what is waited for, how far it is, and what can be done. */
  private emptyPlace(): TemplateResult {
    const place = (what: unknown) => html`<div class="empty ${this.layout ?? ''}">${what}</div>`;
    const { question, stopped, session, loading } = this;
    const first = this.figure?.words.first;
    if (question) return place(this.questionBox(question));
    const again = html`<p><button class="pill again" @click=${this.again}>Run again</button></p>`;
    if (stopped !== null)
      return place(
        html`<p class="sentence">Cancelled before ${stopped.what} had been loaded.</p>${again}`,
      );
    if (session?.phase === 'cancelled')
      return place(
        html`<p class="sentence">Cancelled before ${first ?? 'anything'} was in.</p>${again}`,
      );
    const progress = this.progress();
    if (progress === nothing) return place(nothing);
    const waits = loading ? `Loading ${loading.what}` : first ? `Waiting for ${first}` : 'Training';
    return place(html`<p>${waits}</p>${progress}`);
  }

  /** What a long run costs, before it is begun; nothing else is trained meanwhile. */
  private questionBox({ seconds, levers }: Question): TemplateResult {
    const text = (value: Value) => textOf(value).replaceAll(',', ', ');
    const lower = ({ key, to, seconds }: Lever) => html`<li>
        <button class="pill" @click=${() => this.setKey(key.name, textOf(to), true)}>
          ${key.label}: ${Array.isArray(to) && to.length > 4 ? `up to ${formatCount(Math.max(...to))}` : typeof to === 'number' ? valueText(key, to) : text(to)}
        </button>
        ${aboutTime(seconds)}
      </li>`;
    return html`<div role="group" aria-label="This run takes long">
      <p class="sentence">This run takes ${aboutTime(seconds)} of one processor core.</p>
      <p><button class="pill lead" @click=${this.agree}>Run</button></p>
      ${
        levers.length > 0
          ? html`<p>Or lower one of these, as far as this:</p><ul class="levers">${levers.map(lower)}</ul>`
          : html`<p>Or lower what is asked for: the controls are below.</p>`
      }
    </div>`;
  }

  /** Of a row of presets that is longer than the screen the chosen one must be in view. */
  override updated() {
    const chosen = this.renderRoot.querySelector<HTMLElement>(
      '.pills[aria-label="Presets"] [aria-pressed="true"]',
    );
    const row = chosen?.parentElement;
    if (!chosen || !row || row.dataset.chosen === chosen.textContent) return;
    row.dataset.chosen = chosen.textContent ?? '';
    // With the next frame, which lays the page out anyway: here it would lengthen the click.
    requestAnimationFrame(() => {
      row.scrollLeft =
        chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
    });
  }

  /** A figure with one large picture keeps its place before the first numbers are there. */
  private get layout(): Figure['layout'] {
    return (this.figure ?? figures.get(this.own))?.layout;
  }

  private stages() {
    const stages = this.figure?.stages;
    if (!stages) return nothing;
    const chosen = Number(this.resolved?.config[stages.key]);
    const choose = (value: string) => this.setKey(stages.key, value, true);
    return html`<div class="pills stages" role="group" aria-label=${stages.name} tabindex="-1">
        ${Object.entries(stages.labels).map(
          ([value, label]) =>
            html`<button
              class="pill"
              aria-pressed=${String(!this.trouble && Number(value) === chosen)}
              @click=${() => choose(value)}
            >${label}</button>`,
        )}
      </div>`;
  }

  /** The acts of the argument; in the toolbar where there is more than one. */
  private actions(many: boolean) {
    const scene = this.scene();
    if (!scene || !this.figure?.actions || this.trouble) return nothing;
    const actions = this.figure.actions(scene);
    if (actions.length > 1 !== many) return nothing;
    const ready = !many || this.session?.phase === 'complete';
    // Not `disabled`: that would take the focus away from under a reader's key.
    const pill = (action: Action) => html`<button
      class="pill ${ready && action.enabled && action.next ? 'lead' : ''}"
      title=${ready ? action.title : 'When the run is done'}
      aria-disabled=${String(!(ready && action.enabled))}
      @click=${() => ready && action.enabled && this.act(action, action.plays)}
    >${action.name}</button>`;
    return many
      ? html`<div class="pills stages" role="group" aria-label="What to do" tabindex="-1">${actions.map(pill)}</div>`
      : actions.map(pill);
  }

  private toolbar(): TemplateResult {
    const presets = this.entry?.presets ?? [];
    const pill = (preset: (typeof presets)[number]) => html`<button
      class="pill"
      aria-pressed=${String(!this.trouble && preset.name === this.state.preset)}
      title=${preset.about}
      @click=${() => this.choosePreset(preset.name)}
    >${preset.label}</button>`;
    const usual = presets.filter(preset => !preset.counterexample);
    const counter = presets.filter(preset => preset.counterexample);
    return html`<div class="toolbar">
      <div class="buttons">
        <button class="round" aria-label="Reset" title="Reset: back to the preset as it was" @click=${this.reset}>${icons.reset}</button>
        <button class="round" aria-label=${this.plays ? 'Pause' : 'Play'} title="Play: ${this.figure?.words.play ?? ''}" @click=${this.togglePlay}>
          ${this.plays ? icons.pause : icons.play}
        </button>
        <button class="round" aria-label="Step" title="Step: ${this.figure?.words.step ?? ''}" @click=${() => this.step(1)}>${icons.step}</button>
      </div>
      ${this.stages()}${this.actions(true)}
      <div class="pills" role="group" aria-label="Presets" tabindex="-1">
        ${usual.map(pill)}
        ${counter.length > 0 ? html`<span class="between">${this.figure?.words.counterexamples}</span>` : nothing}
        ${counter.map(pill)}
      </div>
      <div class="buttons end">
        <span class="said" role="status">${this.said}</span>
        <button class="round" aria-label="Share" title="Share: copy a link to exactly this" @click=${this.share}>${icons.share}</button>
        <button class="round" aria-label=${this.isFull ? 'Leave full screen' : 'Full screen'} title="Full screen (f)" @click=${this.toggleFull}>
          ${this.isFull ? icons.leave : icons.full}
        </button>
      </div>
    </div>`;
  }

  private mainPanels(panels: Panel[]) {
    const { moments, on } = this.figure?.story ?? {};
    const scene = moments && !on ? this.scene() : null;
    return panels.map(
      (panel, index) => html`<div class="one">${this.panel(panel, scene, index === 0)}</div>`,
    );
  }

  private panel(panel: Panel, along: Scene | null = null, first = true): TemplateResult {
    const beside = {
      // Of two large pictures the first tells of both, and there is no room for an act beside its progress.
      main: () => {
        if (!first) return nothing;
        const progress = this.progress();
        return progress === nothing ? this.actions(false) : progress;
      },
      curve: () => html`${this.progress()}${this.way(panel)}`,
      data: () => this.drawButton(),
      side: () => nothing,
      more: () => nothing,
    };
    return this.panels.render(panel, panel.walks ? this.scene() : along, beside[panel.area]());
  }

  /** A way to another figure. An anchor: it can be copied and opened elsewhere, and the page knows how to follow it. */
  private way({ way }: Panel) {
    if (!way) return nothing;
    const { figure, config } = way;
    let refused = '';
    try {
      // Before that module has come nothing is known of it, and the figure itself says what it refuses.
      this.session?.desk(figure)?.resolve({ figure, config });
    } catch (error) {
      refused = (error as Error).message;
    }
    if (refused)
      return html`<button class="pill" aria-disabled="true" title=${refused} aria-label="${way.name}: ${refused}" @click=${() => this.say(refused)}>${way.name}</button>`;
    const looks = { position: null, draw: null, looks: {} };
    const href = writeFragment({ figure, preset: null, config, ...looks }, null);
    return html`<a class="pill" href=${href} title=${way.title}>${way.name}</a>`;
  }

  private drawButton() {
    const draws = Number(this.resolved?.config.draws ?? 1);
    if (draws < 2) return nothing;
    const draw = Number(this.state.draw ?? 1);
    return html`<button
      class="quiet"
      title="Another training set of the same kind"
      aria-label="Training set ${draw} of ${draws}: show the next"
      @click=${this.nextDraw}
    ><span class="word">set&nbsp;</span>${draw}${icons.next}</button>`;
  }

  /** How far it is with what is waited for, once it has taken a moment; and how to have none of it. */
  private progress() {
    const { session, loading } = this;
    if (!loading && session?.phase === 'cancelled') {
      return html`<span class="progress">stopped
        <button class="quiet again" @click=${this.again}>Run again</button></span>`;
    }
    if (!this.busy) return nothing;
    const now = performance.now();
    if (now - (loading?.began ?? session?.began ?? now) < PATIENCE) return nothing;
    const cancel = html`<button class="quiet" @click=${this.cancel}>Cancel</button>`;
    if (loading || !session) {
      // A bar without a value moves to and fro.
      const loaded = session?.loaded ?? null;
      const value = loaded === null ? nothing : Math.floor(100 * loaded);
      return html`<span class="progress">
        <progress max="100" value=${value} aria-label="Loading"></progress>
        ${cancel}
      </span>`;
    }
    const percent = Math.floor(100 * session.fraction);
    const left = session.held ? null : this.estimate.left(now);
    return html`<span class="progress">
      <progress max="100" value=${percent} aria-label="Training"></progress>
      <span class="percent">${session.held ? 'paused at ' : ''}${percent} %</span>
      ${left === null ? nothing : html`<span class="left">${aboutTime(left)} left</span>`}
      ${cancel}
    </span>`;
  }

  private verdict(scene: Scene | null): TemplateResult {
    const frames = this.session?.shown?.frames;
    const mended = this.session?.mended;
    const notes = [...(frames?.notes ?? [])];
    if (mended) notes.push(`A worker stopped (${mended}); a fresh one took over its work.`);
    const source = this.desk?.catalogue.data[String(this.resolved?.config.target)]?.source;
    if (source) notes.push(source);
    return html`<p class="verdict">
        ${this.sentence(scene).map(span => html`<span class="role-${span.role}">${unbroken(span.text)}</span>`)}
      </p>
      ${notes.length > 0 ? html`<p class="notes">${notes.join(' ')}</p>` : nothing}`;
  }

  private controls() {
    const { entry, figure, resolved } = this;
    if (!entry || !figure || !resolved) return html`<div class="controls"></div>`;
    const { config } = resolved;
    const scene = this.scene();
    // One of the acts may be a new seed already.
    const acts = scene && figure.actions?.(scene).some(action => 'seed' in action.change);
    const usable = entry.keys.filter(key => applies(key, config));
    const first = figure
      .controls(config)
      .map(name => usable.find(key => key.name === name))
      .filter(key => key !== undefined)
      .slice(0, 5);
    const rest = usable.filter(key => !first.includes(key));
    return html`<div class="controls">
        ${first.map(key => slider(key, config, this.controlEvents, this.markOf(key)))}
        <div class="control-buttons">
          ${
            entry.keys.some(key => key.name === 'seed') && !acts
              ? html`<button class="pill" title="New seed: the same experiment with other random numbers" @click=${this.newSeed}>${icons.dice}New seed</button>`
              : nothing
          }
          <button
            class="pill"
            aria-expanded=${String(this.moreOpen)}
            @click=${() => {
              this.moreOpen = !this.moreOpen;
              this.requestUpdate();
            }}
          >More</button>
        </div>
      </div>
      ${
        this.moreOpen
          ? html`<div class="fields">${rest.map(key => field(key, config, this.controlEvents))}</div>`
          : nothing
      }`;
  }

  /** What `auto` stands for with everything else as it is. */
  private markOf(key: Key): number | null {
    const { desk, resolved, state } = this;
    if (!key.auto || !desk || !resolved) return null;
    if (this.marks.of !== resolved) this.marks = { of: resolved, at: new Map() };
    const known = this.marks.at.get(key.name);
    if (known !== undefined) return known;
    const { figure, preset } = state;
    const config = { ...state.config, [key.name]: 'auto' };
    let at: number | null = null;
    try {
      const usual = desk.resolve({ figure, ...(preset ? { preset } : {}), config });
      at = Number(usual.config[key.name]);
    } catch {
      // With the others as they are `auto` is refused, as too long for one: there is nothing to mark.
    }
    this.marks.at.set(key.name, at);
    return at;
  }

  private footer(scene: Scene | null) {
    const preset = this.entry?.presets.find(one => one.name === this.state.preset);
    // What is said of an example is not said of what a reader has made of it.
    const own = new Set([
      'seed',
      this.figure?.stages?.key,
      ...Object.keys(this.figure?.opening ?? {}),
    ]);
    const about = Object.keys(this.state.config).every(key => own.has(key)) ? preset?.about : null;
    const table = this.figure?.table;
    const first = typeof table === 'function' ? scene && table(scene.config) : table;
    const off = !this.hasResult;
    return html`<div class="footer">
        ${about ? html`<p class="about">${about}</p>` : nothing}
        <div class="exports">
          <button
            class="quiet"
            title=${off && !this.tableOpen ? OFF : nothing}
            aria-disabled=${String(off && !this.tableOpen)}
            aria-expanded=${String(this.tableOpen)}
            @click=${() => {
              if (off && !this.tableOpen) return this.say(OFF);
              this.tableOpen = !this.tableOpen;
              this.requestUpdate();
            }}
          >Data table</button>
          ${(['csv', 'json', 'png'] as const).map(
            format =>
              html`<button
                class="quiet"
                title=${off ? OFF : nothing}
                aria-disabled=${String(off)}
                @click=${() => (off ? this.say(OFF) : this.download(format))}
              >${format === 'png' ? 'Picture' : format.toUpperCase()}</button>`,
          )}
        </div>
      </div>
      ${
        this.tableOpen && scene && this.figure
          ? first
            ? html`${summaryTable(scene.frames)}${dataTable(scene.entry, scene.frames, first, true)}`
            : dataTable(scene.entry, scene.frames, this.figure.story.key ?? '')
          : nothing
      }`;
  }

  private troubleBox(error: Error): TemplateResult {
    const refused = error instanceof Refusal;
    const key = refused ? this.entry?.keys.find(one => one.name === error.key) : undefined;
    const preset = this.entry?.presets.find(one => one.name === this.trouble?.state?.preset);
    const usual = key ? valueText(key, preset?.config[key.name] ?? key.default) : '';
    return html`<div class="trouble" role="alert">
      <p class="sentence">${error.message}</p>
      ${key ? html`<p>${key.label}: ${key.help} The default is ${usual}.</p>` : nothing}
      <p>
        ${
          refused
            ? html`<button class="pill" @click=${this.useDefault}>Use the default</button>`
            : html`<button class="pill" @click=${this.tryAgain}>Try again</button>`
        }
      </p>
    </div>`;
  }
}

/** A number and its per cent stay on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}

/** The labs on the page. */
const labs = new Set<Lab>();

function nearestLab(event: KeyboardEvent): Lab | undefined {
  const focused = [...labs].find(lab => event.composedPath().includes(lab));
  const away = (lab: Lab) => {
    const box = lab.getBoundingClientRect();
    return Math.abs((box.top + box.bottom - innerHeight) / 2);
  };
  return focused ?? [...labs].sort((a, b) => away(a) - away(b))[0];
}

/** The figure that a fragment names, if it is the state of one and names any. */
function figureIn(fragment: string): string | null {
  if (!fragment.includes('=')) return null;
  return new URLSearchParams(fragment.replace(/^#/, '')).get('figure');
}

/** The data set that a state is about, by what it says or else its preset. */
function dataOf(desk: Desk, state: LabState): string | null {
  const preset = desk.entry(state.figure)?.presets.find(one => one.name === state.preset);
  const target = state.config.target ?? preset?.config.target;
  return target === undefined ? null : String(target);
}

/** What tells one run from another. */
function nameOf({ figure, config }: Resolved): string {
  return JSON.stringify([figure, config]);
}

/** The positions that a resolved config will have. */
function positionsOf(resolved: Resolved): number[] {
  const sizes = resolved.config.sizes;
  if (sizes === undefined) return [];
  return Array.isArray(sizes)
    ? sizes
    : String(sizes ?? '')
        .split(',')
        .map(Number);
}

/** By ratio, as sizes are; a moment may be 0. */
function apart(value: number, wanted: number): number {
  return Math.abs(Math.log1p(value) - Math.log1p(wanted));
}

function closest(values: ArrayLike<number>, wanted: number): number {
  let best = values[0] ?? wanted;
  for (let index = 1; index < values.length; index++) {
    const value = values[index] ?? best;
    if (apart(value, wanted) < apart(best, wanted)) best = value;
  }
  return best;
}

if (!customElements.get('alleyway-lab')) customElements.define('alleyway-lab', Lab);
