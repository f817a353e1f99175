/**
 * The panels of a figure as a reader sees and touches them. Whatever a hand or a key does on a
 * picture ends in one of the lab's acts.
 */

import { html, nothing, type TemplateResult } from 'lit';
import type { ChartElement } from '../chart/element.ts';
import type { Change, Drag, Links, Options, Panel, Scene } from '../figures/contract.ts';
import { chunk } from '../worker/code.ts';
import type { Bench } from './bench.ts';
import { byKey, modified, moved } from './keys.ts';
import type { Turning, TurningActs } from './turning.ts';

/** What panels ask of the lab. */
export interface PanelActs extends TurningActs {
  scene(): Scene | null;
  /** Resolves once it is drawn. */
  redraw(): Promise<unknown>;
  touched(): void;
  setKey(key: string, text: string, done: boolean): void;
  act(change: Change): void;
  choosePosition(index: number): void;
  /** Where a link out of the figure leads. */
  outward(fragment: string): { href: string; target?: string };
  /** It was followed. */
  leaves(event: MouseEvent): void;
}

/** Milliseconds after which code that did not come is asked for again, when the picture is next drawn. */
const AGAIN = 5_000;
const turns = chunk('What turns a picture', 'turning', () => import('./turning.ts'));

export class Panels {
  private readonly bench: Bench;
  private readonly acts: PanelActs;
  /** Once there has been a picture that can be turned, and what turns it has come. */
  private turning: Turning | null = null;
  /** When it may be fetched again. */
  private turnsAgain = 0;

  constructor(bench: Bench, acts: PanelActs) {
    this.bench = bench;
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
    if (panel.turn && !this.turning) this.fetchTurning();
    if (panel.drag) return this.dragPlot(panel, panel.drag, chart);
    if (panel.options) return this.optionsPlot(panel, panel.options, chart);
    if (panel.links) return this.linksPlot(panel, panel.links, chart);
    if (panel.turn && this.turning) return this.turning.plot(panel, panel.turn, chart);
    if (along || panel.area === 'curve' || panel.area === 'more')
      return this.storyPlot(panel, along, chart);
    return html`<div class="plot ${panel.tall ? 'tall' : ''}" role="img" aria-label=${panel.label}>${chart}</div>`;
  }

  /** Until it is there a picture is seen from where it is usually seen. */
  private fetchTurning() {
    if (performance.now() < this.turnsAgain) return;
    this.turnsAgain = Number.POSITIVE_INFINITY;
    turns.get().then(
      ({ Turning }) => {
        this.turning ??= new Turning(this.acts);
        void this.acts.redraw();
      },
      () => {
        this.turnsAgain = performance.now() + AGAIN;
      },
    );
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
    const unchosen = this.bench.figure?.panels({ ...scene, choices: others });
    const usual = unchosen?.find(one => one.name === panel)?.chosen;
    this.acts.keepLook(`show.${panel}`, value === usual ? null : value, 'push');
  }

  private leading({ links }: Panel) {
    if (!links || links.count === 0) return nothing;
    const leaves = (event: MouseEvent) => this.acts.leaves(event);
    const { href, target } = this.acts.outward(links.href);
    return html`<a class="leads" href=${href} target=${target ?? nothing} title=${links.text} @click=${leaves}>${links.name}</a>`;
  }

  // -------------------------------------------------------------- a walk along the story

  private storyPlot(panel: Panel, along: Scene | null, chart: TemplateResult): TemplateResult {
    // A mouse chooses by being there, unless that would tell the end of a story.
    const pressed = panel.area === 'main' || panel.area === 'side';
    const point = (event: PointerEvent) => this.pointed(event, pressed);
    const figure = this.bench.figure;
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
          byKey(this.acts, event, moved(event, here, 0, end), to => this.acts.choosePosition(to))}
      >${chart}</div>`;
  }

  private pointed(event: PointerEvent, pressed: boolean) {
    const hovers = event.buttons === 0 && event.type !== 'pointerdown';
    const glances = pressed && this.bench.figure?.story.glances === true;
    if (hovers && (event.pointerType !== 'mouse' || (pressed && !glances))) return;
    const index = chartOf(event)?.pick(event.clientX, event.clientY) ?? null;
    if (index === null) return;
    if (hovers && glances) {
      this.glanceAt(Math.round(index));
      return;
    }
    this.bench.hand.glance = null;
    this.acts.choosePosition(index);
  }

  private glanceAt(moment: number | null) {
    if (moment === this.bench.hand.glance) return;
    this.bench.hand.glance = moment;
    void this.acts.redraw();
  }

  // -------------------------------------------------------------- a drag that sets a key

  private dragPlot(panel: Panel, drag: Drag, chart: TemplateResult): TemplateResult {
    const act = (event: PointerEvent) => this.dragged(event, panel, drag);
    const set = (to: number) => {
      const value = clamped(drag, to);
      this.bench.hand.held = { key: drag.key, value, down: false };
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
            byKey(this.acts, event, moved(event, drag.value, drag.low, drag.high, drag.step), set)}
        >${chart}</div>${(panel.turn && this.turning?.handle(panel.name, panel.turn)) ?? nothing}</div>`;
  }

  private dragged(event: PointerEvent, { name, turn }: Panel, drag: Drag) {
    const { turning } = this;
    if (turning?.goesOn) {
      turning.turns(event, name, turn);
      return;
    }
    if (event.type === 'pointercancel') {
      this.bench.hand.held = null;
      void this.acts.redraw();
      return;
    }
    const plot = event.currentTarget as HTMLElement;
    const chart = chartOf(event);
    if (event.type === 'pointerdown') {
      if (event.button !== 0) return;
      if (turn && chart?.pick(event.clientX, event.clientY) === null) {
        turning?.turns(event, name, turn);
        return;
      }
      plot.setPointerCapture(event.pointerId);
    } else if (!this.bench.hand.held?.down) return;
    const place = chart?.pick(event.clientX, event.clientY, true) ?? null;
    const value = place === null ? this.bench.hand.held?.value : clamped(drag, place);
    if (value === undefined) return;
    const down = event.type !== 'pointerup';
    this.acts.touched();
    this.bench.hand.held = { key: drag.key, value, down };
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
      if (option && to !== chosen && this.bench.session?.phase === 'complete')
        this.take(panel, option);
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
            byKey(this.acts, event, moved(event, chosen, 0, list.length - 1), go)}
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
      } else
        byKey(this.acts, event, moved(event, chosen, 0, count - 1, 1, 10), to => this.pointAt(to));
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
    if (index === null || index === this.bench.hand.pointedAt) return;
    this.bench.hand.pointedAt = index;
    await this.acts.redraw();
  }

  /** A mark is opened by the link that stands beside the title: one way for a hand, a key and the link itself. */
  private async openLink(event: Event, index: number | null) {
    if (index === null) return;
    const link = (event.currentTarget as HTMLElement).parentElement?.querySelector('a.leads');
    await this.pointAt(index);
    (link as HTMLElement | null | undefined)?.click();
  }
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
