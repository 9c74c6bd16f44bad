import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HealthRecords, HealthRow, RecordedTransition } from '@baton/hub/engine'
import type { HealthTransition, HouseholdId } from '@baton/protocol'

export interface HealthRecordsWorld extends AsyncDisposable {
  readonly records: HealthRecords
}

const ADAS = 'a-household' as HouseholdId
const BENS = 'b-household' as HouseholdId
const DISK = { householdId: null, worker: 'one', component: 'disk' } as const
const LIBRARY = { householdId: ADAS, worker: null, component: 'library' } as const

/** What is kept of the parts of a hub: rules HE5 to HE7 of docs/protocol/health.md. */
export function healthRecordsContract({
  name,
  open,
}: {
  readonly name: string
  open(): Promise<HealthRecordsWorld>
}): void {
  test(`[HE5] ${name}: each part is kept as it was found last, and a transition once`, async () => {
    await using world = await open()
    const { records } = world
    await records.write([row(DISK, 10), row(LIBRARY, 10)], [transition(DISK, 10), transition(LIBRARY, 10)])
    await records.write(
      [{ ...row(DISK, 20), status: 'degraded', code: 'disk.low', figures: { freeBytes: 7 } }],
      [
        { ...transition(DISK, 20), status: 'degraded', code: 'disk.low', from: 'healthy' },
        transition(DISK, 10),
      ],
    )
    const all = await records.present([ADAS])
    assert.deepEqual(
      all.map(({ component, status, figures, seenAt }) => [component, status, figures, seenAt]).sort(),
      [
        ['disk', 'degraded', { freeBytes: 7 }, 20],
        ['library', 'healthy', {}, 10],
      ],
    )
    assert.deepEqual(
      (await records.transitions(ADAS, 0, 10)).map(({ component, at, from, worker }) => [
        component,
        at,
        from,
        worker,
      ]),
      [
        ['library', 10, null, null],
        ['disk', 10, null, 'one'],
        ['disk', 20, 'healthy', 'one'],
      ],
    )
    assert.deepEqual((await records.transitions(ADAS, 20, 10)).length, 1)
    assert.deepEqual(
      (await records.transitions(ADAS, 0, 2)).map(({ at }) => at),
      [10, 20],
      'of more the newest',
    )
  })

  test(`[HE6] ${name}: another household is told nothing of this one`, async () => {
    await using world = await open()
    const { records } = world
    await records.write([row(DISK, 10), row(LIBRARY, 10)], [transition(DISK, 10), transition(LIBRARY, 10)])
    for (const seen of [await records.present([BENS]), await records.transitions(BENS, 0, 10)]) {
      assert.deepEqual(
        (seen as readonly Pick<HealthTransition, 'component'>[]).map(({ component }) => component),
        ['disk'],
      )
    }
  })

  test(`[HE7] ${name}: old transitions go, and all but the newest of each part; so do workers that have gone`, async () => {
    await using world = await open()
    const { records } = world
    const transitions = [1, 2, 3, 4].flatMap((at) => [transition(DISK, at), transition(LIBRARY, at)])
    await records.write([row(DISK, 4), row({ ...DISK, worker: 'two' }, 9), row(LIBRARY, 4)], transitions)
    const left = async () =>
      (await records.transitions(ADAS, 0, 10)).map(({ component, at }) => `${component} ${at}`).sort()
    await records.prune({ transitionsBefore: 2, keepOfEach: 9, workersBefore: 5 })
    assert.deepEqual(await left(), ['disk 2', 'disk 3', 'disk 4', 'library 2', 'library 3', 'library 4'])
    await records.prune({ transitionsBefore: 0, keepOfEach: 2, workersBefore: 5 })
    assert.deepEqual(await left(), ['disk 3', 'disk 4', 'library 3', 'library 4'])
    const present = await records.present([ADAS])
    assert.deepEqual(present.map(({ component, worker }) => `${component} ${worker}`).sort(), [
      'disk two',
      'library null',
    ])
    await records.forget('two')
    assert.equal((await records.present([ADAS])).length, 1)
  })
}

function row(whose: Pick<HealthRow, 'householdId' | 'worker' | 'component'>, at: number): HealthRow {
  return { ...whose, status: 'healthy', code: 'well', figures: {}, since: at, seenAt: at }
}

function transition(
  whose: Pick<RecordedTransition, 'householdId' | 'worker' | 'component'>,
  at: number,
): RecordedTransition {
  return { ...whose, at, status: 'healthy', code: 'well', from: null }
}
