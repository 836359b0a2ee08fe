import { defineConfig } from 'vite';
import { licences } from './scripts/licences.mjs';

const notices = licences();

export default defineConfig({
  // Assets are served from /assets whatever the path of the page, so their
  // addresses in the page have to be absolute.
  base: '/',
  build: {
    outDir: 'build',
    // Inlined assets become data: URLs, which the content security policy
    // allows for fonts and images only. Keeping every asset a file is simpler.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Monaco is one big lazily loaded chunk; splitting it would gain nothing.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      // GraphiQL derives the accessible names of its icons from function names.
      output: { keepNames: true },
      // "use client" markers of libraries mean nothing without server rendering.
      onLog(level, log, report) {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') report(level, log);
      },
    },
  },
  plugins: [notices.plugin({ last: true })],
  worker: { format: 'es', plugins: () => [notices.plugin()] },
  server: {
    // `npm run dev` borrows the API and the configuration of a running server.
    proxy: {
      '/graphql': 'http://127.0.0.1:8080',
      '/graphiql/config.json': 'http://127.0.0.1:8080',
    },
  },
});
