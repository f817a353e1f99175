// Pages of somebody else, of another origin than the lab, with what their hosts send along.

import { createServer } from 'node:http';

/** Serves every page that it is given; resolves to a function that gives one and answers its address, and one that ends it. */
export async function serveHosts() {
  const pages = [];
  const server = createServer((request, answer) => {
    const page = pages[Number(request.url.slice(1))];
    // Browsers ask every host for its icon.
    if (page === undefined) return answer.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
    answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(`<!doctype html><title>A blog</title>${page.body}`);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  return {
    /** The address of a page with this body. */
    page(body, headers = {}) {
      pages.push({ body, headers });
      return `http://127.0.0.1:${port}/${pages.length - 1}`;
    },
    close: () => server.close(),
  };
}
