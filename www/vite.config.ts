import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const above = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What src/worker/code.ts looks for at the end of a file: without it the file is not whole. */
const END = '/* the end */';
/** What stands in the code until the files are known. No quotes: how a string is written is the minifier's matter. */
const FILES = '@@files@@';

/** Which files belong together, for size.mjs. */
const PARTS = above('www/node_modules/.cache/parts.json');

/**
 * Ends every file of code with a mark, and tells the code which files the build has made, how large
 * they are, and which belong together, so that what is loaded late can be looked at before it is used.
 */
function files(): Plugin {
  const parts: Record<string, string[]> = {};
  /** What the page of the lab begins with, the page of a frame, and the script of an embed. */
  const entries: Record<string, string[]> = {};
  const bytesOf = (text: string | Uint8Array) => Buffer.byteLength(text);
  return {
    name: 'files',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const outputs = Object.values(bundle);
        const chunks = outputs.filter(one => one.type === 'chunk');
        for (const chunk of chunks) chunk.code = `${unbroken(chunk)}\n${END}\n`;

        const sizes = new Map<string, number>();
        const list: [string, string[]][] = [];
        for (const one of outputs) {
          if (one.type === 'chunk') sizes.set(one.fileName, bytesOf(one.code));
          else {
            if (/worker-[^/]*\.js$/.test(one.fileName)) {
              one.source = `${String(one.source).trimEnd()}\n${END}\n`;
              list.push(['worker', [one.fileName]]);
            }
            for (const name of one.names)
              if (name.endsWith('.wasm')) list.push([name, [one.fileName]]);
            sizes.set(one.fileName, bytesOf(one.source));
          }
        }
        // What the page of the lab and every embed begin with; the addresses of all other code are found from there.
        const entry = chunks.find(chunk => chunk.code.includes(FILES));
        for (const chunk of chunks)
          if (chunk.isDynamicEntry) list.push([chunk.name, withImports(chunk, bundle, entry)]);

        const text = list
          .map(([name, files]) => {
            const parts = files.map(file => `${file.replace(/^.*\//, '')}=${sizes.get(file)}`);
            return `${name}:${parts.join(',')};`;
          })
          .join('');
        const named = ['worker', '.wasm'].every(end => list.some(([one]) => one.endsWith(end)));
        if (!entry || !named)
          this.error('the list of files has no place, or lacks the worker or the modules');
        entry.code = entry.code.replaceAll(FILES, text);
        Object.assign(parts, Object.fromEntries(list));
        for (const chunk of chunks.filter(one => one.isEntry)) {
          const files = withImports(chunk, bundle, undefined);
          const styles = chunks
            .filter(one => files.includes(one.fileName))
            .flatMap(one => [...(one.viteMetadata?.importedCss ?? [])]);
          entries[chunk.name] = [...files, ...styles];
        }
      },
    },
    writeBundle() {
      mkdirSync(dirname(PARTS), { recursive: true });
      writeFileSync(PARTS, JSON.stringify({ parts, entries }));
    },
  };
}

/**
 * What a page begins with nobody can look at before it runs, and half of it may be a script as well, which does half of its work. In
 * a block no part of it is one. What others import names at its end what it exports, and is missed there.
 */
function unbroken({ code, isEntry, exports }: Rolldown.OutputChunk): string {
  const text = code.trimEnd();
  if (!isEntry || exports.length > 0) return text;
  // The bundler leaves a remark where there were styles.
  const imports = /^(?:\/\*.*?\*\/\s*|import\b[^;]*;\s*)*/.exec(text)?.[0] ?? '';
  const own = text.slice(imports.length);
  return own === '' ? text : `${imports}{${own}\n}`;
}

/** A chunk and whatever it imports, itself first, without what the page has from the start. */
function withImports(
  chunk: Rolldown.OutputChunk,
  bundle: Rolldown.OutputBundle,
  entry: Rolldown.OutputChunk | undefined,
): string[] {
  const found = new Set([chunk.fileName]);
  // A set is walked with what is added on the way.
  for (const name of found) {
    const one = bundle[name];
    if (one?.type !== 'chunk') continue;
    for (const next of one.imports) if (next !== entry?.fileName) found.add(next);
  }
  return [...found];
}

/** What Vite puts around every import of code that comes late fetches styles for it; there are none, and src/worker/code.ts fetches the code. */
function plain(): Plugin {
  return {
    name: 'plain-imports',
    apply: 'build',
    enforce: 'pre',
    load: id =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = load => load();' : null,
  };
}

/**
 * Of d3-array, which is one file, the first figure needs the ticks of its axes. What the file makes when it is loaded would come with
 * them, unless it is said that nobody misses it; and what contours need, unless these have a copy of the file.
 */
function ticksAlone(): Plugin {
  return {
    name: 'ticks-alone',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/d3-array\/dist\/d3-array\.mjs/.test(id)) return null;
      const made = /^((?:const|var) \w+ = )(\w+(?:\(.*\))?(?:\.\w+)?);$/gm;
      const pure = code.replace(made, '$1/* @__PURE__ */ (() => $2)();');
      return { code: pure, map: null };
    },
    async resolveId(id, importer) {
      if (id !== 'd3-array' || !importer?.includes('/d3-contour/')) return null;
      const found = await this.resolve(id, importer, { skipSelf: true });
      return found && `${found.id}?contours`;
    },
  };
}

/** In markup the indentation of a template means nothing, and no minifier may take it away; in the code around it a line still ends. */
function indentless(): Plugin {
  return {
    name: 'indentless-templates',
    apply: 'build',
    enforce: 'pre',
    transform: (code, id) =>
      /\/src\/.*\.ts$/.test(id) && code.includes("from 'lit'")
        ? { code: code.replace(/\n[ \t]+/g, '\n'), map: null }
        : null,
  };
}

/** What a host has to send, so that pages of other origins, and frames that have none, may read what they are shown with. */
const FOR_ALL = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

export default defineConfig(({ command }) => ({
  // Relative addresses, so that the built page works from any folder of any host.
  base: './',
  define:
    command === 'build' ? { END_OF_FILE: JSON.stringify(END), FILES: JSON.stringify(FILES) } : {},
  plugins: [plain(), ticksAlone(), indentless(), files()],
  resolve: {
    alias: [
      { find: /^alleyway-lab\/data\/(.*)$/, replacement: `${above('crate/alleyway/data')}/$1` },
    ],
  },
  server: { host: '127.0.0.1', fs: { allow: ['..'] }, headers: FOR_ALL },
  preview: { host: '127.0.0.1', headers: FOR_ALL },
  // The other minifier leaves the lines of a worker as they are.
  worker: { format: 'es', rolldownOptions: { output: { minify: true } } },
  build: {
    target: 'es2022',
    // 1 % less to fetch than by the minifier that Vite has.
    minify: 'terser',
    terserOptions: { ecma: 2020, compress: { passes: 3 } },
    // A data: address for an asset would need a wider content security policy.
    assetsInlineLimit: 0,
    // Of a file that it fetches ahead a browser remembers a failure as of one that was imported: src/worker/code.ts looks first.
    modulePreload: false,
    rolldownOptions: {
      input: {
        index: above('www/index.html'),
        frame: above('www/embed.html'),
        present: above('www/present.html'),
        embed: above('www/src/embed.ts'),
      },
      output: {
        // The element and all that it begins with are one file for every page that has it.
        codeSplitting: {
          groups: [{ name: 'lab', test: /\/src\/(?:lab\/lab|present\/index)\.ts$/ }],
        },
        // What others write into their pages has one address for ever; all else has one for each of its versions.
        entryFileNames: ({ name }) => (name === 'embed' ? 'embed.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
}));
