/** What a service worker has beside a page; the types of both worlds cannot be loaded together. */
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
  readonly location: Location
}
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Lasting {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

/** The build writes these: every file of the app, and a name for exactly this set of files. */
declare const SHELL_FILES: readonly string[]
declare const SHELL_NAME: string

const PATIENCE_MS = 3_000
const worker = self as unknown as Worker
const shell = new Set(SHELL_FILES)

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL_NAME).then((cache) => cache.addAll(['/', ...SHELL_FILES])))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(forgetOlder())
})

/**
 * Answers for the app's own files only. Whatever is the hub's word (commands, the stream, music, covers, who is signed
 * in) goes past it untouched.
 */
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (request.mode === 'navigate' && url.pathname === '/') event.respondWith(newestPage(request))
  else if (shell.has(url.pathname)) event.respondWith(keptFile(request))
})

/** The hub's own page where it answers soon, so that a newer app is used at once; the kept one otherwise. */
async function newestPage(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if (answer.status < 500) return answer
  } catch {
    // The hub is away.
  }
  return (await caches.match('/')) ?? Response.error()
}

async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith('baton-') && name !== SHELL_NAME)
  await Promise.all(older.map((name) => caches.delete(name)))
}
