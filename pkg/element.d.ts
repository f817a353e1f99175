import type { Result } from './alleyway.js';
import type { AlleywayLab, ErrorDetail, PresentDetail, StateDetail } from './lab-element.js';

export type * from './lab-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'alleyway-lab': AlleywayLab;
  }
  interface HTMLElementEventMap {
    'alleyway-state': CustomEvent<StateDetail>;
    'alleyway-result': CustomEvent<Result>;
    'alleyway-error': CustomEvent<ErrorDetail>;
    'alleyway-present': CustomEvent<PresentDetail>;
  }
}
