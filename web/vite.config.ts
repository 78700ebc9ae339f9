import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const baseMarker = '__BASE_PATH__';

// In development nobody replaces the markers of index.html.
function developmentMarkers(): Plugin {
  return {
    name: 'development-markers',
    apply: 'serve',
    transformIndexHtml: (html) => html.replaceAll(baseMarker, ''),
  };
}

// The manifest says which files the first page needs: scripts/sizes.mjs reads it.
export default defineConfig({
  plugins: [react(), developmentMarkers()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  html: { cspNonce: '__CSP_NONCE__' },
  define: { __VERSION__: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version) },
  experimental: {
    // HTML names its files under the marker; scripts and styles find each other relative to themselves.
    renderBuiltUrl: (filename, { hostType }) =>
      hostType === 'html' ? `${baseMarker}/${filename}` : { relative: true },
  },
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    // Left alone, whatever two pages share is a file of its own: a hundred and fifty of them for one page, most
    // under a kilobyte, each asked for in turn. What comes first is one file, and small ones are joined.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'], priority: 2 },
            {
              name: 'parts',
              test: /node_modules\/@(mantine\/(core|form|hooks)|tabler|tanstack|floating-ui)|src\/(ui\/(?!charts)|lib|api)/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': process.env.RAPPORT_SERVER ?? 'http://127.0.0.1:8480' } },
  test: { environment: 'happy-dom', include: ['{src,snippet}/**/*.test.{ts,tsx}'] },
} as Parameters<typeof defineConfig>[0]);
