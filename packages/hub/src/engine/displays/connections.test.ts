import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceId } from '@baton/protocol'
import type { DisplayLink } from '../api/displays.ts'
import type { DisplayIdentity, DisplayStanding, DisplayStore } from '../ports/displays.ts'
import { hashOf } from '../secrets/credential-secrets.ts'
import { connections } from './connections.ts'

const KEY = '5f0a0000-0000-4000-8000-000000000001' as DeviceId
const IDENTITY = {
  playerKey: KEY,
  householdId: 'home',
  userId: 'ada',
  sessionId: 's',
} as unknown as DisplayIdentity

describe('the displays of one worker, by what the store says of them', () => {
  test('[DI5] one whose token has ended elsewhere is cut off at the next look', async () => {
    await using world = standingWorld()
    const link = await world.come('c1')
    await world.look()
    assert.equal(link.isCut, false)
    world.row.tokenHash = 'another'
    await world.look()
    assert.equal(link.isCut, true)
  })

  test('[DI6] so is one that is forgotten', async () => {
    await using world = standingWorld()
    const link = await world.come('c1')
    world.isGone = true
    await world.look()
    assert.equal(link.isCut, true)
  })

  test('[MQ2] [DI12] one that has come to another worker is cut off here, and is not away', async () => {
    await using world = standingWorld()
    const link = await world.come('c1')
    world.row.connectionId = 'c2'
    await world.look()
    assert.equal(link.isCut, true)
    await world.connections.went(link)
    assert.deepEqual(world.told, [true])
  })

  test('[DI12] one that goes is away', async () => {
    await using world = standingWorld()
    const link = await world.come('c1')
    await world.connections.went(link)
    await world.connections.went(link)
    assert.deepEqual(world.told, [true, false])
  })

  test('[DI12] one that comes, or says anything but that it goes, is heard of', async () => {
    await using world = standingWorld()
    await world.come('c1')
    assert.equal(world.heard, 1)
    await world.connections.said(IDENTITY, { online: false })
    assert.equal(world.heard, 1)
    await world.connections.said(IDENTITY, { said: { postId: 7 } })
    assert.equal(world.heard, 2)
  })

  test('[DI6] one that is forgotten while it comes is cut off', async () => {
    await using world = standingWorld()
    world.isGone = true
    assert.equal((await world.come('c1')).isCut, true)
  })

  test('[DI32] one at a broker beside the hub is here from when it says something until another worker hears it', async () => {
    await using world = standingWorld()
    const { connections } = world
    const came: string[] = []
    connections.onCame(() => came.push('came'))
    connections.onOver(() => came.push('over'))
    connections.takenOver()
    await connections.said(IDENTITY, { online: true, isPast: true })
    assert.deepEqual(came, [], 'what was retained tells of nobody that he is there')
    await connections.said(IDENTITY, { said: { postId: 7 } })
    await connections.said(IDENTITY, { online: false })
    await connections.said(IDENTITY, { online: false })
    await connections.said(IDENTITY, { online: true })
    connections.handedOn()
    connections.handedOn()
    // What was on its way to this worker by then is kept, and no more than that.
    await connections.said(IDENTITY, { said: { postId: 8 } })
    assert.deepEqual(came, ['came', 'over', 'came', 'over'])
  })

  test('[DI32] [MQ36] whoever takes over looks after those that are there, until they say otherwise or nothing at all', async () => {
    await using world = standingWorld()
    const { connections } = world
    const came: string[] = []
    connections.onCame(() => came.push('came'))
    connections.onOver(() => came.push('over'))
    await world.look()
    assert.deepEqual(came, [], 'another worker hears them')
    connections.takenOver()
    world.isStoreAway = true
    await world.look()
    await world.look()
    assert.notEqual(world.failures, 0)
    world.isStoreAway = false
    await world.look()
    await world.look()
    await world.look()
    assert.deepEqual(came, ['came'])
    world.nowMs += 20 * 60_000
    await world.look()
    await world.look()
    assert.deepEqual(came, ['came', 'over'], 'nothing was heard of it for twenty minutes')
  })
})

interface TriedLink extends DisplayLink {
  isCut: boolean
}

function standingWorld() {
  const row = { playerKey: KEY, tokenHash: hashOf('token'), connectionId: null as string | null }
  /** Whether it was said to be there. */
  const told: (boolean | undefined)[] = []
  const due: (() => void)[] = []
  const looks: (() => void)[] = []
  const world = {
    row,
    told,
    isGone: false,
    isStoreAway: false,
    failures: 0,
    nowMs: 0,
    heard: 0,
    connections: connections({
      engine: {
        async tell(_householdId, _subject, command) {
          if (world.isGone) return { code: 'device.not-found', message: '' }
          told.push((command as { readonly online?: boolean }).online)
          return null
        },
        heard: () => void world.heard++,
        devices: async () => [],
        execute: () => Promise.reject(new Error('nothing is executed')),
      },
      store: {
        async noteConnection(_key: DeviceId, connectionId: string) {
          row.connectionId = connectionId
        },
        async online(): Promise<readonly DisplayIdentity[]> {
          if (world.isStoreAway) throw new Error('away')
          return [IDENTITY]
        },
        async standing() {
          const found: readonly DisplayStanding[] = world.isGone ? [] : [{ ...row }]
          return found
        },
      } as unknown as DisplayStore,
      clock: {
        wallMs: () => 0,
        monotonicMs: (): number => world.nowMs,
        after(_delayMs, task) {
          due.push(task)
          for (const looked of looks.splice(0)) looked()
          return () => {}
        },
      },
      onFailure(error): void {
        if (!world.isStoreAway) assert.ifError(error)
        world.failures++
      },
    }),
    async come(connectionId: string): Promise<TriedLink> {
      const link: TriedLink = {
        identity: IDENTITY,
        connectionId,
        token: 'token',
        isCut: false,
        tell: () => true,
        cut() {
          link.isCut = true
        },
      }
      await world.connections.came(link)
      return link
    },
    /** Resolves when a look has ended: then the next one is due. */
    async look(): Promise<void> {
      if (due.length === 0) await new Promise<void>((resolve) => looks.push(resolve))
      const over = new Promise<void>((resolve) => looks.push(resolve))
      due.shift()?.()
      await over
    },
    [Symbol.asyncDispose]: () => world.connections[Symbol.asyncDispose](),
  }
  return world
}
