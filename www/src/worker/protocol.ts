/** The messages between the pool and one worker. Every answer names the job that it answers. */

import type { RefusalText, Series } from './api.ts';

export type ToWorker =
  /** A page has several, each with some of the figures. */
  | { type: 'module'; name: string; module: WebAssembly.Module }
  /** A table for the runs of that module. */
  | { type: 'data'; module: string; name: string; csv: Uint8Array }
  /** A run that jobs will name. A worker may have several, of the several figures of a page. */
  | { type: 'run'; run: number; module: string; request: string }
  /** Nothing more comes of that run: what was built for it is dropped. */
  | { type: 'forget'; run: number }
  /** The run of the figure that is in use: it goes before the others. */
  | { type: 'favour'; run: number }
  | { type: 'pieces'; job: number; run: number; first: number; count: number }
  | { type: 'view'; job: number; run: number; name: string; args: Float64Array }
  /** Let the pieces rest where they are, or go on. */
  | { type: 'hold'; run: number; held: boolean }
  /** Of pieces that rest: a little more of the one under way. */
  | { type: 'nudge'; run: number }
  /** Forget the pieces that have not been started and the one under way. */
  | { type: 'stop'; run: number }
  /** Are you there? Answered between two slices of work. */
  | { type: 'ping' };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'pong' }
  /** `milliseconds`: of its own work, without what other runs took meanwhile. */
  | { type: 'part'; job: number; part: Float64Array; milliseconds: number }
  | { type: 'viewed'; job: number; series: Series[] }
  /** `glimpse`: what there is so far, where that is worth a look. */
  | { type: 'progress'; job: number; fraction: number; glimpse: Float64Array | null }
  | { type: 'refused'; job: number; refusal: RefusalText }
  /** The instance is no longer to be trusted; the worker does nothing more. `job`: what it was at. */
  | { type: 'trap'; job: number | null; message: string };
