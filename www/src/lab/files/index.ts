/** What a reader takes away: the numbers as a table, the figure as a picture, both as files, and how it is cited. Loaded when it is asked for. */

import { html, nothing, type TemplateResult } from 'lit';
import type { Scene } from '../../figures/contract.ts';
import { copyText } from '../clipboard.ts';
import type { Parts } from '../parts.ts';
import type { Decimal } from '../session.ts';
import { dress } from '../styles/late.ts';
import { bibtex, text } from './cite.ts';
import style from './files.css?inline';
import { png, svg } from './picture.ts';
import { dataTable, summaryTable } from './table.ts';

const wear = dress(style);

/** What is chosen in place of one table. */
const ALL = '';

const FORMS: [Decimal, string][] = [
  ['point', '1.5 with commas between'],
  ['comma', '1,5 with semicolons between'],
];

export class Files {
  private readonly parts: Parts;
  private table: string | null = null;
  private decimal: Decimal = 'point';
  /** The tables of what is shown, asked for once. */
  private known: { of: object | null; names: string[] } = { of: null, names: [] };

  constructor(parts: Parts) {
    this.parts = parts;
    wear(parts.bench.element.renderRoot as ShadowRoot);
  }

  /** As a table, to be read. */
  numbers({ entry, frames, config }: Scene): TemplateResult | typeof nothing {
    const { figure } = this.parts.bench;
    if (!figure) return nothing;
    const { table, story } = figure;
    const first = typeof table === 'function' ? table(config) : table;
    if (!first) return dataTable(entry, frames, story.key ?? '');
    return html`${summaryTable(frames)}${dataTable(entry, frames, first, true)}`;
  }

  /** Everything that can be saved. */
  panel(off: string | null): TemplateResult {
    const tables = this.tables();
    const table = this.chosen(tables);
    const button = (name: string, make: () => Promise<void> | void) =>
      html`<button
        class="pill"
        title=${off ?? nothing}
        aria-disabled=${String(off !== null)}
        @click=${() => this.attempt(off, make)}
      >${name}</button>`;
    const { element } = this.parts.bench;
    return html`<div class="fields" role="group" aria-label="Save">
        <div class="field">
          <span class="name">Picture</span>
          <span class="row">
            ${button('PNG', async () => this.save(await png(element, 1), '.png'))}
            ${button('PNG 2x', async () => this.save(await png(element, 2), '@2x.png'))}
            ${button('SVG', () => this.save(new Blob([svg(element, this.title)], { type: 'image/svg+xml' }), '.svg'))}
          </span>
        </div>
        <div class="field">
          <span class="name">Video</span>
          <span class="row">${button('Its story', () => this.parts.screen.present(true))}</span>
        </div>
        <div class="field">
          <span class="name">Numbers</span>
          <span class="row">
            ${button('JSON', () => this.save(new Blob([this.parts.bench.exported('json')], { type: 'application/json' }), '.json'))}
            ${button('CSV', () => {
              const ending =
                table === ALL || tables.length < 2 ? '' : `-${table.replaceAll(',', '-')}`;
              const numbers = this.parts.bench.exported('csv', table || undefined, this.decimal);
              this.save(new Blob([numbers], { type: 'text/csv' }), `${ending}.csv`);
            })}
          </span>
        </div>
        ${
          tables.length > 1
            ? html`<label class="field">
                <span class="name">CSV: table</span>
                <select @change=${(event: Event) => {
                  this.table = (event.target as HTMLSelectElement).value;
                  this.parts.bench.update();
                }}>
                  ${[...tables, ALL].map(
                    name =>
                      html`<option value=${name} ?selected=${name === table}>${name === ALL ? 'all, one below the other' : `by ${name.replace(',', ' and ')}`}</option>`,
                  )}
                </select>
              </label>`
            : nothing
        }
        <label class="field">
          <span class="name">CSV: numbers</span>
          <select @change=${(event: Event) => {
            this.decimal = (event.target as HTMLSelectElement).value as Decimal;
          }}>
            ${FORMS.map(([form, words]) => html`<option value=${form} ?selected=${form === this.decimal}>${words}</option>`)}
          </select>
        </label>
      </div>`;
  }

  /** How what is shown is cited. */
  citation(): TemplateResult {
    const { bench, place } = this.parts;
    const { authors = '', version = '' } = bench.instance?.catalogue ?? {};
    const { figure } = bench.state;
    const source = {
      authors,
      version,
      figure,
      title: this.title,
      link: place.link,
      seen: new Date(),
    };
    const block = (name: string, words: string) => html`<div class="field wide">
        <span class="row">
          <span class="name">${name}</span>
          <button class="pill" aria-label="Copy ${name}" @click=${() => this.copy(words)}>Copy</button>
        </span>
        <pre tabindex="0" aria-label=${name}>${words}</pre>
      </div>`;
    return html`<div class="fields" role="group" aria-label="Cite">
        ${block('Text', text(source))}${block('BibTeX', bibtex(source))}
      </div>`;
  }

  private get title(): string {
    return this.parts.bench.entry?.title ?? this.parts.bench.state.figure;
  }

  private tables(): string[] {
    const { session } = this.parts.bench;
    const of = session?.shown?.frames ?? null;
    if (session && this.known.of !== of) this.known = { of, names: session.tables() };
    return this.known.names;
  }

  /** The table that was chosen, if there is one of its name here. */
  private chosen(tables: string[]): string {
    const { table } = this;
    return table === ALL || (table && tables.includes(table)) ? table : (tables[0] ?? ALL);
  }

  private async attempt(off: string | null, make: () => Promise<void> | void) {
    const { bench } = this.parts;
    if (off) return bench.say(off);
    try {
      await make();
    } catch (error) {
      bench.say(error instanceof Error ? error.message : String(error));
    }
  }

  private async copy(words: string) {
    const { bench } = this.parts;
    bench.say((await copyText(words)) ? 'Copied' : 'Nothing could be copied: select the text');
  }

  private save(blob: Blob, ending: string) {
    const { figure, preset } = this.parts.bench.state;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `alleyway-${figure}-${preset ?? 'run'}${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}
