import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { RoomState } from '@baton/protocol'
import { nameOf, type Operation, operationsOf } from '@baton/testing/doors/openapi-operations'
import { type Attacker, type MatrixWorld, matrixWorld, type Things } from '@baton/testing/doors/rights-matrix'
import { openStream } from '@baton/testing/worlds/event-stream'
import type { Answer } from '@baton/testing/worlds/http-world'

/**
 * Every route of the hub's own OpenAPI document, tried by everybody who is not Ada with everything that is hers. A new
 * route is tried by itself; one that names something this file has never heard of fails until a line here says whose
 * that is.
 */

/** Routes for people who are not signed in. */
const OPEN = [
  'GET /setup',
  'POST /setup',
  'POST /signin',
  'POST /token',
  'POST /revoke-token',
  'GET /time',
  'GET /healthz',
  'GET /readyz',
  'GET /signin',
  'POST /signin/proxy',
  'GET /sign-in/oidc',
  'GET /sign-in/oidc/callback',
  'POST /password-reset',
  'POST /device_authorization',
  'GET /.well-known/oauth-authorization-server',
]
type Whose = 'hers' | 'household'

/** What the ids in paths, and the fields of bodies and queries that name something, are ids of. */
const PATH_IDS: readonly [start: string, thing: keyof Things, whose: Whose][] = [
  ['/users/{id}', 'user', 'hers'],
  ['/users/{id}/sign-ins/{sign_in_id}', 'signIn', 'hers'],
  ['/me/sign-ins/{sign_in_id}', 'signIn', 'hers'],
  ['/sessions/{id}', 'session', 'hers'],
  ['/devices/{id}', 'device', 'hers'],
  ['/queue/entries/{entry_id}', 'entry', 'hers'],
  ['/tracks/{track_id}', 'track', 'household'],
  ['/media/tracks/{track_id}', 'track', 'household'],
  ['/library/tracks/{id}', 'track', 'household'],
  ['/library/albums/{id}', 'album', 'household'],
  ['/library/artists/{id}', 'artist', 'household'],
  ['/covers/{id}', 'cover', 'household'],
  ['/playlists/{id}', 'playlist', 'hers'],
  ['/library/folders/{id}', 'folder', 'hers'],
]
/** In a path, and yet nobody's: whoever knows it has been shown it. */
const NOBODYS_IDS: Readonly<Record<string, string>> = { '/links/{user_code}': 'BCDF-GHJK' }
const FIELDS: Readonly<Record<string, (things: Things) => { value: unknown; whose: Whose } | null>> = {
  device_uuid: ({ device }) => ({ value: device, whose: 'hers' }),
  entry_id: ({ entry }) => ({ value: entry, whose: 'hers' }),
  next_entry_id: ({ entry }) => ({ value: entry, whose: 'hers' }),
  entry_ids: ({ entry }) => ({ value: [entry], whose: 'hers' }),
  after: ({ entry }) => ({ value: entry, whose: 'hers' }),
  track_ids: ({ track }) => ({ value: [track], whose: 'household' }),
  album_id: ({ album }) => ({ value: album, whose: 'household' }),
  artist_id: ({ artist }) => ({ value: artist, whose: 'household' }),
  playlist_id: ({ playlist }) => ({ value: playlist, whose: 'hers' }),
  // Chosen by the caller, or a number that the hub gave for a moment: they name nothing of anybody.
  client_event_uuid: () => null,
  offer_id: () => null,
  client_id: () => null,
}
/** What a required field that names nothing is filled with. */
const PLAIN: Readonly<Record<string, unknown>> = {
  position_ms: 1_000,
  device_name: 'Another',
  name: 'Another',
  former: 'not the password',
  password: 'a long password',
  code: 'no such code',
  n: 1,
  epoch: 0,
  event: 'progress',
  title: 'Another',
  path: '/there/is/no/such/folder',
  issuer: 'https://nobody.example',
  track: 1,
  tracks: [1],
  track_order: [1],
}
/** Fields that may bring a name of the caller's own choice, so that one that is taken must be refused. */
const TAKEN: Readonly<Record<string, string>> = {
  'POST /devices/register device_uuid': 'a device that comes back brings the id that it was given',
}
/** Routes whose body must name one of several fields: this one is filled. */
const ONE_OF: Readonly<Record<string, string>> = { 'POST /playlists/{id}/tracks': 'track_ids' }
/** Looking at everything of hers takes longer than trying to change it. */
const LOOK_EVERY = 6
const NOTHING = '7d5f0d0e-0000-4000-8000-1234567890ab'

let world: MatrixWorld
let operations: readonly Operation[]
before(async () => {
  world = await matrixWorld()
  operations = operationsOf(world.openapi).filter(({ path }) => path !== '/events')
})
after(() => world[Symbol.asyncDispose]())

describe('[R21] every route, tried by everybody else with everything that is hers', () => {
  test('the document names the routes', () => {
    assert.ok(operations.length >= 45, `${operations.length}`)
  })

  for (const who of ['nobody', 'signed-out', 'housemate', 'listener', 'stranger'] as const) {
    test(`by ${who}`, async () => {
      const attacker = attackerCalled(who)
      const before = await world.picture()
      let tried: string[] = []
      const unchanged = async () => {
        assert.deepEqual(
          await world.picture(),
          before,
          `${who} changed something of hers by ${tried.join(', ')}`,
        )
        tried = []
      }
      for (const operation of operations) {
        for (const attempt of attemptsOf(operation, attacker)) await tryOut(operation, attacker, attempt)
        if (operation.method !== 'GET') tried.push(nameOf(operation))
        if (tried.length >= LOOK_EVERY) await unchanged()
      }
      await unchanged()
    })
  }
})

describe('[E14] every room, asked for by everybody else', () => {
  const rooms = RoomState.options.map((option) => option.shape.family.value)

  test('the catalogue of rooms is known here', () => {
    for (const family of rooms) assert.ok(family in ROOMS, `whose is the room “${family}”? Say it in ROOMS.`)
  })

  for (const who of ['nobody', 'signed-out', 'housemate', 'listener', 'stranger'] as const) {
    test(`by ${who}: hers is not given, and of what happens in it nothing is heard`, async () => {
      const attacker = attackerCalled(who)
      const events = (query: string) => `${world.hub.baseUrl}/events?rooms=${query}`
      for (const family of rooms) {
        const hers = ROOMS[family]?.(world.things)
        if (!hers) continue
        await using stream = await openStream(events(hers), attacker.headers())
        assert.equal(stream.status, attacker.own ? 400 : 401, hers)
      }
      if (!attacker.own) return
      const heard: unknown[] = []
      const open = rooms.filter((family) => family !== 'playlist')
      await using stream = await openStream(events(open.join(',')), attacker.headers())
      stream.response.on('data', (text: string) => heard.push(text))
      await stream.next()
      await herDoings()
      // A mark of one's own: whatever of hers was on its way has come before it.
      await attacker.ask('POST', `/sessions/${attacker.own.session}/options`, { repeat_mode: 'all' })
      await attacker.ask('POST', `/sessions/${attacker.own.session}/options`, { repeat_mode: 'off' })
      await stream.until('options_change')
      silentAbout(attacker.secrets, heard.join(''), `the stream of ${who}`)
    })
  }
})

/** How a room of hers is asked for; null: everybody has one of their own under that name. */
const ROOMS: Readonly<Record<string, (things: Things) => string | null>> = {
  session: ({ session }) => `session:${session}`,
  devices: () => null,
  library: () => null,
  playlists: () => null,
  playlist: ({ playlist }) => `playlist:${playlist}`,
}

async function herDoings(): Promise<void> {
  const { ada, things } = world
  const session = `/sessions/${things.session}`
  for (const [path, body] of [
    [`${session}/play`, {}],
    [`${session}/seek`, { position_ms: 30_000 }],
    [`${session}/next`, {}],
    [`${session}/volume`, { volume: 20 }],
    [`/tracks/${things.track}/like`, {}],
    ['/queue/enqueue', { track_ids: [things.track] }],
    [`/playlists/${things.playlist}/tracks`, { track_ids: [things.track] }],
    [`${session}/pause`, {}],
  ] as const) {
    assert.equal((await ada.post(path, body)).status, 200, path)
  }
  const renamed = { method: 'PATCH', body: { device_name: 'Marked Kitchen' } }
  assert.equal((await ada.ask(`/devices/${things.device}`, renamed)).status, 200)
}

interface Attempt {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | undefined
  /** It names something that is not the attacker's, and must be refused. */
  readonly refused: boolean
  /** The same with a name that nothing has: it must be answered alike. */
  readonly nobodys: { readonly path: string; readonly body: Attempt['body'] } | null
}

/** The route with her ids in its path; and with the attacker's own there, and one thing of hers in the body. */
function attemptsOf(operation: Operation, attacker: Attacker): readonly Attempt[] {
  const { path, parameters, body } = operation
  const hers = pathIdsOf(operation)
  const foreign = (whose: Whose) => whose === 'hers' || !attacker.sameHousehold
  const oneOf = ONE_OF[nameOf(operation)]
  const plain = body
    ? { ...plainBody(operation, attacker), ...(oneOf && { [oneOf]: FIELDS[oneOf]?.(world.things)?.value }) }
    : undefined
  const withIds = (id: (named: Named) => string) =>
    hers.reduce((filled, named) => filled.replace(named.parameter, id(named)), nobodysFilled(path))
  const attempts: Attempt[] = []
  const withHers = withIds(({ thing }) => world.things[thing])
  const refused = hers.some(({ whose }) => foreign(whose))
  const nobodys = refused ? { path: withIds(() => NOTHING), body: plain } : null
  attempts.push({ path: withHers, body: plain, refused, nobodys })
  const ownPath = withIds(({ thing }) => ownIdOf(thing, attacker))
  for (const name of Object.keys(body?.properties ?? {})) {
    const thing = fieldOf(operation, name)
    if (!thing) continue
    const isTaken = `${nameOf(operation)} ${name}` in TAKEN
    const other = { ...plain, [name]: Array.isArray(thing.value) ? [NOTHING] : NOTHING }
    const alike = foreign(thing.whose) && !isTaken ? { path: ownPath, body: other } : null
    attempts.push({
      path: ownPath,
      body: { ...plain, [name]: thing.value },
      refused: isTaken,
      nobodys: alike,
    })
  }
  for (const { name } of parameters.filter((parameter) => parameter.in === 'query')) {
    const value = queryOf(operation, name)
    const asked = `${withHers}?${name}=${encodeURIComponent(value ?? '')}`
    if (value) attempts.push({ path: asked, body: plain, refused: false, nobodys: null })
  }
  return attempts
}

function plainBody(operation: Operation, { username }: Attacker): Readonly<Record<string, unknown>> {
  const names = operation.body?.required ?? []
  return Object.fromEntries(
    names.map((name) => [name, name === 'username' ? username : filled(operation, name)]),
  )
}

async function tryOut(operation: Operation, attacker: Attacker, attempt: Attempt): Promise<void> {
  const { path, body } = attempt
  const what = `${operation.method} ${path} ${JSON.stringify(body ?? {})} by ${attacker.who}`
  const answer = await attacker.ask(operation.method, path, body)
  assert.notEqual(answer.status, 500, `${what}: ${answer.text}`)
  const isMedia = path.startsWith('/media/')
  if (!attacker.own && !OPEN.includes(nameOf(operation)) && !isMedia) {
    assert.equal(answer.status, 401, `${what}: ${answer.text}`)
  }
  if (isMedia) assert.ok(answer.status === 401 || answer.status === 403, `${what}: ${answer.status}`)
  if (attacker.own && attempt.nobodys) {
    const unknown = await attacker.ask(operation.method, attempt.nobodys.path, attempt.nobodys.body)
    assert.deepEqual(
      verdictOf(answer),
      verdictOf(unknown),
      `${what}: ${answer.text}, not as if there were no such thing`,
    )
  }
  if (attacker.own && attempt.refused) {
    assert.ok(answer.status === 404 || answer.status === 403, `${what}: ${answer.status} ${answer.text}`)
  }
  // What somebody said, they know.
  const said = `${path} ${JSON.stringify(body ?? {})}`
  const secrets = attacker.secrets.filter((secret) => !said.includes(secret))
  silentAbout(secrets, bodyOf(answer), what)
}

function verdictOf({ status, json }: Answer): readonly unknown[] {
  return [status, (json.error as { code?: string } | undefined)?.code]
}

function bodyOf({ text, headers }: Answer): string {
  return [text, ...[...headers].map(([name, value]) => `${name}: ${value}`)].join('\n')
}

function silentAbout(secrets: readonly string[], text: string, what: string): void {
  for (const secret of secrets)
    assert.equal(text.includes(secret), false, `${what} tells “${secret}”: ${text.slice(0, 500)}`)
}

function attackerCalled(who: Attacker['who']): Attacker {
  const attacker = world.attackers.find((one) => one.who === who)
  assert.ok(attacker, who)
  return attacker
}

function nobodysFilled(path: string): string {
  const known = Object.entries(NOBODYS_IDS).find(([start]) => path.startsWith(start))
  return known ? path.replace(/\{\w+\}/, known[1]) : path
}

interface Named {
  readonly parameter: string
  readonly thing: keyof Things
  readonly whose: Whose
}

/** What the path names, from left to right. */
function pathIdsOf(operation: Operation): readonly Named[] {
  return [...operation.path.matchAll(/\{\w+\}/g)].flatMap(({ 0: parameter, index }) => {
    const start = operation.path.slice(0, index + parameter.length)
    if (start in NOBODYS_IDS) return []
    const known = PATH_IDS.find(([prefix]) => prefix === start)
    assert.ok(known, `whose is what ${nameOf(operation)} names? Say it in PATH_IDS of this test.`)
    return [{ parameter, thing: known[1], whose: known[2] }]
  })
}

function ownIdOf(thing: keyof Things, attacker: Attacker): string {
  return (attacker.own as Partial<Things> | null)?.[thing] ?? world.things[thing]
}

function filled(operation: Operation, name: string): unknown {
  const thing = FIELDS[name]?.(world.things)
  if (thing) return thing.value
  assert.ok(
    name in PLAIN,
    `what is “${name}” of ${nameOf(operation)}? Say it in FIELDS or PLAIN of this test.`,
  )
  return PLAIN[name]
}

/** Whatever is called an id must be known here. */
function fieldOf(operation: Operation, name: string): ReturnType<NonNullable<(typeof FIELDS)[string]>> {
  const known = FIELDS[name]
  const isId = /(^|_)(ids?|uuids?)$/.test(name)
  assert.ok(known || !isId, `whose is “${name}” of ${nameOf(operation)}? Say it in FIELDS of this test.`)
  return known?.(world.things) ?? null
}

function queryOf(operation: Operation, name: string): string | null {
  if (name === 'q') return 'Marked'
  // Her ticket is her device's alone: it is tried where it belongs, in the tests of media.
  if (name === 'token') return null
  const value = fieldOf(operation, name)?.value
  return value === undefined ? null : String(value)
}
