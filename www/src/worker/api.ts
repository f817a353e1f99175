/**
 * What the compiled trainer offers, as the page sees it. The wasm module is the
 * only implementation; these types are the page's half of the border.
 */

export interface Series {
  name: string;
  unit: string;
  /** What the values run over: `size`, or `size,grid` for rows of a table. */
  axis: string;
  values: Float64Array;
}

export type Role = 'plain' | 'test' | 'good' | 'bad' | 'quiet';

export interface Span {
  text: string;
  role: Role;
}

export interface Verdict {
  holds: boolean | null;
  spans: Span[];
}

export interface Frames {
  /** How many pieces are in these numbers. */
  pieces: number;
  series: Series[];
  summary: Record<string, number>;
  verdict: Verdict;
  notes: string[];
}

/** Bad input, in the crate's own words: `message` is the whole sentence. */
export interface RefusalText {
  key: string | null;
  value: string | null;
  allowed: string | null;
  message: string;
}

export type Value = number | string | number[];
export type Config = Record<string, Value>;

export interface Key {
  name: string;
  label: string;
  help: string;
  unit: string;
  /** `picks`: for each step of a chain a number or the word `best`. */
  type: 'integer' | 'number' | 'choice' | 'sizes' | 'picks';
  default: number | string;
  min?: number;
  max?: number;
  scale?: 'linear' | 'log';
  /** The name of the left end of a log scale whose minimum is 0. */
  zero?: string;
  choices?: string[];
  /** It may also be `auto`, whose value is this, in a word: `best`, `usual`. */
  auto?: string;
  /** The part of the range that a slider covers. */
  slider?: [number, number];
  /** The key means something only where all of these hold. */
  applies?: { key: string; values: string[] }[];
}

export interface Preset {
  name: string;
  label: string;
  about: string;
  counterexample: boolean;
  config: Config;
}

export interface FigureEntry {
  name: string;
  title: string;
  claim: string;
  keys: Key[];
  presets: Preset[];
  series: { name: string; unit: string; help: string }[];
  views: { name: string; args: string[]; help: string }[];
}

export interface Catalogue {
  version: string;
  /** By the value of the key `target`. */
  data: Record<string, { name: string; bytes: number; source: string }>;
  figures: FigureEntry[];
}

export interface Request {
  figure: string;
  preset?: string;
  config?: Record<string, Value>;
}

export interface Resolved {
  figure: string;
  preset: string | null;
  config: Config;
  cost: Cost;
}

/** What a run is estimated to take. */
export interface Cost {
  /** Of one processor core. */
  seconds: number;
  /** Whether that is so long that the page asks before it runs. What is far longer is refused. */
  ask: boolean;
}

export interface Run {
  readonly pieces: number;
  readonly accepted: number;
  start(first: number, count: number): void;
  view(name: string, args: Float64Array): void;
  advance(): number;
  /** Sealed: it says of which run and pieces it is, and is refused anywhere else. Handed over once. */
  part(): Float64Array;
  /** What the pieces under way have so far; empty where that is not worth a look. */
  glimpse(): Float64Array;
  viewed(): Series[];
  accept(first: number, count: number, part: Float64Array): void;
  preview(first: number, count: number, glimpse: Float64Array): void;
  frames(): Frames;
  json(): string;
  csv(): string;
  free(): void;
}

export interface Trainer {
  initSync(options: { module: WebAssembly.Module }): unknown;
  catalogue(): string;
  provide(name: string, csv: Uint8Array): void;
  normaliseDigit(ink: Uint8Array, width: number, height: number): Float64Array;
  resolve(request: string): string;
  Run: new (request: string) => Run;
}

/** Bad input, as an error that the page can throw too. */
export class Refusal extends Error implements RefusalText {
  readonly key: string | null;
  readonly value: string | null;
  readonly allowed: string | null;

  constructor(text: RefusalText) {
    super(text.message);
    this.name = 'Refusal';
    this.key = text.key;
    this.value = text.value;
    this.allowed = text.allowed;
  }
}

/** The refusal in whatever was thrown, or null for an accident. */
export function refusalIn(thrown: unknown): RefusalText | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const { key, value, allowed, message } = thrown as Partial<RefusalText>;
  if (key === undefined || allowed === undefined || typeof message !== 'string') return null;
  return { key, value: value ?? null, allowed, message };
}
