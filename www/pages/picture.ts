/** The picture of a figure that others show beside a link to it: its title, its largest chart and its sentence. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';
import type { Pen } from '../src/chart/pen.ts';
import type { Surface, Theme } from '../src/chart/surface.ts';
import { unbroken } from '../src/chart/words.ts';
import { type Panel, sentenceOf } from '../src/figures/contract.ts';
import { PICTURE } from '../src/lab/share/places.ts';
import type { Span } from '../src/worker/api.ts';
import type { Shown } from './run.ts';

/** One picture on every machine: none of its own fonts. */
const FONTS = {
  Sans: ['source-sans-3', [400, 600, 700]],
  Serif: ['source-serif-4', [500]],
} as const;

/** A canvas of which nothing is lost, and that has no third dimension: what is drawn in three is drawn from above. */
function sheet() {
  const canvas = createCanvas(1, 1);
  return Object.assign(canvas, {
    addEventListener() {},
    getContext: (kind: string) =>
      kind === '2d' ? Object.getPrototypeOf(canvas).getContext.call(canvas, kind) : null,
  });
}

/** Sets up what charts expect of a page: its fonts, canvases to draw maps on, and a reader who wants no motion. */
export function prepare() {
  const { resolve } = createRequire(import.meta.url);
  for (const [name, [family, weights]] of Object.entries(FONTS))
    for (const weight of weights)
      for (const script of ['latin', 'greek']) {
        const file = `@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff2`;
        if (!GlobalFonts.register(readFileSync(resolve(file)), name))
          throw new Error(`${file} is no font`);
      }
  Object.assign(globalThis, {
    document: { createElement: sheet },
    matchMedia: () => ({ matches: true }),
  });
}

/** The light inks of the style sheet. */
const tokens = readFileSync('src/tokens.css', 'utf8');
const theme = new Proxy({} as Theme, {
  get(_, name) {
    const ink = tokens.match(new RegExp(`--${String(name)}: ([^;]+);`))?.[1];
    if (!ink) throw new Error(`there is no ink named ${String(name)}`);
    return ink;
  },
});

const MARGIN = 52;
const EM = 23;
/** Sizes of the sentence, the first in which it has no more than so many lines. */
const SIZES = [28, 26, 24, 22, 20];
const LINES = 3;
const LEADING = 1.3;

/** A stretch of text that is not broken, in one ink or more. */
type Word = { text: string; ink: string }[];

function widthOf(context: SKRSContext2D, word: Word): number {
  return word.reduce((sum, { text }) => sum + context.measureText(text).width, 0);
}

/** Words in as many lines as they need. */
function wrapped(context: SKRSContext2D, words: Word[], width: number): Word[][] {
  const lines: Word[][] = [];
  let left = 0;
  const space = context.measureText(' ').width;
  for (const word of words) {
    const wide = widthOf(context, word);
    if (lines.length === 0 || left + wide > width) {
      lines.push([]);
      left = 0;
    }
    lines.at(-1)?.push(word);
    left += wide + space;
  }
  return lines;
}

function write(context: SKRSContext2D, lines: Word[][], top: number, leading: number) {
  const space = context.measureText(' ').width;
  lines.forEach((line, at) => {
    let x = MARGIN;
    for (const word of line) {
      for (const { text, ink } of word) {
        context.fillStyle = ink;
        context.fillText(text, x, top + leading * at);
        x += context.measureText(text).width;
      }
      x += space;
    }
  });
}

/** A sentence in words; what is not parted on the page is not parted here. */
function wordsOf(spans: readonly Span[]): Word[] {
  const words: Word[] = [[]];
  for (const { text, role } of spans)
    unbroken(text)
      .split(/[ \n]+/)
      .forEach((piece, at) => {
        if (at > 0) words.push([]);
        if (piece) words.at(-1)?.push({ text: piece, ink: inkOf(role) });
      });
  return words.filter(word => word.length > 0);
}

function inkOf(role: string): string {
  return role in { train: 1, test: 1, good: 1, bad: 1 } ? theme[role as keyof Theme] : theme.ink;
}

/** The charts that tell most, and how wide they are. */
function chartsOf({ figure, scene }: Shown): [Panel, number][] {
  const panels = figure.panels(scene);
  const all = (area: Panel['area']) => panels.filter(panel => panel.area === area);
  const take = (area: Panel['area'], wide: number) =>
    all(area)
      .slice(0, 1)
      .map((panel): [Panel, number] => [panel, wide]);
  if (!figure.layout) return [...take('data', 0.36), ...take('curve', 0.64)];
  const main = all('main');
  if (main.length > 1) return main.slice(0, 2).map(panel => [panel, 0.5]);
  return all('side').length > 0 ? [...take('main', 0.62), ...take('side', 0.38)] : take('main', 1);
}

export function draw(shown: Shown): Canvas {
  const { width, height } = PICTURE;
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const { scene } = shown;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, height);
  const inner = width - 2 * MARGIN;

  context.font = '500 46px Serif';
  context.fillStyle = theme.ink;
  context.fillText(scene.entry.title, MARGIN, MARGIN + 36);
  context.font = '700 24px Sans';
  context.textAlign = 'right';
  context.fillText('Alleyway', width - MARGIN, MARGIN + 30);
  context.textAlign = 'left';

  const words = wordsOf(sentenceOf(shown.figure, shown.scene));
  let lines: Word[][] = [];
  let size = 0;
  for (size of SIZES) {
    context.font = `400 ${size}px Sans`;
    lines = wrapped(context, words, inner);
    if (lines.length <= LINES) break;
  }
  const leading = size * LEADING;
  const text = height - MARGIN + 12 - leading * (lines.length - 1);
  write(context, lines, text, leading);

  const top = MARGIN + 64;
  const bottom = text - size - 22;
  const charts = chartsOf(shown);
  const gap = 40;
  const room = inner - gap * (charts.length - 1);
  let left = MARGIN;
  for (const [panel, share] of charts) {
    context.font = `600 ${EM}px Sans`;
    context.fillStyle = theme.muted;
    let x = left;
    for (const { text, ink } of panel.title) {
      context.fillStyle = theme[ink ?? 'muted'];
      context.fillText(text, x, top + EM);
      x += context.measureText(text).width;
    }
    context.save();
    context.translate(left, top + EM * 1.5);
    const surface: Surface = {
      context: context as unknown as Pen,
      width: room * share,
      height: bottom - top - EM * 1.5,
      em: EM,
      line: 3.4,
      font: 'Sans',
      theme,
    };
    panel.paint(surface);
    context.restore();
    left += room * share + gap;
  }
  return canvas;
}
