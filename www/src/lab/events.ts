/** What an element tells the page that it is on. */

import type { Result } from 'alleyway-lab';
import type { Config } from '../worker/api.ts';
import { Refusal } from '../worker/api.ts';
import type { Bench, Standing } from './bench.ts';
import type { Place } from './place.ts';

/** Of `alleyway-state`: how it stands, and what is seen. */
export interface StateDetail {
  state: Standing;
  figure: string;
  preset: string | null;
  /** Every key with the value that is run; null before anything is. */
  config: Config | null;
  /** A link to exactly this, on the site that the element came from. */
  link: string;
}

/** Of `alleyway-present`. */
export interface PresentDetail extends StateDetail {
  /** The reader asks for a video of its story. */
  film: boolean;
}

/** Of `alleyway-result`: what the JSON export holds. */
export type ResultDetail = Result;

/** Of `alleyway-error`: a sentence, and of what was refused the key, the value and what is allowed. */
export interface ErrorDetail {
  message: string;
  key: string | null;
  value: string | null;
  allowed: string | null;
}

export interface LabEvents {
  'alleyway-state': CustomEvent<StateDetail>;
  'alleyway-result': CustomEvent<ResultDetail>;
  'alleyway-error': CustomEvent<ErrorDetail>;
  /** The reader asks for the figure as the beginning of a talk, or as a video. */
  'alleyway-present': CustomEvent<PresentDetail>;
}

declare global {
  interface HTMLElementEventMap extends LabEvents {}
}

/** They rise through the page, out of any shadow. What is told is made when somebody reads it. */
export function tell<K extends keyof LabEvents>(
  element: HTMLElement,
  name: K,
  make: () => LabEvents[K]['detail'] | null,
) {
  const event = new CustomEvent(name, { bubbles: true, composed: true });
  let detail: LabEvents[K]['detail'] | null = null;
  Object.defineProperty(event, 'detail', { get: () => (detail ??= make()) });
  element.dispatchEvent(event);
}

export function stateDetail(bench: Bench, place: Place): StateDetail {
  const { state, resolved, element } = bench;
  return {
    state: element.dataset.state as Standing,
    figure: state.figure,
    preset: state.preset,
    config: resolved?.config ?? null,
    link: place.link,
  };
}

export function errorDetail(error: Error): ErrorDetail {
  const { message } = error;
  return error instanceof Refusal
    ? { message, key: error.key, value: error.value, allowed: error.allowed }
    : { message, key: null, value: null, allowed: null };
}
