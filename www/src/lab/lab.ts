/**
 * <alleyway-lab figure="double-descent">: one figure with its controls.
 *
 * Attributes: `figure`, `preset`, `config` (as `noise=0.2&n=20`), and `fragment`, which ties
 * what is shown to the fragment of the page's address. `data-state` tells how the run stands:
 * loading, asking, running, complete, cancelled or error.
 *
 * Its parts, each in a file and above those that it uses: `Bench`, what all share; `Place`, the
 * address; `Story`, where in it the reader is; `Runs`, from what is asked for to a run; `Acts`,
 * what the reader does; then what is drawn.
 */

import { html, LitElement, nothing } from 'lit';
import { charge } from '../chart/element.ts';
import type { Services } from '../figures/contract.ts';
import { Acts } from './acts.ts';
import { know } from './address.ts';
import { Below, exported, troubleBox, verdict } from './below.ts';
import { Bench } from './bench.ts';
import { board, morePanels } from './board.ts';
import { Panels } from './panels.ts';
import type { Parts } from './parts.ts';
import { Place } from './place.ts';
import { Runs } from './runs.ts';
import { Screen } from './screen.ts';
import { Story } from './story.ts';
import { styles } from './styles/index.ts';
import { showChosen, toolbar } from './toolbar.ts';

export class Lab extends LitElement implements Parts {
  static override styles = styles;

  readonly bench = new Bench(this);
  readonly place = new Place(this.bench);
  readonly story = new Story(this.bench, this.place);
  readonly runs = new Runs(this.bench, this.place, this.story);
  readonly acts = new Acts(this.bench, this.place, this.story, this.runs);
  readonly screen = new Screen(this.bench, this.place);
  readonly panels = new Panels(this.bench, {
    scene: () => this.story.scene(),
    redraw: () => {
      this.requestUpdate();
      return this.updateComplete;
    },
    touched: () => this.story.touched(),
    togglePlay: () => this.story.togglePlay(),
    setKey: (key, text, done) => this.acts.setKey(key, text, done),
    act: change => this.acts.act(change),
    choosePosition: index => this.story.choose(index),
    keepLook: (key, value, history) => this.acts.keepLook(key, value, history),
    leaves: event => this.screen.leaves(event),
  });
  readonly services: Services = {
    view: (name, args) =>
      this.bench.session?.view(name, args) ?? Promise.reject(new Error('nothing runs')),
    redraw: () => this.story.redraw(),
    normaliseDigit: (ink, width, height) =>
      this.bench.instance?.normaliseDigit(ink, width, height) ?? new Float64Array(),
  };
  private readonly below = new Below(this);

  override connectedCallback() {
    super.connectedCallback();
    // What the page says in its place until it is there.
    this.replaceChildren();
    addEventListener('popstate', this.runs.navigated);
    if (this.place.tied) know();
    this.screen.open();
    if (!this.bench.opened) void this.runs.open();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.runs.navigated);
    this.screen.close();
    this.story.close();
    this.place.address.drop();
    this.runs.close();
  }

  /** The run that is shown, as JSON or CSV. */
  async export(format: 'json' | 'csv'): Promise<string> {
    return exported(this.bench, format);
  }

  override focus(options?: FocusOptions) {
    void this.updateComplete.then(() => this.bench.focusCard(options ?? {}));
  }

  protected override performUpdate() {
    const began = performance.now();
    super.performUpdate();
    charge(performance.now() - began);
  }

  override updated() {
    showChosen(this.renderRoot);
  }

  override render() {
    const { bench, below } = this;
    const { trouble, figure } = bench;
    const scene = this.story.scene();
    return html`
      <section class="card" tabindex="-1" aria-label=${bench.entry?.title ?? 'The figure'}>
        ${toolbar(this)}
        ${
          trouble
            ? troubleBox(this, trouble.error)
            : html`
                ${board(this, scene)}
                ${verdict(this, scene)}
              `
        }
        ${trouble && !bench.resolved ? nothing : below.controls()}
        ${
          trouble
            ? nothing
            : html`
                ${morePanels(this, scene)}
                ${scene && figure?.extra ? figure.extra(scene, this.services) : nothing}
                ${below.footer(scene)}
              `
        }
        <p class="hidden" aria-live="polite">${trouble ? '' : bench.spoken}</p>
      </section>
    `;
  }
}

if (!customElements.get('alleyway-lab')) customElements.define('alleyway-lab', Lab);
