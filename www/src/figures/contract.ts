/**
 * What a figure gives the lab. The lab knows how to run, choose, play, share and
 * export; a figure knows its words, its charts and which controls come first.
 */

import type { Paint } from '../chart/element.ts';
import type { Theme } from '../chart/surface.ts';
import type { Config, FigureEntry, Frames, Series } from '../worker/api.ts';

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
  /** The chosen position along the story, as an index with a fraction. */
  at: number;
  /** What was chosen in the panels that offer a choice, by panel. */
  choices: Readonly<Record<string, string>>;
}

export interface Words {
  text: string;
  ink?: keyof Theme;
}

export interface Panel {
  name: string;
  /** `data` left, `curve` right, `more` below. */
  area: 'data' | 'curve' | 'more';
  title: Words[];
  /** The picture in words, for those who do not see it. */
  label: string;
  paint: Paint;
  /** It needs more height than a curve does where the screen is narrow. */
  tall?: boolean;
  choices?: { value: string; label: string }[];
  chosen?: string;
}

/** What a figure may ask of the lab beyond its frames. */
export interface Services {
  view(name: string, args: readonly number[]): Promise<Series[]>;
  normaliseDigit(ink: Uint8Array, width: number, height: number): Float64Array;
}

export interface Figure {
  name: string;
  /** What the story walks along: its key in an address, its name, and its values in these frames. */
  story: { key: string; name: string; values(frames: Frames): ArrayLike<number> };
  /** Keys whose controls are in view, most telling first. */
  controls(config: Config): string[];
  /** The closer look that every run is asked for; `draw` counts from 0. */
  view(config: Config, draw: number): { name: string; args: number[] } | null;
  panels(scene: Scene): Panel[];
  /** Milliseconds that the story stays at a position when it plays. */
  pace(scene: Scene, index: number): number;
  /** The position in words. */
  position(scene: Scene): string;
  /** Something below the charts that only some configs have. */
  extra?(scene: Scene, services: Services): unknown;
}

export function seriesNamed(frames: Frames, name: string): Series | undefined {
  return frames.series.find(one => one.name === name);
}
