/**
 * A network of one hidden layer: its inputs on the left, its neurons, and its output, every weight a line as wide as it is large,
 * a negative one dashed. Read without colours, and of any size.
 */

import { type Surface, setFont, writeOver } from './surface.ts';

export interface NetworkModel {
  /** Of each neuron its weights, one for each input. */
  into: ArrayLike<number>[];
  /** Number of inputs. */
  inputs: number;
  /** Of each neuron the weight of its output. */
  out: ArrayLike<number>;
  /** Of each neuron how high it stands, from 0 at the bottom to 1, evenly spaced. */
  heights: ArrayLike<number>;
  /** The weight whose line is the widest. */
  most: { into: number; out: number };
  /** Neurons that were made of one, and what they are called, longest wording first. */
  twins: { neurons: readonly number[]; names: string[] } | null;
  /** Below the layers. */
  names: [string, string, string];
}

/** Weights under this share of the largest are no line. */
const LEAST = 0.01;
/** In widths of the main line. */
const WIDEST = 2.4;
/** In ems. */
const [SMALLEST, LARGEST] = [0.16, 0.55];

export function paintNetwork(surface: Surface, model: NetworkModel): null {
  const { context, width, height, em, line, theme } = surface;
  setFont(surface);
  const bottom = height - em * 1.7;
  const neurons = model.heights.length;
  const nearest = bottom / Math.max(1, neurons - 1);
  const radius = Math.max(em * SMALLEST, Math.min(em * LARGEST, nearest * 0.42));
  const [top, low] = [radius + line, bottom - radius - line];
  const half = (name: string) => context.measureText(name).width / 2;
  const [first, among, last] = model.names;
  const left = Math.max(half(first), radius) + line;
  const right = width - Math.max(half(last), radius) - line;
  const middle = (left + right) / 2;
  const apart = Math.min(middle - left - half(first), right - middle - half(last)) - half(among);
  const heightOf = (share: number) => low + (top - low) * share;
  const neuron = (index: number) => heightOf(model.heights[index] ?? 0.5);
  const input = (index: number) =>
    heightOf(model.inputs < 2 ? 0.5 : 1 - index / (model.inputs - 1));
  const output = heightOf(0.5);

  const stroke = (from: [number, number], to: [number, number], weight: number, most: number) => {
    const share = Math.abs(weight) / most;
    if (!(share >= LEAST)) return;
    const wide = Math.max(0.6, line * WIDEST * Math.min(1, share));
    context.strokeStyle = weight < 0 ? theme.test : theme.good;
    context.lineWidth = wide;
    context.setLineDash(weight < 0 ? [wide * 1.6 + 2, wide + 2] : []);
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  context.lineCap = 'butt';
  for (let index = 0; index < neurons; index++) {
    const weights = model.into[index] ?? [];
    for (let at = 0; at < model.inputs; at++)
      stroke([left, input(at)], [middle, neuron(index)], weights[at] ?? 0, model.most.into);
    stroke([middle, neuron(index)], [right, output], model.out[index] ?? 0, model.most.out);
  }
  context.setLineDash([]);

  const dot = (x: number, y: number, size: number, fill: string, ink: string) => {
    context.fillStyle = fill;
    context.strokeStyle = ink;
    context.lineWidth = Math.max(1, line * 0.5);
    context.beginPath();
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  };
  const small = Math.min(radius, em * 0.4);
  for (let at = 0; at < model.inputs; at++) {
    const room = model.inputs < 2 ? small : (low - top) / (model.inputs - 1);
    dot(left, input(at), Math.max(em * 0.12, Math.min(small, room * 0.42)), theme.paper, theme.ink);
  }
  dot(right, output, small, theme.paper, theme.ink);
  const twins = model.twins?.neurons ?? [];
  for (let index = 0; index < neurons; index++)
    if (!twins.includes(index)) dot(middle, neuron(index), radius, theme.paper, theme.ink);
  for (const index of twins) dot(middle, neuron(index), radius, theme.test, theme.paper);

  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  context.fillStyle = theme.muted;
  const name = (text: string, x: number) => context.fillText(text, x, height - em * 0.35);
  name(among, middle);
  // Without room for all three only the neurons are named: what stands on the left and on the right is the same in every network.
  if (apart > em * 0.6) {
    name(first, left);
    name(last, right);
  }
  nameTwins(surface, model, { x: middle + radius + em * 0.4, places: twins.map(neuron), right });
  return null;
}

/** The twins are named once, beside the upper of them. */
function nameTwins(
  surface: Surface,
  { twins }: NetworkModel,
  { x, places, right }: { x: number; places: number[]; right: number },
) {
  if (!twins || places.length === 0) return;
  const { context, em, height, theme } = surface;
  const word = twins.names.find(one => context.measureText(one).width <= right - x - em);
  if (!word) return;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const y = Math.min(...places);
  writeOver(surface, word, x, Math.max(em * 0.7, Math.min(height - em * 2.4, y)), theme.test);
}
