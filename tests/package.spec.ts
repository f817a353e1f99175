// The package as it would be published, in somebody else's project: built by its bundler, checked by its types, shown in its page.

import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { complete, start } from './module.mjs';

const above = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The bundler and the compiler of the lab's own page: a project would bring its own. */
const VITE = above('www/node_modules/vite/bin/vite.js');
const TSC = above('www/node_modules/typescript/bin/tsc');

const files = {
  'package.json': '{ "type": "module", "private": true }',
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2022', 'dom'], types: [] },
    include: ['main.ts'],
  }),
  'index.html': '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A consumer</title><main></main><script type="module" src="/main.ts"></script>',
  'main.ts': `import { run } from 'alleyway-lab';
import 'alleyway-lab/element';

const lab = document.createElement('alleyway-lab');
lab.figure = 'one-weight';
lab.config = { stage: 2, start: -1.5 };
lab.start = 'now';
lab.addEventListener('alleyway-result', ({ detail }) => {
  document.title = \`result of \${detail.figure}\`;
});
document.querySelector('main')?.append(lab);

const { summary } = await run({ figure: 'least-norm', preset: 'one-fit' });
document.body.dataset.parameters = String(summary.rank);
`,
  // What the types are there for.
  'wrong.ts': `import { run } from 'alleyway-lab';
import 'alleyway-lab/element';

document.createElement('alleyway-lab').seed = 'seven';
await run({ figure: 'least-norm', preset: 'no-such-preset' });
`,
};

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };

let folder: string;
let server: Server;

function call(program: string, ...given: string[]) {
  const { status, stdout, stderr } = spawnSync(program, given, { cwd: folder, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

test.beforeAll(async () => {
  await start();
  folder = await mkdtemp(join(tmpdir(), 'consumer-'));
  const pack = spawnSync('npm', ['pack', '--json', above('pkg')], { cwd: folder, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(pack.stdout);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  expect(call('npm', 'install', '--offline', '--no-audit', '--no-fund', join(folder, filename))).toMatchObject({ status: 0 });
  server = createServer(({ url }, answer) => {
    const path = new URL(url ?? '/', 'http://localhost').pathname;
    const stream = createReadStream(join(folder, 'dist', path === '/' ? 'index.html' : path));
    stream.on('error', () => answer.writeHead(404).end());
    stream.once('open', () => answer.writeHead(200, { 'content-type': types[extname(path || '.html')] ?? 'text/html' }));
    stream.pipe(answer);
  }).listen(0, '127.0.0.1');
});

test.afterAll(async () => {
  server?.close();
  if (folder) await rm(folder, { recursive: true });
});

test('a project in TypeScript, built by Vite, shows the element with the bits of Node', async ({ page }) => {
  expect(call('node', TSC, '-p', '.')).toEqual({ status: 0, text: '' });
  const built = call('node', VITE, 'build', '--logLevel', 'warn');
  expect(built.status, built.text).toBe(0);

  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const lab = page.locator('alleyway-lab');
  await expect(lab).toHaveAttribute('data-state', 'complete');
  await expect(page).toHaveTitle('result of one-weight');
  const expected = complete({ figure: 'one-weight', config: { stage: '2', start: '-1.5' } }).json;
  expect(await lab.evaluate((element) => (element as HTMLElement & { export(format: string): Promise<string> }).export('json'))).toBe(expected);
  await expect(page.locator('body')).toHaveAttribute('data-parameters', /\d/);
  await lab.getByRole('button', { name: 'Share' }).click();
  // What is shared leads to the lab's own site, not into this page.
  await expect(lab.getByRole('textbox', { name: 'Link' })).toHaveValue(/^https:\/\/[^/]+\/.*one-weight\//);
  expect(errors).toEqual([]);
});

test('the types refuse what is no figure, no preset and no seed', () => {
  const { status, text } = call('node', TSC, '--strict', '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2022', '--types', '', 'wrong.ts', '--ignoreConfig');
  expect(status).not.toBe(0);
  expect(text).toContain("'string' is not assignable to type 'number'");
  expect(text).toContain('no-such-preset');
});

test('the manifest is in the package, and is about a file that is', async () => {
  const { customElements } = await import(join(folder, 'node_modules/alleyway-lab/package.json'), { with: { type: 'json' } }).then(({ default: all }) => all);
  const manifest = await import(join(folder, 'node_modules/alleyway-lab', customElements), { with: { type: 'json' } }).then(({ default: all }) => all);
  expect(manifest.modules[0].declarations[0].tagName).toBe('alleyway-lab');
  await import('node:fs/promises').then(({ access }) => access(join(folder, 'node_modules/alleyway-lab', manifest.modules[0].path)));
});
