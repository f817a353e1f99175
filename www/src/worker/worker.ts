/** One worker of the pool. */

import { type Line, Server } from './serve.ts';

new Server(self as unknown as Line);
