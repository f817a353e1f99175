/** What stands above the pictures: the story's buttons, the acts and stages of the argument, the presets, and what is done with all of it. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Action } from '../figures/contract.ts';
import type { Preset } from '../worker/api.ts';
import { offers } from './author.ts';
import { icons } from './icons.ts';
import { modified } from './keys.ts';
import type { Parts } from './parts.ts';

export function toolbar(parts: Parts): TemplateResult | typeof nothing {
  const { bench, story, acts, screen, sharing } = parts;
  const { words } = bench.figure ?? {};
  const { author } = bench;
  const presets = offers(author, 'presets') ? (bench.entry?.presets ?? []) : [];
  const [plays, shares] = [offers(author, 'play'), offers(author, 'share')];
  if (!plays && !shares && presets.length === 0) return nothing;
  const pill = (preset: Preset) => html`<button
      class="pill"
      aria-pressed=${String(!bench.trouble && preset.name === bench.state.preset)}
      title=${preset.about}
      @click=${() => acts.choosePreset(preset.name)}
    >${preset.label}</button>`;
  const playing = () => html`<div class="buttons">
        <button class="round" aria-label="Reset" title="Reset: back to the preset as it was" @click=${() => acts.reset()}>${icons.reset}</button>
        <button class="round" aria-label=${story.plays ? 'Pause' : 'Play'} title="Play: ${words?.play ?? ''}" @click=${() => story.togglePlay()}>
          ${story.plays ? icons.pause : icons.play}
        </button>
        <button class="round" aria-label="Step" title="Step: ${words?.step ?? ''}" @click=${() => story.step(1)}>${icons.step}</button>
      </div>`;
  const usual = presets.filter(preset => !preset.counterexample);
  const counter = presets.filter(preset => preset.counterexample);
  return html`<div class="toolbar" part="toolbar">
      ${plays ? playing() : nothing}
      ${plays ? html`${stages(parts)}${actions(parts, true)}` : nothing}
      ${
        presets.length > 0
          ? html`<div class="pills" role="group" aria-label="Presets" tabindex="-1" @keydown=${along} @focusout=${leaves}>
        ${usual.map(pill)}
        ${
          counter.length > 0
            ? html`<span class="between" @click=${showCounterexamples}>${words?.counterexamples}<span aria-hidden="true"> ›</span></span>`
            : nothing
        }
        ${counter.map(pill)}
      </div>`
          : nothing
      }
      <div class="buttons end">
        <span class="said" role="status">${bench.said}</span>
        ${
          shares
            ? html`<button class="round" aria-label="Share" aria-expanded=${String(sharing.open)} title="Share: copy a link to exactly this, or put it into a page" @click=${() => sharing.toggle()}>${icons.share}</button>`
            : nothing
        }
        ${
          shares
            ? html`<button class="round presents" aria-label="Present" title="Present: a talk that begins with this (p)" @click=${() => screen.present()}>${icons.board}</button>`
            : nothing
        }
        ${
          shares && screen.allowed
            ? html`<button class="round" aria-label=${screen.isFull ? 'Leave full screen' : 'Full screen'} title="Full screen (f)" @click=${() => screen.toggle()}>
          ${screen.isFull ? icons.leave : icons.full}
        </button>`
            : nothing
        }
      </div>
    </div>`;
}

function stages({ bench, acts, guessing }: Parts) {
  const stages = bench.figure?.stages;
  if (!stages) return nothing;
  const chosen = Number(bench.resolved?.config[stages.key]);
  const go = (value: string) =>
    guessing.before({ [stages.key]: value }, () => acts.setKey(stages.key, value, true));
  return html`<div class="pills stages" role="group" aria-label=${stages.name} tabindex="-1" @keydown=${along} @focusout=${leaves}>
        ${Object.entries(stages.labels).map(
          ([value, label]) =>
            html`<button
              class="pill"
              aria-pressed=${String(!bench.trouble && Number(value) === chosen)}
              @click=${() => go(value)}
            >${label}</button>`,
        )}
      </div>`;
}

/** The acts of the argument; in the toolbar where there is more than one. */
export function actions({ bench, story, acts, guessing }: Parts, many: boolean) {
  const scene = story.scene();
  if (!scene || !bench.figure?.actions || bench.trouble) return nothing;
  if (!offers(bench.author, 'play')) return nothing;
  const actions = bench.figure.actions(scene);
  if (actions.length > 1 !== many) return nothing;
  const ready = !many || bench.session?.phase === 'complete';
  const act = (action: Action) =>
    guessing.before(action.change, () => acts.act(action, action.plays));
  // Not `disabled`: that would take the focus away from under a reader's key.
  const pill = (action: Action) => html`<button
      class="pill ${ready && action.enabled && action.next ? 'lead' : ''}"
      title=${ready ? action.title : 'When the run is done'}
      aria-disabled=${String(!(ready && action.enabled))}
      @click=${() => ready && action.enabled && act(action)}
    >${action.name}</button>`;
  return many
    ? html`<div class="pills stages" role="group" aria-label="What to do" tabindex="-1" @keydown=${along} @focusout=${leaves}>${actions.map(pill)}</div>`
    : actions.map(pill);
}

const pillsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>('.pill')];

/** Along a row of pills, by the arrows and to its ends. */
function along(event: KeyboardEvent) {
  const row = event.currentTarget as HTMLElement;
  const pills = pillsOf(row);
  const at = pills.indexOf((event.target as Element).closest('.pill') as HTMLElement);
  if (at < 0 || modified(event)) return;
  const places: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: -1,
  };
  const place = places[event.key];
  if (place === undefined) return;
  event.preventDefault();
  pills.at(place % pills.length)?.focus();
  stopAt(row);
}

/** Their name stays at the edge of the row while they are beyond it. By keys they are come to by the arrows. */
function showCounterexamples({ currentTarget }: Event) {
  const first = (currentTarget as Element).nextElementSibling as HTMLElement | null;
  first?.focus({ preventScroll: true });
  first?.scrollIntoView({ block: 'nearest', inline: 'center' });
}

/** Who comes back comes to what is chosen. */
function leaves({ currentTarget, relatedTarget }: FocusEvent) {
  const row = currentTarget as HTMLElement;
  if (!row.contains(relatedTarget as Node | null)) stopAt(row);
}

/** Tab comes to one of a row of pills: where the focus is, or to what is chosen, or comes next. */
function stopAt(row: Element) {
  const pills = pillsOf(row);
  const is = (what: string) => pills.find(pill => pill.matches(what));
  const stop = is(':focus') ?? is('[aria-pressed="true"]') ?? is('.lead') ?? pills[0];
  for (const pill of pills) {
    const index = pill === stop ? 0 : -1;
    // At every update of a story: what stands already is not written again.
    if (pill.tabIndex !== index) pill.tabIndex = index;
  }
}

export function showStops(root: ParentNode) {
  for (const row of root.querySelectorAll('.pills')) stopAt(row);
}

/** Of a row of presets that is longer than the screen the chosen one must be in view. */
export function showChosen(root: ParentNode) {
  const chosen = root.querySelector<HTMLElement>(
    '.pills[aria-label="Presets"] [aria-pressed="true"]',
  );
  const row = chosen?.parentElement;
  if (!chosen || !row) return;
  // The name of the counterexamples comes later than the pills, and makes the row longer.
  const shown = `${chosen.textContent} ${row.textContent?.length}`;
  if (row.dataset.chosen === shown) return;
  row.dataset.chosen = shown;
  // With the next frame, which lays the page out anyway: here it would lengthen the click.
  requestAnimationFrame(() => {
    const name = row.querySelector<HTMLElement>('.between');
    // It stands over what is before it.
    const before = name && chosen.compareDocumentPosition(name) & Node.DOCUMENT_POSITION_FOLLOWING;
    const room = row.clientWidth - (before ? name.offsetWidth : 0);
    row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (room - chosen.offsetWidth) / 2;
  });
}
