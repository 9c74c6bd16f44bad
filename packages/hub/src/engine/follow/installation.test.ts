import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type BatonEvent,
  type HouseholdId,
  INSTALLATION,
  type LogEpoch,
  type Room,
  type RoomState,
  type SessionId,
  type UserId,
} from '@baton/protocol'
import { EngineWorld, rest } from '@baton/testing/worlds/engine-world'
import { ROOM_RULES } from '#domain'
import { insertHousehold, ROOM_ROWS, sqlStore } from '#stores/sql'
import type { Principal } from '../api/principal.ts'
import type { NewEvent, Store } from '../ports/store.ts'

// A family of this test: one wall for everybody of the installation, on which words are written.
const WALL = 'wall' as Room
const EMPTY = { family: 'wall', words: 'nothing' } as unknown as RoomState
const written = (words: string) => ({ type: 'wall.written', words }) as unknown as BatonEvent
const wallRules = { family: 'wall', ofInstallation: true } as const
const wallRows = {
  family: 'wall' as RoomState['family'],
  // biome-ignore lint/correctness/useYield: it has no rows to ask for
  *show() {
    return { state: EMPTY }
  },
}

async function homeWithWall() {
  const home = await EngineWorld.open()
  const store = sqlStore(home.household.database, { rooms: [...ROOM_ROWS, () => wallRows] })
  await home.restart({ store, rooms: [...ROOM_RULES, wallRules] })
  const householdId = home.dice.uuid() as HouseholdId
  const epoch = 'nextdoor0001' as LogEpoch
  await insertHousehold(home.household.database.kysely, { id: householdId, name: 'Next door', epoch, at: 0 })
  const neighbour: Principal = {
    ...home.other,
    householdId,
    userId: home.dice.uuid() as UserId,
    sessionId: home.dice.uuid() as SessionId,
  }
  return { home, store, neighbour, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() }
}

async function write(store: Store, words: string, event: Partial<NewEvent> = {}, log = INSTALLATION) {
  const told = { room: WALL, audience: 'installation', revision: 0, event: written(words), ...event } as const
  await store.transact(log, {}, () => ({ value: null, writes: { at: 0, events: [told] } }))
}

const words = (events: readonly { readonly kind: string }[]) =>
  events.flatMap((frame) => ('event' in frame ? [(frame.event as { words?: string }).words] : []))

test('[L20] rooms of the installation are followed from every household, beside its own rooms', async () => {
  await using world = await homeWithWall()
  const { home, store, neighbour } = world
  const mine = home.follow([home.room, WALL])
  const theirs = home.follow([], { by: neighbour })
  await rest()
  theirs.following.join(WALL)
  await rest()
  await write(store, 'hello')
  await home.done({ type: 'session.set-options', repeatMode: 'all' })
  await home.clock.advance(1_500)
  await rest()
  assert.deepEqual(mine.kinds.filter((kind) => kind !== 'beacon').slice(0, 2), ['snapshot', 'snapshot'])
  assert.deepEqual(mine.types.toSorted(), ['session.options-changed', 'wall.written'])
  assert.deepEqual(theirs.kinds.slice(0, 2), ['snapshot', 'ack'])
  assert.deepEqual(theirs.types, ['wall.written'])
  const { epoch } = await store.head(INSTALLATION)
  assert.ok(theirs.frames.every((frame) => frame.epoch === epoch))
  theirs.following.leave(WALL)
  await rest()
  await write(store, 'unheard')
  await home.clock.advance(1_500)
  assert.deepEqual(words(theirs.frames), ['hello'])
  assert.deepEqual(words(mine.frames).filter(Boolean), ['hello', 'unheard'])
})

test('[L20] nothing of a household is seen in the log of the installation, and nothing of that in a household’s', async () => {
  await using world = await homeWithWall()
  const { home, store, neighbour } = world
  const followers = [home.follow([WALL]), home.follow([WALL], { by: neighbour })]
  await rest()
  await write(store, 'for a household', { audience: 'household' })
  await write(store, 'for me', { audience: home.me.userId })
  await write(store, 'in my log', {}, home.me.householdId)
  await home.clock.advance(1_500)
  await rest()
  assert.deepEqual(
    followers.map(({ frames }) => words(frames)),
    [['for me'], []],
  )
})

test('[L21] a cursor is of the household’s log: a room of the installation begins with a snapshot', async () => {
  await using world = await homeWithWall()
  const { home, store } = world
  await home.done({ type: 'session.set-options', repeatMode: 'all' })
  await write(store, 'before')
  const { epoch } = await home.head()
  const back = home.follow([home.room, WALL], { after: { epoch, seq: 0 } })
  await rest()
  assert.deepEqual(back.kinds, ['event', 'caught-up', 'snapshot'])
})

test('[L21] who is too slow for one log begins anew in that log alone', async () => {
  await using world = await homeWithWall()
  const { home, store } = world
  const stop = new AbortController()
  const rooms = [home.room, WALL]
  const { frames } = home.engine.follow({ principal: home.me, rooms, signal: stop.signal })
  const slow = frames[Symbol.asyncIterator]()
  const next = async () => (await slow.next()).value
  await next()
  await next()
  const waiting = next()
  await rest()
  for (let nth = 0; nth < 300; nth++) await write(store, `word ${nth}`)
  await home.clock.advance(1_500)
  await rest()
  await waiting
  const resync = await next()
  const { epoch } = await store.head(INSTALLATION)
  assert.ok(resync?.kind === 'resync' && resync.epoch === epoch)
  const snapshot = await next()
  assert.ok(snapshot?.kind === 'snapshot' && snapshot.room === WALL)
  const later = next()
  await home.done({ type: 'session.set-options', repeatMode: 'one' })
  assert.equal((await later)?.kind, 'event')
  stop.abort()
})

test('[L19] holders of a device are told what is meant for them, whoever else follows the room', async () => {
  await using home = await EngineWorld.open()
  const kitchen = await home.speaker('Kitchen')
  const [holder, mate] = [home.follow(['library'], { by: kitchen }), home.follow(['library'])]
  await rest()
  const library = { tracks: 1, albums: 0, artists: 0 }
  const event = { type: 'library.changed', added: 1, changed: 0, missing: 0, library } as const
  const told = { room: 'library', audience: `device:${kitchen.deviceId}`, revision: 0, event } as const
  await home.store.transact(home.me.householdId, {}, () => ({
    value: null,
    writes: { at: home.engine.now(), events: [told] },
  }))
  await home.clock.advance(1_500)
  await rest()
  assert.deepEqual([holder.types, mate.types], [['library.changed'], []])
})
