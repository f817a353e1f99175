/** The pictures: the ladder of losses, the curvatures, the slices, the fit, the neurons. */

import { type ColumnsModel, paintColumns } from '../../chart/columns.ts';
import { type FitsModel, paintFits } from '../../chart/fits.ts';
import { formatCount } from '../../chart/format.ts';
import { type LadderModel, paintLadder } from '../../chart/ladder.ts';
import { paintNetwork } from '../../chart/network.ts';
import { paintNote } from '../../chart/note.ts';
import { paintSlices, type SlicesModel } from '../../chart/slices.ts';
import { tellCount } from '../../chart/words.ts';
import { type Panel, reads, type Scene } from '../contract.ts';
import {
  curvature,
  downhill,
  kept,
  loss,
  MINIMUM,
  rowOf,
  SADDLE,
  type Stand,
  solved,
  splitsDone,
  standOf,
} from './scene.ts';

const { number, values } = reads<'split'>();

/** Where no trap was found there is nothing to draw. */
export function lostPanel(): Panel {
  const note = 'No start ended in a minimum above zero.';
  return {
    name: 'ladder',
    area: 'main',
    title: [{ text: 'No trap found' }],
    label: `No trap was found. ${note}`,
    paint: surface => paintNote(surface, note),
  };
}

export function ladderPanel(scene: Scene): Panel {
  const model = ladderModel(scene);
  const said = Array.from(model.levels, level => loss(scene, level)).join(', then ');
  const shown = number(scene, 'start_shown');
  // Of the ReLU network a seed has many starts; those that were passed over are told in the sentence.
  const start = Number.isNaN(shown)
    ? `start ${scene.config.seed}`
    : `start ${formatCount(shown)} of seed ${scene.config.seed}`;
  return {
    name: 'ladder',
    area: 'side',
    title: [{ text: `Where descent from ${start} is stuck` }],
    label: `The ladder. Stuck at a loss of ${said}. ${model.way ? `After the split: ${model.way.names[0]}.` : ''}`,
    paint: surface => paintLadder(surface, model),
  };
}

function ladderModel(scene: Scene): LadderModel {
  const { frames } = scene;
  const done = splitsDone(scene);
  const all = values(frames, 'loss_after_each_split');
  const index = kept(scene);
  const levels = done === 0 ? all : all.subarray(0, done);
  const before = values(frames, 'weights_before').length;
  const per = before / Math.max(1, values(frames, 'choice_splitting_index').length);
  const count = (at: number) => before + per * (at - Math.max(0, done - 1));
  const path = values(frames, 'path_loss');
  const steps = values(frames, 'path_step');
  const columns = Array.from({ length: Math.max(2, done + 1) }, (_, at) => [
    `${formatCount(count(at))} parameters`,
    formatCount(count(at)),
  ]);
  const stepNames: Partial<Record<Stand, string[]>> = {
    split: ['split: same loss', 'same loss'],
    closed: ['split: same loss, no way down', 'no way down'],
    released: ['split: same loss', 'same loss'],
  };
  const way = () => {
    if (index === null) return null;
    const shown = path.subarray(0, index + 1);
    const here = loss(scene, shown[index] ?? 0);
    const step = steps[index] ?? 0;
    const names =
      index === 0
        ? ['the same loss']
        : [`${here} after ${tellCount(step, 'step')}`, `${here}, step ${formatCount(step)}`, here];
    return { values: shown, names };
  };
  return {
    levels,
    levelNames: Array.from(levels, (level, at) => [
      at === 0 && levels.length === 1 ? `stuck at ${loss(scene, level)}` : loss(scene, level),
      loss(scene, level),
    ]),
    columns,
    way: way(),
    whole: path.length,
    stepNames: stepNames[standOf(scene)] ?? [],
    aheadNames: ['after a split?', '?'],
    xNames: ['one column for each split; within it, steps of descent', 'one column for each split'],
    yNames: ['loss'],
    high: Math.max(...all, 1e-6),
  };
}

export function spectrumPanel(scene: Scene): Panel {
  const { frames } = scene;
  const before = values(frames, 'spectrum_before');
  const after = kept(scene) === null ? new Float64Array() : values(frames, 'spectrum_after');
  const note = (spectrum: ArrayLike<number>) => {
    const [down, of] = [downhill(scene, spectrum), formatCount(spectrum.length)];
    if (spectrum.length === 0) return [];
    if (down === 0) return [`none of ${of} slopes down`, `0 of ${of} down`, '0 down'];
    const verb = down === 1 ? 'slopes' : 'slope';
    return [`${down} of ${of} ${verb} down`, `${down} of ${of} down`, `${down} down`];
  };
  const model: ColumnsModel = {
    groups: [
      { names: ['before the split', 'before'], notes: note(before), values: before },
      { names: ['after the split', 'after'], notes: note(after), values: after },
    ],
    said: [
      { bar: 0, texts: [curvature(scene, before[0] ?? Number.NaN)] },
      ...(after.length > 0
        ? [{ bar: before.length, texts: [curvature(scene, after[0] ?? 0)] }]
        : []),
    ],
    empty: ['what will it be?', '?'],
    yNames: ['curvature'],
    flat: number(scene, 'flat'),
  };
  const words = [
    `before the split ${note(before)[0] ?? ''}, the smallest is ${curvature(scene, before[0] ?? Number.NaN)}`,
  ];
  if (after.length > 0)
    words.push(`after it ${note(after)[0]}, the smallest is ${curvature(scene, after[0] ?? 0)}`);
  return {
    name: 'spectrum',
    area: 'side',
    title: [{ text: 'Curvature in every direction' }],
    label: `Eigenvalues of the Hessian: ${words.join('; ')}.`,
    paint: surface => {
      paintColumns(surface, model);
      return null;
    },
  };
}

export function slicesPanel(scene: Scene): Panel {
  const { frames } = scene;
  const at = values(frames, 'slice_at');
  const old = values(frames, 'slice_old');
  const fresh = kept(scene) === null ? new Float64Array() : values(frames, 'slice_new');
  const ball = old[(old.length - 1) / 2] ?? 0;
  const opens = number(scene, 'kind_after') === SADDLE;
  const bowl = number(scene, 'kind_before') === MINIMUM;
  const lines: SlicesModel['lines'] = [
    {
      values: old,
      ink: 'good',
      dashed: true,
      names: bowl ? ['old direction: a bowl', 'old: a bowl', 'old'] : ['old direction', 'old'],
    },
  ];
  if (fresh.length > 0)
    lines.push({
      values: fresh,
      ink: opens ? 'test' : 'ink',
      names: opens
        ? ['new direction: slopes down', 'new: slopes down', 'new']
        : ['new direction: flat', 'new: flat', 'new'],
    });
  const low = Math.min(...old, ...fresh);
  const high = Math.max(...old, ...fresh);
  const dip = ball - low;
  // What slopes down is small beside what rises: the bowl may leave the picture.
  const top = dip > 1e-9 ? Math.min(high, ball + 4 * dip) : high;
  const pad = (top - low) * 0.06 || 1e-6;
  return {
    name: 'slices',
    area: 'side',
    title: [{ text: fresh.length > 0 ? 'Two slices, one point' : 'A slice through the trap' }],
    label:
      fresh.length > 0
        ? `The loss along the flattest old direction${bowl ? ', a bowl,' : ''} and along the new one, which ${opens ? 'slopes down' : 'is flat'}.`
        : `The loss along the flattest direction${bowl ? ': a bowl' : ''}.`,
    paint: surface =>
      paintSlices(surface, {
        at,
        lines,
        ball,
        // Room for a name below a line that bends down.
        range: [low - (fresh.length > 0 ? 4 : 1) * pad, top + pad],
        xNames: ['distance along the direction', 'distance'],
        yNames: ['loss'],
      }),
  };
}

export function fitPanel(scene: Scene): Panel {
  const { frames } = scene;
  const index = kept(scene);
  const before = values(frames, 'fit_before');
  const zero = solved(scene);
  const fits: FitsModel['fits'] = [];
  if (before.length > 0)
    fits.push({ values: before, ink: 'muted', dashed: true, names: ['in the trap', 'trap'] });
  if (index !== null && index > 0)
    fits.push({
      values: rowOf(frames, 'path_fit', index),
      ink: zero ? 'good' : 'test',
      names: standOf(scene) === 'released' ? ['released'] : ['on the way', 'now'],
    });
  const weights =
    index === null ? values(frames, 'weights_before') : rowOf(frames, 'path_weights', index);
  const bumps = weights.length / 2;
  const chosen = number(scene, 'neuron') - 1;
  const stems = Array.from({ length: bumps }, (_, bump) => ({
    at: weights[bumps + bump] ?? 0,
    height: weights[bump] ?? 0,
    dashed: index !== null && bump === bumps - 1,
  }));
  const count = bumps === 1 ? 'one bump' : `${bumps} bumps`;
  const twins = index !== null && chosen >= 0 ? `, bump ${chosen + 1} and its copy among them` : '';
  return {
    name: 'fit',
    area: 'main',
    tall: true,
    title: [{ text: `The data, and a sum of ${count}` }],
    label: `The data and a sum of ${count}${twins}; shown: ${fits.map(fit => fit.names[0]).join(', ')}.`,
    paint: surface =>
      paintFits(surface, { x: values(frames, 'x'), y: values(frames, 'y'), fits, stems }),
  };
}

/** The ReLU network itself, before the split and after it, when the halves part. */
export function networkPanel(scene: Scene): Panel {
  const { frames, config } = scene;
  const index = kept(scene);
  const before = values(frames, 'weights_before');
  const weights = index === null ? before : rowOf(frames, 'path_weights', index);
  const inputs = Number(config.teacher);
  const count = weights.length / inputs;
  const chosen = number(scene, 'neuron') - 1;
  const rows = (all: Float64Array) =>
    Array.from({ length: all.length / inputs }, (_, row) =>
      all.subarray(row * inputs, (row + 1) * inputs),
    );
  const into = rows(weights);
  const split = index !== null && chosen >= 0;
  const middle = tellCount(count, 'neuron');
  return {
    name: 'network',
    area: 'main',
    tall: true,
    title: [{ text: 'The network' }],
    label: `The network: ${tellCount(inputs, 'input')}, ${middle} and one output; a line is as wide as its weight is large, and dashed where it is negative.${
      split ? ` Two of them are the halves of neuron ${chosen + 1}.` : ''
    }`,
    paint: surface =>
      paintNetwork(surface, {
        inputs,
        into,
        // What it puts out is the sum of its neurons.
        out: into.map(() => 1),
        heights: standing(rows(before), split ? chosen : null),
        most: { into: Math.max(1, ...before.map(Math.abs)), out: 2 },
        twins: split ? { neurons: [chosen, count - 1], names: ['the two halves', 'halves'] } : null,
        names: ['inputs', middle, 'output'],
      }),
  };
}

/** Neurons in the order of the trap, the copy of the one that is split below its twin, evenly spaced. */
function standing(trap: readonly ArrayLike<number>[], split: number | null): number[] {
  const order = orderOf(trap);
  if (split !== null) order.splice(order.indexOf(split) + 1, 0, order.length);
  const last = Math.max(1, order.length - 1);
  return order.map((_, neuron) => 1 - order.indexOf(neuron) / last);
}

/** Rows by the column in which they are largest: a network that has found its teacher is then a diagonal. */
export function orderOf(rows: readonly ArrayLike<number>[]): number[] {
  const most = rows.map(row =>
    Array.from(row).reduce(
      (best, _, at, all) => (Math.abs(all[at] ?? 0) > Math.abs(all[best] ?? 0) ? at : best),
      0,
    ),
  );
  return rows.map((_, row) => row).sort((a, b) => (most[a] ?? 0) - (most[b] ?? 0) || a - b);
}
