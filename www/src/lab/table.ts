/** Every number of the curves, for those who would rather read them. */

import { html, type TemplateResult } from 'lit';
import { formatCount, formatValue } from '../chart/format.ts';
import type { FigureEntry, Frames } from '../worker/api.ts';

export function dataTable(entry: FigureEntry, frames: Frames, first: string): TemplateResult {
  const columns = frames.series.filter(
    one => one.name === first || one.values.some(value => !Number.isNaN(value)),
  );
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
                  ? html`<th scope="row">${formatCount(value)}</th>`
                  : html`<td>${formatValue(value, 4)}</td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
