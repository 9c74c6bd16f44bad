// What a key with scopes may ask. A route that executes a command asks for what the protocol says of that command; all
// others stand in rows, each for the routes below an address; the first that fits counts. What stands nowhere here
// takes a full sign-in: a new route is closed to keys until it has a row.
import { COMMAND_RIGHTS, type Command, type Scope } from '@baton/protocol'
import { isWithinScope, type Principal } from '#engine'

type CommandType = Command['type']

const ROUTES_OF_COMMANDS: Readonly<Record<string, CommandType>> = {
  'POST /sessions/:id/play': 'session.play',
  'POST /sessions/:id/resume': 'session.resume',
  'POST /sessions/:id/pause': 'session.pause',
  'POST /sessions/:id/toggle': 'session.toggle',
  'POST /sessions/:id/stop': 'session.stop',
  'POST /sessions/:id/next': 'session.next',
  'POST /sessions/:id/prev': 'session.prev',
  'POST /sessions/:id/seek': 'session.seek',
  'POST /sessions/:id/jump': 'session.jump',
  'POST /sessions/:id/ended': 'session.end-entry',
  'POST /sessions/:id/options': 'session.set-options',
  'POST /sessions/:id/volume': 'session.set-volume',
  'POST /sessions/:id/speaker': 'session.choose-speaker',
  'POST /tracks/:track_id/like': 'session.like',
  'POST /queue/enqueue': 'queue.enqueue',
  'PATCH /queue/entries/:entry_id': 'queue.move',
  'DELETE /queue/entries/:entry_id': 'queue.remove',
  'POST /queue/remove': 'queue.remove',
  'DELETE /queue': 'queue.clear',
  'POST /queue/save': 'playlist.save-queue',
  'POST /devices/register': 'device.register',
  'PATCH /devices/heartbeat': 'device.update',
  'POST /devices/me/report': 'device.report',
  'PATCH /devices/:id': 'device.update',
  'DELETE /devices/:id': 'device.remove',
  'POST /playlists': 'playlist.create',
  'PATCH /playlists/:id': 'playlist.change',
  'DELETE /playlists/:id': 'playlist.delete',
  'POST /playlists/:id/restore': 'playlist.restore',
  'POST /playlists/:id/tracks': 'playlist.add',
  'POST /playlists/:id/remove': 'playlist.remove',
  'POST /playlists/:id/move': 'playlist.move',
  'POST /playlists/:id/reorder': 'playlist.reorder',
  'POST /playlists/:id/start': 'queue.start-playlist',
}

interface Row {
  readonly methods: 'reading' | 'changing' | 'any'
  readonly below: readonly string[]
  readonly scope: Scope
}

const SCOPED_ROUTES: readonly Row[] = [
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
  { methods: 'changing', below: ['/signout'], scope: 'control' },
]
/** Below an address that keys may ask: what they may not. */
const FULL_ONLY = ['/me/sign-ins', '/me/keys', '/me/password', '/me/identities']

/** The command that a route executes, as the address stands in the route; null: none. */
export function commandAt(method: string, url: string): CommandType | null {
  return ROUTES_OF_COMMANDS[`${method} ${url}`] ?? null
}

export function mayAsk(principal: Principal, method: string, url: string): boolean {
  return principal.scopes === null || isWithinScope(principal, scopeOf(method, url))
}

function scopeOf(method: string, url: string): Scope | null {
  const command = commandAt(method, url)
  if (command) return COMMAND_RIGHTS[command].scope
  if (FULL_ONLY.some((start) => isBelow(url, start))) return null
  const kind = method === 'GET' || method === 'HEAD' ? 'reading' : 'changing'
  const row = SCOPED_ROUTES.find(
    ({ methods, below }) =>
      (methods === 'any' || methods === kind) && below.some((start) => isBelow(url, start)),
  )
  return row?.scope ?? null
}

function isBelow(url: string, start: string): boolean {
  return url === start || url.startsWith(`${start}/`)
}
