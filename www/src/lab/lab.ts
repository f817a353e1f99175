/**
 * <alleyway-lab figure="double-descent">: one figure with its controls.
 *
 * Attributes: what is run (`figure`, `preset`, `config` as `noise=0.2&n=20`, `seed`), how it is shown (see `author.ts`), and
 * `fragment`, which ties what is shown to the fragment of the page's address. Properties of the same names reflect them.
 * `data-state` tells how it stands: waiting, loading, asking, running, complete, cancelled or error. What it tells the page is
 * in `events.ts`. Its children are its poster: they are shown until it begins.
 *
 * Its parts, each in a file and above those that it uses: `Bench`, what all share; `Place`, the
 * address; `Story`, where in it the reader is; `Runs`, from what is asked for to a run; `Start`, when it begins; `Acts`,
 * what the reader does; then what is drawn.
 */

import { html, LitElement, nothing } from 'lit';
import { charge } from '../chart/element.ts';
import type { Services } from '../figures/contract.ts';
import type { Config, Value } from '../worker/api.ts';
import { Acts } from './acts.ts';
import { know } from './address.ts';
import { RUN, SHOWN } from './author.ts';
import { Below, troubleBox, verdict } from './below.ts';
import { Bench } from './bench.ts';
import { board, morePanels } from './board.ts';
import { errorDetail, type ResultDetail, stateDetail, tell } from './events.ts';
import { Guessing } from './guessing.ts';
import { keep } from './keys.ts';
import { pairsOf } from './mending.ts';
import { Panels } from './panels.ts';
import type { Parts } from './parts.ts';
import { Place } from './place.ts';
import { Runs } from './runs.ts';
import { Screen } from './screen.ts';
import type { Export } from './session.ts';
import { Sharing } from './sharing.ts';
import { Start } from './start.ts';
import { textOf } from './state.ts';
import { Story } from './story.ts';
import { styles } from './styles/index.ts';
import { showChosen, showStops, toolbar } from './toolbar.ts';

export class Lab extends LitElement implements Parts {
  static override styles = styles;

  readonly bench = new Bench(this, () => this.stands());
  readonly place = new Place(this.bench, () => this.tellState());
  readonly story = new Story(this.bench, this.place);
  readonly guessing = new Guessing(this);
  readonly runs = new Runs(this.bench, this.place, this.story, plain => {
    void this.guessing.open(plain);
  });
  private readonly beginning = new Start(this.bench, this.runs, this.story);
  readonly acts = new Acts(this.bench, this.place, this.story, this.runs, this.beginning);
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
    outward: fragment => this.place.outward(fragment),
    leaves: event => this.screen.leaves(event),
  });
  readonly services: Services = {
    view: (name, args) =>
      this.bench.session?.view(name, args) ?? Promise.reject(new Error('nothing runs')),
    redraw: () => this.story.redraw(),
    normaliseDigit: (ink, width, height) =>
      this.bench.instance?.normaliseDigit(ink, width, height) ?? new Float64Array(),
  };
  readonly sharing = new Sharing(this);
  private readonly below = new Below(this);

  static override get observedAttributes() {
    // biome-ignore lint/complexity/noThisInStatic: Lit prepares the class that is asked for this, which has to be this one.
    return [...super.observedAttributes, ...RUN, ...SHOWN];
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null) {
    super.attributeChangedCallback(name, old, value);
    if (old === value || !this.isConnected || !this.hasUpdated) return;
    this.bench.readAuthor();
    if (name === 'theme')
      for (const chart of this.renderRoot.querySelectorAll('alleyway-chart')) chart.restyle();
    if (!this.bench.opened) return;
    // Every attribute that a script sets in one go is one change.
    if ((RUN as readonly string[]).includes(name) && !this.asked) {
      this.asked = true;
      queueMicrotask(() => {
        this.asked = false;
        if (this.isConnected) this.acts.restart();
      });
    }
  }

  override connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', this.runs.navigated);
    this.addEventListener('keydown', keep);
    if (this.place.tied) know();
    this.screen.open();
    this.bench.readAuthor();
    // What the lab's own page says in its place until it is there.
    for (const one of this.querySelectorAll(':scope > .soon, :scope > .late')) one.remove();
    this.beginning.open();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.runs.navigated);
    this.screen.close();
    this.beginning.close();
    this.story.close();
    this.place.address.drop();
    this.runs.close();
  }

  // -------------------------------------------------------------- what a page can ask of it

  get figure(): string {
    return this.bench.own;
  }
  set figure(name: string) {
    this.setAttribute('figure', name);
  }

  get preset(): string | null {
    return this.bench.state.preset ?? this.getAttribute('preset');
  }
  set preset(name: string | null) {
    this.give('preset', name);
  }

  /** Every key with the value that is run; before anything is, what the attribute says. Keys that are set are all that differ from the preset. */
  get config(): Readonly<Config> {
    const { resolved } = this.bench;
    return resolved?.config ?? Object.fromEntries(pairsOf(this.getAttribute('config') ?? ''));
  }
  set config(config: string | Readonly<Record<string, Value>> | null) {
    const text =
      typeof config === 'string' || config === null
        ? config
        : new URLSearchParams(
            Object.entries(config).map(([key, value]) => [key, textOf(value)]),
          ).toString();
    this.give('config', text);
  }

  get seed(): number | null {
    const { seed } = this.config;
    return seed === undefined ? null : Number(seed);
  }
  set seed(seed: number | null) {
    this.give('seed', seed === null ? null : String(seed));
  }

  get controls(): string | null {
    return this.getAttribute('controls');
  }
  set controls(names: string | null) {
    this.give('controls', names);
  }

  get charts(): string | null {
    return this.getAttribute('charts');
  }
  set charts(names: string | null) {
    this.give('charts', names);
  }

  get theme(): string {
    return this.bench.author.theme;
  }
  set theme(theme: string) {
    this.setAttribute('theme', theme);
  }

  get start(): string {
    return this.bench.author.start;
  }
  set start(start: string) {
    this.setAttribute('start', start);
  }

  get answer(): string {
    return this.bench.author.answer;
  }
  set answer(answer: string) {
    this.setAttribute('answer', answer);
  }

  get caption(): string | null {
    return this.getAttribute('caption');
  }
  set caption(text: string | null) {
    this.give('caption', text);
  }

  private give(name: string, value: string | null) {
    if (value === null) this.removeAttribute(name);
    else this.setAttribute(name, value);
  }

  /** What the JSON export holds, of a run that is whole; else null. */
  get result(): ResultDetail | null {
    const { session, hasResult } = this.bench;
    if (!session || !hasResult || session.phase !== 'complete') return null;
    return JSON.parse(session.export('json')) as ResultDetail;
  }

  /**
   * Begin, or go on with what rests. Resolves to the result: of a run that is whole at once, since the same config gives the
   * same numbers.
   */
  run(): Promise<ResultDetail> {
    const { bench, result: whole } = this;
    if (whole) return Promise.resolve(whole);
    const result = new Promise<ResultDetail>((done, failed) => {
      const ended = new AbortController();
      const listen = { signal: ended.signal };
      const end = (act: () => void) => {
        ended.abort();
        act();
      };
      this.addEventListener('alleyway-result', ({ detail }) => end(() => done(detail)), listen);
      this.addEventListener(
        'alleyway-error',
        ({ detail }) => end(() => failed(new Error(detail.message))),
        listen,
      );
    });
    if (!bench.begun) this.beginning.go();
    else if (bench.question) this.runs.agree();
    else if (bench.session?.held) bench.session.hold(false);
    else if (bench.trouble) this.acts.tryAgain();
    else if (bench.session?.phase !== 'running') this.acts.again();
    // Who does not wait for it has the event.
    result.catch(() => {});
    return result;
  }

  /** A run, or the story that is played, rests. */
  pause() {
    const { session } = this.bench;
    if (this.story.plays) this.story.togglePlay();
    else session?.hold(true);
  }

  /** The story is being told, or a run goes on before the reader's eyes. */
  get playing(): boolean {
    return this.story.plays;
  }

  /** The story from its beginning, once its numbers are whole; for who minds motion its end stays. */
  async play(): Promise<void> {
    await this.run();
    this.story.playMoving(0);
  }

  /** One step of the story, or of a run that rests. */
  step() {
    this.story.step(1);
  }

  /** Back to what the attributes ask for. */
  reset() {
    this.acts.restart();
  }

  /** The run that is shown, as JSON or CSV; of CSV one table, or all of them. */
  async export(...what: Export): Promise<string> {
    return this.bench.exported(...what);
  }

  override focus(options?: FocusOptions) {
    void this.updateComplete.then(() => this.bench.focusCard(options ?? {}));
  }

  private asked = false;

  private tellState() {
    if (this.bench.begun) tell(this, 'alleyway-state', () => stateDetail(this.bench, this.place));
  }

  private stands() {
    this.tellState();
    const { trouble } = this.bench;
    if (this.dataset.state === 'error' && trouble)
      tell(this, 'alleyway-error', () => errorDetail(trouble.error));
    if (this.dataset.state === 'complete') tell(this, 'alleyway-result', () => this.result);
  }

  protected override performUpdate() {
    const began = performance.now();
    super.performUpdate();
    charge(performance.now() - began);
  }

  override updated() {
    // As high as it will be, until what it asks about is shown.
    this.toggleAttribute('asks', this.bench.guess?.open === true && this.bench.veiled);
    showChosen(this.renderRoot);
    showStops(this.renderRoot);
  }

  override render() {
    const { bench, below } = this;
    const { trouble, misread, figure, author } = bench;
    const scene = this.story.scene();
    return html`
      <section class="card" part="card" tabindex="-1" title="" aria-label=${bench.entry?.title ?? 'The figure'}>
        ${author.title ? html`<h3 class="title" part="title">${author.title}</h3>` : nothing}
        ${bench.begun ? html`${toolbar(this)}${this.sharing.render()}` : nothing}
        ${misread ? html`<p class="misread" role="alert">${misread.message}</p>` : nothing}
        ${
          trouble
            ? html`${bench.resolved ? nothing : html`<slot></slot>`}${troubleBox(this, trouble.error)}`
            : html`
                ${board(this, scene)}
                ${verdict(this, scene)}
              `
        }
        ${(trouble && !bench.resolved) || !bench.begun ? nothing : below.controls()}
        ${
          trouble || !bench.begun
            ? nothing
            : html`
                ${morePanels(this, scene)}
                ${scene && figure?.extra ? figure.extra(scene, this.services) : nothing}
                ${below.footer(scene)}
              `
        }
        ${author.caption ? html`<p class="caption" part="caption">${author.caption}</p>` : nothing}
        <p class="hidden" aria-live="polite">${trouble ? '' : bench.spoken}</p>
      </section>
    `;
  }
}

if (!customElements.get('alleyway-lab')) customElements.define('alleyway-lab', Lab);
