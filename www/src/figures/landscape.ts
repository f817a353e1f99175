/** Slices of a real loss surface: one network, three choices of directions, and its training on them. */

import { type ColumnsModel, paintColumns } from '../chart/columns.ts';
import { type CurvesModel, type Line, paintCurves, seriesLimits } from '../chart/curves.ts';
import { type FitsModel, paintFits } from '../chart/fits.ts';
import { formatCount, formatTick } from '../chart/format.ts';
import {
  type MapsModel,
  type OneMapModel,
  paintMaps,
  paintOneMap,
  type Strip,
} from '../chart/maps.ts';
import type { Point } from '../chart/marks.ts';
import { paintNote } from '../chart/note.ts';
import { paintSlices, type SlicesModel } from '../chart/slices.ts';
import type { Grid } from '../chart/terrain.ts';
import type { View } from '../chart/view.ts';
import { briefLoss, tellCount, tellNumber, tellPercent, tellSigned } from '../chart/words.ts';
import type { Frames, Span } from '../worker/api.ts';
import { type Figure, type Panel, reads, type Scene } from './contract.ts';
import { fetchSolid, raised, samePaint, solid } from './solid.ts';

const { number, values } = reads<'landscape'>();

const PLANES = ['path', 'random', 'hessian'] as const;
type PlaneName = (typeof PLANES)[number];
/** A plane of one of the two networks. */
type PlaneOf = `${PlaneName}${(typeof NETWORKS)[number]}`;

/** The series of the network beside it end so. */
const NETWORKS = ['', '_beside'] as const;
type Which = (typeof NETWORKS)[number];

/** Pits are as deep as hills are high on a scale of powers of ten: it is seen from further above. */
const USUAL: View = { azimuth: 28, elevation: 52 };

/** Milliseconds of a training that is played. */
const LASTS = 7000;

/** A loss smaller than this share of the first is drawn as if it were as large: a second-order method ends at nought, which no power of ten is. */
const LEAST = 1e-5;

/** A loss so many times the first is off the chart. */
const MOST = 1e3;

export const landscape: Figure = {
  name: 'landscape',
  story: { key: 'moment', values: momentsOf, moments: true, on: 'loss', stride: 10 },
  words: {
    play: 'train again, before your eyes',
    step: 'a little more of the training',
    counterexamples: '',
  },
  layout: 'board',
  // Two networks would share two; but then nothing is left for the surfaces, where there is no graphics card.
  workers: 1,
  table: 'step',
  controls: () => ['width', 'beside', 'n', 'noise', 'rate'],
  view: () => null,
  panels: scene => [
    ...mainPanels(scene),
    planesPanel(scene),
    lossPanel(scene),
    morePanel(scene, 'first'),
    morePanel(scene, 'second'),
  ],
  looks: {
    landscape: { choices: ['surface', 'map'], usual: USUAL },
    planes: { choices: PLANES },
    first: { choices: ['fit', 'slices', 'spectrum', 'ratio'] },
    second: { choices: ['fit', 'slices', 'spectrum', 'ratio'] },
  },
  prepare: (_, changed) => fetchSolid(changed),
  pace(scene, index) {
    // Most of the way is made early: half of the time goes by the steps, half by their logarithm.
    const count = momentsOf(scene.frames).length;
    const early = Math.log((index + 2) / (index + 1)) / Math.log(count + 1);
    return LASTS * (0.5 / count + 0.5 * early);
  },
  sentence,
  position: place,
};

// ---------------------------------------------------------------- what is known

/** The steps that were looked at: of two networks the longer list, for one that diverges is looked at no further. */
function stepsOf(frames: Frames): Float64Array {
  const [first, second] = NETWORKS.map(which => values(frames, `step${which}`));
  if (!first || !second) return new Float64Array();
  return second.length > first.length ? second : first;
}

function momentsOf(frames: Frames): ArrayLike<number> {
  return Float64Array.from({ length: stepsOf(frames).length }, (_, index) => index);
}

/** Whether the training has come to its end. */
function ended(scene: Scene): boolean {
  return scene.at >= stepsOf(scene.frames).length - 1;
}

/** Of a training that diverged there is no end to look around. */
function diverged(scene: Scene, which: Which): boolean {
  return Number.isFinite(number(scene, `diverged_at${which}`));
}

/** The networks whose training came to an end. */
function settled(scene: Scene): Which[] {
  return networks(scene).filter(which => !diverged(scene, which));
}

/** The networks that are there: one, or two. */
function networks({ frames }: Scene): Which[] {
  return NETWORKS.filter(which => values(frames, `step${which}`).length > 0);
}

function widthOf({ config }: Scene, which: Which): number {
  return Number(which === '' ? config.width : config.beside);
}

function neurons(count: number): string {
  return tellCount(count, 'neuron');
}

/** What is said where the path is too short for a plane to miss anything of it. */
const TOO_SHORT =
  'The training hardly moved: its path is too short to say what a plane misses of it';

/** The share of the way that a plane misses; null where there was no way. */
function missed(scene: Scene, plane: PlaneName, which: Which): string | null {
  const share = number(scene, `missed_share_${plane}${which}`);
  return Number.isFinite(share) ? tellPercent(share) : null;
}

function planeOf(scene: Scene): PlaneName {
  const wanted = scene.choices.planes ?? scene.config.directions;
  return PLANES.find(plane => plane === wanted) ?? 'path';
}

const WORDS: Record<PlaneName, { heads: string[]; title: string; x: string[]; y: string[] }> = {
  path: {
    heads: ['its own path', 'own path', 'path'],
    title: 'the plane of its path',
    x: ['main direction of the path', 'main direction', 'main'],
    y: ['second direction of the path', 'second direction', 'second'],
  },
  random: {
    heads: ['random', 'random', 'random'],
    title: 'a random plane',
    x: ['first random direction', 'first random', 'first'],
    y: ['second random direction', 'second random', 'second'],
  },
  hessian: {
    heads: ['curvature', 'curvature', 'curved'],
    title: 'the plane of its curvature',
    x: ['most curved direction', 'most curved', 'most'],
    y: ['least curved direction', 'least curved', 'least'],
  },
};

interface Sheets {
  /** By plane and network: the powers of ten that each loss is above the lowest of all. */
  grids: Map<string, Grid>;
  low: number;
  /** In powers of ten. */
  span: number;
}

const known = new WeakMap<Frames, Sheets>();

/** All surfaces of a run, on one scale. */
export function sheetsOf({ frames }: Pick<Scene, 'frames'>): Sheets {
  const before = known.get(frames);
  if (before) return before;
  const names = NETWORKS.flatMap(which => PLANES.map(plane => `${plane}${which}` as const));
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const name of names)
    for (const loss of values(frames, `surface_${name}`)) {
      if (loss > 0) low = Math.min(low, loss);
      if (loss < Number.POSITIVE_INFINITY) high = Math.max(high, loss);
    }
  low = Math.max(low < high ? low : 1e-3, (values(frames, 'train_loss')[0] ?? 1) * LEAST);
  const span = Math.max(1e-6, Math.log10((high || 1) / low));
  const grids = new Map(
    names.map(name => [
      name,
      {
        x: values(frames, `s_${name}`),
        y: values(frames, `t_${name}`),
        // What has no number is beyond everything that has.
        values: values(frames, `surface_${name}`).map(loss =>
          loss >= 0 && loss < Number.POSITIVE_INFINITY
            ? Math.log10(Math.max(loss, low) / low)
            : span,
        ),
        even: [0, span] as const,
      },
    ]),
  );
  const sheets = { grids, low, span };
  known.set(frames, sheets);
  return sheets;
}

/** Powers of ten of the shared scale. */
export function ticksOf({ low, span }: Sheets): Strip['ticks'] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(low) + span + 1e-9);
  const every = Math.max(1, Math.ceil((last - first + 1) / 5));
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => {
    const power = first + index * every;
    return { value: power - Math.log10(low), text: formatTick(10 ** power) };
  });
}

/** The places of a path from its start to a moment, the last one between two of them. */
export function pathOf(
  { frames }: Pick<Scene, 'frames'>,
  name: PlaneOf,
  at = Number.POSITIVE_INFINITY,
): Point[] {
  const places = values(frames, `path_at_${name}`);
  const point = (index: number): Point => [places[2 * index] ?? 0, places[2 * index + 1] ?? 0];
  const last = places.length / 2 - 1;
  if (last < 0) return [];
  const whole = Math.floor(Math.min(at, last));
  const path = Array.from({ length: whole + 1 }, (_, index) => point(index));
  const share = Math.min(at, last) - whole;
  if (share > 0) {
    const [from, to] = [point(whole), point(whole + 1)];
    path.push([from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]);
  }
  return path;
}

/** What is drawn of the training on a plane: its way only on its own, elsewhere where it ends. */
function wayOf(scene: Scene, plane: PlaneName, which: Which) {
  const own = plane === 'path';
  return {
    path: own ? pathOf(scene, `path${which}`, scene.at) : [[0, 0] as Point],
    whole: own ? pathOf(scene, `path${which}`) : [],
    away: !own && !ended(scene),
  };
}

function loss(value: number): string {
  return Number.isNaN(value) ? 'beyond all bounds' : briefLoss(value);
}

function lossAt(scene: Scene, which: Which): number {
  return values(scene.frames, `train_loss${which}`)[Math.round(scene.at)] ?? Number.NaN;
}

// ---------------------------------------------------------------- the sentence

function place(scene: Scene): string {
  const steps = stepsOf(scene.frames);
  const step = formatCount(steps[Math.round(scene.at)] ?? 0);
  const all = formatCount(steps[steps.length - 1] ?? 0);
  const losses = networks(scene).map(which => loss(lossAt(scene, which)));
  return `step ${step} of ${all}, loss ${losses.join(' and ')}`;
}

/** On the way the sentence says where the training stands; its end is the run's own. */
function sentence(scene: Scene): Span[] | null {
  if (ended(scene)) return null;
  const steps = stepsOf(scene.frames);
  const plain = (text: string): Span => ({ text, role: 'plain' });
  const all = networks(scene);
  const told = all.flatMap((which, index): Span[] => [
    plain(index > 0 ? ' and ' : ''),
    { text: loss(lossAt(scene, which)), role: 'test' },
    plain(all.length > 1 ? ` with ${neurons(widthOf(scene, which))}` : ''),
  ]);
  const from = all.map(which => loss(values(scene.frames, `train_loss${which}`)[0] ?? Number.NaN));
  return [
    plain(
      `After ${formatCount(steps[Math.round(scene.at)] ?? 0)} of ${tellCount(steps[steps.length - 1] ?? 0, 'step')} the loss is `,
    ),
    ...told,
    plain(`; it began at ${from.join(' and ')}.`),
    ...settled(scene)
      .slice(0, 1)
      .map(which => {
        const share = missed(scene, 'path', which);
        return plain(
          share === null
            ? ` ${TOO_SHORT}.`
            : ` The ball rolls in the plane of its own path, which misses ${share} of the way; in the other planes only the end is marked.`,
        );
      }),
  ];
}

// ---------------------------------------------------------------- left: one plane, large

function mainPanels(scene: Scene): Panel[] {
  const plane = planeOf(scene);
  const relief = solid();
  const drawn = relief ? (scene.choices.landscape ?? 'surface') : 'map';
  const all = networks(scene);
  return all.map((which, index): Panel => {
    const two = all.length > 1;
    const width = neurons(widthOf(scene, which));
    const words = WORDS[plane];
    const first = index === 0;
    const name = two ? `${width}: ${words.heads[0]}` : `The loss in ${words.title}`;
    if (diverged(scene, which)) {
      const step = formatCount(number(scene, `diverged_at${which}`));
      const said = `The training diverged at step ${step}: there is no end to look around.`;
      return {
        name: 'landscape',
        area: 'main',
        title: [{ text: name }],
        label: said,
        tall: true,
        paint: surface => paintNote(surface, said),
      };
    }
    const view = scene.views.landscape ?? USUAL;
    const map = mapModel(scene, plane, which);
    const panel: Panel = {
      // Both are turned by one hand.
      name: 'landscape',
      area: 'main',
      title: [{ text: name }],
      label: `The training loss of a network of ${width} over ${words.title}; ${place(scene)}. ${missesOf(scene, plane, which)}.`,
      tall: true,
      paint: surface => {
        paintOneMap(surface, map);
        return null;
      },
    };
    if (relief && which === settled(scene)[0]) {
      panel.switch = 'What is drawn';
      panel.choices = [
        { value: 'surface', label: 'Surface' },
        { value: 'map', label: 'Map' },
      ];
      panel.chosen = drawn;
    }
    if (drawn === 'surface' && relief) {
      const sheets = sheetsOf(scene);
      // On a scale that all planes share one alone is rather flat.
      const scale = { steep: 1.35, top: sheets.span, zTicks: ticksOf(sheets), loss: ['loss'] };
      const model = raised(map, view, scale);
      const seen = [which, plane, scene.at, view.azimuth, view.elevation].join();
      panel.paint = samePaint(scene.frames, seen, relief.paintOf(model));
      panel.turn = {
        name: first ? 'Turn the surface' : `Turn the surface of ${width}`,
        view,
        usual: USUAL,
      };
    }
    return panel;
  });
}

/** What a plane misses, as a sentence without its end. */
function missesOf(scene: Scene, plane: PlaneName, which: Which): string {
  const share = missed(scene, plane, which);
  return share === null ? TOO_SHORT : `The plane misses ${share} of the way of its training`;
}

/** The same of one network or of both, as a choice of planes tells it. */
function missesAll(shares: (string | null)[]): string {
  if (shares.every(share => share === null)) return 'too short a path to say what it misses';
  return `misses ${shares.map(share => share ?? 'an unknown share').join(' and ')} of the way`;
}

function notesOf(share: string | null): string[] {
  return share === null ? ['hardly moved', '–'] : [`misses ${share}`, share];
}

function captionOf(share: string | null, own: boolean): string[] {
  if (share === null)
    return [
      'The training hardly moved: no plane is said to miss anything',
      'The training hardly moved',
      'hardly moved',
    ];
  return own
    ? [
        `The path as it is, but for ${share} of the way, which this plane misses`,
        `This plane misses ${share} of the way`,
      ]
    : [
        `This plane misses ${share} of the way: no path is drawn, only its end`,
        `It misses ${share} of the way: only the end is drawn`,
        `misses ${share} of the way`,
      ];
}

function mapModel(scene: Scene, plane: PlaneName, which: Which): OneMapModel {
  const sheets = sheetsOf(scene);
  const empty = { x: [], y: [], values: [] };
  const words = WORDS[plane];
  const own = plane === 'path';
  const share = missed(scene, plane, which);
  return {
    grid: sheets.grids.get(`${plane}${which}`) ?? empty,
    ...wayOf(scene, plane, which),
    names: { x: words.x, y: words.y },
    startNames: own ? ['start'] : [],
    endNames: own ? [`loss ${loss(lossAt(scene, which))}`] : ['where training ends', 'the end'],
    caption: captionOf(share, own),
    strip: networks(scene).length > 1 ? null : stripOf(scene),
  };
}

function stripOf(scene: Scene): Strip {
  const sheets = sheetsOf(scene);
  return {
    ticks: ticksOf(sheets),
    names: [
      settled(scene).length > 1 ? 'loss, one scale for all six' : 'loss, one scale for all three',
      'loss, one scale',
      'loss',
    ],
  };
}

// ---------------------------------------------------------------- right: the three planes

function planesPanel(scene: Scene): Panel {
  const all = settled(scene);
  const two = networks(scene).length > 1;
  const title = [{ text: two ? 'Three planes' : 'Three planes through its end' }];
  if (all.length === 0) {
    const said = 'Planes are laid through the end of a training.';
    return {
      name: 'planes',
      area: 'side',
      title,
      label: said,
      paint: surface => paintNote(surface, said),
    };
  }
  const chosen = PLANES.indexOf(planeOf(scene));
  const sheets = sheetsOf(scene);
  const model: MapsModel = {
    heads: PLANES.map(plane => WORDS[plane].heads),
    rows: all.map(which => ({
      names: two ? [neurons(widthOf(scene, which)), String(widthOf(scene, which))] : [],
      maps: PLANES.map(plane => ({
        grid: sheets.grids.get(`${plane}${which}`) ?? { x: [], y: [], values: [] },
        ...wayOf(scene, plane, which),
        notes: notesOf(missed(scene, plane, which)),
      })),
    })),
    chosen,
    strip: stripOf(scene),
  };
  const list = PLANES.map(plane => ({
    text: `${WORDS[plane].title}: ${missesAll(all.map(which => missed(scene, plane, which)))}`,
    change: {},
    position: null,
    shows: plane,
  }));
  return {
    name: 'planes',
    area: 'side',
    title,
    label: 'Which plane is drawn large',
    chosen: PLANES[chosen] ?? 'path',
    options: { chosen, list },
    paint: surface => paintMaps(surface, model),
  };
}

// ---------------------------------------------------------------- right: the training

function lossPanel(scene: Scene): Panel {
  const { frames } = scene;
  const steps = stepsOf(frames);
  const second = steps[1] ?? 2;
  const x = steps.map((step, index) => (index === 0 ? second / 2 : step));
  const all = networks(scene);
  const lines = all.map(
    (which, index): Line => ({
      values: values(frames, `train_loss${which}`),
      ink: 'train',
      dash: index === 0 ? 'dashed' : 'solid',
      marks: true,
      names: all.length > 1 ? [neurons(widthOf(scene, which)), String(widthOf(scene, which))] : [],
    }),
  );
  const model: CurvesModel = {
    x,
    lines,
    y: limits(lines.map(line => line.values)),
    xNames: ['steps of training: drag here', 'steps of training', 'steps'],
    xFirst: '0',
    at: scene.at,
    rides: 0,
  };
  return {
    name: 'loss',
    area: 'side',
    title: [{ text: 'Train loss' }],
    label: 'The training: loss against steps',
    paint: surface => paintCurves(surface, model),
  };
}

/**
 * From the highest loss five powers of ten down, or as far as it went: what is less is nought. A training that diverges
 * leaves the chart at the top.
 */
function limits(lines: readonly ArrayLike<number>[]): CurvesModel['y'] {
  const start = Math.max(...lines.map(line => line[0] ?? 0), 1e-12);
  const drawn = lines.flatMap(line => Array.from(line)).filter(value => value <= MOST * start);
  const high = Math.max(...drawn, 1e-12);
  return seriesLimits([drawn.filter(value => value > 1e-6 * high)]);
}

// ---------------------------------------------------------------- right: a choice of closer looks

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
];

function morePanel(scene: Scene, where: 'first' | 'second'): Panel {
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
