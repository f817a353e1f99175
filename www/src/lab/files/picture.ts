/** The figure as a picture: charts, their titles and the sentence, laid out as they are on the page. */

import type { ChartElement } from '../../chart/element.ts';
import type { Pen } from '../../chart/pen.ts';
import { SvgPen } from '../../chart/svg.ts';

/** In pixels, so many in one of the page. */
export async function png(lab: HTMLElement, scale: number): Promise<Blob> {
  const { canvas, paint } = layout(lab, scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw a picture.');
  paint(context);
  return new Promise((done, failed) => {
    canvas.toBlob(blob =>
      blob ? done(blob) : failed(new Error('The picture could not be made.')),
    );
  });
}

/** In lines and letters; a map or a surface within it is in pixels. */
export function svg(lab: HTMLElement, title: string): string {
  const { canvas, paint } = layout(lab, 1);
  const pen = new SvgPen(canvas);
  paint(pen);
  return pen.text(title);
}

interface Layout {
  /** As large as the picture, and nothing on it. */
  canvas: HTMLCanvasElement;
  paint(pen: Pen): void;
}

function layout(lab: HTMLElement, scale: number): Layout {
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
  canvas.width = Math.round(frame.width * scale);
  canvas.height = Math.round((bottom - top) * scale);
  const paint = (pen: Pen) => {
    const origin = (x: number, y: number) =>
      pen.setTransform(scale, 0, 0, scale, scale * (x - frame.left), scale * (y - top));
    origin(frame.left, top);
    pen.fillStyle = getComputedStyle(lab).getPropertyValue('--paper');
    pen.fillRect(0, 0, canvas.width / scale, canvas.height / scale);

    for (const chart of panels.querySelectorAll<ChartElement>('alleyway-chart')) {
      const box = boxOf(chart);
      if (box.width < 1) continue;
      origin(box.left, box.top);
      pen.save();
      chart.paintOn(pen);
      pen.restore();
    }
    origin(frame.left, top);
    for (const title of panels.querySelectorAll('h2'))
      writeElement(pen, title, frame.left, top, unscaled);
    for (const chooser of panels.querySelectorAll<HTMLSelectElement>('select.chooser')) {
      // Where a picture is one of several its title is what was chosen.
      const box = boxOf(chooser);
      const { fontWeight, fontSize, fontFamily, color } = getComputedStyle(chooser);
      pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
      pen.fillStyle = color;
      pen.textAlign = 'left';
      pen.textBaseline = 'middle';
      const text = chooser.selectedOptions[0]?.textContent ?? '';
      pen.fillText(text, box.left - frame.left, (box.top + box.bottom) / 2 - top);
    }
    writeElement(pen, verdict, frame.left, top, unscaled);
  };
  return { canvas, paint };
}

/** The text of an element, line by line where the browser has put it, with its underlines. */
function writeElement(
  pen: Pen,
  element: Element,
  left: number,
  top: number,
  unscaled: (box: DOMRect) => DOMRect,
) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  pen.textBaseline = 'alphabetic';
  pen.textAlign = 'left';
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent) continue;
    const style = getComputedStyle(parent);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const text = node.textContent ?? '';
    const lines: { text: string; box: DOMRect }[] = [];
    let end = 0;
    for (const match of text.matchAll(/\S+/g)) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const box = unscaled(range.getBoundingClientRect());
      const line = lines[lines.length - 1];
      if (line && Math.abs(line.box.top - box.top) < box.height / 2)
        line.text += text
          .slice(end, match.index + match[0].length)
          .replace(/\s+/g, one => (one.includes('\u00a0') ? one : ' '));
      else lines.push({ text: match[0], box });
      end = match.index + match[0].length;
    }
    pen.fillStyle = style.color;
    for (const line of lines) {
      const metrics = pen.measureText(line.text);
      const ascent = metrics.fontBoundingBoxAscent;
      const slack = (line.box.height - ascent - metrics.fontBoundingBoxDescent) / 2;
      pen.fillText(line.text, line.box.left - left, line.box.top - top + slack + ascent);
    }
    const rule = Number.parseFloat(style.borderBottomWidth);
    if (rule > 0) {
      range.selectNodeContents(node);
      pen.fillStyle = style.borderBottomColor;
      for (const box of [...range.getClientRects()].map(unscaled))
        pen.fillRect(box.left - left, box.bottom - top, box.width, rule);
    }
  }
}
