// The built site of www/dist, served by this process: when it ends, so does the server.

import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const www = new URL('../www/', import.meta.url);

/** Resolves to the address, and a function that ends the server. */
export async function serve() {
  const { preview } = await import(new URL('node_modules/vite/dist/node/index.js', www).href);
  const server = await preview({
    root: fileURLToPath(www),
    preview: { port: await freePort(), strictPort: true },
    logLevel: 'error',
  });
  return { address: server.resolvedUrls.local[0], close: () => server.close() };
}

/** A port on which nothing listens. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const socket = createServer();
    socket.on('error', reject);
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
