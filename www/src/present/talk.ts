/** Puts a talk on the page. */

import { type Beat, beatOf, writeBeat } from '../lab/share/beats.ts';
import { isHere } from '../lab/site.ts';
import { ARGUMENT } from './argument.ts';
import type { Opening } from './opening.ts';
import { Stage } from './stage.ts';

export function open({
  beats = ARGUMENT,
  at = 0,
  plays = false,
  from,
  film = false,
}: Opening): Stage {
  document.querySelector('alleyway-stage')?.remove();
  const stage = new Stage();
  const here = beats.filter(({ figure }) => isHere(figure));
  if (from && film) Object.assign(stage, { beats: [{ ...beatOf(from), plays: true }] });
  else Object.assign(stage, from ? seenFirst(here, beatOf(from)) : { beats: here, at });
  stage.plays = plays;
  if (from) stage.theme = from.theme;
  document.body.append(stage);
  if (film) stage.toggle('film');
  else stage.fill();
  return stage;
}

/** Before the beats of its figure stands what is seen, unless one of them is the same. */
function seenFirst(beats: readonly Beat[], seen: Beat): { beats: readonly Beat[]; at: number } {
  const run = ({ figure, preset, config }: Beat) =>
    writeBeat({ ...seen, figure, preset, config, caption: '' });
  const same = beats.findIndex(one => run(one) === run(seen) && one.answer === 'shown');
  if (same >= 0) return { beats, at: same };
  const first = beats.findIndex(one => one.figure === seen.figure);
  const at = first < 0 ? beats.length : first;
  return { beats: [...beats.slice(0, at), seen, ...beats.slice(at)], at };
}
