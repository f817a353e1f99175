/** What the compiled trainer offers is declared by its module; here is only what the page adds. */

import type { Refusal as Thrown } from 'alleyway-lab/trainer';

export type { FigureName, Figures } from 'alleyway-lab/figures';
export type {
  Catalogue,
  Config,
  Cost,
  FigureEntry,
  Frames,
  Key,
  Preset,
  Request,
  Resolved,
  Role,
  Run,
  Series,
  Span,
  Value,
  Verdict,
} from 'alleyway-lab/trainer';

/** What is said of bad input, as it can be posted: `message` is the whole sentence. */
export type RefusalText = Pick<Thrown, 'key' | 'value' | 'allowed' | 'message'>;

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
