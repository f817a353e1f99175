/** One weight, then two, then three: a minimum that turns into a saddle. */

import { codes } from 'alleyway-lab/figures';
import { type BarsModel, paintBars } from '../chart/bars.ts';
import { type FitsModel, paintFits } from '../chart/fits.ts';
import { formatValue } from '../chart/format.ts';
import { type LandscapeModel, type MapModel, paintLandscape } from '../chart/landscape.ts';
import type { ReliefModel } from '../chart/relief-model.ts';
import { heightAt } from '../chart/terrain.ts';
import type { View } from '../chart/view.ts';
import { briefLoss, tellLoss, tellSigned } from '../chart/words.ts';
import type { Config } from '../worker/api.ts';
import {
  type Drag,
  type Figure,
  type Panel,
  reads,
  type Scene,
  type SeriesOf,
} from './contract.ts';
import { fetchSolid, solid } from './solid.ts';

const { looked, number, values } = reads<'one-weight'>();

/** Moments of the story, from 1; the last is how it ends. */
const MOMENTS = 240;
const STORY = Float64Array.from({ length: MOMENTS }, (_, index) => index + 1);

type Phase = 'roll' | 'open' | 'escape' | 'free';
/** Milliseconds. */
const LASTS: Record<Phase, number> = { roll: 1600, open: 2600, escape: 2600, free: 900 };

/** What a point is, as the summary tells it. */
const { minimum: MINIMUM, flat: FLAT, saddle: SADDLE } = codes.oneWeight.kind;

/** From where the surface is seen at first: the way out runs across the picture, no hill before it. */
const USUAL: View = { azimuth: 24, elevation: 34 };

export const figure: Figure = {
  name: 'one-weight',
  story: {
    key: null,
    values: () => STORY,
    replays: ['start', 'stage', 'model'],
    stride: 12,
  },
  words: {
    play: 'let the ball go',
    step: 'a few steps of descent',
    counterexamples: 'still trapped:',
  },
  stages: {
    key: 'stage',
    name: 'Number of weights',
    labels: { 1: 'One weight', 2: 'Two weights', 3: 'Three' },
  },
  layout: 'wide',
  actions(scene) {
    const next = stageOf(scene) + 1;
    if (next > 3) return [];
    const title = 'Give the network one more weight; the function stays as it is';
    return [
      {
        name: 'Add a dimension',
        title,
        enabled: true,
        next: true,
        change: { stage: String(next) },
        position: null,
      },
    ];
  },
  opening: { stage: '1' },
  workers: 2,
  table: 'weight',
  controls: config => (Number(config.stage) > 1 ? ['gamma', 'rate'] : ['rate']),
  view: () => ({ name: 'surface', args: [] }),
  panels: scene => [...mainPanels(scene), curvaturePanel(scene), fitPanel(scene)],
  looks: { landscape: { choices: ['surface', 'map'], usual: USUAL } },
  prepare(config, changed) {
    // The surface is more code than all the rest: it comes with the second weight.
    if (Number(config.stage) > 1) return fetchSolid(changed);
    // A touch later nobody waits for it.
    (globalThis.requestIdleCallback ?? setTimeout)(() => void fetchSolid());
    return null;
  },
  pace(scene) {
    const total = phasesOf(scene).reduce((sum, phase) => sum + LASTS[phase], 0);
    return total / MOMENTS;
  },
  position(scene) {
    return ballWords(scene).join(', ');
  },
};

function stageOf(scene: Scene): number {
  return Number(scene.config.stage);
}

// ---------------------------------------------------------------- the story

/** What is told anew: what has not changed since the last time is not told again. */
function phasesOf(scene: Scene): Phase[] {
  const stage = stageOf(scene);
  const has = (name: SeriesOf<'one-weight'>) => values(scene.frames, name).length > 0;
  const phases: Phase[] = [];
  if (scene.cause !== 'stage' || stage === 1) phases.push('roll');
  if (stage >= 2 && scene.cause !== 'start' && !(scene.cause === 'stage' && stage === 3))
    phases.push('open');
  if (has('escape_path') && !(scene.cause === 'stage' && stage === 3)) phases.push('escape');
  if (has('free_path')) phases.push('free');
  return phases.length > 0 ? phases : ['roll'];
}

/** How far each part of the story has come, 0 to 1. */
function told(scene: Scene): Record<Phase, number> {
  const done: Record<Phase, number> = { roll: 1, open: 1, escape: 1, free: 1 };
  const phases = phasesOf(scene);
  const total = phases.reduce((sum, phase) => sum + LASTS[phase], 0);
  let left = (scene.at / (MOMENTS - 1)) * total;
  for (const phase of phases) {
    done[phase] = Math.max(0, Math.min(1, left / LASTS[phase]));
    left -= LASTS[phase];
  }
  return done;
}

/**
 * The step at a share of the time. Descent is slow where it is flat: half of the time goes by the
 * way made, the other by the steps, or nobody would wait at the saddle, or nobody would see it.
 */
function stepAt(path: readonly [number, number][], share: number): number {
  const last = path.length - 1;
  if (share >= 1 || last < 1) return last;
  const made = new Float64Array(path.length);
  for (let index = 1; index <= last; index++) {
    const [x, y] = path[index] ?? [0, 0];
    const [px, py] = path[index - 1] ?? [0, 0];
    made[index] = (made[index - 1] ?? 0) + Math.hypot(x - px, y - py);
  }
  const whole = made[last] || 1;
  for (let index = 1; index <= last; index++) {
    if (0.7 * ((made[index] ?? 0) / whole) + 0.3 * (index / last) > share) return index - 1;
  }
  return last;
}

// ---------------------------------------------------------------- left: the curve and the map

function mainPanels(scene: Scene): Panel[] {
  const stage = stageOf(scene);
  const model = landscapeModel(scene);
  const main: Panel = {
    name: 'landscape',
    area: 'main',
    title: [{ text: stage === 1 ? 'Loss over the one weight' : 'Loss over both weights' }],
    label: 'Where the ball is dropped',
    paint: surface => paintLandscape(surface, model),
    drag: dragOf(scene),
  };
  const relief = solid();
  if (stage === 1 || !relief) return [main];
  main.switch = 'What is drawn';
  main.choices = [
    { value: 'surface', label: 'Surface' },
    { value: 'map', label: 'Map' },
  ];
  main.chosen = scene.choices.landscape ?? 'surface';
  if (main.chosen === 'map') return [main];
  const view = scene.views.landscape ?? USUAL;
  const { map } = model;
  const surfaceModel = map ? reliefModel(scene, model, map, view) : null;
  const flat: LandscapeModel = { ...model, wNames: ['the old weight', 'old weight'], map: null };
  main.turn = { name: 'Turn the surface', view, usual: USUAL };
  main.paint =
    surfaceModel && surfaceModel.open > 0
      ? relief.paintOf(surfaceModel)
      : surface => paintLandscape(surface, flat);
  const beside: LandscapeModel = {
    ...model,
    alone: true,
    wNames: ['the old weight; the lower edge is the old curve', 'the old weight', 'old weight'],
    map: map && { ...map, startNames: [], endNames: [] },
  };
  return [
    main,
    {
      name: 'map',
      area: 'side',
      title: [{ text: 'The same from above' }],
      label: 'The same loss as a map from above, with the way of the ball.',
      paint: surface => paintLandscape(surface, beside),
    },
  ];
}

function reliefModel(scene: Scene, model: LandscapeModel, map: MapModel, view: View): ReliefModel {
  const losses = Array.from(model.loss);
  return {
    grid: map.grid,
    edge: losses.map((loss, index) => [model.weight[index] ?? 0, loss]),
    top: Math.max(...losses),
    names: {
      x: ['the old weight', 'old weight', 'old'],
      y: ['the new weight', 'new weight', 'new'],
      z: ['loss'],
      flat: ['the old weight', 'old weight'],
    },
    view,
    open: map.open,
    trail: model.trail.map(([w]) => w),
    path: map.path,
    whole: map.whole,
    startNames: map.startNames,
    endNames: map.endNames,
    caption: captionOf(scene, map),
  };
}

/** What is to be seen, at every moment of the story; longest first. */
function captionOf(scene: Scene, map: MapModel): string[] {
  const done = told(scene);
  if (scene.held !== null || number(scene, 'diverged_stage') > 0) return [];
  if (map.open < 0.3) return ['The same curve, and the same ball'];
  if (map.open < 1)
    return [
      'It is the front edge of a surface: the new weight leads away from it',
      'It is the front edge of a surface',
    ];
  if (map.path.length === 0) return [];
  if (done.free > 0 && number(scene, 'freed_lower') === 1)
    return [
      'The third weight, the share of the two, has no axis here: freed, it lowers the loss under the ball',
      'The third weight, the share, has no axis here: it lowers the ball',
      'The third weight has no axis here',
    ];
  const kind = number(scene, 'split_kind');
  // Whether a valley holds it along the old weight is known only where descent has come to rest in one.
  if (number(scene, 'stuck_kind') !== MINIMUM) return [];
  if (kind === MINIMUM)
    return [
      'Walled in along the old weight, and along the new one too',
      'Walled in along both weights',
    ];
  if (kind === FLAT)
    return [
      'Along the old weight a valley holds the ball; along the new one the ground is level',
      'A valley along the old weight, level along the new',
      'Level along the new weight',
    ];
  if (kind !== SADDLE) return [];
  return [
    'Along the old weight a valley holds the ball; along the new one it can leave',
    'A valley along the old weight, a way out along the new',
    'A way out along the new weight',
  ];
}

function dragOf(scene: Scene): Drag {
  const key = scene.entry.keys.find(one => one.name === 'start');
  const weight = values(scene.frames, 'weight');
  let low = weight[0] ?? 0;
  let high = weight[weight.length - 1] ?? 1;
  // Beyond these a bump rolls off the data; the crate says so too.
  if (scene.config.model === 'bumps' && key?.slider) {
    low = Math.max(low, key.slider[0]);
    high = Math.min(high, key.slider[1]);
  }
  const start = scene.held ?? Number(scene.config.start);
  return {
    key: 'start',
    low,
    high,
    step: (high - low) / 52,
    value: start,
    text: `dropped at ${formatValue(start, 3)}; ${ballWords(scene).join(', ')}`,
  };
}

/** What the ball has come to, in words. */
function ballWords(scene: Scene): string[] {
  const words = [`loss ${tellLoss(number(scene, 'stuck_loss'))}`];
  if (atRest(scene)) words.push(`curvature ${curvature(scene, number(scene, 'stuck_curvature'))}`);
  else words.push('not at rest');
  const escaped = number(scene, 'escaped_loss');
  const freed = number(scene, 'freed_loss');
  if (Number.isFinite(escaped)) words.push(`with two weights ${tellLoss(escaped)}`);
  if (Number.isFinite(freed)) words.push(`with three ${tellLoss(freed)}`);
  return words;
}

/** With one weight descent has come to rest. */
function atRest(scene: Scene): boolean {
  return !Number.isNaN(number(scene, 'stuck_kind'));
}

/** A curvature in words; what is flat up to rounding is 0. */
function curvature(scene: Scene, value: number): string {
  return Math.abs(value) <= number(scene, 'flat') ? '0' : tellSigned(value);
}

function landscapeModel(scene: Scene): LandscapeModel {
  const { frames, config } = scene;
  const stage = stageOf(scene);
  const weight = values(frames, 'weight');
  const loss = values(frames, 'loss');
  const done = told(scene);
  const ways = values(frames, 'stuck_path');
  const losses = values(frames, 'stuck_path_loss');
  const whole = Array.from(ways, (w, index): [number, number] => [w, losses[index] ?? 0]);
  const held = scene.held;
  const trail: [number, number][] =
    held === null
      ? whole.slice(0, stepAt(whole, done.roll) + 1)
      : [[held, lossAt(weight, loss, held)]];
  const diverged = number(scene, 'diverged_stage') === 1;
  const ballNames =
    held === null && done.roll >= 1
      ? diverged
        ? ['thrown too far', 'too far']
        : stage === 1
          ? [ballWords(scene).slice(0, 2).join(', '), ballWords(scene)[0] ?? '']
          : []
      : [];
  return {
    weight,
    loss,
    trail,
    ballNames,
    wNames:
      stage === 1
        ? ['the one weight', 'weight']
        : ['the old weight (below: the loss along the lower edge of the map)', 'the old weight'],
    uNames: ['the new weight', 'new weight', 'new'],
    map: stage >= 2 ? mapModel(scene, config, done, held !== null) : null,
  };
}

function mapModel(
  scene: Scene,
  config: Config,
  done: Record<Phase, number>,
  held: boolean,
): MapModel | null {
  const view = scene.view;
  // The last map stays until a new one is in; that of another model would be a lie.
  if (!view || view.config.model !== config.model) return null;
  const of = looked(view, 'surface');
  const places = values(scene.frames, 'escape_path');
  const whole: [number, number][] = [];
  for (let index = 0; index + 1 < places.length; index += 2) {
    const [first, second] = [places[index] ?? 0, places[index + 1] ?? 0];
    whole.push([(first + second) / 2, Math.abs(first - second) / 2]);
  }
  const stands = number(scene, 'stuck_position');
  if (whole.length === 0) whole.push([stands, 0]);
  const kind = number(scene, 'split_kind');
  const moved = whole.length > 1 && number(scene, 'escaped_lower') === 1;
  // An uneven split has two sides, and the map may be of the other one: then the way is not on it.
  const grid = { x: of('w'), y: of('u'), values: of('surface') };
  const here = heightAt(grid, ...(whole[whole.length - 1] ?? [stands, 0]));
  const there = moved ? number(scene, 'escaped_loss') : number(scene, 'stuck_loss');
  const beyond = Math.abs(Math.sqrt(here) - Math.sqrt(there)) > 0.04;
  if (beyond) whole.splice(1);
  const shown = whole.slice(0, stepAt(whole, done.escape) + 1);
  const ended = !held && done.escape >= 1;
  // On the map of another split the way would be, too.
  const current = view.config.gamma === config.gamma;
  const started = !held && current && done.roll >= 1 && done.open >= 1;
  const three = number(scene, 'freed_loss');
  const freeing = values(scene.frames, 'free_path_loss');
  const free = ended && !beyond && Number.isFinite(three) && done.free > 0;
  const now = freeing[Math.floor(done.free * (freeing.length - 1))] ?? three;
  return {
    grid,
    open: done.roll < 1 && scene.cause !== 'start' ? 0 : done.open,
    path: started ? shown : [],
    whole: held || !started ? [] : whole,
    startNames: started ? startNamesOf(kind, beyond) : [],
    endNames: free
      ? [
          `loss ${briefLoss(number(scene, 'escaped_loss'))}, share freed: ${briefLoss(now)}`,
          `loss ${briefLoss(now)}`,
        ]
      : ended && moved && !beyond
        ? [`loss ${briefLoss(number(scene, 'escaped_loss'))}`]
        : [],
  };
}

/** What the point of the split is, in words; `beyond`: the way out is not on the map. */
export function startNamesOf(kind: number, beyond: boolean): string[] {
  if (kind === MINIMUM)
    return ['still a minimum: no direction slopes down', 'still a minimum', 'minimum'];
  if (kind === FLAT) return ['the new direction is flat', 'flat'];
  if (kind !== SADDLE) return [];
  return beyond
    ? [
        'a saddle: descent leaves on the other side, not on this map',
        'a saddle; the way is not on this map',
        'a saddle',
      ]
    : ['a saddle: the new direction slopes down', 'a saddle', 'saddle'];
}

function lossAt(weight: Float64Array, loss: Float64Array, at: number): number {
  const last = weight.length - 1;
  const place = ((at - (weight[0] ?? 0)) / ((weight[last] ?? 1) - (weight[0] ?? 0))) * last;
  const low = Math.max(0, Math.min(last - 1, Math.floor(place)));
  const from = loss[low] ?? 0;
  return from + ((loss[low + 1] ?? from) - from) * (place - low);
}

// ---------------------------------------------------------------- right: curvature and fits

function curvaturePanel(scene: Scene): Panel {
  const again = values(scene.frames, 'again_eigenvalues');
  const done = told(scene);
  const last = again.length > 0 && done.free >= 1;
  const model = last ? againModel(scene, again) : curvatureModel(scene);
  const said = model.groups.map(
    group => `${group.names[0]}: ${group.bars.map(bar => bar.text).join(', ')}`,
  );
  return {
    name: 'curvature',
    area: 'side',
    title: [{ text: last ? 'One more split: flat' : 'Curvature at the ball' }],
    label: `Curvature. ${said.join('. ')}.`,
    paint: surface => paintBars(surface, model),
  };
}

function bar(scene: Scene, value: number): { value: number; text: string } {
  const flat = Math.abs(value) <= number(scene, 'flat');
  return { value: flat ? 0 : value, text: curvature(scene, value) };
}

function curvatureModel(scene: Scene): BarsModel {
  const groups = [
    { names: ['one weight', 'one'], bars: [bar(scene, number(scene, 'stuck_curvature'))] },
  ];
  const [least, most] = [
    number(scene, 'split_eigenvalue_min'),
    number(scene, 'split_eigenvalue_max'),
  ];
  if (Number.isFinite(least) && Number.isFinite(most))
    groups.push({ names: ['two weights', 'two'], bars: [bar(scene, most), bar(scene, least)] });
  // Only where the ground is level does a curvature below zero mean a way down.
  return { groups, below: atRest(scene) ? ['downhill', 'down'] : [], flat: ['flat'] };
}

function againModel(scene: Scene, again: Float64Array): BarsModel {
  return {
    groups: [
      {
        names: ['three bumps at zero loss, all weights free', 'three bumps at zero loss'],
        bars: Array.from(again, value => bar(scene, value)),
      },
    ],
    below: ['downhill', 'down'],
    flat: ['flat'],
  };
}

function fitPanel(scene: Scene): Panel {
  const { frames } = scene;
  const done = told(scene);
  const stuck = values(frames, 'stuck_fit');
  const escaped = values(frames, 'escaped_fit');
  const freed = values(frames, 'freed_fit');
  const moved = number(scene, 'escaped_lower') === 1;
  const held = scene.held !== null;
  const fits: FitsModel['fits'] = [];
  const two = escaped.length > 0 && moved && done.escape >= 1 && !held;
  if (stuck.length > 0 && !held)
    fits.push({
      values: stuck,
      ink: 'muted',
      dashed: true,
      names:
        escaped.length > 0 && !moved
          ? ['one weight, and two', 'one and two']
          : ['one weight', 'one'],
    });
  if (two) fits.push({ values: escaped, ink: 'test', names: ['two weights', 'two'] });
  if (freed.length > 0 && done.free >= 1 && !held && number(scene, 'freed_lower') === 1)
    fits.push({ values: freed, ink: 'good', names: ['three weights', 'three'] });
  const x = values(frames, 'x');
  const y = values(frames, 'y');
  return {
    name: 'fit',
    area: 'side',
    title: [{ text: 'The data and the fit' }],
    label: `The data, and the fit with ${fits.map(fit => fit.names[0]).join(', ') || 'no weight yet'}.`,
    paint: surface => paintFits(surface, { x, y, fits }),
  };
}
