/** The element for the package: modules that a bundler finds its way in, beside the trainer that they share with who calls it. */

import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { addressOfSite } from './address.ts';
import shared from './vite.config.ts';

/** What the package has already. */
const beside: Plugin = {
  name: 'beside',
  enforce: 'pre',
  resolveId(id) {
    const name = /^alleyway-lab\/(trainer|modules|figures)$/.exec(id)?.[1];
    return name ? { id: `../${name}.js`, external: true } : null;
  },
};

export default defineConfig(async (env): Promise<UserConfig> => {
  const { resolve } = await shared(env);
  return {
    ...(resolve ? { resolve } : {}),
    base: './',
    plugins: [beside],
    define: { ADDRESS: JSON.stringify(addressOfSite()) },
    publicDir: false,
    build: {
      target: 'es2022',
      outDir: '../pkg/element',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: { element: 'src/embed.ts' },
        preserveEntrySignatures: 'strict',
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name].js',
          assetFileNames: '[name][extname]',
        },
      },
    },
    // Bundlers copy it as it is: it may import nothing.
    worker: { format: 'es', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
  };
});
