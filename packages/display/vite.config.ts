import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

/** `scripts/ensure.mjs` has it written to packages/display/dist: the page of a display, which a hub serves at /display. */
export default defineConfig({
  // Wherever a proxy has put the hub: every address is relative to the page.
  base: './',
  plugins: [iconOfTheHub(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Old tablets are what displays are made of.
    target: ['es2020', 'safari14'],
    // The content security policy allows files of the hub only, so nothing is written into the page itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      treeshake: {
        moduleSideEffects: (id: string) =>
          !/packages[\\/](protocol|client)[\\/]|node_modules[\\/]zod[\\/]/.test(id),
      },
    },
  },
})

/** The icon lies beside the web app, one step up: it is none of this build. */
function iconOfTheHub(): Plugin {
  return {
    name: 'baton-display-icon',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replace(
          '</title>',
          '</title>\n    <link rel="icon" href="../baton.svg" type="image/svg+xml" />',
        ),
    },
  }
}

/** Lays a smaller copy beside every file of text, so that the hub need not make one for each visitor. */
function compressed(): Plugin {
  return {
    name: 'baton-display-compressed',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/\.(js|css)$/.test(name)) continue
        const path = join(dir, name)
        const text = readFileSync(path)
        writeFileSync(`${path}.br`, brotliCompressSync(text))
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
      }
    },
  }
}
