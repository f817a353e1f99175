/** The network whose landscape is looked at, as its training leaves it; of two both, on one scale. */

import { type NetworkModel, paintNetwork } from '../../chart/network.ts';
import type { Surface } from '../../chart/surface.ts';
import { tellCount } from '../../chart/words.ts';
import { type Panel, reads, type Scene } from '../contract.ts';
import { neurons, settled, type Which, widthOf } from './planes.ts';

const { number, values } = reads<'landscape'>();

/** Between two networks, in ems. */
const APART = 1.2;

export function networkLook(scene: Scene): Pick<Panel, 'label' | 'paint'> {
  const all = settled(scene).map(which => partsOf(scene, which));
  const largest = (of: (one: Parts) => ArrayLike<number>) =>
    Math.max(Number.MIN_VALUE, ...all.flatMap(one => Array.from(of(one), Math.abs)));
  const most = { into: largest(one => one.into.flat()), out: largest(one => one.out) };
  const inputs = number(scene, 'inputs');
  const models = all.map(({ into, out, width }): NetworkModel => {
    // From the neuron that adds most to the one that takes away most.
    const order = out.map((_, neuron) => neuron).sort((a, b) => (out[b] ?? 0) - (out[a] ?? 0));
    const last = width - 1;
    return {
      inputs,
      into,
      out,
      heights: out.map((_, neuron) => (last > 0 ? 1 - order.indexOf(neuron) / last : 0.5)),
      most,
      twins: null,
      names: [inputs === 1 ? 'input' : 'inputs', neurons(width), 'output'],
    };
  });
  const counted = models.map(({ names }) => names[1]).join(' and ');
  return {
    label: `The network where training ends: ${tellCount(inputs, 'input')}, ${counted}, one output; a line is as wide as its weight is large, and dashed where it is negative. Biases are not drawn.`,
    paint: surface => paintBeside(surface, models),
  };
}

interface Parts {
  width: number;
  /** Of each neuron the weights of its inputs. */
  into: number[][];
  /** Of each neuron what its output is taken times. */
  out: number[];
}

function partsOf(scene: Scene, which: Which): Parts {
  const weights = Array.from(values(scene.frames, `weights${which}`));
  const [width, inputs] = [widthOf(scene, which), number(scene, 'inputs')];
  const into = Array.from({ length: width }, (_, neuron) =>
    weights.slice(neuron * inputs, (neuron + 1) * inputs),
  );
  const outgoing = width * (inputs + 1);
  return { width, into, out: weights.slice(outgoing, outgoing + width) };
}

function paintBeside(surface: Surface, models: readonly NetworkModel[]): null {
  const { context, em } = surface;
  const gap = em * APART;
  const width = (surface.width - gap * (models.length - 1)) / models.length;
  for (const [index, model] of models.entries()) {
    context.save();
    context.translate(index * (width + gap), 0);
    paintNetwork({ ...surface, width }, model);
    context.restore();
  }
  return null;
}
