/** A talk is opened: by a figure that is asked to present, or by a page. Its code is fetched then. */

import type { LabEvents } from '../lab/events.ts';
import type { Lab } from '../lab/lab.ts';
import { chunk } from '../worker/code.ts';
import type { Opening } from './opening.ts';

const talk = chunk('What presents', 'talk', () => import('./talk.ts'));

/** Rejects with what to tell the reader. */
export async function present(opening: Opening): Promise<void> {
  (await talk.get()).open(opening);
}

/** Whichever figure of the page is asked. */
export function listen() {
  document.addEventListener('alleyway-present', event => {
    const lab = event.target as Lab;
    const { film } = (event as LabEvents['alleyway-present']).detail;
    present({ from: lab, film }).catch((error: Error) => lab.bench.say(error.message));
  });
}
