/** What charts draw with: of a canvas context as much as whatever they are drawn on has. */

type Context = CanvasRenderingContext2D;

type State =
  | 'fillStyle'
  | 'strokeStyle'
  | 'globalAlpha'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'imageSmoothingEnabled'
  | 'imageSmoothingQuality';

type Acts =
  | 'save'
  | 'restore'
  | 'translate'
  | 'rotate'
  | 'getTransform'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'arc'
  | 'ellipse'
  | 'rect'
  | 'fillRect'
  | 'strokeRect'
  | 'fillText'
  | 'strokeText'
  | 'measureText'
  | 'createRadialGradient';

/** A canvas context is one; of what may be called in several ways, one is enough. */
export interface Pen extends Pick<Context, State | Acts | 'canvas'> {
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(): void;
  stroke(): void;
  clip(): void;
  setLineDash(segments: number[]): void;
  drawImage(image: HTMLCanvasElement, x: number, y: number, width: number, height: number): void;
}
