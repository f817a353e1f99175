/** Every number of the curves, for those who would rather read them. */

import { html, nothing, type TemplateResult } from 'lit';
import { formatCount, formatValue } from '../../chart/format.ts';
import type { FigureEntry, Frames } from '../../worker/api.ts';

/** More rows than these nobody reads, and a page is slow with them. */
const MOST_ROWS = 500;

/**
 * Where series run over different things only those that run with `first` are columns, and it need not be a count.
 * Where it is no series but what series run over, the rows are numbered from 0.
 */
export function dataTable(
  entry: FigureEntry,
  frames: Frames,
  first: string,
  mixed = false,
): TemplateResult {
  const head = frames.series.find(one => one.name === first);
  const axis = head?.axis ?? first;
  const others = frames.series
    .filter(
      one =>
        (!mixed || one.axis === axis) &&
        (one.name === first || one.values.some(value => !Number.isNaN(value))),
    )
    .sort((a, b) => Number(b.name === first) - Number(a.name === first));
  const length = head?.values.length ?? others[0]?.values.length ?? 0;
  const counted = Float64Array.from({ length }, (_, row) => row);
  const columns = head ? others : [{ name: first, values: counted }, ...others];
  const lead = mixed && head ? (value: number) => formatValue(value, 4) : formatCount;
  const rows = (columns[0]?.values ?? counted).subarray(0, MOST_ROWS);
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
    ${length > MOST_ROWS ? html`<p>The first ${formatCount(MOST_ROWS)} of ${formatCount(length)}; CSV and JSON have all.</p>` : nothing}
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
