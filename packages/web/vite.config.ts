import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const WORKER = 'service-worker.js'

/**
 * `vite build packages/web` writes what the hub serves. `--mode fake-hub` builds the same app around a fake hub
 * inside the page, to look at states that a real one rarely shows.
 */
export default defineConfig(({ mode }) => {
  const hasFakeHub = mode === 'fake-hub'
  const inputs: Record<string, string> = hasFakeHub
    ? { index: 'index.html' }
    : { index: 'index.html', 'service-worker': 'src/app/offline/service-worker.ts' }
  const publicDir = join(import.meta.dirname, 'public')
  return {
    // Wherever a proxy has put the hub: every address is relative to the page.
    base: './',
    plugins: [react(), ...(hasFakeHub ? [fakeHubMain()] : [shellOf(publicDir), compressed(publicDir)])],
    build: {
      outDir: hasFakeHub ? '.dist-fake-hub' : 'dist',
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
          // What the first page needs comes in two files, not in fifty: each one costs a way to the hub and back.
          codeSplitting: {
            groups: [
              { name: 'libraries', test: /node_modules/, tags: ['$initial'], priority: 2 },
              { name: 'app', test: /^(?!.*service-worker)/, tags: ['$initial'], priority: 1 },
            ],
          },
        },
        treeshake: {
          moduleSideEffects: (id: string) =>
            !/packages[\\/](protocol|client)[\\/]|node_modules[\\/]zod[\\/]/.test(id),
        },
      },
    },
  }
})

function fakeHubMain(): Plugin {
  return {
    name: 'baton-fake-hub',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('/src/app/main.tsx', '/src/fake-hub/main.tsx'),
    },
  }
}

/** Lays a smaller copy beside every file of text, so that the hub need not make one for each visitor. */
function compressed(publicDir: string): Plugin {
  return {
    name: 'baton-compressed',
    writeBundle({ dir = '' }, bundle) {
      for (const name of [...Object.keys(bundle), ...readdirSync(publicDir)]) {
        if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue
        const path = join(dir, name)
        const text = readFileSync(path)
        writeFileSync(`${path}.br`, brotliCompressSync(text))
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
      }
    },
  }
}

/** Tells the service worker which files the app consists of. Its own text changes with them, so that browsers notice. */
function shellOf(publicDir: string): Plugin {
  return {
    name: 'baton-shell',
    generateBundle(_options, bundle) {
      const worker = bundle[WORKER]
      if (worker?.type !== 'chunk') throw new Error('The service worker was not built.')
      const open = readdirSync(publicDir)
      const files = [...Object.keys(bundle).filter((name) => name.startsWith('assets/')), ...open].sort()
      const hash = createHash('sha256').update(files.join('\n'))
      for (const name of open) hash.update(readFileSync(join(publicDir, name)))
      const name = hash.digest('hex').slice(0, 16)
      worker.code = `const SHELL_NAME=${JSON.stringify(name)},SHELL_FILES=${JSON.stringify(files)};${worker.code}`
    },
  }
}
