// What a key with scopes may ask. Each row says it for all routes below an address; the first that fits counts. What
// stands nowhere here takes a full sign-in: a new route is closed to keys until it has a row.
import { isWithinScope, type Principal, type Scope } from '#engine'

interface Row {
  readonly methods: 'reading' | 'changing' | 'any'
  readonly below: readonly string[]
  readonly scope: Scope
}

export const SCOPED_ROUTES: readonly Row[] = [
  { methods: 'any', below: ['/library/folders', '/library/scan', '/users', '/audit'], scope: 'admin' },
  {
    methods: 'reading',
    below: [
      '/me',
      '/sessions',
      '/queue',
      '/devices',
      '/library',
      '/playlists',
      '/history',
      '/events',
      '/time',
      '/metrics',
    ],
    scope: 'read',
  },
  { methods: 'changing', below: ['/queue/save', '/tracks', '/playlists'], scope: 'library' },
  { methods: 'changing', below: ['/sessions', '/queue', '/devices', '/signout'], scope: 'control' },
]
/** Below an address that keys may ask: what they may not. */
const FULL_ONLY = ['/me/sign-ins', '/me/keys', '/me/password', '/me/identities']

export function scopeOf(method: string, url: string): Scope | null {
  if (FULL_ONLY.some((start) => isBelow(url, start))) return null
  const kind = method === 'GET' || method === 'HEAD' ? 'reading' : 'changing'
  const row = SCOPED_ROUTES.find(
    ({ methods, below }) =>
      (methods === 'any' || methods === kind) && below.some((start) => isBelow(url, start)),
  )
  return row?.scope ?? null
}

export function mayAsk(principal: Principal, method: string, url: string): boolean {
  return principal.scopes === null || isWithinScope(principal, scopeOf(method, url))
}

function isBelow(url: string, start: string): boolean {
  return url === start || url.startsWith(`${start}/`)
}
