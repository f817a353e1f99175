/** The few signs of the toolbar, drawn on a 20 x 20 grid in the colour of the text. */

import { html, svg, type TemplateResult } from 'lit';

export const icon = (inside: TemplateResult): TemplateResult =>
  html`<svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">${inside}</svg>`;

export const stroke = (path: string) =>
  svg`<path d=${path} fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>`;
const fill = (path: string) => svg`<path d=${path} fill="currentColor"/>`;

export const icons = {
  reset: icon(stroke('M4.6 7.2A6.2 6.2 0 1 1 3.9 11M4.3 3.6v3.9h3.9')),
  play: icon(fill('M6 3.9v12.2c0 .5.6.8 1 .5l9-6.1a.6.6 0 0 0 0-1L7 3.4c-.4-.3-1 0-1 .5z')),
  pause: icon(fill('M5.5 4h3v12h-3zM11.5 4h3v12h-3z')),
  step: icon(
    svg`${fill('M4 4.5v11c0 .5.6.8 1 .5l7.6-5.5a.6.6 0 0 0 0-1L5 4c-.4-.3-1 0-1 .5z')}${fill('M14 4h2.2v12H14z')}`,
  ),
  share: icon(stroke('M10 12.5V3M6.6 6 10 2.8 13.4 6M5.8 9H4.4v8h11.2V9h-1.4')),
  full: icon(stroke('M3.5 7.5v-4h4M12.5 3.5h4v4M16.5 12.5v4h-4M7.5 16.5h-4v-4')),
  leave: icon(stroke('M7.5 3.5v4h-4M16.5 7.5h-4v-4M12.5 16.5v-4h4M3.5 12.5h4v4')),
  board: icon(stroke('M3 3.5h14M4.2 3.5v8.8h11.6V3.5M10 12.3v2M7 17l3-2.7 3 2.7')),
  dice: icon(
    svg`${stroke('M5.5 3h9A2.5 2.5 0 0 1 17 5.5v9a2.5 2.5 0 0 1-2.5 2.5h-9A2.5 2.5 0 0 1 3 14.5v-9A2.5 2.5 0 0 1 5.5 3z')}
    <g fill="currentColor"><circle cx="7" cy="7" r="1.3"/><circle cx="13" cy="13" r="1.3"/><circle cx="10" cy="10" r="1.3"/></g>`,
  ),
  turn: icon(
    stroke(
      'M6.6 6.6C4.3 7.2 2.8 8.4 2.8 9.8c0 2.2 3.2 4 7.2 4s7.2-1.8 7.2-4c0-1.4-1.5-2.6-3.8-3.2M11 11l2.4 2.7-2.8 2.5M10 3v5.5',
    ),
  ),
  next: icon(stroke('M8 5l5 5-5 5')),
};
