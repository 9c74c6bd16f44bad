// What becomes of a file whose bytes are all there: it is checked, put into the household's folder for uploads, read by
// a scan, and its track goes into the playlist. Each step may be done again: a hub that was stopped in between goes on.
import { link, mkdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ErrorCode, type HouseholdId, type TrackId, turns, type UploadId } from '@baton/protocol'
import { type Clock, type LibraryStore, type MusicProbe, pause, type UploadedMusic } from '#engine'
import type { IncomingFiles } from './incoming-files.ts'
import { placeOf } from './place-names.ts'
import type { SameFiles } from './same-files.ts'
import type { StoredUpload, UploadRecords } from './upload-records.ts'

const CHECKED_AT_ONCE = 2
const MOST_WAITING = 2_000
const FIRST_LOOK_MS = 50
const LONGEST_LOOK_MS = 2_000
/** A scan of a large library may run before the household's next turn. */
const LISTED_WITHIN_MS = 3_600_000
const MOST_NAMES = 10_000

export interface LandingParts {
  readonly records: UploadRecords
  readonly files: IncomingFiles
  readonly same: SameFiles
  readonly probe: MusicProbe
  readonly music: UploadedMusic
  readonly library: Pick<LibraryStore, 'trackAt'>
  /** Where a household's uploads are kept. */
  readonly folderOf: (householdId: HouseholdId) => string
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
}

/** Null: the file is good. */
export type Verdict = ErrorCode | null

export interface Landing {
  /** Why the file is not taken, or null; a place, or the track that the library has of it, is written down then. */
  check(householdId: HouseholdId, upload: StoredUpload): Promise<Verdict>
  /** Of a file that was found good. Resolves when its track is there. */
  settle(householdId: HouseholdId, upload: StoredUpload, signal: AbortSignal): Promise<void>
  /** However it ended: nothing is remembered of it. */
  landed(uploadId: UploadId): void
}

export function landing(parts: LandingParts): Landing {
  const { records, files, same, probe, music, library, folderOf, clock } = parts
  /** Of what is being put into the library, so that the same file twice at once is one. */
  const landing = new Map<string, UploadId>()
  const line = turns({ atOnce: CHECKED_AT_ONCE, mostWaiting: MOST_WAITING })

  async function fail(householdId: HouseholdId, { view }: StoredUpload, code: ErrorCode): Promise<ErrorCode> {
    await files.remove(view)
    await records.tell(householdId, { type: 'upload.fail', uploadId: view.uploadId, code })
    return code
  }

  async function finish(
    householdId: HouseholdId,
    { view }: StoredUpload,
    trackId: TrackId,
    isDuplicate: boolean,
  ) {
    const { uploadId, playlistId: addTo } = view
    const done = { type: 'upload.finish', uploadId, trackId, isDuplicate } as const
    const refused = await records.tell(householdId, { ...done, addTo })
    // A playlist that is gone or full keeps no file from the library.
    if (refused) await records.tell(householdId, { ...done, addTo: null })
    await files.remove(view)
  }

  async function checked(householdId: HouseholdId, upload: StoredUpload): Promise<Verdict> {
    const { view } = upload
    const path = files.pathOf(view)
    // It was put there before the hub was stopped.
    if (upload.place !== null && !(await files.isThere(view))) return null
    const sha256 = await files.sha256(path)
    if (view.sha256 !== null && view.sha256 !== sha256) return fail(householdId, upload, 'upload.wrong-hash')
    const trackId = await same.find(householdId, sha256, view.sizeBytes)
    if (trackId) {
      await finish(householdId, upload, trackId, true)
      return null
    }
    const key = `${householdId} ${sha256}`
    if (landing.has(key)) return fail(householdId, upload, 'upload.duplicate')
    landing.set(key, view.uploadId)
    const found = await probe.look(path)
    if (found.kind !== 'music') return fail(householdId, upload, `upload.${found.kind}`)
    const about = { filename: view.filename, folder: upload.folder }
    for (let nth = 1; nth <= MOST_NAMES; nth += 1) {
      const place = placeOf(found, about, nth, probe.passesOver)
      // Written down first: whoever goes on after a crash knows where the file was going.
      await records.tell(householdId, { type: 'upload.place', uploadId: view.uploadId, place })
      if (await put(path, join(folderOf(householdId), place))) return null
    }
    return fail(householdId, upload, 'upload.limit')
  }

  async function listed(
    householdId: HouseholdId,
    folderId: string,
    place: string,
    signal: AbortSignal,
  ): Promise<TrackId | null> {
    const until = clock.monotonicMs() + LISTED_WITHIN_MS
    for (
      let wait = FIRST_LOOK_MS;
      clock.monotonicMs() < until;
      wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)
    ) {
      const trackId = await library.trackAt(householdId, folderId, place)
      if (trackId) return trackId
      signal.throwIfAborted()
      await pause(clock, wait, signal)
    }
    return null
  }

  return {
    check: (householdId, upload) => line.take(() => checked(householdId, upload)),
    landed(uploadId) {
      for (const [key, id] of landing) if (id === uploadId) landing.delete(key)
    },
    async settle(householdId, { view: { uploadId } }, signal) {
      const upload = await records.one(householdId, uploadId)
      if (upload?.view.phase !== 'checking' || upload.place === null) return
      const folder = folderOf(householdId)
      const { folderId } = await music.look(householdId, folder, dirname(upload.place))
      const trackId = await listed(householdId, folderId, upload.place, signal)
      if (trackId) return finish(householdId, upload, trackId, false)
      await rm(join(folder, upload.place), { force: true })
      await fail(householdId, upload, 'upload.damaged')
    },
  }
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([stat(one, { bigint: true }), stat(other, { bigint: true })])
  return a.ino === b.ino && a.dev === b.dev
}

/** False: something else has that name. Nothing is ever written over. */
async function put(path: string, target: string): Promise<boolean> {
  await mkdir(dirname(target), { recursive: true })
  try {
    await link(path, target)
    await unlink(path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') {
      if (!(await isSame(path, target))) return false
      await unlink(path)
      return true
    }
    // Some file systems have no second names.
    if (code === 'ENOENT' || (await stat(target).catch(() => null))) throw error
    await rename(path, target)
    return true
  }
}
