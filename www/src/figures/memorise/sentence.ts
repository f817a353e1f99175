/** The sentence on the way, so that it does not tell the end, and what may be taken away with one click. */

import { formatCount, formatValue } from '../../chart/format.ts';
import type { Span } from '../../worker/api.ts';
import { type Action, type Scene, values } from '../contract.ts';
import { isRoom, momentOf, taskOf } from './told.ts';

/** Below these the examples are fitted, and the rule is found: the marks of the crate's own verdict. */
const FITTED = 0.01;
const FOUND = 0.1;

const plain = (text: string): Span => ({ text, role: 'plain' });

export function sentence(scene: Scene): Span[] | null {
  const { frames } = scene;
  const name = isRoom(scene) ? 'widened_' : '';
  const steps = values(frames, `${name}step`);
  const moment = momentOf(scene);
  if (moment >= steps.length - 1) return null;
  const after = `After ${formatCount(steps[moment] ?? 0)} steps`;
  const at = (series: string) => values(frames, series)[moment] ?? Number.NaN;
  if (name) return besides(after, at('unchanged_accuracy'), at('widened_accuracy'));
  const data = at('data_loss');
  const test = at('test_loss');
  if (taskOf(scene) === 'hyperbola') {
    const norm = formatValue(at('norm') ** 2, 3);
    return [
      plain(`${after} u² + v² is `),
      { text: norm, role: 'test' },
      plain(': the flattest place of the floor has 2.'),
    ];
  }
  const stage =
    data > FITTED
      ? 'the examples are not yet fitted.'
      : test > FOUND
        ? 'the examples are fitted, and new ones are not: it has memorised.'
        : 'new examples are answered too: it has left for the rule.';
  return [
    plain(`${after} the data loss is ${formatValue(data, 2)} and the test loss `),
    { text: formatValue(test, 2), role: 'test' },
    plain(`; ${stage}`),
  ];
}

function besides(after: string, unchanged: number, widened: number): Span[] {
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  return [
    plain(`${after} more the unchanged network answers `),
    { text: percent(unchanged), role: 'bad' },
    plain(' of the held-out cells, the widened one '),
    { text: percent(widened), role: 'good' },
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
        name: noise ? 'No noise' : 'No penalty',
        title: `The same start without ${noise ? 'noise' : 'a penalty'}`,
        change: { [key]: '0' },
      },
    ];
  return [
    {
      ...common,
      name: noise ? 'With noise' : 'With a penalty',
      title: noise ? 'The same start with noisy labels' : 'The same start with the best penalty',
      change: { [key]: 'auto' },
    },
  ];
}
