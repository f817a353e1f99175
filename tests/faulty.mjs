// The built site of www/dist from a host that can be made to fail, file by file.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

const dist = new URL('../www/dist/', import.meta.url);

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.csv': 'text/csv',
  '.gz': 'application/gzip',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** A web page on one line of two megabytes, as some hosts send for whatever they do not have. */
const WEB_PAGE = `<!doctype html><title>Not here</title><p>${'Welcome to our host. '.repeat(100_000)}</p>`;
/** A bad answer that a browser may keep for a year. */
const KEPT = { 'cache-control': 'public, max-age=31536000, immutable' };

/** What can be wrong with a file: each answers a request for it. */
export const faults = {
  missing: (_, answer) => answer.writeHead(404, { 'content-type': 'text/plain' }).end('not found'),
  /** The host breaks off in the middle. */
  cut({ body, type }, answer) {
    answer.writeHead(200, { 'content-type': type, 'content-length': body.length });
    answer.write(body.subarray(0, body.length / 2), () => answer.destroy());
  },
  /** The host has only half of it, and does not know. */
  half: ({ body, type }, answer) => answer.writeHead(200, { 'content-type': type, ...KEPT }).end(body.subarray(0, body.length / 2)),
  /** A web page, with a good status. */
  wrong: (_, answer) => answer.writeHead(200, { 'content-type': types['.html'], ...KEPT }).end(WEB_PAGE),
  /** The same, under the name of what was asked for. */
  disguised: ({ type }, answer) => answer.writeHead(200, { 'content-type': type, ...KEPT }).end(WEB_PAGE),
  /** The host is ill. */
  ill: (_, answer) => answer.writeHead(503, { 'content-type': 'text/plain' }).end('come back later'),
  empty: ({ type }, answer) => answer.writeHead(200, { 'content-type': type, ...KEPT }).end(),
  /** No answer, ever. */
  hung() {},
  /** Half of it, and then no more, and no end. */
  stuck({ body, type }, answer) {
    answer.writeHead(200, { 'content-type': type, 'content-length': body.length });
    answer.write(body.subarray(0, body.length / 2));
  },
};

/**
 * Resolves to the address and to ways to spoil it. `spoil(pattern, fault)`: files whose path fits
 * come as `fault` has them, one of the above, or a function of their text; `heal()` ends that.
 */
export async function serveFaulty() {
  let spoilt = [];
  /** Requests that wait for the host to be quick again. */
  let waiting = [];
  const asked = [];
  const server = createServer(async (request, answer) => {
    const path = new URL(request.url, 'http://host/').pathname;
    asked.push(path);
    const file = path.slice(1).replace(/(^|\/)$/, '$1index.html');
    const body = await readFile(new URL(file, dist)).catch(() => null);
    if (!body) return faults.missing(null, answer);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const send = (body) => answer.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-cache', 'access-control-allow-origin': '*' }).end(body);
    const fault = spoilt.find(({ pattern }) => pattern.test(path))?.fault;
    if (fault === undefined) send(body);
    else if (fault === 'slow') waiting.push(() => send(body));
    else if (typeof fault === 'function') {
      // Another text that ends as the file does.
      const text = Buffer.from(fault(String(body)));
      answer.writeHead(200, { 'content-type': type, 'content-length': text.length, 'cache-control': 'no-store' }).end(text);
    } else faults[fault]({ body, type }, answer);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    asked,
    spoil: (pattern, fault) => spoilt.push({ pattern, fault }),
    heal() {
      spoilt = [];
      for (const send of waiting) send();
      waiting = [];
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
