import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const WORKER = 'service-worker.js'

/**
 * `vite build packages/web` writes what the hub serves. `--mode pretend` builds the same app around a hub that is only
 * pretended inside the page, to look at states that a real one rarely shows.
 */
export default defineConfig(({ mode }) => {
  const isPretended = mode === 'pretend'
  const inputs: Record<string, string> = isPretended
    ? { index: 'pretend.html' }
    : { index: 'index.html', 'service-worker': 'src/offline/service-worker.ts' }
  return {
    base: '/',
    plugins: [react(), ...(isPretended ? [] : [shellOf(join(import.meta.dirname, 'public'))])],
    build: {
      outDir: isPretended ? '.dist-pretend' : 'dist',
      emptyOutDir: true,
      target: 'es2022',
      // The content security policy allows files of the hub only, so nothing is written into the page itself.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: inputs,
        output: {
          entryFileNames: ({ name }: { readonly name: string }) =>
            name === 'service-worker' ? WORKER : 'assets/[name]-[hash].js',
        },
        treeshake: {
          moduleSideEffects: (id: string) =>
            !/packages[\\/](protocol|client)[\\/]|node_modules[\\/]zod[\\/]/.test(id),
        },
      },
    },
  }
})

/** Tells the service worker which files the app consists of. Its own text changes with them, so that browsers notice. */
function shellOf(publicDir: string): Plugin {
  return {
    name: 'baton-shell',
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER]
      if (worker?.type !== 'chunk') throw new Error('The service worker was not built.')
      const open = readdirSync(publicDir)
      const files = [...Object.keys(bundle).filter((name) => name.startsWith('assets/')), ...open]
        .map((name) => `/${name}`)
        .sort()
      const hash = createHash('sha256').update(files.join('\n'))
      for (const name of open) hash.update(readFileSync(join(publicDir, name)))
      const name = `baton-${hash.digest('hex').slice(0, 16)}`
      worker.code = `const SHELL_NAME=${JSON.stringify(name)},SHELL_FILES=${JSON.stringify(files)};${worker.code}`
    },
  }
}
