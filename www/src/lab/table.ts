/** Every number of the curves, for those who would rather read them. */

import { html, type TemplateResult } from 'lit';
import { formatCount, formatValue } from '../chart/format.ts';
import type { FigureEntry, Frames } from '../worker/api.ts';

/** Where series run over different things only those that run with `first` are columns, and it need not be a count. */
export function dataTable(
  entry: FigureEntry,
  frames: Frames,
  first: string,
  mixed = false,
): TemplateResult {
  const axis = frames.series.find(one => one.name === first)?.axis;
  const columns = frames.series
    .filter(
      one =>
        (!mixed || one.axis === axis) &&
        (one.name === first || one.values.some(value => !Number.isNaN(value))),
    )
    .sort((a, b) => Number(b.name === first) - Number(a.name === first));
  const lead = mixed ? (value: number) => formatValue(value, 4) : formatCount;
  const rows = columns.find(one => one.name === first)?.values ?? new Float64Array();
  const help = new Map(entry.series.map(one => [one.name, one.help]));
  return html`<div class="table" tabindex="0" role="region" aria-label="Data table">
    <table>
      <thead>
        <tr>
          ${columns.map(
            one =>
              html`<th scope="col" title=${help.get(one.name) ?? ''}>${one.name.replaceAll('_', ' ')}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          rows,
          (_, row) =>
            html`<tr>
              ${columns.map(({ name, values }) => {
                const value = values[row] ?? Number.NaN;
                return name === first
                  ? html`<th scope="row">${lead(value)}</th>`
                  : html`<td>${formatValue(value, 4)}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** The numbers that sum a run up. */
export function summaryTable(frames: Frames): TemplateResult {
  const rows = Object.entries(frames.summary).filter(([, value]) => Number.isFinite(value));
  return html`<div class="table summary" tabindex="0" role="region" aria-label="Summary">
    <table>
      <tbody>
        ${rows.map(
          ([name, value]) =>
            html`<tr>
              <th scope="row">${name.replaceAll('_', ' ')}</th>
              <td>${formatValue(value, 5)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
