/**
 * What a figure gives the lab. The lab knows how to run, choose, play, share and
 * export; a figure knows its words, its charts and which controls come first.
 */

import type { Paint } from '../chart/element.ts';
import type { Theme } from '../chart/surface.ts';
import type { View } from '../chart/view.ts';
import type {
  Config,
  FigureEntry,
  FigureName,
  Figures,
  Frames,
  Series,
  Span,
} from '../worker/api.ts';

/** Everything that a figure is drawn from. */
export interface Scene {
  entry: FigureEntry;
  /** The config that `frames` belong to. */
  config: Config;
  frames: Frames;
  /** How many pieces were asked for. */
  pieces: number;
  /** The closer look at one piece, and the config it belongs to; the last one stays until a new one is in. */
  view: { config: Config; series: ReadonlyMap<string, Series> } | null;
  /** Which training set was chosen, counted from 1. */
  draw: number;
  /** The chosen position along the story, as an index with a fraction. */
  at: number;
  /** What was chosen in the panels that offer a choice, by panel. */
  choices: Readonly<Record<string, string>>;
  /** From where the panels that were turned are seen, by panel. */
  views: Readonly<Record<string, View>>;
  /** The value under a hand that has not let go yet, of the key that a drag on a chart sets. */
  held: number | null;
  /** The key whose change is being told; null tells the whole story. */
  cause: string | null;
  /** Which of a panel's links a hand or a key is at. */
  pointed: number | null;
  /** What the reader has drawn, place by place of the story; null where nothing was. */
  guess: ArrayLike<number> | null;
}

/** A chart on which a hand sets a key. Its `paint` returns the value under a point. */
export interface Drag {
  key: string;
  low: number;
  high: number;
  /** What an arrow key adds. */
  step: number;
  value: number;
  /** The value in words. */
  text: string;
}

export interface Words {
  text: string;
  ink?: keyof Theme;
}

/** What a button or a bar changes: keys, and where the story stands then; null is its end. */
export interface Change {
  change: Record<string, string>;
  position: string | null;
}

/** An act of the figure's argument, as a button. */
export interface Action extends Change {
  name: string;
  /** What it does; where it is off, why. */
  title: string;
  enabled: boolean;
  /** The argument goes on with this one. */
  next?: boolean;
  /** The story is played from where it stands, not shown at its end. */
  plays?: boolean;
}

/** Things on a chart of which one is chosen. Its `paint` returns which one is under a point. */
export interface Options {
  chosen: number;
  /** `shows`: nothing is run, only what the panel shows is another. */
  list: (Change & { text: string; shows?: string })[];
}

/** A way to another figure, with the config that it opens there. */
export interface Way {
  name: string;
  title: string;
  figure: string;
  config: Record<string, string>;
}

/** Things on a chart that lead to another figure, as any link does. Its `paint` returns which one is under a point. */
export interface Links {
  count: number;
  chosen: number;
  /** Of the chosen one: what it is, where it leads, and the link beside the title. */
  text: string;
  href: string;
  name: string;
}

export interface Panel {
  name: string;
  /** `data` left, `curve` right, `more` below; or `main` left and wide, any number of `side` right. */
  area: 'data' | 'curve' | 'more' | 'main' | 'side';
  title: Words[];
  /** The picture in words, for those who do not see it. */
  label: string;
  paint: Paint;
  /** It needs more height than a curve does where the screen is narrow. */
  tall?: boolean;
  choices?: { value: string; label: string }[];
  chosen?: string;
  /** The choices stand side by side beside the title, under this name; else they are a list in its place. */
  switch?: string;
  drag?: Drag;
  options?: Options;
  links?: Links;
  /** On a projector it leaves its place to the one beside it. */
  minor?: boolean;
  /** The story is walked along on it; its `paint` returns a position. */
  walks?: boolean;
  /** It leads to another figure; where the crate refuses that config, the button is off and says why. */
  way?: Way;
  /** It can be turned: by a drag where nothing is picked, and by keys. */
  turn?: Turn;
}

export interface Turn {
  name: string;
  view: View;
  usual: View;
}

/** What of a panel is the reader's choice: what it shows, and, if it can be turned, from where it is usually seen. */
export interface Look {
  choices?: readonly string[];
  usual?: View;
}

/** What a figure may ask of the lab beyond its frames. */
export interface Services {
  view(name: string, args: readonly number[]): Promise<Series[]>;
  /** What can be drawn has changed. */
  redraw(): void;
  normaliseDigit(ink: Uint8Array, width: number, height: number): Float64Array;
}

export interface Figure {
  name: string;
  /**
   * What the story walks along: its key in an address (null where its moments have no address), and
   * its values in these frames. `replays` are the keys after whose change it is told again by itself;
   * `stride` is how far the step button goes.
   */
  story: {
    key: string | null;
    values(frames: Frames): ArrayLike<number>;
    replays?: string[];
    stride?: number | ((from: number) => number);
    /** The values are 0, 1, 2 and on, and how many is known only after the run. */
    moments?: boolean;
    /** The panel on which the moments are walked; without it the main one. */
    on?: string;
    /** Once it has been told, a mouse that passes over that panel shows the moment under it, for as long as it is there. */
    glances?: boolean;
  };
  /** `first`: what is waited for before there is anything to show, where a run is in many pieces. */
  words: { play: string; step: string; counterexamples: string; first?: string };
  /** Readers are asked what they expect before its first run is shown: `guesses.ts` says what. */
  guessed?: boolean;
  /** Buttons for a key whose values are the stages of an argument. */
  stages?: { key: string; name: string; labels: Record<string, string> };
  /** The acts of the argument. One alone stands with the main picture, more of them in the toolbar. */
  actions?(scene: Scene): Action[];
  /** The panels `main` and `side`: one wide with the others beside it, or one with the others two by two. */
  layout?: 'wide' | 'board';
  /** What a lab opens with, where that is not the experiment's own default. */
  opening?: Record<string, string>;
  /** Workers of the page's pool that it can use at once, where its work is not in many pieces. */
  workers?: number;
  /**
   * The series that heads the table, or else what its rows count, where it is not the story's key; the
   * summary stands above it.
   */
  table?: string | ((config: Config) => string);
  /** Keys whose controls are in view, most telling first. */
  controls(config: Config): string[];
  /** The closer look that every run is asked for; `draw` counts from 0. */
  view(config: Config, draw: number): { name: string; args: number[] } | null;
  panels(scene: Scene): Panel[];
  /** By panel: what an address may choose to look at, beside the config. */
  looks?: Readonly<Record<string, Look>>;
  /**
   * Fetch code that only some configs need, if this is one of them. The figure is drawn without it
   * until it is there; `changed` is called when what can be drawn has changed after that.
   */
  prepare?(config: Config, changed: () => void): Promise<void> | null;
  /** Milliseconds that the story stays at a position when it plays. */
  pace(scene: Scene, index: number): number;
  /** The sentence at a position before the end, so that it does not tell the end; null is the run's own. */
  sentence?(scene: Scene): Span[] | null;
  /** The position in words. */
  position(scene: Scene): string;
  /** Something below the charts that only some configs have. */
  extra?(scene: Scene, services: Services): unknown;
}

/** The positions of a story that is told moment by moment: 0, 1, 2 and on. */
export function counted(moments: number): Float64Array {
  return Float64Array.from({ length: moments }, (_, index) => index);
}

/** The sentence under a figure: its own for where its story stands, or that of the run. */
export function sentenceOf(figure: Figure, scene: Scene): Span[] {
  return figure.sentence?.(scene) ?? scene.frames.verdict.spans;
}

/** The names of the series that a figure may have. */
export type SeriesOf<F extends FigureName> = Figures[F]['series'];

/**
 * What a figure reads of its frames, by the names that the trainer declares for it: another name is
 * an error of the type check.
 */
export function reads<F extends FigureName>() {
  type Name = SeriesOf<F>;
  const seriesNamed = (frames: Frames, name: Name): Series | undefined =>
    frames.series.find(one => one.name === name);
  return {
    seriesNamed,
    /** The values of a series; none where this run has no such series. */
    values: (frames: Frames, name: Name): Float64Array =>
      seriesNamed(frames, name)?.values ?? new Float64Array(),
    /** A number of the summary; NaN where this run has none of that name. */
    number: (scene: Scene, name: Figures[F]['summary']): number =>
      scene.frames.summary[name] ?? Number.NaN,
    /** The values of the series of a closer look; none while it is not in. */
    looked:
      <V extends keyof Figures[F]['views']>(view: Pick<Scene, 'view'>['view'] | undefined, _: V) =>
      (name: Figures[F]['views'][V] & string): Float64Array =>
        view?.series.get(name)?.values ?? new Float64Array(),
  };
}
