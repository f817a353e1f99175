/** What a reader sees of the video that is made of a talk: how long it will take, how far it is, and what came of it. */

import { html, nothing, type TemplateResult } from 'lit';
import { SITE } from '../lab/site.ts';
import { chunk } from '../worker/code.ts';
import { webVtt } from './cues.ts';
import type { Staged } from './parts.ts';
import { FRAME, noVideo, type Video } from './video.ts';

/** A file that needs no network would grow by a fifth for it. */
const HERE = typeof OFFLINE === 'undefined';

const makes = chunk('What makes the video', 'film', async () => {
  if (!HERE) throw new Error('no video is made here');
  return import('./film.ts');
});

/** A file made of what is shown, and its address on this page. */
interface Made extends Video {
  address: string;
  captions: string;
}

type State =
  | { at: 'offered'; trouble?: string }
  | { at: 'making'; share: number; stop: AbortController }
  | { at: 'made'; film: Made };

export class Filming {
  private readonly stage: Staged;
  private state: State = { at: 'offered' };

  constructor(stage: Staged) {
    this.stage = stage;
  }

  /** The stage is what is drawn: it has the size of the video, and does nothing by itself. */
  get going(): boolean {
    return this.state.at === 'making';
  }

  get size(): string | typeof nothing {
    return this.going
      ? `width: ${FRAME.width}px; height: ${FRAME.height}px; transform: scale(${this.fit})`
      : nothing;
  }

  /** What the stage is made smaller by, so that all of it is seen while it is drawn, with what stands below it. */
  private get fit(): number {
    const below = 5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    return Math.min(innerWidth / FRAME.width, Math.max(100, innerHeight - below) / FRAME.height);
  }

  async make() {
    const stop = new AbortController();
    const { stage } = this;
    const before = stage.at;
    stage.rest();
    this.become({ at: 'making', share: 0, stop });
    try {
      const { film } = await makes.get();
      const far = (share: number) => this.become({ at: 'making', share, stop });
      const made = await film(stage, far, stop.signal);
      this.become({
        at: 'made',
        film: {
          ...made,
          address: URL.createObjectURL(made.file),
          captions: URL.createObjectURL(new Blob([webVtt(made.cues)], { type: 'text/vtt' })),
        },
      });
    } catch (thrown) {
      const trouble = thrown instanceof Error ? thrown.message : String(thrown);
      this.become({ at: 'offered', ...(stop.signal.aborted ? {} : { trouble }) });
    }
    if (stage.isConnected) stage.show(before);
  }

  /** Stop what is under way. Whether there was anything. */
  stop(): boolean {
    if (this.state.at !== 'making') return false;
    this.state.stop.abort(new Error('stopped'));
    return true;
  }

  /** What was made is of a talk that is over. */
  drop() {
    this.stop();
    if (this.state.at !== 'made') return;
    URL.revokeObjectURL(this.state.film.address);
    URL.revokeObjectURL(this.state.film.captions);
    this.state = { at: 'offered' };
  }

  private become(state: State) {
    this.state = state;
    this.stage.requestUpdate();
  }

  /** Below the stage, while it is drawn. */
  progress(): TemplateResult | typeof nothing {
    const { state } = this;
    if (state.at !== 'making') return nothing;
    const percent = Math.round(100 * state.share);
    return html`<div class="making" style="font-size: ${1 / this.fit}rem">
        <progress max="1" .value=${state.share} aria-label="The video"></progress>
        <span role="status">Drawing the video: ${percent} %</span>
        <button class="pill" @click=${() => this.stop()}>Stop</button>
      </div>`;
  }

  panel(): TemplateResult {
    const { state } = this;
    return html`<div class="film" @click=${(event: Event) => event.stopPropagation()}>
        ${state.at === 'made' ? this.made(state.film) : this.offer(state.at === 'offered' ? state.trouble : undefined)}
      </div>`;
  }

  private offer(trouble?: string): TemplateResult {
    const { length } = this.stage.beats;
    const why = HERE
      ? noVideo()
      : html`A file that needs no network makes no video; <a href=${SITE.href} target="_blank" rel="noopener">the lab’s own page</a> does.`;
    if (why)
      return html`<h2>Save as video</h2>
        <p role="alert">${why}</p>
        <p class="row">${this.back()}</p>`;
    const what = length === 1 ? 'This story' : `This talk of ${length} beats`;
    return html`<h2>Save as video</h2>
      ${trouble ? html`<p role="alert">${trouble}</p>` : nothing}
      <p>${what}, as it plays by itself: ${FRAME.width} by ${FRAME.height}, without sound, with its lines as a text beside it (WebVTT).</p>
      <p>It is drawn on this device and sent nowhere. Keep this page in view while it is drawn.</p>
      <p class="row">
        <button class="pill next" @click=${() => this.make()}>${trouble ? 'Try again' : 'Make the video'}</button>
        ${this.back()}
      </p>`;
  }

  private made({ address, captions, file, ending, seconds }: Made): TemplateResult {
    const name = `alleyway-${this.stage.beats.length === 1 ? this.stage.beat?.figure : 'talk'}`;
    const size = (file.size / 1e6).toFixed(1);
    const whole = Math.round(seconds);
    const long = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
    return html`<video controls playsinline src=${address}>
        <track kind="captions" srclang="en" label="Lines" src=${captions}>
      </video>
      <p class="row">
        <a class="pill next" href=${address} download="${name}${ending}">Save the video (${long}, ${size} MB)</a>
        <a class="pill" href=${captions} download="${name}.vtt">Save its lines (WebVTT)</a>
        <button class="pill" @click=${() => this.make()}>Make it again</button>
        ${this.back()}
      </p>`;
  }

  private back(): TemplateResult {
    const { stage } = this;
    // Of one story there is no talk to go back to.
    return stage.beats.length === 1
      ? html`<button class="pill" @click=${() => stage.close()}>Back to the page</button>`
      : html`<button class="pill" @click=${() => stage.toggle('film')}>Back to the talk</button>`;
  }
}
