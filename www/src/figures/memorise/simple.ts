/** What is simple about the simpler solution: the picture beside the curves, one for each task. */

import { type BarsModel, type Group, paintBars } from '../../chart/bars.ts';
import type { CurvesModel, Line } from '../../chart/curve-model.ts';
import { niceAbove, paintCurves } from '../../chart/curves.ts';
import type { Paint } from '../../chart/element.ts';
import { formatCount } from '../../chart/format.ts';
import { paintNote } from '../../chart/note.ts';
import { tellCount, tellNumber, tellPercent } from '../../chart/words.ts';
import { type Panel, reads, type Scene } from '../contract.ts';
import { alongSteps, highest } from './axes.ts';
import { endsOf, momentOf, place, type Task, taskOf, valueAt } from './moments.ts';

const { number, values } = reads<'memorise'>();

interface Simple {
  value: string;
  label: string;
  panel(scene: Scene): Pick<Panel, 'label' | 'paint'>;
}

const BITS: Simple = { value: 'bits', label: 'Bits at the same accuracy', panel: bitsLook };

const SIMPLE: Record<Task, Simple[]> = {
  ring: [{ value: 'weights', label: 'Five notes and one rule', panel: notesLook }, BITS],
  hyperbola: [{ value: 'weights', label: 'The two weights', panel: twoLook }, BITS],
  sparse: [{ value: 'features', label: 'Effective features', panel: featuresLook }, BITS],
  product: [
    { value: 'neurons', label: 'Neurons in use, effective rank', panel: neuronsLook },
    BITS,
  ],
  modular: [
    { value: 'waves', label: 'Frequencies, accuracy', panel: wavesLook },
    { value: 'rank', label: 'Effective rank', panel: rankLook },
    BITS,
  ],
};

export const SIMPLE_CHOICES = [
  ...new Set(Object.values(SIMPLE).flatMap(looks => looks.map(look => look.value))),
];

export function simplePanel(scene: Scene): Panel {
  const offered = SIMPLE[taskOf(scene)];
  const look = offered.find(one => one.value === scene.choices.simple) ?? offered[0] ?? BITS;
  return {
    name: 'simple',
    area: 'side',
    title: [],
    choices: offered.map(({ value, label }) => ({ value, label })),
    chosen: look.value,
    ...look.panel(scene),
  };
}

/** The bits in words; nothing before they are known. */
function bitsTold(scene: Scene): string {
  const [m, g] = [number(scene, 'bits_M'), number(scene, 'bits_G')];
  // Of a run without M there is one solution.
  if (!(m > 0)) return g > 0 ? ` To write the weights down takes ${tellCount(g, 'bit')} at G.` : '';
  const end = g > 0 ? `, ${formatCount(g)} at G, at the same accuracy` : '';
  return ` To write the weights down takes ${tellCount(m, 'bit')} at M${end}.`;
}

function bitsLook(scene: Scene): ReturnType<Simple['panel']> {
  const groups = endsOf(scene).flatMap(({ which, names }): Group[] => {
    const bits = number(scene, `bits_${which}`);
    if (!(bits > 0)) return [];
    const ink = which === 'M' ? 'train' : 'good';
    return [{ names, ink, bars: [{ value: bits, text: tellCount(bits, 'bit') }] }];
  });
  return {
    label: bitsTold(scene).trim() || 'Bits to write the weights down: not known yet.',
    paint:
      groups.length > 0
        ? surface => paintBars(surface, { groups, below: [], flat: [] })
        : surface => paintNote(surface, 'Counted at M and at the end of the training'),
  };
}

/** What a cell of the picture is at the moment, and the most that it ever is. */
export function weights(scene: Scene, count: number): { now: number[]; high: number } {
  const cells = values(scene.frames, 'picture');
  const from = momentOf(scene) * count;
  const now = Array.from({ length: count }, (_, cell) => cells[from + cell] ?? 0);
  return { now, high: highest(cells) };
}

function bar(value: number): Group['bars'][number] {
  return { value, text: weightOf(value) };
}

/** A weight, of which two digits behind the point are seen. */
export function weightOf(value: number): string {
  return value
    .toFixed(2)
    .replace('-', '−')
    .replace(/^−(0\.00)$/, '$1');
}

function notesLook(scene: Scene): ReturnType<Simple['panel']> {
  const { now, high } = weights(scene, 6);
  const [rule = 0] = now.slice(5);
  const model: BarsModel = {
    groups: [
      {
        names: ['five private notes', 'five notes', 'notes'],
        ink: 'train',
        bars: now.slice(0, 5).map(bar),
      },
      { names: ['the rule', 'rule'], bars: [bar(rule)] },
    ],
    below: [],
    flat: [],
    high,
  };
  return {
    label: `The weights at ${place(scene)}: five private notes of ${now
      .slice(0, 5)
      .map(weightOf)
      .join(', ')} and the shared rule, ${weightOf(rule)}.${bitsTold(scene)}`,
    paint: surface => paintBars(surface, model),
  };
}

function twoLook(scene: Scene): ReturnType<Simple['panel']> {
  const { now, high } = weights(scene, 2);
  const [u = 0, v = 0] = now;
  const groups = [
    { names: ['u'], bars: [bar(u)] },
    { names: ['v'], bars: [bar(v)] },
  ];
  return {
    label: `The weights at ${place(scene)}: u is ${weightOf(u)} and v ${weightOf(v)}.${bitsTold(scene)}`,
    paint: surface => paintBars(surface, { groups, below: [], flat: [], high }),
  };
}

/** Lines along the steps, the first with its value at the moment. */
export function along(
  scene: Scene,
  lines: Line[],
  y: CurvesModel['y'],
  level: CurvesModel['level'] = null,
): Paint {
  const model: CurvesModel = {
    ...alongSteps(scene),
    lines,
    y,
    level,
    rides: 0,
    also: lines.map((_, index) => index).slice(1),
  };
  return surface => paintCurves(surface, model);
}

/** A level that nothing measured goes along: what there is to find. */
export function goal(scene: Scene, y: number, names: string[]): CurvesModel['level'] {
  const from = alongSteps(scene).x[0] ?? 1;
  return { y, from, ink: 'muted', names, bare: true };
}

function featuresLook(scene: Scene): ReturnType<Simple['panel']> {
  const features = values(scene.frames, 'effective_features');
  const high = niceAbove(Math.max(10, highest(features.filter(Number.isFinite))));
  const now = valueAt(scene, 'effective_features');
  return {
    label: `Effective features of 100 at ${place(scene)}: ${tellNumber(now)}; 5 are true.${bitsTold(scene)}`,
    paint: along(
      scene,
      [{ values: features, ink: 'good', must: true, names: ['of 100 weights', 'weights'] }],
      { low: 0, high, log: false },
      goal(scene, 5, ['5 are true', '5']),
    ),
  };
}

function neuronsLook(scene: Scene): ReturnType<Simple['panel']> {
  const neurons = values(scene.frames, 'neurons_in_use');
  const rank = values(scene.frames, 'effective_rank');
  return {
    label: `At ${place(scene)}: ${tellCount(valueAt(scene, 'neurons_in_use'), 'neuron')} in use, effective rank ${tellNumber(valueAt(scene, 'effective_rank'))}; a product needs 2.${bitsTold(scene)}`,
    paint: along(
      scene,
      [
        { values: neurons, ink: 'good', must: true, names: ['neurons in use', 'neurons'] },
        {
          values: rank,
          ink: 'ink',
          dash: 'dashed',
          must: true,
          names: ['effective rank', 'rank'],
        },
      ],
      { low: 1, high: 100, log: true },
      goal(scene, 2, ['2: all that a product needs', '2 are enough', '2']),
    ),
  };
}

function wavesLook(scene: Scene): ReturnType<Simple['panel']> {
  const share = values(scene.frames, 'single_frequency_share');
  const accuracy = values(scene.frames, 'accuracy');
  return {
    label: `At ${place(scene)}: ${tellPercent(valueAt(scene, 'single_frequency_share'))} of a neuron's power in one frequency, ${tellPercent(valueAt(scene, 'accuracy'))} of the held-out cells right.${bitsTold(scene)}`,
    paint: along(
      scene,
      [
        {
          values: share,
          ink: 'good',
          must: true,
          names: ['share in one frequency', 'one frequency', 'share'],
        },
        {
          values: accuracy,
          ink: 'test',
          dash: 'dotted',
          must: true,
          names: ['held-out cells right', 'accuracy'],
        },
      ],
      SHARES,
    ),
  };
}

/** An axis of shares. */
export const SHARES: CurvesModel['y'] = {
  low: 0,
  high: 1.05,
  log: false,
  format: share => `${(100 * share).toFixed(0)} %`,
};

function rankLook(scene: Scene): ReturnType<Simple['panel']> {
  const rank = values(scene.frames, 'effective_rank');
  return {
    label: `Effective rank of the hidden layer at ${place(scene)}: ${tellNumber(valueAt(scene, 'effective_rank'))}.${bitsTold(scene)}`,
    paint: along(
      scene,
      [{ values: rank, ink: 'good', must: true, names: ['effective rank', 'rank'] }],
      {
        low: 0,
        high: niceAbove(Math.max(1, highest(rank))),
        log: false,
      },
    ),
  };
}
