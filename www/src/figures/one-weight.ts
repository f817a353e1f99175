/** One weight, then two, then three: a minimum that turns into a saddle. */

import { type BarsModel, paintBars } from '../chart/bars.ts';
import { type FitsModel, paintFits } from '../chart/fits.ts';
import { formatLoss, formatSigned, formatValue } from '../chart/format.ts';
import { type LandscapeModel, type MapModel, paintLandscape } from '../chart/landscape.ts';
import type { Config, Frames, Series } from '../worker/api.ts';
import { type Drag, type Figure, type Panel, type Scene, seriesNamed } from './contract.ts';

/** Moments of the story, from 1; the last is how it ends. */
const MOMENTS = 240;
const STORY = Float64Array.from({ length: MOMENTS }, (_, index) => index + 1);

type Phase = 'roll' | 'open' | 'escape' | 'free';
/** Milliseconds. */
const LASTS: Record<Phase, number> = { roll: 1600, open: 1200, escape: 2600, free: 900 };

/** Below this a curvature is that of a plane: what is left of it is rounding. */
const FLAT = 1e-6;

export const oneWeight: Figure = {
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
    counterexamples: 'where the trap stays',
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
  panels: scene => [mainPanel(scene), curvaturePanel(scene), fitPanel(scene)],
  pace(scene) {
    const total = phasesOf(scene).reduce((sum, phase) => sum + LASTS[phase], 0);
    return total / MOMENTS;
  },
  position(scene) {
    return ballWords(scene).join(', ');
  },
};

function values(frames: Frames, name: string): Float64Array {
  return seriesNamed(frames, name)?.values ?? new Float64Array();
}

function stageOf(scene: Scene): number {
  return Number(scene.config.stage);
}

function number(scene: Scene, name: string): number {
  return scene.frames.summary[name] ?? Number.NaN;
}

// ---------------------------------------------------------------- the story

/** What is told anew: what has not changed since the last time is not told again. */
function phasesOf(scene: Scene): Phase[] {
  const stage = stageOf(scene);
  const has = (name: string) => values(scene.frames, name).length > 0;
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

function mainPanel(scene: Scene): Panel {
  const stage = stageOf(scene);
  const model = landscapeModel(scene);
  return {
    name: 'landscape',
    area: 'main',
    title: [
      {
        text: stage === 1 ? 'Loss over the one weight' : 'Loss over the old weight and the new one',
      },
    ],
    label: 'Where the ball is dropped',
    paint: surface => paintLandscape(surface, model),
    drag: dragOf(scene),
  };
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
  const loss = `loss ${formatLoss(number(scene, 'stuck_loss'))}`;
  const curvature = `curvature ${formatSigned(number(scene, 'stuck_curvature'))}`;
  const words = [loss, curvature];
  const escaped = number(scene, 'escaped_loss');
  const freed = number(scene, 'freed_loss');
  if (Number.isFinite(escaped)) words.push(`with two weights ${formatLoss(escaped)}`);
  if (Number.isFinite(freed)) words.push(`with three ${formatLoss(freed)}`);
  return words;
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
          ? [
              `loss ${formatLoss(number(scene, 'stuck_loss'))}, curvature ${formatSigned(number(scene, 'stuck_curvature'))}`,
              `loss ${formatLoss(number(scene, 'stuck_loss'))}`,
            ]
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
  // The last map stays until a new one is in; but that of another model or split would be a lie.
  if (!view || view.config.model !== config.model || view.config.gamma !== config.gamma)
    return null;
  const of = (name: string) =>
    (view.series.get(name) as Series | undefined)?.values ?? new Float64Array();
  const places = values(scene.frames, 'escape_path');
  const whole: [number, number][] = [];
  for (let index = 0; index + 1 < places.length; index += 2) {
    const [first, second] = [places[index] ?? 0, places[index + 1] ?? 0];
    whole.push([(first + second) / 2, Math.abs(first - second) / 2]);
  }
  const stands = number(scene, 'stuck_position');
  if (whole.length === 0) whole.push([stands, 0]);
  const smallest = number(scene, 'split_eigenvalue_min');
  const moved =
    whole.length > 1 && number(scene, 'escaped_loss') < 0.999 * number(scene, 'stuck_loss');
  // An uneven split has two sides, and the map may be of the other one: then the way is not on it.
  const grid = { w: of('w'), u: of('u'), values: of('surface') };
  const here = surfaceAt(grid, whole[whole.length - 1] ?? [stands, 0]);
  const there = moved ? number(scene, 'escaped_loss') : number(scene, 'stuck_loss');
  const beyond = Math.abs(Math.sqrt(here) - Math.sqrt(there)) > 0.04;
  if (beyond) whole.splice(1);
  const shown = whole.slice(0, stepAt(whole, done.escape) + 1);
  const ended = !held && done.escape >= 1;
  const started = !held && done.roll >= 1 && done.open >= 1;
  const three = number(scene, 'freed_loss');
  const free = ended && !beyond && Number.isFinite(three) && done.free >= 1;
  return {
    ...grid,
    open: done.roll < 1 && scene.cause !== 'start' ? 0 : done.open,
    path: started ? shown : [],
    whole: held || !started ? [] : whole,
    startNames:
      !started || Number.isNaN(smallest)
        ? []
        : smallest < -FLAT
          ? beyond
            ? [
                'a saddle: descent leaves on the other side, not on this map',
                'a saddle; the way is not on this map',
                'a saddle',
              ]
            : ['a saddle: the new direction slopes down', 'a saddle', 'saddle']
          : ['still a minimum: no direction slopes down', 'still a minimum', 'minimum'],
    endNames: free
      ? [
          `loss ${formatLoss(number(scene, 'escaped_loss'))}; with the mix free, ${formatLoss(three)}`,
          `${formatLoss(number(scene, 'escaped_loss'))}, then ${formatLoss(three)}`,
        ]
      : ended && moved && !beyond
        ? [`loss ${formatLoss(number(scene, 'escaped_loss'))}`]
        : [],
  };
}

/** The value of the map's nearest grid point. */
function surfaceAt(
  { w, u, values: surface }: { w: Float64Array; u: Float64Array; values: Float64Array },
  [at, up]: [number, number],
): number {
  const index = (grid: Float64Array, value: number) => {
    const last = grid.length - 1;
    const share = (value - (grid[0] ?? 0)) / ((grid[last] ?? 1) - (grid[0] ?? 0));
    return Math.max(0, Math.min(last, Math.round(share * last)));
  };
  return surface[index(w, at) * u.length + index(u, up)] ?? Number.NaN;
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
  const model = last ? againModel(again) : curvatureModel(scene);
  const said = model.groups.map(
    group => `${group.names[0]}: ${group.bars.map(bar => bar.text).join(', ')}`,
  );
  return {
    name: 'curvature',
    area: 'side',
    title: [{ text: last ? 'One more split: flat, not downhill' : 'Curvature at the ball' }],
    label: `Curvature. ${said.join('. ')}.`,
    paint: surface => paintBars(surface, model),
  };
}

function bar(value: number): { value: number; text: string } {
  return Math.abs(value) < FLAT ? { value: 0, text: '0' } : { value, text: formatSigned(value) };
}

function curvatureModel(scene: Scene): BarsModel {
  const groups = [{ names: ['one weight', 'one'], bars: [bar(number(scene, 'stuck_curvature'))] }];
  const [least, most] = [
    number(scene, 'split_eigenvalue_min'),
    number(scene, 'split_eigenvalue_max'),
  ];
  if (Number.isFinite(least) && Number.isFinite(most))
    groups.push({ names: ['two weights', 'two'], bars: [bar(most), bar(least)] });
  // Only where the ground is level does a curvature below zero mean a way down.
  const level = number(scene, 'diverged_stage') !== 1;
  return { groups, below: level ? ['downhill', 'down'] : [], flat: ['flat'] };
}

function againModel(again: Float64Array): BarsModel {
  return {
    groups: [
      {
        names: ['three bumps at zero loss, all weights free', 'three bumps at zero loss'],
        bars: Array.from(again, bar),
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
  const moved = number(scene, 'escaped_loss') < 0.999 * number(scene, 'stuck_loss');
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
  if (
    freed.length > 0 &&
    done.free >= 1 &&
    !held &&
    number(scene, 'freed_loss') < 0.999 * number(scene, 'escaped_loss')
  )
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
