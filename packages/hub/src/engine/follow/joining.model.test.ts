import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Frame, foldRoom, playlistRoom, type Room, type RoomState } from '@baton/protocol'
import { Dice } from '@baton/testing/fakes/seeded-chance'
import { EngineWorld, rest } from '@baton/testing/worlds/engine-world'
import type { Principal } from '../api/principal.ts'
import type { Store } from '../ports/store.ts'

const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34]
const STEPS = 60

/** Joins and leaves by chance, reads as slowly as chance wants, and believes what it is told. */
class Wanderer {
  readonly principal: Principal
  readonly states = new Map<Room, RoomState>()
  readonly joined = new Set<Room>()
  answers = 0
  resyncs = 0
  /** While it is slow, frames wait for it. */
  #free = Promise.resolve()
  #release: (() => void) | null = null
  readonly #stop = new AbortController()
  readonly #following
  #seq = 0
  readonly over: Promise<void>

  constructor(world: EngineWorld, principal: Principal) {
    this.principal = principal
    this.#following = world.engine.follow({ principal, signal: this.#stop.signal })
    this.over = this.#read()
  }

  join(room: Room): void {
    assert.equal(this.#following.join(room), true)
  }

  leave(room: Room): void {
    assert.equal(this.#following.leave(room), true)
  }

  sleep(): void {
    if (this.#release) return
    this.#free = new Promise((resolve) => {
      this.#release = resolve
    })
  }

  awake(): void {
    this.#release?.()
    this.#release = null
  }

  end(): void {
    this.awake()
    this.#stop.abort()
  }

  async #read(): Promise<void> {
    for await (const frame of this.#following.frames) {
      await this.#free
      this.#take(frame)
    }
  }

  #take(frame: Frame): void {
    if (frame.kind === 'beacon') return
    assert.ok(frame.seq >= this.#seq, `${frame.kind} ${frame.seq} came after ${this.#seq}`)
    if (frame.kind === 'event') {
      assert.ok(frame.seq > this.#seq, `event ${frame.seq} came after ${this.#seq}`)
      const state = this.states.get(frame.room)
      assert.ok(state, `an event of ${frame.room}, of which it has no snapshot`)
      this.states.set(frame.room, foldRoom(state, frame.event, frame))
    } else if (frame.kind === 'snapshot') this.states.set(frame.room, frame.state)
    else if (frame.kind === 'resync') {
      this.resyncs++
      this.states.clear()
    } else if (frame.kind === 'ack') this.#answered(frame)
    this.#seq = frame.seq
  }

  #answered({ room, outcome }: Extract<Frame, { kind: 'ack' }>): void {
    this.answers++
    if (outcome === 'joined') {
      assert.ok(this.states.has(room), `${room} was joined without a snapshot`)
      this.joined.add(room)
    } else if (outcome === 'no-such-room' || outcome === 'left') {
      this.joined.delete(room)
      this.states.delete(room)
    }
  }
}

/** What was read is a moment old when it arrives, now and then. */
function lagging(store: Store, dice: Dice): Store {
  const late = async <T>(read: Promise<T>): Promise<T> => {
    const value = await read
    for (let turns = dice.between(0, 6); turns > 0; turns--)
      await new Promise((resolve) => setImmediate(resolve))
    return value
  }
  return {
    ...store,
    pageAfter: (...asked) => late(store.pageAfter(...asked)),
    snapshot: (...asked) => late(store.snapshot(...asked)),
  }
}

/** What its rooms are in truth; those that it may not see any more are not among them. */
async function truth(world: EngineWorld, { principal, joined }: Wanderer): Promise<Map<Room, RoomState>> {
  const { states } = await world.store.snapshot(principal.householdId, principal.userId, [...joined])
  return new Map(states.map(({ room, state }) => [room, state]))
}

for (const seed of SEEDS) {
  test(`[L13, L15, L16, L17] whatever it joins and leaves, it knows its rooms as they are (seed ${seed})`, async () => {
    await using world = await EngineWorld.open()
    const dice = new Dice(seed)
    await world.restart({ store: lagging(world.household.openStore(), dice) })
    const playlists = await Promise.all(
      (['household', 'private', 'household'] as const).map(async (visibility) => {
        const { result } = await world.done({ type: 'playlist.create', title: 'A list', visibility })
        assert.ok(result.playlistId)
        return result.playlistId
      }),
    )
    const wanderers = [world.me, world.me, world.other].map((principal) => new Wanderer(world, principal))
    const roomsOf = (of: Principal): readonly Room[] => [
      `session:${of.sessionId}`,
      'devices',
      'library',
      'playlists',
      ...playlists.map(playlistRoom),
    ]
    let asked = 0
    for (let step = 0; step < STEPS; step++) {
      const wanderer = dice.pick(wanderers)
      const room = dice.pick(roomsOf(dice.pick([world.me, wanderer.principal])))
      const act = dice.between(0, 9)
      if (act <= 2) wanderer.join(room)
      else if (act === 3) wanderer.leave(room)
      else if (act === 4) wanderer.sleep()
      else if (act === 5) wanderer.awake()
      else if (act === 6) await world.store.prune({ receiptsBefore: 0, eventsBefore: 0, keepEvents: 3 })
      else if (act === 7) {
        const visibility = dice.pick(['household', 'private'] as const)
        await world.send({ type: 'playlist.change', playlistId: dice.pick(playlists), visibility })
      } else if (act === 8) {
        const busy = dice.chance(0.1) ? 280 : dice.between(1, 6)
        for (let nth = 0; nth < busy; nth++) {
          const repeatMode = dice.pick(['off', 'one', 'all'] as const)
          await world.send(
            { type: 'session.set-options', repeatMode },
            { by: dice.pick([world.me, world.other]) },
          )
        }
      } else await world.speaker(`Device ${step}`)
      if (act <= 3) asked++
      if (dice.chance(0.3)) await rest()
    }
    for (const wanderer of wanderers) wanderer.awake()
    await world.clock.advance(2_000)
    for (let nth = 0; nth < 10; nth++) await rest()
    assert.deepEqual(world.failures, [])
    assert.equal(
      wanderers.reduce((sum, { answers }) => sum + answers, 0),
      asked,
    )
    for (const wanderer of wanderers) {
      assert.deepEqual(wanderer.states, await truth(world, wanderer), wanderer.principal.username)
    }
    for (const wanderer of wanderers) wanderer.end()
    await Promise.all(wanderers.map(({ over }) => over))
  })
}
