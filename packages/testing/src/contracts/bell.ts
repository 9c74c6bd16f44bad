import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Bell, PassedBeacon, Ring } from '@baton/hub/engine'
import type { HouseholdId, UserId } from '@baton/protocol'
import { until } from '../worlds/hub-process-world.ts'

export interface BellWorld extends AsyncDisposable {
  /** The bells of the workers of one installation, connected. A bell that is one process's alone gives one. */
  readonly bells: readonly Bell[]
}

/** What every bell promises: rules W1 to W3 of docs/protocol/workers.md. */
export function bellContract({ name, open }: { readonly name: string; open(): Promise<BellWorld> }): void {
  describe(`the bell: ${name}`, () => {
    test('[W1] a ring reaches every worker, the one that rang included, and names the number', async () => {
      await using world = await open()
      const heard = world.bells.map(listen)
      const ring = newRing(7)
      first(world).ring(ring)
      await until('everybody heard it', async () => heard.every(({ rings }) => rings.length > 0))
      for (const { rings } of heard) {
        assert.deepEqual(rings.map(seqOf), [7])
        assert.equal(rings[0]?.householdId, ring.householdId)
      }
    })

    test('[W1] whoever rang hears it at once, and whoever stopped listening hears nothing more', async () => {
      await using world = await open()
      const bell = first(world)
      const { rings, stop } = listen(bell)
      bell.ring(newRing(1))
      assert.deepEqual(rings.map(seqOf), [1])
      stop()
      bell.ring(newRing(2))
      assert.deepEqual(rings.map(seqOf), [1])
    })

    test('[W2] a burst of a hundred rings arrives whole and in order where nothing is wrong', async () => {
      await using world = await open()
      const heard = world.bells.map(listen)
      const { householdId } = newRing(0)
      for (let seq = 1; seq <= 100; seq++) first(world).ring({ ...newRing(seq), householdId })
      await until('the last one is heard', async () => heard.every(({ rings }) => rings.at(-1)?.seq === 100))
      for (const { rings } of heard) {
        assert.deepEqual(
          rings.map(seqOf),
          Array.from({ length: 100 }, (_, index) => index + 1),
        )
      }
    })

    test('[W3] a beacon is passed to the other workers, and not back', async () => {
      await using world = await open()
      const passed = world.bells.map((bell) => {
        const beacons: PassedBeacon[] = []
        bell.onPassed((beacon) => beacons.push(beacon))
        return beacons
      })
      const heard = world.bells.map(listen)
      const { householdId } = newRing(0)
      const forAll = { householdId, room: 'library', beacon: SCAN, audience: 'household' } as const
      const forOne = { ...forAll, audience: randomUUID() as UserId }
      first(world).pass(forAll)
      first(world).pass(forOne)
      first(world).ring({ ...newRing(1), householdId })
      await until('what came after it is heard', async () => heard.every(({ rings }) => rings.length > 0))
      assert.deepEqual(passed[0], [])
      for (const others of passed.slice(1)) {
        assert.deepEqual(others, [forAll, forOne])
      }
    })

    test('a bell that is closed throws nothing and says nothing', async () => {
      await using world = await open()
      const bell = first(world)
      const { rings } = listen(bell)
      await bell.close()
      bell.ring(newRing(1))
      bell.pass({
        householdId: newRing(0).householdId,
        room: 'library',
        beacon: SCAN,
        audience: 'household',
      })
      assert.deepEqual(rings, [])
    })
  })
}

export const SCAN = {
  type: 'scan',
  phase: 'reading',
  seen: 3,
  read: 2,
  unchanged: 0,
  failed: 0,
  total: 10,
  filesPerSecond: 1,
  etaMs: 8_000,
} as const

export function newRing(seq: number): Ring {
  const users = [{ userId: randomUUID() as UserId, rev: seq, type: 'timeline', ts: 1 } as const]
  return { householdId: randomUUID() as HouseholdId, seq, users }
}

export function listen(bell: Bell): { readonly rings: readonly Ring[]; readonly stop: () => void } {
  const rings: Ring[] = []
  const stop = bell.listen((ring) => rings.push(ring))
  return { rings, stop }
}

function first({ bells: [bell] }: BellWorld): Bell {
  if (!bell) throw new Error('There is no bell')
  return bell
}

function seqOf({ seq }: Ring): number {
  return seq
}
