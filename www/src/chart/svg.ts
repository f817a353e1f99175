/**
 * A pen that writes SVG. What is set and how it is transformed a canvas of its own keeps, which nothing is
 * drawn on: it reads colours and fonts and measures text as the canvas of a chart does. Here is only
 * what the shapes become.
 */

import type { Pen } from './pen.ts';

/** Pixels of a picture within the drawing, such as a map, in one of its own. */
const FINE = 2;

interface Stop {
  at: number;
  colour: string;
}

interface Radial {
  circles: readonly [number, number, number, number, number, number];
  stops: Stop[];
}

interface Text {
  key: string;
  rim: string;
}

export class SvgPen implements Pen {
  private readonly ruler: CanvasRenderingContext2D;
  private readonly defs: string[] = [];
  private readonly body: string[] = [];
  private readonly gradients = new WeakMap<object, Radial>();
  /** The path in pixels of the drawing. */
  private path = '';
  private clips: string[] = [];
  /** What is drawn next is seen within this clip, and what was drawn last within `open`. */
  private clipped = '';
  private open = '';
  /** A rim, until it is known whether its text follows. */
  private rim: Text | null = null;

  /** On a canvas of this size, which is only measured with. */
  constructor(canvas: HTMLCanvasElement) {
    const ruler = canvas.getContext('2d');
    if (!ruler) throw new Error('This browser cannot draw a picture.');
    this.ruler = ruler;
  }

  /** The whole drawing; `title` is what it is called for those who do not see it. */
  text(title: string): string {
    this.settle();
    const { width, height } = this.ruler.canvas;
    const close = this.open ? '</g>' : '';
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" stroke-miterlimit="10">
<title>${escaped(title)}</title>
<defs>
${this.defs.join('\n')}
</defs>
${this.body.join('\n')}${close}
</svg>
`;
  }

  get canvas() {
    return this.ruler.canvas;
  }
  get fillStyle() {
    return this.ruler.fillStyle;
  }
  set fillStyle(style) {
    this.ruler.fillStyle = style;
  }
  get strokeStyle() {
    return this.ruler.strokeStyle;
  }
  set strokeStyle(style) {
    this.ruler.strokeStyle = style;
  }
  get globalAlpha() {
    return this.ruler.globalAlpha;
  }
  set globalAlpha(alpha) {
    this.ruler.globalAlpha = alpha;
  }
  get lineWidth() {
    return this.ruler.lineWidth;
  }
  set lineWidth(width) {
    this.ruler.lineWidth = width;
  }
  get lineCap() {
    return this.ruler.lineCap;
  }
  set lineCap(cap) {
    this.ruler.lineCap = cap;
  }
  get lineJoin() {
    return this.ruler.lineJoin;
  }
  set lineJoin(join) {
    this.ruler.lineJoin = join;
  }
  get font() {
    return this.ruler.font;
  }
  set font(font) {
    this.ruler.font = font;
  }
  get textAlign() {
    return this.ruler.textAlign;
  }
  set textAlign(align) {
    this.ruler.textAlign = align;
  }
  get textBaseline() {
    return this.ruler.textBaseline;
  }
  set textBaseline(baseline) {
    this.ruler.textBaseline = baseline;
  }
  get imageSmoothingEnabled() {
    return this.ruler.imageSmoothingEnabled;
  }
  set imageSmoothingEnabled(smooth) {
    this.ruler.imageSmoothingEnabled = smooth;
  }
  get imageSmoothingQuality() {
    return this.ruler.imageSmoothingQuality;
  }
  set imageSmoothingQuality(quality) {
    this.ruler.imageSmoothingQuality = quality;
  }

  save() {
    this.ruler.save();
    this.clips.push(this.clipped);
  }

  restore() {
    this.ruler.restore();
    this.clipped = this.clips.pop() ?? '';
  }

  translate(x: number, y: number) {
    this.ruler.translate(x, y);
  }

  rotate(angle: number) {
    this.ruler.rotate(angle);
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number) {
    this.ruler.setTransform(a, b, c, d, e, f);
  }

  /** As of a canvas with finer pixels: what is drawn beforehand is then as fine. */
  getTransform(): DOMMatrix {
    return this.ruler.getTransform().scale(FINE);
  }

  setLineDash(segments: number[]) {
    this.ruler.setLineDash(segments);
  }

  measureText(text: string) {
    return this.ruler.measureText(text);
  }

  beginPath() {
    this.path = '';
  }

  closePath() {
    this.path += 'Z';
  }

  moveTo(x: number, y: number) {
    this.path += `M${this.point(x, y)}`;
  }

  lineTo(x: number, y: number) {
    this.path += `${this.path ? 'L' : 'M'}${this.point(x, y)}`;
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number) {
    if (!this.path) this.moveTo(ax, ay);
    this.path += `C${this.point(ax, ay)} ${this.point(bx, by)} ${this.point(x, y)}`;
  }

  arc(x: number, y: number, radius: number, from: number, to: number, back = false) {
    this.ellipse(x, y, radius, radius, 0, from, to, back);
  }

  ellipse(
    x: number,
    y: number,
    wide: number,
    tall: number,
    turn: number,
    from: number,
    to: number,
    back = false,
  ) {
    const at = (angle: number): [number, number] => {
      const [u, v] = [wide * Math.cos(angle), tall * Math.sin(angle)];
      return [
        x + u * Math.cos(turn) - v * Math.sin(turn),
        y + u * Math.sin(turn) + v * Math.cos(turn),
      ];
    };
    const whole = 2 * Math.PI;
    let sweep = back ? from - to : to - from;
    if (sweep < whole) sweep = ((sweep % whole) + whole) % whole;
    else sweep = whole;
    const { a, b } = this.ruler.getTransform();
    const scale = Math.hypot(a, b);
    const tilt = ((turn + Math.atan2(b, a)) * 180) / Math.PI;
    const radii = `${short(wide * scale)} ${short(tall * scale)} ${short(tilt)}`;
    this.lineTo(...at(from));
    // An arc from a point to itself is none: a whole turn takes two.
    for (const share of sweep === whole ? [0.5, 1] : [1]) {
      const end = from + (back ? -1 : 1) * sweep * share;
      const large = sweep < whole && sweep > Math.PI ? 1 : 0;
      this.path += `A${radii} ${large} ${back ? 0 : 1} ${this.point(...at(end))}`;
    }
  }

  rect(x: number, y: number, width: number, height: number) {
    this.path += this.box(x, y, width, height);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number) {
    const r = Math.max(0, Math.min(radius, width / 2, height / 2));
    this.moveTo(x + r, y);
    this.arc(x + width - r, y + r, r, -Math.PI / 2, 0);
    this.arc(x + width - r, y + height - r, r, 0, Math.PI / 2);
    this.arc(x + r, y + height - r, r, Math.PI / 2, Math.PI);
    this.arc(x + r, y + r, r, Math.PI, 1.5 * Math.PI);
    this.closePath();
  }

  fill() {
    if (this.path) this.put(`<path d="${this.path}"${this.filled()}/>`);
  }

  stroke() {
    if (this.path) this.put(`<path d="${this.path}" fill="none"${this.stroked()}/>`);
  }

  clip() {
    const id = `clip${this.defs.length}`;
    const within = this.clipped ? ` clip-path="url(#${this.clipped})"` : '';
    this.defs.push(`<clipPath id="${id}"${within}><path d="${this.path}"/></clipPath>`);
    this.clipped = id;
  }

  fillRect(x: number, y: number, width: number, height: number) {
    this.put(`<path d="${this.box(x, y, width, height)}"${this.filled()}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number) {
    this.put(`<path d="${this.box(x, y, width, height)}" fill="none"${this.stroked()}/>`);
  }

  strokeText(text: string, x: number, y: number) {
    this.settle();
    this.rim = { key: this.written(text, x, y), rim: this.stroked() };
  }

  fillText(text: string, x: number, y: number) {
    const key = this.written(text, x, y);
    // A rim and its text are one, or whoever selects it has it twice.
    const rim = this.rim?.key === key ? `${this.rim.rim} paint-order="stroke"` : '';
    if (rim) this.rim = null;
    if (text.trim()) this.put(`<text${this.filled()}${rim}${key}</text>`);
  }

  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number) {
    const { a, b, c, d, e, f } = this.ruler.getTransform();
    const rough = this.imageSmoothingEnabled ? '' : ' image-rendering="pixelated"';
    this.put(
      `<image x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" transform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})" preserveAspectRatio="none"${rough}${this.seenThrough('')} href="${image.toDataURL('image/png')}"/>`,
    );
  }

  createRadialGradient(
    ...circles: [number, number, number, number, number, number]
  ): CanvasGradient {
    const gradient = this.ruler.createRadialGradient(...circles);
    const stops: Stop[] = [];
    this.gradients.set(gradient, { circles, stops });
    const add = gradient.addColorStop.bind(gradient);
    gradient.addColorStop = (at, colour) => {
      add(at, colour);
      stops.push({ at, colour });
    };
    return gradient;
  }

  /** A point in pixels of the drawing. */
  private point(x: number, y: number): string {
    const { a, b, c, d, e, f } = this.ruler.getTransform();
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  }

  private box(x: number, y: number, width: number, height: number): string {
    const corners = [this.point(x + width, y), this.point(x + width, y + height)];
    return `M${this.point(x, y)}L${corners.join('L')}L${this.point(x, y + height)}Z`;
  }

  private put(element: string) {
    this.settle();
    if (this.open !== this.clipped) {
      if (this.open) this.body.push('</g>');
      if (this.clipped) this.body.push(`<g clip-path="url(#${this.clipped})">`);
      this.open = this.clipped;
    }
    this.body.push(element);
  }

  /** A rim that nothing was written into. */
  private settle() {
    const { rim } = this;
    this.rim = null;
    if (rim) this.put(`<text fill="none"${rim.rim}${rim.key}</text>`);
  }

  /** The end of an element of text: where it stands, in which letters, and what it says. */
  private written(text: string, x: number, y: number): string {
    const { ruler } = this;
    const { a, b, c, d, e, f } = ruler.getTransform();
    const [, style = '', size = '', family = ''] =
      ruler.font.match(/^(.*?)([\d.]+)px(?:\/\S+)? (.*)$/) ?? [];
    const weight = style.match(/\d+|bold/)?.[0];
    const slant = style.includes('italic') ? ' font-style="italic"' : '';
    const { textAlign, textBaseline } = ruler;
    // Programs differ in what they take for the middle of a letter: all of it stands on its line.
    const above = ruler.measureText(text).fontBoundingBoxAscent;
    ruler.textBaseline = 'alphabetic';
    const line = y + ruler.measureText(text).fontBoundingBoxAscent - above;
    ruler.textBaseline = textBaseline;
    const ends: Partial<Record<CanvasTextAlign, string>> = {
      center: 'middle',
      right: 'end',
      end: 'end',
    };
    const anchor = ends[textAlign] ? ` text-anchor="${ends[textAlign]}"` : '';
    const upright = b === 0 && c === 0 && a === 1 && d === 1;
    const place = upright
      ? `x="${short(x + e)}" y="${short(line + f)}"`
      : `x="${short(x)}" y="${short(line)}" transform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})"`;
    return ` ${place} font-family="${escaped(family)}" font-size="${short(Number(size))}"${weight ? ` font-weight="${weight}"` : ''}${slant}${anchor}>${escaped(text)}`;
  }

  private filled(): string {
    return this.inked('fill', this.ruler.fillStyle);
  }

  private stroked(): string {
    const { ruler } = this;
    const { a, b } = ruler.getTransform();
    const scale = Math.hypot(a, b);
    const dash = ruler.getLineDash().map(part => short(part * scale));
    return [
      this.inked('stroke', ruler.strokeStyle),
      ` stroke-width="${short(ruler.lineWidth * scale)}"`,
      ruler.lineCap === 'butt' ? '' : ` stroke-linecap="${ruler.lineCap}"`,
      ruler.lineJoin === 'miter' ? '' : ` stroke-linejoin="${ruler.lineJoin}"`,
      dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '',
    ].join('');
  }

  private inked(name: 'fill' | 'stroke', style: string | CanvasGradient | CanvasPattern): string {
    if (typeof style === 'string') {
      const [colour, alpha] = plain(style);
      return ` ${name}="${colour}"${this.seenThrough(`${name}-`, alpha)}`;
    }
    const gradient = this.gradients.get(style);
    return gradient
      ? ` ${name}="url(#${this.define(gradient)})"${this.seenThrough(`${name}-`)}`
      : '';
  }

  private define({ circles: [fx, fy, fr, cx, cy, r], stops }: Radial): string {
    const id = `light${this.defs.length}`;
    const { a, b, c, d, e, f } = this.ruler.getTransform();
    const inner = stops.map(({ at, colour }) => {
      this.ruler.save();
      this.ruler.fillStyle = colour;
      const [ink, alpha] = plain(String(this.ruler.fillStyle));
      this.ruler.restore();
      return `<stop offset="${at}" stop-color="${ink}" stop-opacity="${alpha}"/>`;
    });
    this.defs.push(
      `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" gradientTransform="matrix(${[a, b, c, d, e, f].map(short).join(' ')})" cx="${short(cx)}" cy="${short(cy)}" r="${short(r)}" fx="${short(fx)}" fy="${short(fy)}" fr="${short(fr)}">${inner.join('')}</radialGradient>`,
    );
    return id;
  }

  private seenThrough(prefix: string, alpha = 1): string {
    const all = alpha * this.ruler.globalAlpha;
    return all < 1 ? ` ${prefix}opacity="${short(all)}"` : '';
  }
}

/** A colour as a canvas tells it, and how solid it is. */
function plain(colour: string): [string, number] {
  const parts = colour.match(/^rgba\((\d+), (\d+), (\d+), ([\d.e-]+)\)$/);
  return parts ? [`rgb(${parts.slice(1, 4).join(',')})`, Number(parts[4])] : [colour, 1];
}

function short(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text within XML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, one => ENTITIES[one] ?? one);
}
