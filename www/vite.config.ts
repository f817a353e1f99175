import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const above = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export default defineConfig({
  // Relative addresses, so that the built page works from any folder of any host.
  base: './',
  resolve: {
    alias: [
      { find: /^alleyway$/, replacement: above('pkg/alleyway.js') },
      { find: /^alleyway\/wasm\?url$/, replacement: `${above('pkg/alleyway_bg.wasm')}?url` },
      { find: /^alleyway\/data\/(.*)$/, replacement: `${above('crate/data')}/$1` },
    ],
  },
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1' },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // A data: address for an asset would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
