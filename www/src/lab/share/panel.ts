/** Below the toolbar: a link to what is seen, and what is pasted into a page to show it there, each with a button that copies it. */

import { html, type TemplateResult } from 'lit';
import { CHOICES } from '../author.ts';
import { copyText } from '../clipboard.ts';
import type { Parts } from '../parts.ts';
import { pageAt, SITE } from '../site.ts';
import { writeText } from '../state.ts';
import { dress } from '../styles/late.ts';
import { beatOf, keepTalk, keptTalk } from './beats.ts';
import style from './panel.css?inline';
import { PICTURE, TALK } from './places.ts';
import { element, frame, markdown, picture, type Shared, unusual } from './snippets.ts';

type Chosen = Record<'theme' | 'start' | 'answer' | 'controls', string>;

/** What the choices are called where they are offered; what only a script can do is not. */
const OFFERED: { [K in keyof Chosen]: { label: string; words: [string, string][] } } = {
  theme: {
    label: 'Colours',
    words: [
      ['auto', 'as the reader’s system'],
      ['light', 'light'],
      ['dark', 'dark'],
    ],
  },
  start: {
    label: 'Begins',
    words: [
      ['view', 'when it is scrolled to'],
      ['click', 'when Run is pressed'],
    ],
  },
  controls: {
    label: 'Controls',
    words: [
      ['', 'all'],
      ['play presets share', 'examples only'],
      ['none', 'none'],
    ],
  },
  answer: {
    label: 'Answer',
    words: [
      ['shown', 'shown'],
      ['hidden', 'after a guess'],
    ],
  },
};

const wear = dress(style);

export class SharePanel {
  private readonly parts: Parts;
  private chosen: Chosen = {
    theme: CHOICES.theme[0],
    start: CHOICES.start[0],
    answer: CHOICES.answer[0],
    controls: '',
  };

  constructor(parts: Parts) {
    this.parts = parts;
    wear(parts.bench.element.renderRoot as ShadowRoot);
  }

  private shared(): Shared {
    const { bench, place } = this.parts;
    const { figure, preset, ...others } = bench.state;
    return {
      site: SITE.href,
      link: place.link,
      picture: this.picture(),
      title: bench.entry?.title ?? figure,
      figure,
      preset,
      config: writeText({ ...others, figure: '', preset: null }, place.positionKey),
      attributes: unusual(this.chosen),
    };
  }

  /** The build draws one of every example; a figure as it opens is its first. */
  private picture(): string {
    const { entry, state } = this.parts.bench;
    const example = { ...state, preset: state.preset ?? entry?.presets[0]?.name ?? null };
    return new URL(PICTURE.file, pageAt(example)).href;
  }

  render(): TemplateResult {
    const { bench } = this.parts;
    const shared = this.shared();
    const choice = (name: keyof Chosen) => html`<label class="field">
          <span class="name">${OFFERED[name].label}</span>
          <select
            name="share-${name}"
            @change=${(event: Event) => {
              this.chosen[name] = (event.target as HTMLSelectElement).value;
              bench.update();
            }}
          >${OFFERED[name].words.map(
            ([value, label]) =>
              html`<option value=${value} ?selected=${value === this.chosen[name]}>${label}</option>`,
          )}</select>
        </label>`;
    const text = (name: string, about: string, value: string) => html`<div class="text">
          <div class="head">
            <span class="name">${name}</span>
            <small>${about}</small>
            <button class="pill" aria-label="Copy: ${name}" @click=${(event: Event) => this.copy(event, name)}>Copy</button>
          </div>
          <textarea readonly rows=${Math.min(4, value.split('\n').length)} wrap="off" spellcheck="false" aria-label=${name} .value=${value}></textarea>
        </div>`;
    return html`<section class="sharing" part="share" aria-label="Share this figure">
        ${text('Link', 'to exactly what is seen here', shared.link)}
        <div class="head talk">
          <span class="name">Talk</span>
          <small>a list of beats, for a projector</small>
          <button class="pill" @click=${() => this.addToTalk()}>Add it to my talk</button>
          <a href=${new URL(import.meta.env.DEV ? 'present.html' : TALK, SITE).href} target="_blank" rel="noopener">My talk</a>
        </div>
        <div class="choices">${(Object.keys(OFFERED) as (keyof Chosen)[]).map(choice)}</div>
        ${text('Frame', 'for a page of your own: HTML that works nearly everywhere', frame(shared))}
        ${text('Script', 'the same without a frame, for pages whose scripts are yours', element(shared))}
        ${text('Picture', 'of this example, with the link: where nothing that moves may be shown', picture(shared))}
        ${text('Markdown', 'the same picture and link, for a README or a forum', markdown(shared))}
      </section>`;
  }

  private addToTalk() {
    const talk = [...keptTalk(), beatOf(this.parts)];
    const kept = keepTalk(talk);
    this.parts.bench.say(
      kept ? `Added as beat ${talk.length}` : 'This browser keeps nothing for this page',
    );
  }

  /** Where a page may not write to the clipboard the text is chosen, and the reader's own keys copy it. */
  private async copy(event: Event, name: string) {
    const { bench } = this.parts;
    const area = (event.currentTarget as HTMLElement).closest('.text')?.querySelector('textarea');
    if (!area) return;
    if (await copyText(area.value)) return bench.say(`${name} copied`);
    area.select();
    bench.say('Chosen: copy it with your keys');
  }
}
