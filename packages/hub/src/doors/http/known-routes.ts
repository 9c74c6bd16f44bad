import type { FastifyInstance } from 'fastify'

type Known = { readonly pattern: RegExp; readonly methods: Set<string> }

const known = new WeakMap<FastifyInstance, Map<string, Known>>()

/** Call it before the first route: it keeps what exists, so that a wrong method can be told from a wrong address. */
export function rememberRoutes(app: FastifyInstance): void {
  const routes = new Map<string, Known>()
  known.set(app, routes)
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const entry = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
    for (const each of [method].flat()) entry.methods.add(each)
    routes.set(url, entry)
  })
}

/** The methods that the address takes, of all routes that match it; none where there is no such address. */
export function methodsAt(app: FastifyInstance, url: string): readonly string[] {
  const path = url.split('?', 1)[0] ?? ''
  const methods = new Set<string>()
  for (const { pattern, methods: taken } of known.get(app)?.values() ?? []) {
    if (pattern.test(path)) for (const method of taken) methods.add(method)
  }
  return [...methods].sort()
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]{1,200}' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${parts.join('/')}/?$`)
}
