/** A stage, as its parts see it: what has the keys, what hands it to phones, and what makes a video of it. */

import type { Lab } from '../lab/lab.ts';
import type { Beat } from '../lab/share/beats.ts';

/** What may lie over a beat. */
export type Panel = 'keys' | 'phones' | 'film' | 'beats';

export interface Staged extends HTMLElement {
  readonly beats: readonly Beat[];
  readonly at: number;
  readonly beat: Beat | undefined;
  /** The figure of the beat. */
  readonly lab: Lab | null;
  /** The class is asked, and has not been told. */
  readonly asks: boolean;
  /** It plays by itself. */
  readonly plays: boolean;
  /** Nothing is shown at all. */
  readonly blank: boolean;
  /** Milliseconds that are enough for what is read now. */
  readonly enough: number;
  /** The sentence of the run, where the beat has it. */
  readonly sentence: string;
  /** All that is drawn of a beat. */
  readonly sheet: HTMLElement | null;
  readonly filming: { readonly going: boolean; stop(): boolean };
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
  go(to: number): void;
  /** A beat from its beginning. */
  show(at: number): void;
  next(): void;
  back(): void;
  start(): void;
  rest(): void;
  toggle(panel: Panel): void;
  toggleBlank(): void;
  toggleFull(): void;
  /** The next of the charts on the whole screen, and after the last all of them. */
  zoom(): void;
  /** One step out. */
  leave(): void;
  close(): void;
}
