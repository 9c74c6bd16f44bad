import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  COMMAND_RIGHTS,
  type ErrorCode,
  parseRoom,
  ROOM_KINDS,
  type Room,
  SCOPES,
  type Scope,
  sessionRoom,
} from '@baton/protocol'
import { type EveryRouteWorld, openEveryRouteWorld } from '@baton/testing/doors/every-route-world'
import {
  type CommandType,
  type Led,
  routesOfCommands,
  tryRoutes,
} from '@baton/testing/doors/routes-of-commands'
import { COMMAND_TYPES, engineDoor, restDoor, type ScopedDoor } from '@baton/testing/doors/scoped-doors'

/**
 * Every command and every room of the protocol, through every door, with every set of scopes. A new command or room is
 * tried by itself.
 */

/** Nothing, each scope by itself, all but one, and everything. */
const KEYS: readonly (readonly Scope[])[] = [
  [],
  ...SCOPES.map((scope) => [scope]),
  ...SCOPES.map((missing) => SCOPES.filter((scope) => scope !== missing)),
  SCOPES,
]

let world: EveryRouteWorld
let led: readonly Led[]
let doors: readonly ScopedDoor[]
before(async () => {
  world = await openEveryRouteWorld()
  led = await tryRoutes(world.hub, world.kitchen, world.operations)
  doors = [engineDoor(world.hub), await restDoor(world.hub, routesOfCommands(led))]
})
after(() => world.hub[Symbol.asyncDispose]())

describe('[A45] every command takes its scope, through every door', () => {
  for (const name of ['engine', 'REST']) {
    test(name, async () => {
      const door = doorCalled(name)
      const before = await changeable()
      assert.deepEqual(await holesOf(door, KEYS, isTooLittle), [])
      assert.deepEqual(await changeable(), before, 'nothing of what was refused has happened')
      assert.deepEqual(await holesOf(door, KEYS, (scopes, needed) => !isTooLittle(scopes, needed)), [])
    })
  }

  test('a door that forgets whom it speaks for would be noticed', async () => {
    const { send, ...door } = doorCalled('engine')
    const forgetful: ScopedDoor = { ...door, send: (type) => send(type, SCOPES) }
    const holes = await holesOf(forgetful, KEYS, isTooLittle)
    assert.equal(new Set(holes.map((hole) => hole.split(' ', 1)[0])).size, COMMAND_TYPES.length)
  })
})

describe('[A46] every room takes its scope, through every door', () => {
  for (const name of ['engine', 'REST']) {
    test(name, async () => {
      const door = doorCalled(name)
      for (const { family, scope: needed } of ROOM_KINDS) {
        const room = roomOf(family)
        for (const scopes of KEYS) {
          const code = await door.follow(room, scopes)
          assert.equal(
            code === 'auth.scope',
            isTooLittle(scopes, needed),
            `${room} with “${scopes}”: ${code}`,
          )
        }
      }
    })
  }
})

describe('[A47] a request is counted once', () => {
  test('of a route that executes a command, in the class of the command', () => {
    const { userId } = world.hub.owner
    for (const { operation, executed, counted } of led) {
      const [type, ...others] = executed
      if (type === undefined) continue
      assert.deepEqual(others, [], `${operation.method} ${operation.path} executes one command`)
      const { rateClass } = COMMAND_RIGHTS[type]
      assert.deepEqual(counted, [`${rateClass} of ${userId}`], `${operation.method} ${operation.path}`)
    }
  })

  test('of any other at most once', () => {
    for (const { operation, counted } of led)
      assert.ok(counted.length <= 1, `${operation.method} ${operation.path}: ${counted}`)
  })

  test('there is a route for every command', () => {
    const routes = routesOfCommands(led)
    assert.deepEqual(
      COMMAND_TYPES.filter((type) => !routes.has(type)),
      [],
    )
  })
})

/** Whatever a command may change; contacts come and go by themselves. */
async function changeable(): Promise<unknown> {
  const { engine, owner } = world.hub
  const session = await engine.session(owner, owner.sessionId)
  const devices = await engine.devices(owner)
  const named = devices.map(({ deviceId, name, enabled }) => ({ deviceId, name, enabled }))
  return [session?.session.revision, named, await engine.playlists(owner)]
}

/** Where it was let in with too little, or kept out with enough. */
async function holesOf(
  door: ScopedDoor,
  keys: readonly (readonly Scope[])[],
  isTried: (scopes: readonly Scope[], needed: Scope) => boolean,
): Promise<readonly string[]> {
  const holes: string[] = []
  for (const type of COMMAND_TYPES) {
    const { scope } = COMMAND_RIGHTS[type]
    for (const scopes of keys.filter((each) => isTried(each, scope))) {
      const codes = await door.send(type, scopes)
      if (codes.length === 0 || codes.some((code) => isWrong(code, scopes, type)))
        holes.push(`${type} with “${scopes}”: ${codes}`)
    }
  }
  return holes
}

function isWrong(code: ErrorCode | null, scopes: readonly Scope[], type: CommandType): boolean {
  return (code === 'auth.scope') !== isTooLittle(scopes, COMMAND_RIGHTS[type].scope)
}

function isTooLittle(scopes: readonly Scope[], needed: Scope): boolean {
  return !scopes.includes(needed)
}

function doorCalled(name: string): ScopedDoor {
  const door = doors.find((one) => one.name === name)
  assert.ok(door, name)
  return door
}

/** One's own, or one that nobody has. */
function roomOf(family: string): Room {
  const { sessionId } = world.hub.owner
  if (family === 'session') return sessionRoom(sessionId)
  const room = parseRoom(family) ?? parseRoom(`${family}:${randomUUID()}`)
  assert.ok(room, `how is a room of the family “${family}” called?`)
  return room
}
