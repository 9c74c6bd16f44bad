import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type MusicProbe, renewedLeases } from '@baton/hub/engine'
import type { HouseholdId, TrackId } from '@baton/protocol'
import { memoryLeases } from '@baton/testing/fakes/memory-leases'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import type { Arrival } from './arrival.ts'
import { landing } from './landing.ts'

const TRACK = 'track' as TrackId
const MUSIC = { kind: 'music', artist: null, album: null, albumArtist: null, extension: '.wav' } as never

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-landing-'))
})
after(() => rm(folder, { recursive: true }))

test('[U6] the same file twice at once at two workers is one track, and of another household its own', async () => {
  const { worker, arrival } = house()
  const looked = Promise.withResolvers<void>()
  const found = Promise.withResolvers<typeof MUSIC>()
  const first = worker('first', async () => {
    looked.resolve()
    return found.promise
  })
  const second = worker('second', async () => MUSIC)
  const [one, two, others] = [await arrival('one'), await arrival('two'), await arrival('three', 'elsewhere')]
  const checked = first.check(one.arrival)
  await looked.promise
  assert.equal(await second.check(two.arrival), 'upload.duplicate')
  await second.landed(two.arrival.id)
  assert.equal(await second.check(others.arrival), null)
  found.resolve(MUSIC)
  assert.equal(await checked, null)
  assert.deepEqual([one.told, two.told, others.told], [['placed'], ['upload.duplicate'], ['placed']])
})

test('[U6] what came in at another worker in the same moment is known, and what failed there is taken', async () => {
  const { worker, arrival, library } = house()
  const first = worker('first', async () => ({ kind: 'damaged' }))
  const second = worker('second', async () => MUSIC)
  const [one, two, three] = [await arrival('four'), await arrival('five'), await arrival('six')]
  assert.equal(await first.check(one.arrival), 'upload.damaged')
  await first.landed(one.arrival.id)
  assert.equal(await second.check(two.arrival), null)
  await second.landed(two.arrival.id)
  // Not there when it was asked for first, and there by the second time.
  library.answers = [null, TRACK]
  assert.equal(await first.check(three.arrival), null)
  assert.deepEqual([two.told, three.told], [['placed'], [`${TRACK} was there`]])
})

function house() {
  const clock = new VirtualClock()
  const installation = memoryLeases(clock)
  const library: { answers: (TrackId | null)[] } = { answers: [] }
  const worker = (name: string, look: MusicProbe['look']) =>
    landing({
      files: { sha256: async () => 'abc' },
      same: { find: async () => library.answers.shift() ?? null },
      probe: { look, passesOver: () => false },
      music: { look: async () => ({ folderId: 'folder' }) },
      library: { trackAt: async () => TRACK },
      folderOf: (householdId) => join(folder, householdId),
      clock,
      leases: renewedLeases({ installation, clock, chance: { uuid: () => name }, onFailure: assert.ifError }),
    })
  const arrival = async (id: string, householdId = 'home') => {
    const told: string[] = []
    const path = join(folder, id)
    await writeFile(path, 'la la')
    const of: Arrival = {
      ...{ id, householdId: householdId as HouseholdId, path, sizeBytes: 5, sha256: null },
      ...{ filename: `${id}.wav`, folder: null, place: null },
      isThere: async () => true,
      placeNow: async () => null,
      placed: async () => void told.push('placed'),
      finished: async (trackId, isDuplicate) =>
        void told.push(`${trackId} ${isDuplicate ? 'was there' : 'is new'}`),
      failed: async (code) => void told.push(code),
    }
    return { arrival: of, told }
  }
  return { worker, arrival, library }
}
