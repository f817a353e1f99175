/** What stands below the pictures: the sentence, the controls, the numbers as a table and as files; or why there is nothing to see. */

import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { unbroken } from '../chart/words.ts';
import type { Scene } from '../figures/contract.ts';
import { type Key, Refusal, type Resolved } from '../worker/api.ts';
import { chunk } from '../worker/code.ts';
import { offers } from './author.ts';
import type { Bench } from './bench.ts';
import { beyond } from './charts.ts';
import { applies, type ControlEvents, field, slider, valueText } from './controls.ts';
import type { Files } from './files/index.ts';
import { icons } from './icons.ts';
import type { Parts } from './parts.ts';

/** Why there is nothing to take away. */
const OFF = 'When the first numbers are in';

const taking = chunk('What makes files', 'files', () => import('./files/index.ts'));

/** What opens below the sentence. */
const PARTS = ['Data table', 'Save', 'Cite'] as const;
type Part = (typeof PARTS)[number];

export class Below {
  private readonly parts: Parts;
  private moreOpen = false;
  private readonly open = new Set<Part>();
  private files: Files | null = null;
  /** What the keys are that may be `auto`, with the config that is resolved. */
  private marks: { of: Resolved | null; at: Map<string, number | null> } = {
    of: null,
    at: new Map(),
  };

  private readonly controlEvents: ControlEvents = {
    set: (key, text, done) => this.parts.acts.setKey(key, text, done),
  };

  constructor(parts: Parts) {
    this.parts = parts;
  }

  controls() {
    const { bench, story, acts } = this.parts;
    const { entry, figure, resolved } = bench;
    if (!entry || !figure || !resolved) return html`<div class="controls"></div>`;
    const { config } = resolved;
    const scene = story.scene();
    // One of the acts may be a new seed already.
    const seeds = scene && figure.actions?.(scene).some(action => 'seed' in action.change);
    const usable = entry.keys.filter(key => applies(key, config));
    const first = figure
      .controls(config)
      .map(name => usable.find(key => key.name === name))
      .filter(key => key !== undefined)
      .slice(0, 5);
    const rest = usable.filter(key => !first.includes(key));
    const { author } = bench;
    // Whom an author gives a few gets those, whether or not the figure has them in view by itself.
    const chosen = author.controls
      ? usable.filter(key => key.name !== 'seed' && offers(author, key.name))
      : first;
    const seeded = offers(author, 'seed') && !seeds && entry.keys.some(key => key.name === 'seed');
    const more = offers(author, 'more');
    if (chosen.length === 0 && !seeded && !more) return nothing;
    return html`<div class="controls" part="controls">
        ${chosen.map(key => (key.slider ? slider(key, config, this.controlEvents, this.markOf(key)) : field(key, config, this.controlEvents)))}
        <div class="control-buttons">
          ${
            seeded
              ? html`<button class="pill" title="New seed: the same experiment with other random numbers" @click=${() => acts.newSeed()}>${icons.dice}New seed</button>`
              : nothing
          }
          ${more ? this.moreButton() : nothing}
        </div>
      </div>
      ${
        more && this.moreOpen
          ? html`<div class="fields">${rest.map(key => field(key, config, this.controlEvents))}</div>`
          : nothing
      }`;
  }

  private moreButton() {
    const { bench } = this.parts;
    return html`<button
            class="pill"
            aria-expanded=${String(this.moreOpen)}
            @click=${() => {
              this.moreOpen = !this.moreOpen;
              bench.update();
            }}
          >More</button>`;
  }

  /** What `auto` stands for with everything else as it is. */
  private markOf(key: Key): number | null {
    const { instance, resolved, state } = this.parts.bench;
    if (!key.auto || !instance || !resolved) return null;
    if (this.marks.of !== resolved) this.marks = { of: resolved, at: new Map() };
    const known = this.marks.at.get(key.name);
    if (known !== undefined) return known;
    const { figure, preset } = state;
    const config = { ...state.config, [key.name]: 'auto' };
    let at: number | null = null;
    try {
      const usual = instance.resolve({ figure, ...(preset ? { preset } : {}), config });
      at = Number(usual.config[key.name]);
    } catch {
      // With the others as they are `auto` is refused, as too long for one: there is nothing to mark.
    }
    this.marks.at.set(key.name, at);
    return at;
  }

  footer(scene: Scene | null) {
    const { bench } = this.parts;
    const off = bench.hasResult ? null : OFF;
    // It may tell what is to be guessed.
    const about = bench.veiled ? null : aboutPreset(bench);
    const saves = offers(bench.author, 'save') && !bench.veiled;
    const { open, files } = this;
    return html`<div class="footer" part="footer">
        ${about ? html`<p class="about">${about}</p>` : nothing}
        ${bench.veiled ? nothing : this.charts(scene)}
        ${saves ? this.buttons(off) : nothing}
        ${this.parts.place.tied ? nothing : this.credit()}
      </div>
      ${open.has('Save') && files ? files.panel(off) : nothing}
      ${open.has('Cite') && files ? files.citation() : nothing}
      ${open.has('Data table') && files && scene ? files.numbers(scene) : nothing}`;
  }

  /** What is not seen at rest, one click away. */
  private charts(scene: Scene | null) {
    const { bench, story } = this.parts;
    const more = scene ? beyond(bench, story.panels(scene)).length : 0;
    if (more === 0) return nothing;
    const all = bench.allCharts;
    return html`<button class="quiet charts" aria-expanded=${String(all)} @click=${() => bench.toggleCharts()}>
        ${all ? 'Fewer charts' : more === 1 ? '1 more chart' : `${more} more charts`}
      </button>`;
  }

  /** In somebody else's page: the way to all of it. */
  private credit() {
    return html`<p class="credit"><a href=${this.parts.place.link} target="_blank" rel="noopener">Open in Alleyway</a></p>`;
  }

  private buttons(off: string | null) {
    const { bench } = this.parts;
    const { open } = this;
    return html`<div class="exports">
          ${PARTS.map(name => {
            const opens = !open.has(name);
            return html`<button
              class="quiet"
              title=${opens && off ? off : nothing}
              aria-disabled=${String(opens && off !== null)}
              aria-expanded=${String(!opens)}
              @click=${() => (opens && off ? bench.say(off) : this.toggle(name))}
            >${name}</button>`;
          })}
        </div>`;
  }

  private async toggle(name: Part) {
    const { bench } = this.parts;
    const { open } = this;
    if (!open.delete(name)) {
      try {
        this.files ??= new (await taking.get()).Files(this.parts);
        open.add(name);
      } catch (error) {
        bench.say(error instanceof Error ? error.message : String(error));
      }
    }
    bench.update();
  }
}

/** What is said of an example, as long as a reader has not made something else of it. */
function aboutPreset({ entry, state, figure }: Bench): string | null {
  const preset = entry?.presets.find(one => one.name === state.preset);
  const own = new Set(['seed', figure?.stages?.key, ...Object.keys(figure?.opening ?? {})]);
  return Object.keys(state.config).every(key => own.has(key)) ? (preset?.about ?? null) : null;
}

export function verdict({ bench, story }: Parts, scene: Scene | null): TemplateResult {
  const { session } = bench;
  if (bench.veiled || !bench.begun) return html``;
  if (bench.guess?.open && scene) return bench.guess.render(scene);
  const reply = scene && bench.guess?.reply(scene);
  const notes = [...(session?.shown?.frames.notes ?? [])];
  if (session?.mended)
    notes.push(`A worker stopped (${session.mended}); a fresh one took over its work.`);
  if (session?.slower)
    notes.push(
      `No worker can be started here (${session.slower}): this page does the work itself, which is slower.`,
    );
  const source = bench.instance?.catalogue.data[String(bench.resolved?.config.target)]?.source;
  if (source) notes.push(source);
  const spans = story.sentence(scene);
  const text = spans.map(span => span.text).join('');
  // Another sentence is another text, and not the old one that has moved.
  return html`<p class="verdict" part="verdict">
        ${keyed(
          text,
          spans.map(span => html`<span class="role-${span.role}">${unbroken(span.text)}</span>`),
        )}
      </p>
      ${reply ? html`<p class="reply">${unbroken(reply)}</p>` : nothing}
      ${notes.length > 0 ? html`<p class="notes">${notes.join(' ')}</p>` : nothing}`;
}

export function troubleBox({ bench, acts }: Parts, error: Error): TemplateResult {
  const refused = error instanceof Refusal;
  const key = refused ? bench.entry?.keys.find(one => one.name === error.key) : undefined;
  const preset = bench.entry?.presets.find(one => one.name === bench.trouble?.state?.preset);
  const usual = key ? valueText(key, preset?.config[key.name] ?? key.default) : '';
  return html`<div class="trouble" role="alert">
      <p class="sentence">${error.message}</p>
      ${key ? html`<p>${key.label}: ${key.help} The default is ${usual}.</p>` : nothing}
      <p>
        ${
          refused
            ? html`<button class="pill" @click=${() => acts.useDefault()}>Use the default</button>`
            : html`<button class="pill" @click=${() => acts.tryAgain()}>Try again</button>`
        }
      </p>
    </div>`;
}
