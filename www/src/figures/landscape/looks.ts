/** The pictures beside the surfaces: the fit, slices, the spectrum, the eigenvalue ratio, the network itself. */

import { type ColumnsModel, paintColumns } from '../../chart/columns.ts';
import { type FitsModel, paintFits } from '../../chart/fits.ts';
import { formatCount } from '../../chart/format.ts';
import { type MapsModel, paintMaps } from '../../chart/maps.ts';
import { paintNote } from '../../chart/note.ts';
import { paintSlices, type SlicesModel } from '../../chart/slices.ts';
import { tellNumber, tellSigned } from '../../chart/words.ts';
import { type Panel, reads, type Scene } from '../contract.ts';
import { networkLook } from './network.ts';
import {
  networks,
  neurons,
  pathOf,
  place,
  planeOf,
  settled,
  type Which,
  WORDS,
  widthOf,
} from './planes.ts';

const { number, values } = reads<'landscape'>();

interface Closer {
  value: string;
  label: string;
  panel(scene: Scene): Pick<Panel, 'label' | 'paint'>;
}

const CLOSER: Closer[] = [
  { value: 'fit', label: 'The data and the fit', panel: fitLook },
  { value: 'slices', label: 'Slices along both directions', panel: slicesLook },
  { value: 'spectrum', label: 'Curvature in every direction', panel: spectrumLook },
  { value: 'ratio', label: 'Negative curvature', panel: ratioLook },
  { value: 'network', label: 'The network', panel: networkLook },
];

export const LOOKS = CLOSER.map(({ value }) => value);

export function morePanel(scene: Scene, where: 'first' | 'second'): Panel {
  const waves = values(scene.frames, 'fit').length > 0;
  const offered = CLOSER.filter(one => (one.value === 'fit' ? waves : settled(scene).length > 0));
  const two = networks(scene).length > 1;
  const usual = where === 'first' ? (waves ? 'fit' : 'spectrum') : two ? 'ratio' : 'slices';
  const wanted = scene.choices[where];
  const look =
    offered.find(one => one.value === wanted) ??
    offered.find(one => one.value === usual) ??
    offered[0];
  const common = { name: where, area: 'side' as const };
  // The fit alone need not be shown twice.
  if (!look || (offered.length === 1 && where === 'second')) {
    const said = 'A training that diverged has no end to look at.';
    const title = [{ text: 'A closer look' }];
    return { ...common, title, label: said, paint: surface => paintNote(surface, said) };
  }
  const choices = offered.map(({ value, label }) => ({ value, label }));
  return { ...common, title: [], choices, chosen: look.value, ...look.panel(scene) };
}

function fitLook(scene: Scene): ReturnType<Closer['panel']> {
  const { frames } = scene;
  const grid = values(frames, 'grid');
  const all = networks(scene);
  const row = Math.round(scene.at);
  const fits = all.map((which, index): FitsModel['fits'][number] => ({
    values: values(frames, `fit${which}`).subarray(row * grid.length, (row + 1) * grid.length),
    at: grid,
    ink: index === 0 ? 'test' : 'good',
    ...(index === 0 && all.length > 1 ? { dashed: true } : {}),
    names:
      all.length > 1
        ? [neurons(widthOf(scene, which)), String(widthOf(scene, which))]
        : ['the fit', 'fit'],
  }));
  return {
    label: `The ${formatCount(values(frames, 'x').length)} points, and the fit after ${place(scene)}.`,
    paint: surface => paintFits(surface, { x: values(frames, 'x'), y: values(frames, 'y'), fits }),
  };
}

function slicesLook(scene: Scene): ReturnType<Closer['panel']> {
  const plane = planeOf(scene);
  const { frames } = scene;
  const which = settled(scene)[0] ?? '';
  const s = values(frames, `s_${plane}${which}`);
  const t = values(frames, `t_${plane}${which}`);
  const surface = values(frames, `surface_${plane}${which}`);
  const column = nearestZero(s);
  const row = nearestZero(t);
  const along = s.map((_, index) => surface[index * t.length + row] ?? Number.NaN);
  const across = surface.slice(column * t.length, (column + 1) * t.length);
  const end = number(scene, `final_loss${which}`);
  const start = values(frames, `train_loss${which}`)[0] ?? 1;
  const words = WORDS[plane];
  const ends = [s[0] ?? -1, s[s.length - 1] ?? 1, t[0] ?? -1, t[t.length - 1] ?? 1];
  const model: SlicesModel = {
    at: [Math.min(...ends), Math.max(...ends)],
    lines: [
      { values: along, at: s, ink: 'train', names: words.x },
      { values: across, at: t, ink: 'good', dashed: true, names: words.y },
    ],
    ball: end,
    // As high as the training came from, and not much more: all slices leave at the top sooner or later.
    range: [Math.min(0, end), Math.max(1.5 * start, 3 * end)],
    xNames: ['distance from the end of training', 'distance from the end', 'distance'],
    yNames: ['loss'],
  };
  return {
    label: `The loss along ${words.x[0]} and along ${words.y[0]}, through the end of the training.`,
    paint: canvas => paintSlices(canvas, model),
  };
}

function nearestZero(axis: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < axis.length; index++)
    if (Math.abs(axis[index] ?? 0) < Math.abs(axis[best] ?? 0)) best = index;
  return best;
}

function spectrumLook(scene: Scene): ReturnType<Closer['panel']> {
  const all = settled(scene);
  const groups = all.map(which => {
    const spectrum = values(scene.frames, `spectrum${which}`);
    const down = number(scene, `index${which}`);
    return {
      names: [
        `${neurons(widthOf(scene, which))}, where training ends`,
        neurons(widthOf(scene, which)),
      ],
      notes: [
        `${formatCount(down)} of ${formatCount(spectrum.length)} slope down`,
        `${formatCount(down)} of ${formatCount(spectrum.length)} down`,
        `${formatCount(down)} down`,
      ],
      values: spectrum,
    };
  });
  // What the crate does not count as sloping down is flat there: the first of them may be under zero by rounding.
  const flat = Math.max(
    0,
    ...all.map(which => {
      const spectrum = values(scene.frames, `spectrum${which}`);
      return -(spectrum[number(scene, `index${which}`)] ?? 0);
    }),
  );
  const model: ColumnsModel = { groups, said: [], yNames: ['curvature'], flat };
  return {
    label: `Eigenvalues of the Hessian where training ends: ${groups
      .map(
        group =>
          `${group.names[1]}, ${group.notes[0]}, from ${tellSigned(group.values[0] ?? 0)} to ${tellSigned(group.values[group.values.length - 1] ?? 0)}`,
      )
      .join('; ')}.`,
    paint: surface => {
      paintColumns(surface, model);
      return null;
    },
  };
}

/** From 0 to 1 and more, even in the root: most of them are small. */
const RATIO_SCALE = [0, 1] as const;
const ratios = new WeakMap<object, Float64Array>();

function ratioLook(scene: Scene): ReturnType<Closer['panel']> {
  const all = settled(scene);
  const middle = (which: Which) => tellNumber(number(scene, `eigenvalue_ratio_median${which}`));
  const maps = all.map(which => {
    const ratio = values(scene.frames, `ratio${which}`);
    const roots = ratios.get(ratio) ?? ratio.map(one => Math.sqrt(Math.min(1, one)));
    ratios.set(ratio, roots);
    const side = Math.round(Math.sqrt(ratio.length));
    const spread = (axis: ArrayLike<number>) =>
      Float64Array.from({ length: side }, (_, index) => {
        const [low, high] = [axis[0] ?? 0, axis[axis.length - 1] ?? 1];
        return low + ((high - low) * index) / Math.max(1, side - 1);
      });
    return {
      grid: {
        x: spread(values(scene.frames, `s_path${which}`)),
        y: spread(values(scene.frames, `t_path${which}`)),
        values: roots,
        even: RATIO_SCALE,
      },
      squares: true,
      path: pathOf(scene, `path${which}`, scene.at),
      whole: [],
      notes: [`median ${middle(which)}`, middle(which)],
    };
  });
  const model: MapsModel = {
    heads: all.map(which => [neurons(widthOf(scene, which)), String(widthOf(scene, which))]),
    rows: [{ names: [], maps }],
    chosen: null,
    strip: {
      ticks: [0, 0.01, 0.1, 0.3, 1].map(value => ({
        value: Math.sqrt(value),
        text: value === 1 ? '≥ 1' : String(value),
      })),
      names: ['curving down / up: |λmin/λmax|', 'down / up', 'ratio'],
    },
  };
  return {
    label: `How much the steepest way down curves against the steepest way up, over the plane of the path: ${all.map(which => `${neurons(widthOf(scene, which))}, median ${middle(which)}`).join('; ')}.`,
    paint: surface => {
      paintMaps(surface, model);
      return null;
    },
  };
}
