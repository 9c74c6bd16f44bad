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
/** Where the hub is: a proxy may have put it under a path, and another hub of the same host under another one. */
const page = new URL('./', worker.location.href).pathname
const shell = new Set(SHELL_FILES.map((name) => page + name))
const own = `baton-${page}-`
const cacheName = own + SHELL_NAME

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([page, ...shell])))
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
  if (request.mode === 'navigate' && url.pathname === page) event.respondWith(newestPage(request))
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
  return (await caches.match(page)) ?? Response.error()
}

async function keptFile(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  const older = names.filter((name) => isOlder(name))
  await Promise.all(older.map((name) => caches.delete(name)))
}

/** Those that are called by their hash alone are of a hub at the top of its host. */
function isOlder(name: string): boolean {
  return (name.startsWith(own) && name !== cacheName) || (page === '/' && /^baton-\w+$/.test(name))
}
