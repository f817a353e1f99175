/** The sentence on the way, so that it does not tell the end, and what may be taken away with one click. */

import { tellCount, tellLoss, tellNumber, tellPercent } from '../../chart/words.ts';
import type { Span } from '../../worker/api.ts';
import { type Action, reads, type Scene } from '../contract.ts';
import { isRoom, momentOf, STAGE, stepOf, stepsOf, taskOf, valueAt } from './moments.ts';

const { values } = reads<'memorise'>();

const plain = (text: string): Span => ({ text, role: 'plain' });

/** What a moment is, as the crate has found. */
const STAGES: Record<number, string> = {
  [STAGE.unfitted]: 'the examples are not yet fitted.',
  [STAGE.memorised]: 'the examples are fitted, and new ones are not answered: it has memorised.',
  [STAGE.onItsWay]:
    'the examples are fitted, and new ones answered better than when it had memorised: it is on its way.',
  [STAGE.generalises]: 'new examples are answered too.',
  [STAGE.lost]: 'the examples were fitted before, and are not at this step.',
  [STAGE.partly]: 'the examples are fitted, and new ones are answered in part.',
};

export function sentence(scene: Scene): Span[] | null {
  if (momentOf(scene) >= stepsOf(scene.frames).length - 1) return null;
  const after = `After ${tellCount(stepOf(scene), 'step')}`;
  if (isRoom(scene)) return besides(scene, after);
  if (taskOf(scene) === 'hyperbola')
    return [
      plain(`${after} u² + v² is `),
      { text: tellNumber(valueAt(scene, 'norm') ** 2), role: 'test' },
      plain('; the flattest place of the floor has 2.'),
    ];
  const stage = STAGES[valueAt(scene, 'stage')];
  return [
    plain(`${after} the data loss is ${tellLoss(valueAt(scene, 'data_loss'))} and the test loss `),
    { text: tellLoss(valueAt(scene, 'test_loss')), role: 'test' },
    plain(stage ? `; ${stage}` : '.'),
  ];
}

/** Of a narrow network and what has become of it; the widened one comes last. */
function besides(scene: Scene, after: string): Span[] | null {
  if (values(scene.frames, 'widened_step').length === 0) return null;
  const right = (name: 'unchanged' | 'widened') => tellPercent(valueAt(scene, `${name}_accuracy`));
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
