/** A narrow network that stands still, and what becomes of it as it is and with neurons that do nothing yet. */

import type { CurvesModel, Line } from '../../chart/curve-model.ts';
import { halfDecade, paintCurves } from '../../chart/curves.ts';
import { formatCount } from '../../chart/format.ts';
import { paintNote } from '../../chart/note.ts';
import { logPlaces } from '../../chart/scale.ts';
import { briefLoss, tellCount, tellPercent } from '../../chart/words.ts';
import type { Frames } from '../../worker/api.ts';
import { type Panel, reads, type Scene, type SeriesOf } from '../contract.ts';
import { momentOf, place } from './moments.ts';
import { SHARES } from './simple.ts';

const { number, values } = reads<'memorise'>();

/** The three runs, by the beginning of their series' names. */
type Which = 'narrow' | 'unchanged' | 'widened';
type What = 'step' | 'data' | 'test' | 'total' | 'accuracy';

export function roomPanels(scene: Scene): Panel[] {
  return [
    onePanel(scene, 'unchanged'),
    onePanel(scene, 'widened'),
    accuracyPanel(scene),
    narrowPanel(scene),
    beforePanel(scene),
    totalsPanel(scene),
  ];
}

function series(scene: Scene, which: Which, what: What): Float64Array {
  return values(scene.frames, `${which}_${what}`);
}

function neurons({ config }: Scene, which: Which): number {
  return Number(config.width) + (which === 'widened' ? Number(config.widen) : 0);
}

/** What a run has at the moment of the story, or, where the story is another run's, at its end. */
function now(scene: Scene, which: Which, what: What): number {
  const list = series(scene, which, what);
  return list[told(scene, which) ? momentOf(scene) : list.length - 1] ?? Number.NaN;
}

/** Whether the story is walked along this run: the last two share their steps. */
function told({ frames }: Scene, which: Which): boolean {
  const going = values(frames, 'unchanged_step').length > 0;
  return going === (which !== 'narrow');
}

/** Before anything is known, and while it is not; in the end, where no network was found that stands still. */
function waiting(scene: Scene, which: Which): string {
  if (number(scene, 'stands_still') === 0)
    return 'No network that fits its data and stands still was found, so none is given room';
  if (which === 'widened' && series(scene, 'unchanged', 'step').length > 0)
    return `Next: the same network, with ${tellCount(Number(scene.config.widen), 'neuron')} added`;
  const skipped = number(scene, 'seeds_skipped');
  const tried = skipped > 0 ? ` Passed over so far: ${tellCount(skipped, 'seed')}.` : '';
  return `Wanted: a network of ${tellCount(neurons(scene, 'narrow'), 'neuron')} that fits its data and stands still.${tried}`;
}

function along(
  scene: Scene,
  which: Which,
): Pick<CurvesModel, 'x' | 'xNames' | 'xFirst' | 'xLast' | 'at' | 'tickRoom'> {
  const narrow = which === 'narrow';
  return {
    x: logPlaces(series(scene, which, 'step')),
    xNames: narrow ? ['steps of training', 'steps'] : ['further steps', 'steps'],
    xFirst: '0',
    xLast: Number(narrow ? scene.config.steps : scene.config.further),
    at: told(scene, which) ? scene.at : null,
    tickRoom: '0.001',
  };
}

const axes = new WeakMap<Frames, Map<string, CurvesModel['y']>>();

/** One axis for all of some series. */
function axisOf({ frames }: Scene, names: readonly SeriesOf<'memorise'>[]): CurvesModel['y'] {
  const before = axes.get(frames) ?? new Map<string, CurvesModel['y']>();
  axes.set(frames, before);
  const key = names.join();
  const known = before.get(key);
  if (known) return known;
  const all = names.flatMap(name => Array.from(values(frames, name))).filter(value => value > 0);
  const low = all.length > 0 ? Math.min(...all) : 1e-3;
  const high = all.length > 0 ? Math.max(...all) : 1;
  const axis = {
    low: halfDecade(Math.log10(low * 0.9), Math.floor),
    high: halfDecade(Math.log10(high * 1.1), Math.ceil),
    log: true,
  };
  before.set(key, axis);
  return axis;
}

const LOSSES = ['unchanged_data', 'unchanged_test', 'widened_data', 'widened_test'] as const;

/** Data and test loss of one run. */
function lossLines(scene: Scene, which: Which): Line[] {
  return [
    {
      values: series(scene, which, 'data'),
      ink: 'train',
      dash: 'dashed',
      must: true,
      names: ['data loss', 'data'],
    },
    {
      values: series(scene, which, 'test'),
      ink: 'test',
      must: true,
      names: ['test loss', 'test'],
    },
  ];
}

function losses(scene: Scene, which: Which): string {
  return `data loss ${briefLoss(now(scene, which, 'data'))}, test loss ${briefLoss(now(scene, which, 'test'))}`;
}

function onePanel(scene: Scene, which: 'unchanged' | 'widened'): Panel {
  const count = tellCount(neurons(scene, which), 'neuron');
  const name =
    which === 'unchanged'
      ? `${count}, unchanged`
      : `${count}: ${formatCount(Number(scene.config.widen))} added`;
  const panel: Panel = {
    name: which,
    area: 'main',
    title: [{ text: name }],
    label: `${name}: ${waiting(scene, which)}`,
    tall: true,
    paint: surface => paintNote(surface, waiting(scene, which)),
  };
  if (series(scene, which, 'step').length === 0) return panel;
  const model: CurvesModel = {
    ...along(scene, which),
    lines: lossLines(scene, which),
    // On one scale, or neither could be held against the other.
    y: axisOf(scene, LOSSES),
    rides: 1,
    also: [0],
  };
  return {
    ...panel,
    label: `${name}, after ${place(scene)}: ${losses(scene, which)}.`,
    paint: surface => {
      paintCurves(surface, model);
      return null;
    },
  };
}

/** The story is walked along it: how many held-out cells of the table are right. */
function accuracyPanel(scene: Scene): Panel {
  const going = !told(scene, 'narrow');
  const both = (['unchanged', 'widened'] as const).filter(
    which => series(scene, which, 'step').length > 0,
  );
  const lines = going
    ? both.map((which): Line => {
        const count = formatCount(neurons(scene, which));
        return {
          values: series(scene, which, 'accuracy'),
          ink: which === 'widened' ? 'good' : 'test',
          dash: which === 'widened' ? 'solid' : 'dotted',
          must: true,
          side: which === 'widened' ? 'above' : 'below',
          names: [tellCount(neurons(scene, which), 'neuron'), count],
        };
      })
    : [accuracyLine(scene)];
  const newest = both[both.length - 1] ?? 'narrow';
  const before = now(scene, 'narrow', 'accuracy');
  const model: CurvesModel = {
    ...along(scene, newest),
    xNames: [
      going ? 'further steps: drag here' : 'steps of training: drag here',
      going ? 'further steps' : 'steps of training',
      'steps',
    ],
    lines,
    y: SHARES,
    rides: lines.length - 1,
    also: lines.map((_, index) => index).slice(0, -1),
  };
  const empty = lines.every(line => line.values.length === 0);
  return {
    name: 'loss',
    area: 'side',
    title: [
      {
        text: going
          ? `Held-out cells right; before: ${tellPercent(before)}`
          : 'Held-out cells that are right',
      },
    ],
    label: 'The training: held-out cells that are right, against steps',
    paint: surface =>
      empty ? paintNote(surface, waiting(scene, 'narrow')) : paintCurves(surface, model),
  };
}

function accuracyLine(scene: Scene): Line {
  return {
    values: series(scene, 'narrow', 'accuracy'),
    ink: 'test',
    dash: 'dotted',
    must: true,
    names: ['held-out cells right', 'right'],
  };
}

function ofNarrow(scene: Scene, lines: Line[], y: CurvesModel['y']): Panel['paint'] {
  if (!known(scene)) return surface => paintNote(surface, waiting(scene, 'narrow'));
  const model: CurvesModel = {
    ...along(scene, 'narrow'),
    lines,
    y,
    rides: lines.length - 1,
    also: lines.map((_, index) => index).slice(0, -1),
  };
  return surface => {
    paintCurves(surface, model);
    return null;
  };
}

function known(scene: Scene): boolean {
  return series(scene, 'narrow', 'step').length > 0;
}

function narrowPanel(scene: Scene): Panel {
  const count = tellCount(neurons(scene, 'narrow'), 'neuron');
  return {
    name: 'narrow',
    area: 'side',
    title: [{ text: `Before: ${count} alone` }],
    label: known(scene)
      ? `The narrow network's own training, ${count}: ${losses(scene, 'narrow')}.`
      : waiting(scene, 'narrow'),
    paint: ofNarrow(
      scene,
      lossLines(scene, 'narrow'),
      axisOf(scene, ['narrow_data', 'narrow_test']),
    ),
  };
}

function beforePanel(scene: Scene): Panel {
  return {
    name: 'before',
    area: 'side',
    title: [{ text: 'Before: held-out cells right' }],
    label: known(scene)
      ? `In the narrow network's own training ${tellPercent(now(scene, 'narrow', 'accuracy'))} of the held-out cells are right.`
      : waiting(scene, 'narrow'),
    paint: ofNarrow(scene, [accuracyLine(scene)], SHARES),
  };
}

/** What is descended on: data loss and penalty together. */
function totalsPanel(scene: Scene): Panel {
  const panel = {
    name: 'totals',
    area: 'side' as const,
    title: [{ text: 'Total: data + penalty' }],
  };
  const both = (['unchanged', 'widened'] as const).filter(
    which => series(scene, which, 'step').length > 0,
  );
  if (both.length === 0)
    return {
      ...panel,
      label: `Total losses of both: ${waiting(scene, 'unchanged')}`,
      paint: surface => paintNote(surface, waiting(scene, 'unchanged')),
    };
  const lines = both.map((which): Line => {
    const count = formatCount(neurons(scene, which));
    return {
      values: series(scene, which, 'total'),
      ink: which === 'widened' ? 'good' : 'ink',
      dash: which === 'widened' ? 'solid' : 'dotted',
      must: true,
      side: which === 'widened' ? 'below' : 'above',
      names: [tellCount(neurons(scene, which), 'neuron'), count],
    };
  });
  const model: CurvesModel = {
    ...along(scene, both[both.length - 1] ?? 'unchanged'),
    lines,
    y: axisOf(scene, ['unchanged_total', 'widened_total']),
    rides: lines.length - 1,
    also: lines.map((_, index) => index).slice(0, -1),
  };
  const words = both.map(
    which =>
      `${briefLoss(now(scene, which, 'total'))} with ${tellCount(neurons(scene, which), 'neuron')}`,
  );
  return {
    ...panel,
    label: `Total losses after ${place(scene)}: ${words.join(', ')}.`,
    paint: surface => {
      paintCurves(surface, model);
      return null;
    },
  };
}
