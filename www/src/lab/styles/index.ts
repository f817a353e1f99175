/** The styles of a lab, each room its own; what comes later overrides what is before it. */

import { unsafeCSS } from 'lit';
import dark from '../../dark.css?inline';
import tokens from '../../tokens.css?inline';
import below from './below.css?inline';
import card from './card.css?inline';
import panels from './panels.css?inline';
import paper from './paper.css?inline';
import screen from './screen.css?inline';
import waiting from './waiting.css?inline';
import widths from './widths.css?inline';

/** Every ink, surface and font can be another: that of `--alleyway-ink`, `--alleyway-paper` and so on, where the page has one. */
const open = (css: string) => css.replace(/(--([a-z]+)):([^;}]+)/g, '$1:var(--alleyway-$2,$3)');

/** In the dark where the reader's system is, unless the author has chosen; and where the author has. */
const night = (where: string, which: string) =>
  `@media screen${where}{${dark.replace(/:root,\s*:host/g, `:host(${which})`)}}`;
const nights =
  night(' and (prefers-color-scheme:dark)', ':not([theme=light])') + night('', '[theme=dark]');

/** What everything is drawn in. */
export const inks = [
  open(tokens),
  ':host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}',
  open(nights),
].map(unsafeCSS);

export const styles = [
  ...inks,
  ...[card, panels, waiting, below, widths, screen, paper].map(unsafeCSS),
];
