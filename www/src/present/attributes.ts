/** A beat, as the attributes of the figure that shows it. */

import type { Lab } from '../lab/lab.ts';
import type { Beat } from '../lab/share/beats.ts';
import type { FigureName } from '../worker/api.ts';

/** The charts of a beat that names none: what is large where a figure is seen whole, and one beside it. */
const USUAL: Record<FigureName, string> = {
  'double-descent': 'data loss',
  'least-norm': 'fit distance',
  'one-weight': 'landscape fit',
  split: 'fit ladder',
  traps: 'swarm share',
  landscape: 'landscape planes',
  memorise: 'loss picture',
};

export function chartsOf({ figure, charts }: Beat): string {
  return charts || (USUAL[figure as FigureName] ?? '');
}

export function give(lab: Lab, beat: Beat) {
  const set = (name: string, value: string | null) => {
    if (value === null || value === '') lab.removeAttribute(name);
    else if (lab.getAttribute(name) !== value) lab.setAttribute(name, value);
  };
  set('preset', beat.preset);
  set('config', beat.config);
  set('charts', chartsOf(beat));
  set('controls', beat.controls || 'none');
  set('answer', beat.answer);
  set('start', 'now');
  lab.toggleAttribute('mute', !beat.sentence);
}
