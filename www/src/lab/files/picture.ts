/** Files of what is shown: numbers as they are, and the figure as a picture at twice its size. */

import type { ChartElement } from '../chart/element.ts';

export function save(blob: Blob, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const SCALE = 2;

/** Charts, their titles and the sentence, laid out as they are on the page. */
export async function picture(lab: HTMLElement): Promise<Blob> {
  const root = lab.shadowRoot;
  const card = root?.querySelector('.card');
  const verdict = root?.querySelector('.verdict');
  const panels = root?.querySelector('.panels');
  if (!card || !verdict || !panels) throw new Error('There is no figure to draw yet.');
  // Where the page is scaled, boxes are; letters and charts are of their own size.
  const scaled = card.getBoundingClientRect().width / ((card as HTMLElement).offsetWidth || 1) || 1;
  const unscaled = (box: DOMRect) =>
    new DOMRect(box.x / scaled, box.y / scaled, box.width / scaled, box.height / scaled);
  const boxOf = (part: Element) => unscaled(part.getBoundingClientRect());
  const frame = boxOf(card);
  // On a phone the sentence may stand between the panels, which then have no box in common.
  const parts = [verdict, ...panels.querySelectorAll('.panel')].map(boxOf);
  const margin = Math.min(...parts.map(part => part.left)) - frame.left;
  const top = Math.min(...parts.map(part => part.top)) - margin;
  const bottom = Math.max(...parts.map(part => part.bottom)) + margin;

  const canvas = document.createElement('canvas');
  canvas.width = Math.round(frame.width * SCALE);
  canvas.height = Math.round((bottom - top) * SCALE);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw a picture.');
  const style = getComputedStyle(lab);
  context.fillStyle = style.getPropertyValue('--paper');
  context.fillRect(0, 0, canvas.width, canvas.height);
  const origin = (x: number, y: number) =>
    context.setTransform(SCALE, 0, 0, SCALE, SCALE * (x - frame.left), SCALE * (y - top));

  for (const chart of panels.querySelectorAll<ChartElement>('alleyway-chart')) {
    const box = boxOf(chart);
    if (box.width < 1) continue;
    origin(box.left, box.top);
    chart.paintOn(context);
  }
  context.setLineDash([]);
  origin(frame.left, top);
  context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  for (const title of panels.querySelectorAll('h2'))
    writeElement(context, title, frame.left, top, unscaled);
  for (const chooser of panels.querySelectorAll<HTMLSelectElement>('select.chooser')) {
    // Where a picture is one of several its title is what was chosen.
    const box = boxOf(chooser);
    const { fontWeight, fontSize, fontFamily, color } = getComputedStyle(chooser);
    context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    context.fillStyle = color;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    const text = chooser.selectedOptions[0]?.textContent ?? '';
    context.fillText(text, box.left - frame.left, (box.top + box.bottom) / 2 - top);
  }
  writeElement(context, verdict, frame.left, top, unscaled);

  return new Promise((done, failed) => {
    canvas.toBlob(blob =>
      blob ? done(blob) : failed(new Error('The picture could not be made.')),
    );
  });
}

/** The text of an element, word by word where the browser has put it, with its underlines. */
function writeElement(
  context: CanvasRenderingContext2D,
  element: Element,
  left: number,
  top: number,
  unscaled: (box: DOMRect) => DOMRect,
) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent) continue;
    const style = getComputedStyle(parent);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    for (const match of (node.textContent ?? '').matchAll(/\S+/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const box = unscaled(range.getBoundingClientRect());
      const metrics = context.measureText(match[0]);
      const ascent = metrics.fontBoundingBoxAscent;
      const slack = (box.height - ascent - metrics.fontBoundingBoxDescent) / 2;
      context.fillStyle = style.color;
      context.fillText(match[0], box.left - left, box.top - top + slack + ascent);
    }
    const line = Number.parseFloat(style.borderBottomWidth);
    if (line > 0) {
      range.selectNodeContents(node);
      context.fillStyle = style.borderBottomColor;
      for (const box of [...range.getClientRects()].map(unscaled))
        context.fillRect(box.left - left, box.bottom - top, box.width, line);
    }
  }
}
