/** The code of the lab in one piece, for the files that need no network: pages/offline.ts makes them of it. */

import { defineConfig, type UserConfig } from 'vite';
import { addressOfSite } from './address.ts';
import shared from './vite.config.ts';

export default defineConfig(async (env): Promise<UserConfig> => {
  const { resolve } = await shared(env);
  return {
    ...(resolve ? { resolve } : {}),
    define: { OFFLINE: 'true', ADDRESS: JSON.stringify(addressOfSite()) },
    build: {
      target: 'es2022',
      outDir: 'node_modules/.cache/offline',
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: 'src/main.ts',
        output: {
          codeSplitting: false,
          entryFileNames: 'lab.js',
          assetFileNames: '[name][extname]',
        },
      },
    },
    // A browser that shows a file starts no worker that is a module.
    worker: { format: 'iife', rolldownOptions: { output: { entryFileNames: 'worker.js' } } },
    // What is fetched elsewhere is in the file.
    experimental: {
      renderBuiltUrl: (file, { hostType }) =>
        hostType === 'js' ? { runtime: `alleywayFile(${JSON.stringify(file)})` } : undefined,
    },
  };
});
