import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * `vite build packages/web` writes what the hub serves. `--mode pretend` builds the same app around a hub that is only
 * pretended inside the page, to look at states that a real one rarely shows.
 */
export default defineConfig(({ mode }) => ({
  base: '/',
  plugins: [react()],
  build: {
    outDir: mode === 'pretend' ? '.dist-pretend' : 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows files of the hub only, so nothing is written into the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: mode === 'pretend' ? 'pretend.html' : 'index.html',
      treeshake: {
        moduleSideEffects: (id: string) =>
          !/packages[\\/](protocol|client)[\\/]|node_modules[\\/]zod[\\/]/.test(id),
      },
    },
  },
}))
