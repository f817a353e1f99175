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

/** Where on the page a picture is taken: its corner there, and the pixels of the picture in one of the page's. */
export interface View {
  left: number;
  top: number;
  scale: number;
  /** Where the page is scaled, boxes are; letters and charts are of their own size. */
  unscaled(box: DOMRect): DOMRect;
}

/** The boxes of what stands in an element, as if nothing around it were scaled. */
export function unscaledIn(element: HTMLElement): View['unscaled'] {
  const scaled = element.getBoundingClientRect().width / (element.offsetWidth || 1) || 1;
  return ({ x, y, width, height }) =>
    new DOMRect(x / scaled, y / scaled, width / scaled, height / scaled);
}

interface Layout {
  /** As large as the picture, and nothing on it. */
  canvas: HTMLCanvasElement;
  paint(pen: Pen): void;
}

/** What a picture is made of; throws where there is none yet. */
function partsOf(lab: HTMLElement) {
  const root = lab.shadowRoot;
  const card = root?.querySelector<HTMLElement>('.card');
  const verdict = root?.querySelector('.verdict');
  const panels = root?.querySelector('.panels');
  if (!card || !verdict || !panels) throw new Error('There is no figure to draw yet.');
  return { card, verdict, panels };
}

function layout(lab: HTMLElement, scale: number): Layout {
  const { card, verdict, panels } = partsOf(lab);
  const unscaled = unscaledIn(card);
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
  const view = { left: frame.left, top, scale, unscaled };
  const paint = (pen: Pen) => {
    paintGround(pen, lab, canvas);
    paintFigure(pen, lab, view);
  };
  return { canvas, paint };
}

/** All of a picture in the colour of the paper. */
export function paintGround(
  pen: Pen,
  element: HTMLElement,
  { width, height }: { width: number; height: number },
) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = getComputedStyle(element).getPropertyValue('--paper');
  pen.fillRect(0, 0, width, height);
}

/** The charts of a figure, their titles and the sentence, where they stand in the view. */
export function paintFigure(pen: Pen, lab: HTMLElement, view: View) {
  const { verdict, panels } = partsOf(lab);
  for (const chart of panels.querySelectorAll<ChartElement>('alleyway-chart')) {
    const box = place(pen, view, chart);
    if (box.width < 1) continue;
    pen.save();
    chart.paintOn(pen);
    pen.restore();
  }
  for (const title of panels.querySelectorAll('h2')) writeElement(pen, title, view);
  for (const chooser of panels.querySelectorAll<HTMLSelectElement>('select.chooser')) {
    // Where a picture is one of several its title is what was chosen.
    const box = place(pen, view, chooser);
    const { fontWeight, fontSize, fontFamily, color } = getComputedStyle(chooser);
    pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    pen.fillStyle = color;
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    pen.fillText(chooser.selectedOptions[0]?.textContent ?? '', 0, box.height / 2);
  }
  writeElement(pen, verdict, view);
}

/** The pen begins at the corner of an element. */
function place(pen: Pen, { left, top, scale, unscaled }: View, element: Element): DOMRect {
  const box = unscaled(element.getBoundingClientRect());
  pen.setTransform(scale, 0, 0, scale, scale * (box.left - left), scale * (box.top - top));
  return box;
}

/** The text of an element that is shown, line by line where the browser has put it, with its underlines. */
export function writeElement(pen: Pen, element: Element, view: View) {
  if (element.getClientRects().length === 0) return;
  const { left, top, scale, unscaled } = view;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
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
