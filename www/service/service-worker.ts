/**
 * Keeps one build of the site in the browser, whole, so that the lab opens without a network. Pages are asked of the network
 * first, so nobody is kept on an old build; what is kept is shown where no answer comes. A file whose name changes with its
 * content is taken from what is kept. Its rule for what may be kept (all of a build, each file by its hash, or nothing) is what a
 * library of strategies would not give: pages/service.ts writes the list, and puts it before this.
 */

const scope = self as unknown as ServiceWorkerGlobalScope;

/** What is kept, by its place below the scope. */
interface Build {
  /** Changes with anything that is kept. */
  version: string;
  /** A page is of this build where it names this file. */
  entry: string;
  pages: string[];
  /** How each file's SHA-256 begins, in hexadecimal digits. */
  files: Record<string, string>;
}

declare const BUILD: Build;

/** A phone may be on a network that takes requests and answers none. */
const PATIENCE = 3_000;
/** So few at a time, that a figure which is training goes before. */
const AT_ONCE = 3;
const FOLDER = new URL(scope.registration.scope).pathname;
/** Other sites of this origin keep things too. */
const OWN = `alleyway ${FOLDER} `;
const NAME = OWN + BUILD.version;

const addressOf = (path: string) => new URL(path, scope.registration.scope).href;

// ---------------------------------------------------------------- keeping

async function hashOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('');
}

/** The body as it was unpacked, under what else the host said of it: its policies hold offline too. */
function answerOf(bytes: ArrayBuffer, headers: Headers): Response {
  const said = new Headers(headers);
  said.delete('content-encoding');
  said.delete('content-length');
  return new Response(bytes, { headers: said });
}

/** A file as this build has it: from an older build, the browser's own cache, or the host. */
async function fileOf(path: string, hash: string): Promise<Response> {
  const address = addressOf(path);
  const sources = [
    () => caches.match(address),
    () => fetch(address),
    () => fetch(address, { cache: 'reload' }),
  ];
  for (const source of sources) {
    const answer = await source();
    if (!answer?.ok) continue;
    const bytes = await answer.arrayBuffer();
    if ((await hashOf(bytes)).startsWith(hash)) return answerOf(bytes, answer.headers);
  }
  throw new Error(`${path} is not what this build has`);
}

async function pageOf(path: string): Promise<Response> {
  const answer = await fetch(addressOf(path), { cache: 'no-cache' });
  const bytes = await answer.arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  // A host may add something of its own to a page; a page of another build, or half a one, is not kept.
  if (!answer.ok || !text.includes(BUILD.entry) || !text.trimEnd().endsWith('</html>'))
    throw new Error(`${path || 'the first page'} is not of this build`);
  return answerOf(bytes, answer.headers);
}

/** All of it, or, where anything is missing, nothing: the next visit tries again. */
async function keep() {
  const cache = await caches.open(NAME);
  const wanted = [
    ...BUILD.pages.map(path => ({ path, get: () => pageOf(path) })),
    ...Object.entries(BUILD.files).map(([path, hash]) => ({ path, get: () => fileOf(path, hash) })),
  ];
  const some = async () => {
    for (let next = wanted.shift(); next; next = wanted.shift())
      await cache.put(addressOf(next.path), await next.get());
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, some));
  } catch (error) {
    wanted.length = 0;
    await caches.delete(NAME);
    throw error;
  }
}

// A new build waits until no page of the old one is open, which may still need the old one's files.
scope.addEventListener('install', event => event.waitUntil(keep()));

scope.addEventListener('activate', event => {
  const tidy = async () => {
    for (const name of await caches.keys())
      if (name.startsWith(OWN) && name !== NAME) await caches.delete(name);
    await scope.clients.claim();
  };
  event.waitUntil(tidy());
});

// ---------------------------------------------------------------- answering

async function kept(path: string): Promise<Response | undefined> {
  const cache = await caches.open(NAME);
  return cache.match(addressOf(path));
}

/** What the host says, unless it says nothing, or that it is ill. */
async function fresh(request: Request): Promise<Response | null> {
  const late = new Promise<null>(done => setTimeout(() => done(null), PATIENCE));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer && answer.status < 500 ? answer : null;
}

async function page(request: Request, path: string): Promise<Response> {
  return (await fresh(request)) ?? (await kept(path)) ?? fetch(request);
}

/** Who asks for the host's own answer gets it, where there is one. */
async function file(request: Request, path: string): Promise<Response> {
  const anew = request.cache === 'reload' || request.cache === 'no-store';
  const answer = anew ? await fetch(request).catch(() => null) : null;
  return (answer?.ok ? answer : await kept(path)) ?? fetch(request);
}

scope.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (!pathname.startsWith(FOLDER) || request.headers.has('range')) return;
  const path = pathname.slice(FOLDER.length);
  if (request.mode !== 'navigate') {
    if (Object.hasOwn(BUILD.files, path)) event.respondWith(file(request, path));
    return;
  }
  const folder = path.replace(/(^|\/)index\.html$/, '$1');
  if (BUILD.pages.includes(folder)) event.respondWith(page(request, folder));
});
