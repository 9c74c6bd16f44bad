import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ROOM_KINDS } from '@baton/protocol'
import type { Named, Whose } from '@baton/testing/doors/matrix/matrix-part'
import { type Attacker, type MatrixWorld, matrixWorld } from '@baton/testing/doors/matrix/matrix-world'
import { FIELDS, MATRIX_PARTS, ONE_OF, PATH_IDS, PLAIN, TAKEN } from '@baton/testing/doors/matrix/parts'
import { nameOf, type Operation, operationsOf } from '@baton/testing/doors/openapi-operations'
import { openStream } from '@baton/testing/worlds/event-stream'
import type { Answer } from '@baton/testing/worlds/http-world'

/**
 * Every route of the hub's own OpenAPI document, tried by everybody who is not Ada with everything that is hers. A new
 * route is tried by itself; one that names something that no part of the matrix has heard of fails until one says whose
 * that is.
 */

/** Routes for people who are not signed in. */
const OPEN = [
  'POST /agents/{secret}/health',
  'POST /agents/{secret}/play',
  'POST /api/player/provision',
  'GET /api/player/{key}/credentials',
  'GET /setup',
  'POST /setup',
  'POST /signin',
  'POST /token',
  'POST /revoke-token',
  'GET /time',
  'GET /healthz',
  'GET /readyz',
  'GET /agent/install.sh',
  'GET /agent/baton-agent.mjs',
  'GET /agent/test-tone',
  'GET /signin',
  'POST /signin/proxy',
  'GET /sign-in/oidc',
  'GET /sign-in/oidc/callback',
  'POST /password-reset',
  'POST /device_authorization',
  'GET /.well-known/oauth-authorization-server',
]
/** In a path, and yet nobody's: whoever knows it has been shown it. */
const NOBODYS_IDS: Readonly<Record<string, string>> = {
  '/links/{user_code}': 'BCDF-GHJK',
  '/api/player/artwork/{post_id}': '1',
  '/api/player/playing/{name}': 'idle',
}
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
  test('of each kind of room there is one of hers', () => {
    for (const { family, ofEach } of ROOM_KINDS) {
      if (ofEach)
        assert.ok(family in world.things, `which “${family}” is Ada’s? Say it in a part of the matrix.`)
    }
  })

  for (const who of ['nobody', 'signed-out', 'housemate', 'listener', 'stranger'] as const) {
    test(`by ${who}: hers is not given, and of what happens in it nothing is heard`, async () => {
      const attacker = attackerCalled(who)
      const events = (query: string) => `${world.hub.baseUrl}/events?rooms=${query}`
      for (const { family, ofEach } of ROOM_KINDS) {
        if (!ofEach) continue
        const hers = `${family}:${world.things[family]}`
        await using stream = await openStream(events(hers), attacker.headers())
        assert.equal(stream.status, attacker.own ? 400 : 401, hers)
      }
      if (!attacker.own) return
      const heard: unknown[] = []
      const open = ROOM_KINDS.filter(({ ofEach }) => ofEach === null).map(({ family }) => family)
      await using stream = await openStream(events(['session', ...open].join(',')), attacker.headers())
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

async function herDoings(): Promise<void> {
  const { ada, things } = world
  for (const { method = 'POST', path, body } of MATRIX_PARTS.flatMap((part) => part.doings?.(things) ?? []))
    assert.equal((await ada.ask(path, { method, body })).status, 200, path)
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
    ? { ...plainBody(operation, attacker), ...(oneOf && { [oneOf]: thingIn(oneOf)?.value }) }
    : undefined
  const withIds = (id: (named: InPath) => string) =>
    hers.reduce((filled, named) => filled.replace(named.parameter, id(named)), nobodysFilled(path))
  const attempts: Attempt[] = []
  const withHers = withIds(({ thing }) => hersCalled(thing))
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

interface InPath extends Named {
  readonly parameter: string
}

/** What the path names, from left to right. */
function pathIdsOf(operation: Operation): readonly InPath[] {
  return [...operation.path.matchAll(/\{\w+\}/g)].flatMap(({ 0: parameter, index }) => {
    const start = operation.path.slice(0, index + parameter.length)
    if (start in NOBODYS_IDS) return []
    const known = PATH_IDS[start]
    assert.ok(
      known,
      `whose is what ${nameOf(operation)} names? Say it in the pathIds of a part of the matrix.`,
    )
    return [{ parameter, ...known }]
  })
}

function hersCalled(thing: string): string {
  const id = world.things[thing]
  assert.ok(id, `no part of the matrix has made a ${thing}`)
  return id
}

function ownIdOf(thing: string, { own }: Attacker): string {
  return (own as Readonly<Record<string, string>> | null)?.[thing] ?? hersCalled(thing)
}

/** What a field of that name names, where it names something. */
function thingIn(name: string): { readonly value: unknown; readonly whose: Whose } | null {
  const named = FIELDS[name]
  if (!named) return null
  const id = hersCalled(named.thing)
  return { value: named.isList ? [id] : id, whose: named.whose }
}

function filled(operation: Operation, name: string): unknown {
  const thing = thingIn(name)
  if (thing) return thing.value
  assert.ok(
    name in PLAIN,
    `what is “${name}” of ${nameOf(operation)}? Say it in the fields or plain of a part of the matrix.`,
  )
  return PLAIN[name]
}

/** Whatever is called an id must be known. */
function fieldOf(operation: Operation, name: string): ReturnType<typeof thingIn> {
  const isId = /(^|_)(ids?|uuids?)$/.test(name)
  assert.ok(
    name in FIELDS || !isId,
    `whose is “${name}” of ${nameOf(operation)}? Say it in the fields of a part of the matrix.`,
  )
  return thingIn(name)
}

function queryOf(operation: Operation, name: string): string | null {
  if (name === 'q') return 'Marked'
  // Her ticket is her device's alone: it is tried where it belongs, in the tests of media.
  if (name === 'token') return null
  const value = fieldOf(operation, name)?.value
  return value === undefined ? null : String(value)
}
