/** The solution as a picture: a place on a map, a hundred weights, a table of products, or waves. */

import { constants } from 'alleyway-lab/figures';
import { formatCount } from '../../chart/format.ts';
import { type HintonModel, paintHinton } from '../../chart/hinton.ts';
import { type OneMapModel, paintOneMap } from '../../chart/maps.ts';
import type { Point, Spot } from '../../chart/marks.ts';
import { paintNote } from '../../chart/note.ts';
import { paintSorted, type SortedModel } from '../../chart/sorted.ts';
import { paintStems, type StemsModel } from '../../chart/stems.ts';
import { paintTally, TALLY, type TallyModel } from '../../chart/tally.ts';
import type { View } from '../../chart/view.ts';
import { briefLoss, tellNumber } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { type Look, type Panel, reads, type Scene } from '../contract.ts';
import { raised, samePaint, solid } from '../solid.ts';
import { hasWall } from './curves.ts';
import {
  ended,
  endsOf,
  isRoom,
  memorisedAt,
  momentOf,
  stepOf,
  taskOf,
  valueAt,
  withoutPaths,
} from './moments.ts';
import { type Clip, type Plane, planeOf, wayTo } from './planes.ts';
import { weightOf } from './simple.ts';

const { number, values } = reads<'memorise'>();

/** The hill stands in front of the ring: it is seen from further above. */
const USUAL: View = { azimuth: 28, elevation: 58 };

export const pictureLook: Look = {
  choices: ['map', 'surface', 'solution', 'plane'],
  usual: USUAL,
};

export function picturePanels(scene: Scene): Panel[] {
  if (isRoom(scene)) return [];
  switch (taskOf(scene)) {
    case 'ring':
    case 'hyperbola':
      return [floorPanel(scene)];
    default:
      return [scene.choices.picture === 'plane' ? planePanel(scene) : solutionPanel(scene)];
  }
}

type Part = Pick<Panel, 'title' | 'label' | 'paint'>;

const panel = (part: Part): Panel => ({ name: 'picture', area: 'main', tall: true, ...part });

const plain = (text: string): Panel['title'] => [{ text }];

// ---------------------------------------------------------------- what is known

/** The numbers of the picture at a moment. */
function cells({ frames }: Scene, moment: number): Float64Array {
  const all = values(frames, 'picture');
  const size = all.length / Math.max(1, values(frames, 'step').length);
  return all.subarray(moment * size, (moment + 1) * size);
}

/** Whether the story has passed the memorising solution. */
function passed(scene: Scene): boolean {
  const moment = memorisedAt(scene);
  return moment >= 0 && scene.at >= moment;
}

function stepName(scene: Scene): string {
  return `step ${formatCount(stepOf(scene))}`;
}

/** What M and the last solution are called, longest wording first. */
function namesOf(scene: Scene): { memorised: string[]; last: string[] } {
  const names = (which: 'M' | 'G') => endsOf(scene).find(end => end.which === which)?.names;
  return { memorised: names('M') ?? ['M'], last: names('G') ?? ['G'] };
}

function penaltyOf({ config }: Scene): number {
  return Number(config.penalty);
}

// ---------------------------------------------------------------- two weights: a place on a map

interface Floor {
  clip: Clip;
  names: OneMapModel['names'];
  /** In words, for those who do not see it. */
  over: string;
  place(picture: ArrayLike<number>): Point;
  spots: Spot[];
  /** The way goes to and fro. */
  fine: boolean;
}

const NOTES = 5;

const FLOORS: Record<'ring' | 'hyperbola', Floor> = {
  ring: {
    clip: { floor: constants.memorise.fitted, wall: 3 },
    names: {
      x: ['private notes, u (mean of five)', 'private notes, u', 'notes, u'],
      y: ['shared rule, v', 'rule, v'],
    },
    over: 'the private notes u and the shared rule v',
    place: picture => [meanOf(picture, NOTES), picture[NOTES] ?? 0],
    spots: [],
    fine: false,
  },
  hyperbola: {
    clip: { floor: constants.memorise.fitted, wall: 30 },
    names: { x: ['first weight, u', 'u'], y: ['second weight, v', 'v'] },
    over: 'the two weights u and v',
    place: picture => [picture[0] ?? 0, picture[1] ?? 0],
    spots: [{ at: [1, 1], names: ['flattest place', 'flattest'] }],
    fine: true,
  },
};

function meanOf(list: ArrayLike<number>, count: number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += list[index] ?? 0;
  return sum / count;
}

/** A small penalty lowers the floor, so that its tilt is seen; lower still, and the ring is a thread. */
function clipOf(scene: Scene, { clip }: Floor): Clip {
  const penalty = penaltyOf(scene);
  return penalty > 0 && penalty < clip.floor ? { ...clip, floor: clip.floor / 10 } : clip;
}

const placesOf = new WeakMap<Frames, Point[]>();

function places(scene: Scene, floor: Floor): Point[] {
  const before = placesOf.get(scene.frames);
  if (before) return before;
  const all = Array.from({ length: values(scene.frames, 'step').length }, (_, moment) =>
    floor.place(cells(scene, moment)),
  );
  placesOf.set(scene.frames, all);
  return all;
}

function floorPanel(scene: Scene): Panel {
  const task = taskOf(scene) === 'ring' ? 'ring' : 'hyperbola';
  const floor = FLOORS[task];
  const charged = penaltyOf(scene) > 0;
  const plane = planeOf(scene.frames, 'plane_total', clipOf(scene, floor));
  const title = plain(charged ? 'Loss with its penalty' : 'Loss, no penalty');
  if (!plane)
    return panel({
      title,
      label: 'The loss',
      paint: surface => paintNote(surface, 'Not yet known'),
    });
  const map = floorMap(scene, floor, plane);
  const [u, v] = map.path.at(-1) ?? [0, 0];
  const shown: Panel = {
    ...panel({
      title,
      label: `${charged ? 'The loss with its penalty' : 'The loss'} over ${floor.over}; ${stepName(scene)}: u ${weightOf(u)}, v ${weightOf(v)}, loss ${briefLoss(valueAt(scene, 'total_loss'))}.${toldOf(scene)}`,
      paint: surface => {
        paintOneMap(surface, map);
        return null;
      },
    }),
  };
  const relief = solid();
  if (!relief) return shown;
  shown.switch = 'What is drawn';
  shown.choices = [
    { value: 'map', label: 'Map' },
    { value: 'surface', label: 'Surface' },
  ];
  shown.chosen = scene.choices.picture === 'surface' ? 'surface' : 'map';
  if (shown.chosen === 'surface') {
    const view = scene.views.picture ?? USUAL;
    const model = raised(map, view, {
      // On a scale of powers of ten what lies behind the first hill would not be seen.
      steep: 0.7,
      top: plane.span,
      zTicks: plane.ticks,
      loss: [...(map.strip?.names ?? []), 'loss'],
    });
    const seen = [scene.at, view.azimuth, view.elevation].join();
    shown.paint = samePaint(scene.frames, seen, relief.paintOf(model));
    shown.turn = { name: 'Turn the surface', view, usual: USUAL };
  }
  return shown;
}

/** Of M, of the end and of the line between them, in words. */
function toldOf(scene: Scene): string {
  if (taskOf(scene) !== 'ring' || !passed(scene)) return '';
  const names = namesOf(scene);
  const memorised = ` ${names.memorised[0]} at step ${formatCount(number(scene, 'step_M'))}, loss ${briefLoss(totalAtM(scene))}.`;
  if (!ended(scene)) return memorised;
  return `${memorised} ${names.last[0]}. Highest data loss on the straight line between them: ${briefLoss(number(scene, 'barrier_on_the_line'))}.`;
}

function totalAtM(scene: Scene): number {
  return values(scene.frames, 'total_loss')[memorisedAt(scene)] ?? Number.NaN;
}

function floorMap(scene: Scene, floor: Floor, plane: Plane): OneMapModel {
  const whole = places(scene, floor);
  const spots = [...floor.spots];
  const memorised = passed(scene) ? whole[memorisedAt(scene)] : undefined;
  const end = ended(scene) ? whole.at(-1) : undefined;
  const apart = memorised && end && Math.hypot(memorised[0] - end[0], memorised[1] - end[1]) > 0.1;
  const ring = taskOf(scene) === 'ring';
  const names = namesOf(scene);
  const withLoss = (called: string[], loss: number) => [
    `${called[0]}, loss ${briefLoss(loss)}`,
    ...called,
  ];
  if (memorised && (apart || !end))
    spots.push({
      at: memorised,
      names: ring ? withLoss(names.memorised, totalAtM(scene)) : names.memorised,
    });
  const loss = valueAt(scene, 'total_loss');
  const here = whole[momentOf(scene)];
  let endNames = [`loss ${briefLoss(loss)}`];
  if (here && !inside(plane, here)) endNames = [`${endNames[0]}, beyond the map`, 'beyond the map'];
  if (end)
    endNames = withLoss(
      memorised && !apart ? ['M, and still here at the end', 'M and G'] : names.last,
      loss,
    );
  return {
    grid: plane.grid,
    path: wayTo(whole, scene.at),
    whole: whole.slice(0, momentOf(scene) + 1),
    fine: floor.fine || Number(scene.config.noise) > 0,
    names: floor.names,
    startNames: ['start'],
    endNames,
    caption: captionOf(scene),
    strip: {
      ticks: plane.ticks,
      names: penaltyOf(scene) > 0 ? ['loss + penalty'] : ['loss'],
    },
    spots,
    straight:
      ring && apart && memorised && end
        ? { from: memorised, to: end, names: wallNames(scene) }
        : null,
  };
}

function inside({ grid }: Plane, [u, v]: Point): boolean {
  const within = (axis: ArrayLike<number>, value: number) =>
    value >= (axis[0] ?? 0) && value <= (axis[axis.length - 1] ?? 0);
  return within(grid.x, u) && within(grid.y, v);
}

/** The straight line against the curve with one bend, which lies in the plane as well. */
function roadNames(scene: Scene): string[] {
  const high = briefLoss(number(scene, 'barrier_on_the_line'));
  const bent = number(scene, 'one_bend_curve');
  if (!Number.isFinite(bent)) return [`Straight: up to ${high}`];
  return [
    `Straight across: up to ${high}; with one bend: ${briefLoss(bent)}`,
    `Straight: ${high}; one bend: ${briefLoss(bent)}`,
    `${high}; bent: ${briefLoss(bent)}`,
  ];
}

/** What the straight line from M to G has to cross. */
function wallNames(scene: Scene): string[] {
  const high = number(scene, 'barrier_on_the_line');
  if (!Number.isFinite(high)) return [];
  if (hasWall(scene)) return [`a wall, ${briefLoss(high)} high`, `wall ${briefLoss(high)}`, 'wall'];
  const ends = Math.max(number(scene, 'data_M'), number(scene, 'data_G'));
  return high < 1.5 * ends ? ['no wall'] : [`up to ${briefLoss(high)}`, briefLoss(high)];
}

function captionOf(scene: Scene): string[] {
  const charged = penaltyOf(scene) > 0;
  const noisy = Number(scene.config.noise) > 0;
  if (taskOf(scene) === 'hyperbola') {
    // Of a run that has not come to the floor nothing is said of what it does there.
    const there = passed(scene);
    if (noisy)
      return there
        ? ['Noise shakes it along the floor', 'Noise along the floor', 'Noise']
        : ['Noise shakes it', 'Noise'];
    if (charged) return ['The penalty tilts the floor', 'A tilted floor'];
    return there && ended(scene)
      ? ['Without noise it stays where it came down', 'Without noise it stays']
      : ['Without noise or penalty', 'Without noise'];
  }
  const picture = cells(scene, momentOf(scene));
  if (noisy && !charged && ended(scene) && Math.abs(picture[NOTES] ?? 0) < 0.5)
    return ['Noise alone has not led it to the rule', 'Noise alone: no rule', 'Noise alone'];
  const mean = meanOf(picture, NOTES);
  const notes = Array.from(picture.subarray(0, NOTES));
  if (notes.some(note => Math.abs(note - mean) > 0.05))
    return ['The five notes differ: their mean is drawn', 'The mean of five notes'];
  return charged
    ? [
        'The dark ring fits the data; the penalty tilts it',
        'The penalty tilts the ring',
        'A tilted ring',
      ]
    : ['The dark ring fits the data, and it is level', 'The ring is level', 'A level ring'];
}

// ---------------------------------------------------------------- what has been learnt

const SOLUTIONS: Record<'sparse' | 'product' | 'modular', (scene: Scene) => Part> = {
  sparse: weights,
  product: products,
  modular: waves,
};

function switched(scene: Scene, part: Part): Panel {
  return {
    ...panel(part),
    switch: 'What is drawn',
    choices: [
      { value: 'solution', label: 'Solution' },
      { value: 'plane', label: 'Plane' },
    ],
    chosen: scene.choices.picture === 'plane' ? 'plane' : 'solution',
  };
}

function solutionPanel(scene: Scene): Panel {
  const task = taskOf(scene);
  const known = task === 'sparse' || task === 'product' ? task : 'modular';
  return switched(scene, SOLUTIONS[known](scene));
}

/** Of the features the first five count. */
const TRUE = 5;

function weights(scene: Scene): Part {
  const picture = cells(scene, momentOf(scene));
  const memorised = memorisedAt(scene);
  const before =
    passed(scene) && momentOf(scene) > memorised ? cells(scene, memorised) : new Float64Array();
  const effective = valueAt(scene, 'effective_features');
  const told = Number.isFinite(effective) ? tellNumber(effective) : 'none';
  const model: StemsModel = {
    parts: [
      {
        names: ['five that count', 'five'],
        room: 0.27,
        values: picture.subarray(0, TRUE),
        before: before.subarray(0, TRUE),
        truth: values(scene.frames, 'truth').subarray(0, TRUE),
      },
      {
        names: [`${formatCount(picture.length - TRUE)} others`, 'the others', 'others'],
        room: 0.73,
        values: picture.subarray(TRUE),
        before: before.subarray(TRUE),
      },
    ],
    most: Math.max(1.1, largest(scene.frames)),
    yNames: ['weight'],
    caption: [`${told} of 100 weights in effect`, `${told} of 100 in effect`, `${told} in effect`],
    key: [
      { mark: 'now', names: ['weight now', 'now'] },
      { mark: 'truth', names: ['true weight', 'truth'] },
      ...(before.length > 0
        ? [
            {
              mark: 'before' as const,
              names: [...namesOf(scene).memorised.slice(0, 1), 'at M', 'M'],
            },
          ]
        : []),
    ],
  };
  return {
    title: plain('A hundred weights'),
    label: `The hundred weights at ${stepName(scene)}: ${told} in effect. The five that count are ${Array.from(picture.subarray(0, TRUE), weight => tellNumber(weight)).join(', ')}; the largest of the others is ${tellNumber(Math.max(...Array.from(picture.subarray(TRUE), Math.abs)))}.`,
    paint: surface => paintStems(surface, model),
  };
}

const sizes = new WeakMap<Frames, number>();

/** The largest number of all pictures. */
function largest(frames: Frames): number {
  const before = sizes.get(frames);
  if (before !== undefined) return before;
  let most = 0;
  for (const value of values(frames, 'picture'))
    if (Math.abs(value) > most && Math.abs(value) < Number.POSITIVE_INFINITY)
      most = Math.abs(value);
  sizes.set(frames, most);
  return most;
}

const INPUTS = Array.from({ length: 15 }, (_, index) => String(index + 1));
/** Of the product x1 x2 in a table that has every pair twice. */
const HALF = 0.5;

function products(scene: Scene): Part {
  const picture = cells(scene, momentOf(scene));
  const count = INPUTS.length;
  const inUse = valueAt(scene, 'neurons_in_use');
  const all = Number(scene.config.width);
  const truth = Array.from(values(scene.frames, 'truth'));
  const map: HintonModel = {
    rows: INPUTS.map((_, row) => picture.subarray(row * count, (row + 1) * count)),
    most: HALF,
    heads: { rows: INPUTS, columns: INPUTS },
    framed: truth.flatMap((value, cell) =>
      value === 0 ? [] : [[Math.floor(cell / count), cell % count] as const],
    ),
    rowNames: ['input'],
    columnNames: [
      'input; framed: the rule, x1 · x2; hollow: negative',
      'input; framed: the rule; hollow: negative',
      'framed: the rule; hollow: below 0',
      'input',
    ],
  };
  const tally: TallyModel = {
    count: inUse,
    of: all,
    names: [
      `${formatCount(inUse)} of ${formatCount(all)} neurons in use`,
      `${formatCount(inUse)} in use`,
    ],
  };
  let others = 0;
  for (let cell = 0; cell < picture.length; cell++)
    if (cell !== 1 && cell !== count) others = Math.max(others, Math.abs(picture[cell] ?? 0));
  return {
    title: plain('The products'),
    label: `What multiplies what at ${stepName(scene)}: x1 times x2 has ${tellNumber(2 * (picture[1] ?? 0))} where the rule has 1; of the other pairs the largest has ${tellNumber(2 * others)}. ${formatCount(inUse)} of ${formatCount(all)} neurons are in use.`,
    paint: surface => {
      const { context, height, em } = surface;
      const room = height - em * (TALLY + 0.3);
      paintHinton({ ...surface, height: room }, map);
      context.save();
      context.translate(0, room + em * 0.3);
      paintTally({ ...surface, height: em * TALLY }, tally);
      context.restore();
      return null;
    },
  };
}

interface Neuron {
  share: number;
  weight: number;
}

/** The neurons of a picture by their main frequency, those that are most of one frequency first. */
export function byFrequency(picture: ArrayLike<number>, count: number): Neuron[][] {
  const groups: Neuron[][] = Array.from({ length: count }, () => []);
  for (let at = 0; at + 2 < picture.length; at += 3)
    groups[(picture[at + 1] ?? 1) - 1]?.push({
      share: picture[at] ?? 0,
      weight: picture[at + 2] ?? 0,
    });
  for (const group of groups) group.sort((one, other) => other.share - one.share);
  return groups;
}

const fullest = new WeakMap<Frames, number>();

/** The largest weight of a group at any moment. */
function fullOf(scene: Scene, count: number): number {
  const before = fullest.get(scene.frames);
  if (before !== undefined) return before;
  let most = Number.MIN_VALUE;
  for (let moment = 0; moment < values(scene.frames, 'step').length; moment++) {
    const picture = cells(scene, moment);
    const sums = new Float64Array(count + 1);
    for (let at = 0; at + 2 < picture.length; at += 3) {
      const group = picture[at + 1] ?? 0;
      sums[group] = (sums[group] ?? 0) + (picture[at + 2] ?? 0);
    }
    for (const sum of sums) if (sum > most && sum < Number.POSITIVE_INFINITY) most = sum;
  }
  fullest.set(scene.frames, most);
  return most;
}

/** Of the largest: a neuron that is smaller counts for nothing. */
const { dead: DEAD } = constants.memorise;

function waves(scene: Scene): Part {
  const picture = cells(scene, momentOf(scene));
  const count = Math.floor(Number(scene.config.modulus) / 2);
  const groups = byFrequency(picture, count);
  const weights = groups.flat().map(neuron => neuron.weight);
  const most = Math.max(...weights);
  const alive = formatCount(weights.filter(weight => weight > DEAD * most).length);
  const mean = valueAt(scene, 'single_frequency_share');
  const share = mean > 0.99 ? mean.toFixed(3) : mean.toFixed(2);
  const model: SortedModel = {
    groups: groups.map((bars, index) => ({ name: String(index + 1), bars })),
    full: fullOf(scene, count),
    level: Number.isFinite(mean) ? { at: mean, names: [`mean ${share}`] } : null,
    caption: [`${alive} of ${formatCount(weights.length)} neurons in use`, `${alive} in use`],
    xNames: ['main frequency; each bar as wide as its neuron is large', 'main frequency'],
    yNames: ['share of its power in that frequency', 'share of its power', 'share'],
  };
  return {
    title: plain('The neurons'),
    label: `The neurons at ${stepName(scene)}, sorted by their main frequency: on the mean ${share} of the power of a neuron lies in one frequency. ${alive} of ${formatCount(weights.length)} neurons are in use.`,
    paint: surface => paintSorted(surface, model),
  };
}

// ---------------------------------------------------------------- why two dimensions mislead

const PLANE_CLIP: Clip = { floor: constants.memorise.fitted, wall: 10, trim: true };

function planePanel(scene: Scene): Panel {
  const plane = planeOf(scene.frames, 'plane_data', PLANE_CLIP);
  const title = plain('Data loss, M to G');
  if (!plane)
    return switched(scene, {
      title,
      label: `The plane through the memorising and the last solution. ${withoutPaths(scene)}.`,
      paint: surface => paintNote(surface, withoutPaths(scene)),
    });
  const high = briefLoss(number(scene, 'barrier_on_the_line'));
  const names = namesOf(scene);
  const model: OneMapModel = {
    grid: plane.grid,
    path: [],
    whole: [],
    names: {
      x: [
        'along the line from M to G; training is not in this plane',
        'along the line from M to G',
        'from M to G',
      ],
      y: ['away from the line', 'away'],
    },
    startNames: [],
    endNames: [],
    caption: roadNames(scene),
    strip: { ticks: plane.ticks, names: ['data loss', 'loss'] },
    spots: [
      { at: [0, 0], names: names.memorised },
      { at: [1, 0], names: names.last },
    ],
    straight: { from: [0, 0], to: [1, 0], names: wallNames(scene) },
  };
  return switched(scene, {
    title,
    label: `The data loss on the plane through the memorising solution M, the last one and a curve with one bend between them: up to ${high} on the straight line, up to ${briefLoss(number(scene, 'one_bend_curve'))} on the curve. The way of training is not in this plane.`,
    paint: surface => {
      paintOneMap(surface, model);
      return null;
    },
  });
}
