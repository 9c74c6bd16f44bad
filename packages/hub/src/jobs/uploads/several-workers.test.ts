import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { renewedLeases } from '@baton/hub/engine'
import type { HouseholdId, TrackId, UploadId, UploadView } from '@baton/protocol'
import { memoryLeases } from '@baton/testing/fakes/memory-leases'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { until } from '@baton/testing/worlds/hub-process-world'
import { uploadIntake } from './upload-intake.ts'
import type { StoredUpload, UploadNews } from './upload-records.ts'

const HOME = 'home' as HouseholdId
const SONG = 'song' as UploadId
const TRACK = 'track' as TrackId

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-workers-'))
  await mkdir(join(folder, 'incoming'))
})
after(() => rm(folder, { recursive: true }))

test('[U20] an upload is taken in by one worker, and by another as soon as that one has stopped', async () => {
  await writeFile(join(folder, 'incoming', `${SONG}.wav`), 'la la')
  const { clock, worker, upload } = house()
  const first = worker('first')
  const second = worker('second')
  const over = new AbortController()
  const tended = [first.intake.tend(async () => [HOME], over.signal)]
  await until('the first waits for the scan', async () => upload().place)
  tended.push(second.intake.tend(async () => [HOME], over.signal))
  await until('the second is refused', async () => second.refused > 0)
  second.isScanned = true
  await first.intake[Symbol.asyncDispose]()
  assert.equal(upload().view.phase, 'checking')
  await until('the second goes on with it', async () => {
    await clock.advance(5_000)
    return upload().view.phase !== 'checking'
  })
  assert.deepEqual([upload().view.phase, upload().view.trackId], ['done', TRACK])
  assert.deepEqual([first.probed, second.probed], [1, 0], 'it is not done again')
  over.abort()
  await Promise.all(tended)
  await second.intake[Symbol.asyncDispose]()
  assert.deepEqual([first.failures, second.failures], [[], []])
})

test('[U20] a store that cannot be asked ends no upload: it is gone on with later', async () => {
  await writeFile(join(folder, 'incoming', `${SONG}.wav`), 'la la')
  const { clock, worker, upload } = house()
  const first = worker('first')
  first.isScanned = true
  first.isCut = true
  const over = new AbortController()
  const tended = first.intake.tend(async () => [HOME], over.signal)
  await until('it was asked in vain', async () => first.failures.length > 0)
  assert.equal(upload().view.phase, 'checking')
  first.isCut = false
  await until('it is gone on with', async () => {
    await clock.advance(5_000)
    return upload().view.phase !== 'checking'
  })
  assert.equal(upload().view.phase, 'done')
  over.abort()
  await tended
  await first.intake[Symbol.asyncDispose]()
})

/** One upload that has arrived, and the workers of its household. */
function house() {
  const clock = new VirtualClock()
  const shared = memoryLeases(clock)
  const view = {
    ...{ uploadId: SONG, ownerId: 'ada', filename: 'Song.wav', sizeBytes: 5, chunkBytes: null },
    ...{ sha256: null, playlistId: null, phase: 'checking', trackId: null },
  } as unknown as UploadView
  let upload = { view, folder: null, place: null } as unknown as StoredUpload
  const told = (news: UploadNews) => {
    if (news.type === 'upload.place') upload = { ...upload, place: news.place }
    if (news.type === 'upload.fail') upload = { ...upload, view: { ...upload.view, phase: 'failed' } }
    if (news.type !== 'upload.finish') return
    upload = { ...upload, view: { ...upload.view, phase: 'done', trackId: news.trackId } }
  }
  const worker = (name: string) => {
    const failures: unknown[] = []
    const onFailure = (error: unknown) => failures.push(error)
    const installation: typeof shared = {
      ...shared,
      async takeLeases(...asked) {
        if (self.isCut) throw new Error('There is no way to the store')
        const taken = await shared.takeLeases(...asked)
        if (taken.size === 0) self.refused += 1
        return taken
      },
    }
    const intake = uploadIntake({
      engine: {} as never,
      records: {
        one: async () => upload,
        open: async () => (upload.view.phase === 'checking' ? [upload] : []),
        seenBy: async () => [],
        async tell(_householdId, news) {
          told(news)
          return null
        },
      },
      households: async () => [HOME],
      library: {
        trackAt: async () => (self.isScanned ? TRACK : null),
        ofSize: async () => [],
        folders: async () => [],
        folderBytes: async () => 0,
      },
      trackFiles: { open: async () => null },
      probe: {
        async look() {
          self.probed += 1
          return { kind: 'music', artist: null, album: null, albumArtist: null, extension: '.wav' } as never
        },
        passesOver: () => false,
      },
      music: { look: async () => ({ folderId: 'folder' }) },
      folder,
      clock,
      leases: renewedLeases({ installation, clock, chance: { uuid: () => name }, onFailure }),
      onFailure,
    })
    const self = { intake, failures, isScanned: false, isCut: false, refused: 0, probed: 0 }
    return self
  }
  return { clock, worker, upload: () => upload }
}
