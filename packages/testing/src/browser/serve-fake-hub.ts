import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const built = join(root, 'packages/web/.dist-fake-hub')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
}
const POLICY =
  "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none'"

/** The web app around a fake hub inside the page, so that `?scene=…` shows every state; served with the hub's security policy. */
export async function serveFakeHub(): Promise<{ readonly address: string } & AsyncDisposable> {
  build()
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = path === '/' ? '/index.html' : path
    // What the page asks of a hub before the app has come is answered with nothing.
    if (extname(file) === '') {
      response.writeHead(204).end()
      return
    }
    try {
      const body = readFileSync(join(built, file))
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': POLICY,
        // As the hub does: what has a hash in its name never changes, and is read and compiled once.
        ...(file.startsWith('/assets/') && { 'cache-control': 'public, max-age=31536000, immutable' }),
      })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function build(): void {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const made = spawnSync(
    process.execPath,
    [vite, 'build', 'packages/web', '--mode', 'fake-hub', '--logLevel', 'warn'],
    { cwd: root, stdio: 'inherit' },
  )
  if (made.status !== 0) throw new Error('The web app could not be built.')
}
