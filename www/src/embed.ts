/**
 * What a page loads that shows figures by `<alleyway-lab>`. It has one address for ever; the rest, which it fetches, has one for
 * each version. Where that does not come, the children of the element stay as they are, which the snippet makes a way on.
 */

import './lab/lab.ts';
import { listen } from './present/index.ts';

listen();
