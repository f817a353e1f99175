/** Slices of a real loss surface: one network, three choices of directions, and its training on them. */

import type { CurvesModel, Line } from '../chart/curve-model.ts';
import { paintCurves, seriesLimits } from '../chart/curves.ts';
import { formatCount, formatTick } from '../chart/format.ts';
import {
  type MapsModel,
  type OneMapModel,
  paintMaps,
  paintOneMap,
  type Strip,
} from '../chart/maps.ts';
import { paintNote } from '../chart/note.ts';
import type { View } from '../chart/view.ts';
import { tellCount, tellPercent } from '../chart/words.ts';
import type { Span } from '../worker/api.ts';
import { type Figure, type Panel, reads, type Scene } from './contract.ts';
import { LOOKS, morePanel } from './landscape/looks.ts';
import {
  diverged,
  ended,
  loss,
  lossAt,
  momentsOf,
  networks,
  neurons,
  PLANES,
  type PlaneName,
  place,
  planeOf,
  type Sheets,
  settled,
  sheetsOf,
  stepsOf,
  type Which,
  WORDS,
  wayOf,
  widthOf,
} from './landscape/planes.ts';
import { fetchSolid, raised, samePaint, solid } from './solid.ts';

const { number, values } = reads<'landscape'>();

/** Pits are as deep as hills are high on a scale of powers of ten: it is seen from further above. */
const USUAL: View = { azimuth: 28, elevation: 52 };

/** Milliseconds of a training that is played. */
const LASTS = 7000;

/** A loss so many times the first is off the chart. */
const MOST = 1e3;

export const figure: Figure = {
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
    first: { choices: LOOKS },
    second: { choices: LOOKS },
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

/** What is said where the path is too short for a plane to miss anything of it. */
const TOO_SHORT =
  'The training hardly moved: its path is too short to say what a plane misses of it';

/** The share of the way that a plane misses; null where there was no way. */
function missed(scene: Scene, plane: PlaneName, which: Which): string | null {
  const share = number(scene, `missed_share_${plane}${which}`);
  return Number.isFinite(share) ? tellPercent(share) : null;
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

// ---------------------------------------------------------------- the sentence

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
