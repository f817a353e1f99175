/**
 * The panels of a figure as a reader sees and touches them. Whatever a hand or a key does on a
 * picture ends in one of the lab's acts.
 */

import { html, nothing, type TemplateResult } from 'lit';
import type { ChartElement } from '../chart/element.ts';
import { AZIMUTHS, turned, type View, viewWords } from '../chart/view.ts';
import type {
  Change,
  Drag,
  Figure,
  Links,
  Options,
  Panel,
  Scene,
  Turn,
} from '../figures/contract.ts';
import { icons } from './icons.ts';
import { textOfView } from './state.ts';

/** What panels ask of the lab. */
export interface Acts {
  figure(): Figure | null;
  /** Whether all of the run is in. */
  whole(): boolean;
  scene(): Scene | null;
  /** Resolves once it is drawn. */
  redraw(): Promise<unknown>;
  touched(): void;
  togglePlay(): void;
  setKey(key: string, text: string, done: boolean): void;
  act(change: Change): void;
  choosePosition(index: number): void;
  /** Look at a panel in another way; null is the usual one. */
  keepLook(key: string, value: string | null, history: 'push' | 'replace'): void;
  /** A link out of the figure was followed. */
  leaves(event: MouseEvent): void;
}

/** How far a drag across the whole of a picture turns it. */
const DEGREES = 150;

export class Panels {
  /** The value under a hand on a chart, until the run with it is in. */
  held: { key: string; value: number; down: boolean } | null = null;
  /** Which of a panel's links a hand or a key is at. */
  pointedAt: number | null = null;
  /** The moment under a mouse that only passes: what is shown while it is there, and nothing that is chosen. */
  glance: number | null = null;

  private readonly acts: Acts;
  /** A hand that turns a picture, and how that was seen when it came. */
  private turning: { panel: string; x: number; y: number; view: View } | null = null;

  constructor(acts: Acts) {
    this.acts = acts;
  }

  /** `along`: the story is walked along on it. `beside`: what else stands beside its title. */
  render(panel: Panel, along: Scene | null, beside: unknown): TemplateResult {
    const head = html`<div class="head">
      ${this.title(panel)}${this.switch(panel)}${this.leading(panel)}${beside}
    </div>`;
    const chart = html`<alleyway-chart .paint=${panel.paint}></alleyway-chart>`;
    return html`${head}${this.plot(panel, along, chart)}`;
  }

  private plot(panel: Panel, along: Scene | null, chart: TemplateResult): TemplateResult {
    if (panel.drag) return this.dragPlot(panel, panel.drag, chart);
    if (panel.options) return this.optionsPlot(panel, panel.options, chart);
    if (panel.links) return this.linksPlot(panel, panel.links, chart);
    if (panel.turn) return this.turnPlot(panel, panel.turn, chart);
    if (along || panel.area === 'curve' || panel.area === 'more')
      return this.storyPlot(panel, along, chart);
    return html`<div class="plot ${panel.tall ? 'tall' : ''}" role="img" aria-label=${panel.label}>${chart}</div>`;
  }

  // -------------------------------------------------------------- beside the title

  private title(panel: Panel): TemplateResult {
    if (panel.choices && !panel.switch) {
      const choose = (event: Event) =>
        this.choose(panel.name, (event.target as HTMLSelectElement).value);
      return html`<select class="chooser" aria-label="What is drawn here" @change=${choose}>
          ${panel.choices.map(
            one =>
              html`<option value=${one.value} ?selected=${one.value === panel.chosen}>${one.label}</option>`,
          )}
        </select>`;
    }
    return html`<h2>
          ${panel.title.map(words => html`<span class=${words.ink ? `ink-${words.ink}` : ''}>${words.text}</span>`)}
        </h2>`;
  }

  /** A few choices side by side. */
  private switch(panel: Panel) {
    if (!panel.switch || !panel.choices) return nothing;
    return html`<div class="switch" role="group" aria-label=${panel.switch}>
      ${panel.choices.map(
        one =>
          html`<button
            class="pill"
            aria-pressed=${String(one.value === panel.chosen)}
            @click=${() => this.choose(panel.name, one.value)}
          >${one.label}</button>`,
      )}
    </div>`;
  }

  private choose(panel: string, value: string) {
    const scene = this.acts.scene();
    if (!scene) return;
    const { [panel]: _, ...others } = scene.choices;
    const unchosen = this.acts.figure()?.panels({ ...scene, choices: others });
    const usual = unchosen?.find(one => one.name === panel)?.chosen;
    this.acts.keepLook(`show.${panel}`, value === usual ? null : value, 'push');
  }

  private leading({ links }: Panel) {
    if (!links || links.count === 0) return nothing;
    const leaves = (event: MouseEvent) => this.acts.leaves(event);
    return html`<a class="leads" href=${links.href} title=${links.text} @click=${leaves}>${links.name}</a>`;
  }

  // -------------------------------------------------------------- a walk along the story

  private storyPlot(panel: Panel, along: Scene | null, chart: TemplateResult): TemplateResult {
    // A mouse chooses by being there, unless that would tell the end of a story.
    const pressed = panel.area === 'main' || panel.area === 'side';
    const point = (event: PointerEvent) => this.pointed(event, pressed);
    const figure = this.acts.figure();
    if (!along || !figure) {
      return html`<div class="plot picks" role="img" aria-label=${panel.label} @pointermove=${point} @pointerdown=${point}>${chart}</div>`;
    }
    const values = figure.story.values(along.frames);
    const end = values.length - 1;
    const here = Math.round(along.at);
    return html`<div
        class="plot picks"
        role="slider"
        tabindex="0"
        aria-label=${panel.label}
        aria-valuemin=${values[0] ?? 0}
        aria-valuemax=${values[end] ?? 0}
        aria-valuenow=${values[here] ?? 0}
        aria-valuetext=${figure.position(along)}
        @pointermove=${point}
        @pointerdown=${point}
        @pointerleave=${() => this.glanceAt(null)}
        @keydown=${(event: KeyboardEvent) =>
          this.keyed(event, moved(event, here, 0, end), to => this.acts.choosePosition(to))}
      >${chart}</div>`;
  }

  private pointed(event: PointerEvent, pressed: boolean) {
    const hovers = event.buttons === 0 && event.type !== 'pointerdown';
    const glances = pressed && this.acts.figure()?.story.glances === true;
    if (hovers && (event.pointerType !== 'mouse' || (pressed && !glances))) return;
    const index = chartOf(event)?.pick(event.clientX, event.clientY) ?? null;
    if (index === null) return;
    if (hovers && glances) {
      this.glanceAt(Math.round(index));
      return;
    }
    this.glance = null;
    this.acts.choosePosition(index);
  }

  private glanceAt(moment: number | null) {
    if (moment === this.glance) return;
    this.glance = moment;
    void this.acts.redraw();
  }

  // -------------------------------------------------------------- a drag that sets a key

  private dragPlot(panel: Panel, drag: Drag, chart: TemplateResult): TemplateResult {
    const act = (event: PointerEvent) => this.dragged(event, panel, drag);
    const set = (to: number) => {
      const value = clamped(drag, to);
      this.held = { key: drag.key, value, down: false };
      this.acts.setKey(drag.key, String(value), true);
    };
    return html`<div class="stand"><div
          class="plot drags"
          role="slider"
          tabindex="0"
          aria-label=${panel.label}
          aria-valuemin=${drag.low}
          aria-valuemax=${drag.high}
          aria-valuenow=${drag.value}
          aria-valuetext=${drag.text}
          @pointerdown=${act}
          @pointermove=${act}
          @pointerup=${act}
          @pointercancel=${act}
          @keydown=${(event: KeyboardEvent) =>
            this.keyed(event, moved(event, drag.value, drag.low, drag.high, drag.step), set)}
        >${chart}</div>${panel.turn ? this.handle(panel.name, panel.turn) : nothing}</div>`;
  }

  private dragged(event: PointerEvent, { name, turn }: Panel, drag: Drag) {
    if (this.turning) {
      this.turns(event, name, turn);
      return;
    }
    if (event.type === 'pointercancel') {
      this.held = null;
      void this.acts.redraw();
      return;
    }
    const plot = event.currentTarget as HTMLElement;
    const chart = chartOf(event);
    if (event.type === 'pointerdown') {
      if (event.button !== 0) return;
      if (turn && chart?.pick(event.clientX, event.clientY) === null) {
        this.turns(event, name, turn);
        return;
      }
      plot.setPointerCapture(event.pointerId);
    } else if (!this.held?.down) return;
    const place = chart?.pick(event.clientX, event.clientY, true) ?? null;
    const value = place === null ? this.held?.value : clamped(drag, place);
    if (value === undefined) return;
    const down = event.type !== 'pointerup';
    this.acts.touched();
    this.held = { key: drag.key, value, down };
    if (!down) this.acts.setKey(drag.key, String(value), true);
    void this.acts.redraw();
  }

  // -------------------------------------------------------------- things of which one is chosen

  private optionsPlot(panel: Panel, options: Options, chart: TemplateResult): TemplateResult {
    const { chosen, list } = options;
    const clicked = (event: MouseEvent) => {
      const option = list[chartOf(event)?.pick(event.clientX, event.clientY) ?? -1];
      if (option) this.take(panel, option);
    };
    const go = (to: number) => {
      const option = list[to];
      if (option && to !== chosen && this.acts.whole()) this.take(panel, option);
    };
    return html`<div
          class="plot chooses"
          role="slider"
          tabindex="0"
          aria-label=${panel.label}
          aria-valuemin="1"
          aria-valuemax=${list.length}
          aria-valuenow=${chosen + 1}
          aria-valuetext=${list[chosen]?.text ?? ''}
          @click=${clicked}
          @keydown=${(event: KeyboardEvent) =>
            this.keyed(event, moved(event, chosen, 0, list.length - 1), go)}
        >${chart}</div>`;
  }

  private take(panel: Panel, option: Options['list'][number]) {
    if (option.shows === undefined) this.acts.act(option);
    else if (option.shows !== panel.chosen) this.choose(panel.name, option.shows);
  }

  // -------------------------------------------------------------- links on a picture

  private linksPlot(panel: Panel, links: Links, chart: TemplateResult): TemplateResult {
    const { chosen, count } = links;
    if (count === 0)
      return html`<div class="plot links" role="img" aria-label=${panel.label}>${chart}</div>`;
    const keyed = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && !modified(event)) {
        this.openLink(event, chosen);
        event.preventDefault();
      } else this.keyed(event, moved(event, chosen, 0, count - 1, 1, 10), to => this.pointAt(to));
    };
    return html`<div
          class="plot links"
          role="slider"
          tabindex="0"
          aria-label=${panel.label}
          aria-valuemin="1"
          aria-valuemax=${count}
          aria-valuenow=${chosen + 1}
          aria-valuetext=${links.text}
          @pointermove=${(event: PointerEvent) => this.pointAt(overLinks(event))}
          @click=${(event: MouseEvent) => this.openLink(event, overLinks(event))}
          @keydown=${keyed}
        >${chart}</div>`;
  }

  private async pointAt(index: number | null) {
    if (index === null || index === this.pointedAt) return;
    this.pointedAt = index;
    await this.acts.redraw();
  }

  /** A mark is opened by the link that stands beside the title: one way for a hand, a key and the link itself. */
  private async openLink(event: Event, index: number | null) {
    if (index === null) return;
    const link = (event.currentTarget as HTMLElement).parentElement?.querySelector('a.leads');
    await this.pointAt(index);
    (link as HTMLElement | null | undefined)?.click();
  }

  // -------------------------------------------------------------- a picture that is turned

  private turnPlot(panel: Panel, turn: Turn, chart: TemplateResult): TemplateResult {
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

  private turns(event: PointerEvent, panel: string, turn: Turn | undefined) {
    const plot = event.currentTarget as HTMLElement;
    if (event.type === 'pointerdown') {
      if (event.button !== 0 || !turn) return;
      plot.setPointerCapture(event.pointerId);
      this.turning = { panel, x: event.clientX, y: event.clientY, view: turn.view };
      return;
    }
    const { turning } = this;
    if (!turning || turning.panel !== panel || !turn) return;
    const ended = event.type !== 'pointermove';
    if (ended) this.turning = null;
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
  private handle(panel: string, turn: Turn) {
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
      this.keyed(event, views[event.key] ?? null, to => this.see(panel, to, turn));
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

  // -------------------------------------------------------------- keys

  /** Go where a key leads; the space bar plays from anywhere. */
  private keyed<To>(event: KeyboardEvent, to: To | null, go: (to: To) => void) {
    if (modified(event)) return;
    if (to !== null) go(to);
    else if (event.key === ' ') this.acts.togglePlay();
    else return;
    event.preventDefault();
  }
}

function modified(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** Where a key takes what stands at a number between two others; null for a key that moves nothing. */
function moved(
  event: KeyboardEvent,
  at: number,
  low: number,
  high: number,
  step = 1,
  page = 5 * step,
): number | null {
  const places: Record<string, number> = {
    ArrowRight: at + step,
    ArrowUp: at + step,
    ArrowLeft: at - step,
    ArrowDown: at - step,
    PageUp: at + page,
    PageDown: at - page,
    Home: low,
    End: high,
  };
  const place = places[event.key];
  return place === undefined ? null : Math.max(low, Math.min(high, place));
}

function chartOf(event: Event): ChartElement | null {
  return (event.currentTarget as HTMLElement).querySelector('alleyway-chart');
}

function overLinks(event: MouseEvent): number | null {
  const index = chartOf(event)?.pick(event.clientX, event.clientY) ?? null;
  (event.currentTarget as HTMLElement).toggleAttribute('data-over', index !== null);
  return index;
}

/** A value that a hand can set: three decimals are more than it can aim at. */
function clamped(drag: Drag, value: number): number {
  return Number(Math.max(drag.low, Math.min(drag.high, value)).toFixed(3));
}
