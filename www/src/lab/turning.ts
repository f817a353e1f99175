/** A picture that is turned, by a drag or by keys. */

import { html, type TemplateResult } from 'lit';
import { AZIMUTHS, turned, type View, viewWords } from '../chart/view.ts';
import type { Panel, Turn } from '../figures/contract.ts';
import { icons } from './icons.ts';
import { byKey, modified } from './keys.ts';
import type { History } from './place.ts';
import { textOfView } from './state.ts';

export interface TurningActs {
  togglePlay(): void;
  /** Look at a panel in another way; null is the usual one. */
  keepLook(key: string, value: string | null, history: History): void;
}

/** How far a drag across the whole of a picture turns it. */
const DEGREES = 150;

export class Turning {
  private readonly acts: TurningActs;
  /** The hand that turns a picture, and how that was seen when it came. */
  private hand: { panel: string; x: number; y: number; view: View } | null = null;

  constructor(acts: TurningActs) {
    this.acts = acts;
  }

  /** Whether a hand is at it. */
  get goesOn(): boolean {
    return this.hand !== null;
  }

  plot(panel: Panel, turn: Turn, chart: TemplateResult): TemplateResult {
    const act = (event: PointerEvent) => this.turns(event, panel.name, turn);
    return html`<div class="stand"><div
          class="plot drags"
          role="img"
          aria-label=${panel.label}
          @pointerdown=${act}
          @pointermove=${act}
          @pointerup=${act}
          @pointercancel=${act}
        >${chart}</div>${this.handle(panel.name, turn)}</div>`;
  }

  turns(event: PointerEvent, panel: string, turn: Turn | undefined) {
    const plot = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') {
      if (event.button !== 0 || !turn) return;
      plot.setPointerCapture(event.pointerId);
      this.hand = { panel, x: event.clientX, y: event.clientY, view: turn.view };
      return;
    }
    const { hand: turning } = this;
    if (!turning || turning.panel !== panel || !turn) return;
    const ended = event.type !== 'pointermove';
    if (ended) this.hand = null;
    const stand = plot.closest('.stand');
    // The page scrolls instead: the picture is as it was.
    if (event.type === 'pointercancel') this.see(panel, turning.view, turn);
    else {
      // As the pointer's way is measured, also where the page is scaled.
      const wide = stand?.getBoundingClientRect().width || 1;
      const across = ((event.clientX - turning.x) / wide) * -DEGREES;
      const down = ((event.clientY - turning.y) / wide) * DEGREES;
      this.see(panel, turned(turning.view, across, down), turn);
    }
    // Where a drag was, arrow keys go on.
    if (ended) stand?.querySelector<HTMLElement>('.handle')?.focus({ preventScroll: true });
  }

  /** What turns a picture by keys; a finger on it may also go up and down, where the picture leaves that to the page. */
  handle(panel: string, turn: Turn) {
    const act = (event: PointerEvent) => this.turns(event, panel, turn);
    const keyed = (event: KeyboardEvent) => {
      if (modified(event)) return;
      const views: Record<string, View> = {
        ArrowRight: turned(turn.view, 5, 0),
        ArrowLeft: turned(turn.view, -5, 0),
        ArrowUp: turned(turn.view, 0, 5),
        ArrowDown: turned(turn.view, 0, -5),
        PageUp: turned(turn.view, 0, 20),
        PageDown: turned(turn.view, 0, -20),
        Home: turn.usual,
      };
      byKey(this.acts, event, views[event.key] ?? null, to => this.see(panel, to, turn));
    };
    return html`<div
      class="handle"
      data-panel=${panel}
      role="slider"
      tabindex="0"
      title="Turn: drag the picture, or use the arrow keys; Home turns it back"
      aria-label=${turn.name}
      aria-valuemin=${AZIMUTHS[0]}
      aria-valuemax=${AZIMUTHS[1]}
      aria-valuenow=${turn.view.azimuth}
      aria-valuetext=${viewWords(turn.view)}
      @pointerdown=${act}
      @pointermove=${act}
      @pointerup=${act}
      @pointercancel=${act}
      @keydown=${keyed}
    >${icons.turn}</div>`;
  }

  /** See a panel from somewhere. It goes into the address, but is no step of the history. */
  private see(panel: string, view: View, { usual }: Turn) {
    const back = view.azimuth === usual.azimuth && view.elevation === usual.elevation;
    this.acts.keepLook(`turn.${panel}`, back ? null : textOfView(view), 'replace');
  }
}
