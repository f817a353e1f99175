/** Two sides of one coin: a model memorises, drifts along the floor of the valley, and leaves for something simpler. */

import type { Frames } from '../worker/api.ts';
import { counted, type Figure } from './contract.ts';
import { curvePanels } from './memorise/curves.ts';
import { isRoom, place, stepsOf } from './memorise/moments.ts';
import { pictureLook, picturePanels } from './memorise/pictures.ts';
import { roomPanels } from './memorise/room.ts';
import { actions, sentence } from './memorise/sentence.ts';
import { SIMPLE_CHOICES } from './memorise/simple.ts';
import { fetchSolid } from './solid.ts';

/** Milliseconds of a training that is played. */
const LASTS = 8000;

export const figure: Figure = {
  name: 'memorise',
  story: {
    key: 'moment',
    values: momentsOf,
    moments: true,
    on: 'loss',
    glances: true,
    stride: 10,
    replays: ['penalty', 'noise'],
  },
  words: {
    play: 'train again, before your eyes',
    step: 'a little more of the training',
    counterexamples: 'and where it fails',
  },
  actions,
  layout: 'board',
  table: config => (isRoom({ config }) ? 'widened_step' : 'step'),
  controls: () => ['penalty', 'noise', 'width', 'scale', 'steps'],
  view: () => null,
  panels: scene =>
    isRoom(scene) ? roomPanels(scene) : [...picturePanels(scene), ...curvePanels(scene)],
  looks: { picture: pictureLook, simple: { choices: SIMPLE_CHOICES } },
  prepare: (config, changed) =>
    config.task === 'ring' || config.task === 'hyperbola' ? fetchSolid(changed) : null,
  // Moments are further apart the later they are: equal times are equal ratios.
  pace: scene => LASTS / Math.max(1, momentsOf(scene.frames).length),
  sentence,
  position: place,
};

function momentsOf(frames: Frames): ArrayLike<number> {
  return counted(stepsOf(frames).length);
}
