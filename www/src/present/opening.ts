/** How a talk is opened. */

import type { Lab } from '../lab/lab.ts';
import type { Beat } from '../lab/share/beats.ts';

export interface Opening {
  /** Without them the argument of the page. */
  beats?: readonly Beat[];
  at?: number;
  plays?: boolean;
  /** The figure that is seen: the talk begins with it as it stands. */
  from?: Lab;
  /** Its story alone, to be saved as a video. */
  film?: boolean;
}
