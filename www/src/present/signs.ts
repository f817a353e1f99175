/** The code by which a phone reads a link: its library is fetched when it is first asked for. */

import { chunk } from '../worker/code.ts';

export const signs = chunk('What draws the code', 'qr', () => import('./qr.ts'));
