import type { FigureName, Figures } from './figures.js';
import type { Trainer } from './trainer.js';

export * from './trainer.js';

/** The functions of the module with a figure: fetched once, and shared by all who ask for one of its figures. */
export declare function load(figure: FigureName): Promise<Trainer>;

/** What a run yields: what the JSON export holds, and the command line prints. */
export interface Result<F extends FigureName = FigureName> {
  figure: F;
  version: string;
  /** Every key with the value that was run. */
  config: Figures[F]['config'];
  /** A number that is undefined is null or a word, here and in the series. */
  summary: Partial<Record<Figures[F]['summary'], number | string | null>>;
  series: { name: Figures[F]['series']; unit: string; axis: string; values: (number | string | null)[] }[];
  verdict: { holds: boolean | null; text: string };
  notes: string[];
}

export interface RunOptions {
  /** The real data sets that a run needs, by name, as CSV. */
  data?: Readonly<Record<string, Uint8Array>>;
  /** Called with the share that is done, between two slices of work. */
  progress?(fraction: number): void;
  /** Ends it: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * A whole run, on this thread, in slices between which other work has its turn. Keys that are not named are the preset's. Rejects
 * with the `Refusal` of what cannot be run.
 */
export declare function run<F extends FigureName>(
  request: { figure: F; preset?: Figures[F]['preset']; config?: Partial<Figures[F]['config']> },
  options?: RunOptions,
): Promise<Result<F>>;
