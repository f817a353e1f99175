import type { Result } from './alleyway.js';
import type { FigureName } from './figures.js';

/** How an element stands. */
export type State = 'waiting' | 'loading' | 'asking' | 'running' | 'complete' | 'cancelled' | 'error';

/** Of `alleyway-state`: how it stands, and what is seen. */
export interface StateDetail {
  state: State;
  figure: string;
  preset: string | null;
  /** Every key with the value that is run; null before anything is. */
  config: Readonly<Record<string, number | string | number[]>> | null;
  /** A link to exactly this, on the lab's own site. */
  link: string;
}

/** Of `alleyway-present`. */
export interface PresentDetail extends StateDetail {
  /** The reader asks for a video of its story. */
  film: boolean;
}

/** Of `alleyway-error`: a sentence, and of what was refused the key, the value and what is allowed. */
export interface ErrorDetail {
  message: string;
  key: string | null;
  value: string | null;
  allowed: string | null;
}

/** `<alleyway-lab>`: one figure with its controls. To import this module defines it. */
export interface AlleywayLab extends HTMLElement {
  /** Which figure; another is another run, as with the three after it. */
  figure: FigureName | (string & {});
  preset: string | null;
  /** Read as every key with the value that is run; set as text, `noise=0.2&n=20`, or as an object. */
  get config(): Readonly<Record<string, number | string | number[]>>;
  set config(keys: string | Readonly<Record<string, number | string | number[]>>);
  seed: number | null;
  /** `none`, or some of the figure's keys and of `play`, `presets`, `seed`, `more`, `save`, `share`; null is all. */
  controls: string | null;
  /** The charts that are shown, by name; null is all that the figure has. */
  charts: string | null;
  /** `auto`, `light` or `dark`. */
  theme: string;
  /** When it begins: `view`, `click`, `never` or `now`. */
  start: string;
  /** `shown`, or `hidden` until the reader asks for it. */
  answer: string;
  caption: string | null;
  /** What the JSON export holds, of a run that is whole; else null. */
  readonly result: Result | null;
  /** Begin, or go on with what rests; resolves to the result. */
  run(): Promise<Result>;
  pause(): void;
  /** The story is being told, or a run goes on before the reader's eyes. */
  readonly playing: boolean;
  /** The story from its beginning, once the run is whole. */
  play(): Promise<void>;
  step(): void;
  /** Back to what the attributes ask for. */
  reset(): void;
  /** The run that is shown, as text: JSON; or CSV, of which one table or all of them. */
  export(format: 'json'): Promise<string>;
  export(format: 'csv', table?: string, decimal?: 'point' | 'comma'): Promise<string>;
}
