/** What a chart draws on: a pen in CSS pixels, with the sizes and inks that the page has chosen. */

import type { Pen } from './pen.ts';

export interface Theme {
  ink: string;
  muted: string;
  faint: string;
  grid: string;
  paper: string;
  train: string;
  test: string;
  good: string;
  bad: string;
  truth: string;
  ghost: string;
  shade: string;
}

export interface Surface {
  context: Pen;
  width: number;
  height: number;
  /** Text size in pixels; grows on a projector. */
  em: number;
  /** Width of the main line in pixels; other widths are shares of it. */
  line: number;
  font: string;
  theme: Theme;
  /** Ask for the same picture again, where there is a screen on which it could be drawn better. */
  again?: () => void;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const NAMES: (keyof Theme)[] = [
  'ink',
  'muted',
  'faint',
  'grid',
  'paper',
  'train',
  'test',
  'good',
  'bad',
  'truth',
  'ghost',
  'shade',
];

export function readTheme(style: CSSStyleDeclaration): Theme {
  const theme = {} as Theme;
  for (const name of NAMES) theme[name] = style.getPropertyValue(`--${name}`).trim() || '#888';
  return theme;
}

/** Set the font; `size` in ems of the surface. */
export function setFont(surface: Surface, size = 1, weight = 400) {
  surface.context.font = `${weight} ${surface.em * size}px ${surface.font}`;
}

/** Text with a rim of paper, so that a line behind it never runs through a letter. */
export function writeOver(
  surface: Surface,
  text: string,
  x: number,
  y: number,
  colour: string,
  rim = true,
) {
  const { context, theme } = surface;
  if (rim) {
    context.lineJoin = 'round';
    context.lineWidth = surface.em * 0.3;
    context.strokeStyle = theme.paper;
    context.setLineDash([]);
    context.strokeText(text, x, y);
  }
  context.fillStyle = colour;
  context.fillText(text, x, y);
}

/** The name of a vertical axis, along the left edge. */
export function sideways({ context, em, theme }: Surface, text: string, middle: number) {
  context.save();
  context.fillStyle = theme.muted;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.translate(em * 0.95, middle);
  context.rotate(-Math.PI / 2);
  context.fillText(text, 0, 0);
  context.restore();
}
