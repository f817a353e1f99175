/** The sentence on the way, so that it does not tell the end, and what may be taken away with one click. */

import { formatCount, formatValue } from '../../chart/format.ts';
import type { Span } from '../../worker/api.ts';
import { type Action, type Scene, values } from '../contract.ts';
import {
  FOUND,
  isRoom,
  memorisedAt,
  momentOf,
  percent,
  stepOf,
  stepsOf,
  taskOf,
  valueAt,
} from './told.ts';

/** The examples are fitted where the data loss is under this: the mark of the crate's own verdict. */
const FITTED = 0.01;

/** Of the test loss of what was memorised: with less it is on its way. */
const LEFT = 0.8;

const plain = (text: string): Span => ({ text, role: 'plain' });

export function sentence(scene: Scene): Span[] | null {
  if (momentOf(scene) >= stepsOf(scene.frames).length - 1) return null;
  const after = stepOf(scene) === 1 ? 'After 1 step' : `After ${formatCount(stepOf(scene))} steps`;
  if (isRoom(scene)) return besides(scene, after);
  if (taskOf(scene) === 'hyperbola') {
    const norm = formatValue(valueAt(scene, 'norm') ** 2, 3);
    return [
      plain(`${after} u² + v² is `),
      { text: norm, role: 'test' },
      plain('; the flattest place of the floor has 2.'),
    ];
  }
  const data = valueAt(scene, 'data_loss');
  const test = valueAt(scene, 'test_loss');
  const memorised = values(scene.frames, 'test_loss')[memorisedAt(scene)] ?? Number.NaN;
  const leaves = momentOf(scene) > memorisedAt(scene) && test < LEFT * memorised;
  const stage =
    data > FITTED
      ? 'the examples are not yet fitted.'
      : test < FOUND
        ? 'new examples are answered too: it has left for the rule.'
        : leaves
          ? 'the examples are fitted, and new ones better than when it had memorised: it is on its way.'
          : 'the examples are fitted, and new ones are not: it has memorised.';
  return [
    plain(`${after} the data loss is ${formatValue(data, 2)} and the test loss `),
    { text: formatValue(test, 2), role: 'test' },
    plain(`; ${stage}`),
  ];
}

/** Of a narrow network and what has become of it; the widened one comes last. */
function besides(scene: Scene, after: string): Span[] | null {
  if (values(scene.frames, 'widened_step').length === 0) return null;
  const right = (name: string) => percent(valueAt(scene, `${name}_accuracy`));
  return [
    plain(`${after} more the unchanged network answers `),
    { text: right('unchanged'), role: 'bad' },
    plain(' of the held-out cells, the widened one '),
    { text: right('widened'), role: 'good' },
    plain('.'),
  ];
}

/** What drives the run is one click from gone, and one from being there again. */
export function actions(scene: Scene): Action[] {
  if (isRoom(scene)) return [];
  const noise = taskOf(scene) === 'hyperbola';
  const key = noise ? 'noise' : 'penalty';
  const there = Number(scene.config[key]) > 0;
  const common = { enabled: true, position: null };
  if (there)
    return [
      {
        ...common,
        name: noise ? 'Noise off' : 'Penalty off',
        title: `The same start without ${noise ? 'noise' : 'a penalty'}`,
        change: { [key]: '0' },
      },
    ];
  return [
    {
      ...common,
      name: noise ? 'Noise on' : 'Penalty on',
      title: noise ? 'The same start with noisy labels' : 'The same start with the best penalty',
      change: { [key]: 'auto' },
    },
  ];
}
