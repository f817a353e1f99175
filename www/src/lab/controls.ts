/** Sliders and fields, made from what the crate says of its keys. */

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatCount, formatValue } from '../chart/format.ts';
import { share } from '../figures/share.ts';
import type { Config, Key } from '../worker/api.ts';
import { textOf } from './state.ts';
import { trackOf } from './track.ts';

export interface ControlEvents {
  /** `done` is false while the hand is still moving. */
  set(key: string, text: string, done: boolean): void;
}

export function applies(key: Key, config: Config): boolean {
  return (key.applies ?? []).every(({ key: name, values }) =>
    values.includes(String(config[name])),
  );
}

/** The value as a person reads it. */
export function valueText(key: Key, value: Config[string] | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'number') return textOf(value);
  if (value === 0 && key.zero) return key.zero;
  const text = key.type === 'integer' ? formatCount(value) : formatValue(value, 3);
  // A long unit stands in the help, and "Training points: 15 points" says it twice.
  const said = key.label.toLowerCase().includes(key.unit);
  const unit = value === 1 ? key.unit.replace(/s$/, '') : key.unit;
  return unit && !said && key.unit.length < 8 ? `${text} ${unit}` : text;
}

/** `mark`: the value of `auto`, where the key has one. */
export function slider(
  key: Key,
  config: Config,
  events: ControlEvents,
  mark: number | null,
): TemplateResult {
  const value = Number(config[key.name]);
  const track = trackOf(key, value);
  const place = track.toPlace(value);
  const text = valueText(key, config[key.name]);
  const marked = mark !== null && key.auto ? `, ${key.auto}: ${valueText(key, mark)}` : '';
  const at = mark !== null && track.toPlace(mark) === place;
  const send = (event: Event, done: boolean) => {
    const moved = Number((event.target as HTMLInputElement).value);
    // The slider stands between two values of its own: leave a value that was not moved as it is.
    if (moved !== place || done)
      events.set(key.name, moved === place ? String(value) : String(track.toValue(moved)), done);
  };
  return html`<label class="control" title=${key.help}>
    <span class="name">${key.label}</span><span class="value" aria-hidden="true"><span>${text}</span>${marked && at ? html`<span class="auto">${key.auto}</span>` : nothing}</span>
    <input
      type="range"
      min="0"
      max=${track.steps}
      step="1"
      name=${key.name}
      aria-valuetext=${`${text}${marked}`}
      .value=${live(String(place))}
      ${share(place / track.steps)}
      @input=${(event: Event) => send(event, false)}
      @change=${(event: Event) => send(event, true)}
    />
    ${marked ? html`<span class="mark" aria-hidden="true" ${share(track.toPlace(mark ?? 0) / track.steps)}></span>` : nothing}
  </label>`;
}

/** A field for any value that the crate may accept; it says itself what it does not. */
export function field(key: Key, config: Config, events: ControlEvents): TemplateResult {
  const text = textOf(config[key.name] ?? key.default);
  const commit = (event: Event) => {
    events.set(key.name, (event.target as HTMLInputElement | HTMLSelectElement).value.trim(), true);
  };
  const write = key.type === 'integer' ? formatCount : (value: number) => formatValue(value, 4);
  const range =
    key.min !== undefined && key.max !== undefined && key.type !== 'sizes'
      ? `${write(key.min)} to ${write(key.max)}`
      : '';
  const input =
    key.type === 'choice'
      ? html`<select name=${key.name} @change=${commit} .value=${live(text)}>
          ${key.choices?.map(choice => html`<option value=${choice} ?selected=${choice === text}>${choice}</option>`)}
        </select>`
      : html`<input
          type="text"
          name=${key.name}
          inputmode=${key.type === 'sizes' || key.type === 'picks' ? 'text' : 'decimal'}
          autocomplete="off"
          spellcheck="false"
          .value=${live(text)}
          @change=${commit}
        />`;
  return html`<label class="field ${key.type === 'sizes' ? 'wide' : ''}">
    <span class="name">${key.label}</span>${input}
    <small>${key.help}${range ? html` <span class="range">${range}</span>` : nothing}</small>
  </label>`;
}
