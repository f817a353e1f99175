/** The page on which a talk is opened, and a list of beats is put in order. */

import '../style.css';
import './page.css';
import { figures } from 'alleyway-lab/modules';
import { html, nothing, render, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { copyText } from '../lab/clipboard.ts';
import { figureIn, rejoined } from '../lab/mending.ts';
import {
  type Beat,
  keepTalk,
  keptTalk,
  readBeat,
  readTalk,
  writeTalk,
} from '../lab/share/beats.ts';
import { SITE } from '../lab/site.ts';
import { ARGUMENT } from './argument.ts';
import { present } from './index.ts';

/** In the address: the argument is played at once. */
const WATCH = '#watch';

class Talk {
  private readonly place: HTMLElement;
  /** Null is the argument of the page as it is. */
  private own: readonly Beat[] | null;
  /** What was there before the last change. */
  private readonly past: (readonly Beat[] | null)[] = [];
  private said = '';

  constructor(place: HTMLElement) {
    this.place = place;
    const asked = readTalk(location.hash);
    const kept = keptTalk();
    this.own = asked.length > 0 ? asked : kept.length > 0 ? kept : null;
    this.draw();
    if (asked.length > 0) this.open(0);
    else if (location.hash === WATCH) this.open(0, true);
  }

  private get beats(): readonly Beat[] {
    return this.own ?? ARGUMENT;
  }

  private open(at: number, plays = false) {
    present({ beats: this.beats, at, plays }).catch((error: Error) => this.say(error.message));
  }

  private say(text: string) {
    this.said = text;
    this.draw();
  }

  private change(beats: readonly Beat[] | null, said = '') {
    this.past.push(this.own);
    this.put(beats, said);
  }

  private put(beats: readonly Beat[] | null, said: string) {
    this.own = beats;
    const fragment = beats && beats.length > 0 ? writeTalk(beats) : '';
    history.replaceState(history.state, '', fragment || location.pathname);
    const kept = keepTalk(beats ?? []);
    this.say(kept ? said : 'This browser keeps nothing for this page: the address holds the talk.');
  }

  private undo() {
    const before = this.past.pop();
    if (before !== undefined) this.put(before, 'Undone');
  }

  private edit(index: number, change: Partial<Beat>) {
    this.change(this.beats.map((beat, at) => (at === index ? { ...beat, ...change } : beat)));
  }

  private move(index: number, by: number) {
    const beats = [...this.beats];
    const [beat] = beats.splice(index, 1);
    if (beat) beats.splice(index + by, 0, beat);
    this.change(beats);
    this.place
      .querySelectorAll<HTMLElement>('.beat')
      [index + by]?.querySelector<HTMLElement>(by < 0 ? '.up' : '.down')
      ?.focus();
  }

  /** A link to a figure, as the page of the lab makes them. */
  private add(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const text = String(new FormData(form).get('link') ?? '').trim();
    const beat = beatOfLink(text);
    if (!beat)
      return this.say('This is no link to a figure: open a figure, and copy its link by Share.');
    form.reset();
    this.change([...this.beats, beat], 'Added');
  }

  private async copy() {
    const copied = await copyText(new URL(writeTalk(this.beats), location.href).href);
    this.say(
      copied ? 'Address copied' : 'Copy the address of this page by hand: it holds the talk.',
    );
  }

  private draw() {
    const { beats, own, past } = this;
    render(
      html`<div class="acts">
          <button class="lead-act" ?disabled=${beats.length === 0} @click=${() => this.open(0)}>Present</button>
          <button ?disabled=${beats.length === 0} @click=${() => this.open(0, true)}>Watch it play</button>
          <button ?disabled=${beats.length === 0} @click=${() => this.copy()}>Copy the address</button>
          <button ?disabled=${past.length === 0} @click=${() => this.undo()}>Undo</button>
          ${own ? html`<button @click=${() => this.change(null, 'The argument of the page')}>Back to the argument</button>` : nothing}
          <span role="status">${this.said}</span>
        </div>
        <h2>${own ? `Your talk: ${counted(beats.length)}` : `The argument: ${counted(beats.length)}`}</h2>
        ${beats.length === 0 ? html`<p>There is no beat in it.</p>` : nothing}
        <ol>${beats.map((beat, index) => this.row(beat, index))}</ol>
        <form class="add" @submit=${this.add.bind(this)}>
          <label>Add a figure by its link <input name="link" type="text" autocomplete="off" spellcheck="false" placeholder=${`${SITE.href}#figure=…`} /></label>
          <button>Add</button>
        </form>`,
      this.place,
    );
  }

  private row(beat: Beat, index: number): TemplateResult {
    const text = (
      name: 'caption' | 'charts' | 'controls',
      label: string,
      hint = '',
    ) => html`<label class=${name}
        >${label}
        <input
          type="text"
          .value=${live(beat[name])}
          placeholder=${hint}
          @change=${(event: Event) => this.edit(index, { [name]: (event.target as HTMLInputElement).value.trim() })}
        />
      </label>`;
    const tick = (
      label: string,
      on: boolean,
      change: (on: boolean) => Partial<Beat>,
    ) => html`<label class="tick"
        ><input type="checkbox" .checked=${live(on)} @change=${(event: Event) => this.edit(index, change((event.target as HTMLInputElement).checked))} />${label}</label
      >`;
    const number = index + 1;
    return html`<li class="beat">
        <div class="which">
          <button class="go" title="Present from here" @click=${() => this.open(index)}>${number}</button>
          <a href=${linkOf(beat)}>${beat.figure}${beat.preset ? `: ${beat.preset}` : ''}</a>
          <span class="what">${beat.config.replaceAll('&', ', ')}</span>
          <button class="up" aria-label="Beat ${number} up" title="Up" ?disabled=${index === 0} @click=${() => this.move(index, -1)}>↑</button>
          <button class="down" aria-label="Beat ${number} down" title="Down" ?disabled=${number === this.beats.length} @click=${() => this.move(index, 1)}>↓</button>
          <button aria-label="Remove beat ${number}" title="Remove" @click=${() =>
            this.change(
              this.beats.filter((_, at) => at !== index),
              `Beat ${number} is removed`,
            )}>×</button>
        </div>
        ${text('caption', 'What is read with it')}
        <div class="how">
          ${text('charts', 'Charts', 'the usual')} ${text('controls', 'What can be changed', 'nothing')}
          ${tick('Ask first', beat.answer !== 'shown', on => ({ answer: on ? 'hidden' : 'shown' }))}
          ${tick('Play it', beat.plays, on => ({ plays: on }))}
          ${tick('With the sentence', beat.sentence, on => ({ sentence: on }))}
        </div>
      </li>`;
  }
}

function counted(beats: number): string {
  return beats === 1 ? '1 beat' : `${beats} beats`;
}

function linkOf({ figure, preset, config }: Beat): string {
  const pairs = new URLSearchParams({ figure, ...(preset ? { preset } : {}) });
  return new URL(`#${pairs}${config ? `&${config}` : ''}`, SITE).href;
}

/** A page of a figure says in its path which; what differs stands in the fragment. */
function beatOfLink(link: string): Beat | null {
  let address: URL;
  try {
    address = new URL(link, SITE);
  } catch {
    return null;
  }
  const { hash, search } = rejoined(address);
  const said = [hash, search].find(one => figureIn(one) !== null);
  const path = address.pathname.split('/').filter(Boolean);
  const at = path.findIndex(one => one in figures);
  const preset = path[at + 1];
  const named = { figure: path[at] ?? '', ...(preset ? { preset } : {}) };
  const beat = readBeat(said ?? new URLSearchParams(named).toString());
  return beat.figure in figures ? beat : null;
}

const place = document.getElementById('talk');
if (place) new Talk(place);
