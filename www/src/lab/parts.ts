/** The parts of a lab, as whatever draws it sees them. */

import type { Services } from '../figures/contract.ts';
import type { Acts } from './acts.ts';
import type { Bench } from './bench.ts';
import type { Panels } from './panels.ts';
import type { Place } from './place.ts';
import type { Runs } from './runs.ts';
import type { Screen } from './screen.ts';
import type { Story } from './story.ts';

export interface Parts {
  readonly bench: Bench;
  readonly place: Place;
  readonly story: Story;
  readonly runs: Runs;
  readonly acts: Acts;
  /** What asks a reader: an act that is asked about waits for the answer. */
  readonly guessing: {
    before(change: Readonly<Record<string, string>>, go: () => void): void;
  };
  readonly screen: Screen;
  readonly panels: Panels;
  /** The panel that shares it. */
  readonly sharing: { readonly open: boolean; toggle(): Promise<void> };
  readonly services: Services;
}
