// /js/rapport.js: one file without dependencies beside the web app, under a name that never changes.
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  publicDir: false,
  define: {
    __VERSION__: JSON.stringify(
      JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
    ),
  },
  build: {
    target: 'es2020',
    outDir: '../dist/js',
    emptyOutDir: true,
    lib: { entry: 'main.ts', formats: ['iife'], name: 'rapportSnippet', fileName: () => 'rapport.js' },
  },
});
