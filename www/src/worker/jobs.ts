/** Runs and jobs, as the pool keeps them, and what it needs of workers and the page. */

import type { Series } from './api.ts';
import type { Clock } from './loading.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

export interface RunHandlers {
  part(first: number, count: number, part: Float64Array): void;
  /** What pieces under way have so far. */
  glimpse(first: number, count: number, glimpse: Float64Array): void;
  /** The share of all pieces that is done, those under way included. */
  progress(fraction: number): void;
  /** A worker died and a fresh one took over. */
  mended(message: string): void;
  /** No worker can be started, for this reason: the page's own thread does the work. */
  slower(why: string): void;
  failed(error: Error): void;
}

/** A table for the runs of a module. */
export interface DataSet {
  module: string;
  name: string;
  csv: Uint8Array;
}

/** What the pool needs of a worker. */
export interface Hand {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker): void;
  terminate(): void;
}

/** What the pool needs of the page. */
export interface Means {
  /** A new worker; it may throw. */
  start(): Hand;
  /** Rejects, with why, where the code of a worker cannot be had. */
  check(): Promise<void>;
  /** What stands in for workers where none can be started. */
  standIn(): Promise<() => Hand>;
  /** Nobody looks at the page, and the browser may slow it down. */
  hidden(): boolean;
  clock: Clock;
}

export interface PieceJob {
  kind: 'pieces';
  id: number;
  run: PoolRun;
  first: number;
  count: number;
  /** Workers that it stopped. */
  losses: number;
  fraction: number;
}

export interface ViewJob {
  kind: 'view';
  id: number;
  run: PoolRun;
  name: string;
  args: Float64Array;
  losses: number;
  done(series: Series[]): void;
  failed(error: Error): void;
}

export type Job = PieceJob | ViewJob;

/** Where a worker is, or was and will be again. */
export interface Slot {
  /** Null while there is none: before the next is started, or for good. */
  worker: Hand | null;
  jobs: Job[];
  /** The runs that this worker was told of. */
  told: Set<PoolRun>;
  ready: boolean;
  /** The job that was last heard of. */
  at: number | null;
  /** Milliseconds without a word, as far as one was owed. */
  silence: number;
  asked: boolean;
  /** Of a worker that is late to begin: whether its code can be had. */
  code: 'unknown' | 'asked' | 'there';
  /** Workers lost here since the last job that was finished. */
  losses: number;
  /** Why no more are started here. */
  closed: string | null;
}

/** What a run is of: the module that does it, its text, and how many pieces it has. */
export interface Asked {
  module: string;
  request: string;
  pieces: number;
}

export interface PoolRun extends Asked {
  id: number;
  next: number;
  done: number;
  redo: Job[];
  held: boolean;
  /** Workers that were lost at it. */
  losses: number;
  millisecondsPerPiece: number | null;
  /** Where its views go, and its first pieces. */
  home: number;
  /** How many slots it may use. */
  most: number;
  handlers: RunHandlers;
}

/** A view that nobody waits for any more. */
export class Dropped extends Error {
  override readonly name = 'Dropped';
}
