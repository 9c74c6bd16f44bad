// What becomes of a file whose bytes are all there: it is checked, put into the household's folder for uploads, read by
// a scan, and its track goes into the playlist. Each step may be done again: a hub that was stopped in between goes on.
import { link, mkdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ErrorCode, type HouseholdId, type TrackId, turns } from '@baton/protocol'
import {
  type Clock,
  type LibraryStore,
  type MusicProbe,
  pause,
  type RenewedLeases,
  type UploadedMusic,
} from '#engine'
import type { Arrival } from './arrival.ts'
import type { IncomingFiles } from './incoming-files.ts'
import { placeOf } from './place-names.ts'
import type { SameFiles } from './same-files.ts'

const CHECKED_AT_ONCE = 2
const MOST_WAITING = 2_000
const FIRST_LOOK_MS = 50
const LONGEST_LOOK_MS = 2_000
/** A scan of a large library may run before the household's next turn. */
const LISTED_WITHIN_MS = 3_600_000
const MOST_NAMES = 10_000

export interface LandingParts {
  readonly files: Pick<IncomingFiles, 'sha256'>
  readonly same: SameFiles
  readonly probe: MusicProbe
  readonly music: UploadedMusic
  readonly library: Pick<LibraryStore, 'trackAt'>
  /** Where a household's uploads are kept. */
  readonly folderOf: (householdId: HouseholdId) => string
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  /** The same file at several workers at once is one as well; missing: there is no other worker. */
  readonly leases?: Pick<RenewedLeases, 'take' | 'giveUp'>
}

/** Null: the file is good. */
export type Verdict = ErrorCode | null

export interface Landing {
  /** Why the file is not taken, or null; a place, or the track that the library has of it, is written down then. */
  check(arrival: Arrival): Promise<Verdict>
  /** Of a file that was found good. Resolves when its track is there. */
  settle(arrival: Arrival, signal: AbortSignal): Promise<void>
  /** However it ended: nothing is remembered of it. Never rejects. */
  landed(id: string): Promise<void>
}

export function landing(parts: LandingParts): Landing {
  const { files, same, probe, music, library, folderOf, clock, leases } = parts
  /** Of what is being put into the library, so that the same file twice at once is one. */
  const landing = new Map<string, string>()
  const line = turns({ atOnce: CHECKED_AT_ONCE, mostWaiting: MOST_WAITING })

  async function fail(arrival: Arrival, code: ErrorCode): Promise<ErrorCode> {
    await arrival.failed(code)
    return code
  }

  /** The library has it already. */
  async function isKnown(arrival: Arrival, sha256: string): Promise<boolean> {
    const trackId = await same.find(arrival.householdId, sha256, arrival.sizeBytes)
    if (trackId) await arrival.finished(trackId, true)
    return trackId !== null
  }

  async function checked(arrival: Arrival): Promise<Verdict> {
    const { id, householdId, path, filename, folder } = arrival
    // It was put there before the hub was stopped.
    if (arrival.place !== null && !(await arrival.isThere())) return null
    const sha256 = await files.sha256(path)
    if (arrival.sha256 !== null && arrival.sha256 !== sha256) return fail(arrival, 'upload.wrong-hash')
    if (await isKnown(arrival, sha256)) return null
    const key = `landing:${householdId}:${sha256}`
    if (landing.has(key)) return fail(arrival, 'upload.duplicate')
    landing.set(key, id)
    if (leases) {
      if (!(await leases.take(key))) return fail(arrival, 'upload.duplicate')
      // It may have come in at another worker before the lease was ours.
      if (await isKnown(arrival, sha256)) return null
    }
    const found = await probe.look(path)
    if (found.kind !== 'music') return fail(arrival, `upload.${found.kind}`)
    for (let nth = 1; nth <= MOST_NAMES; nth += 1) {
      const place = placeOf(found, { filename, folder }, nth, probe.passesOver)
      // Written down first: whoever goes on after a crash knows where the file was going.
      await arrival.placed(place)
      if (await put(path, join(folderOf(householdId), place))) return null
    }
    return fail(arrival, 'upload.limit')
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
    check: (arrival) => line.take(() => checked(arrival)),
    async landed(id) {
      const keys = [...landing].filter(([, other]) => other === id).map(([key]) => key)
      for (const key of keys) landing.delete(key)
      await Promise.all(keys.map((key) => leases?.giveUp(key)))
    },
    async settle(arrival, signal) {
      const { householdId } = arrival
      const place = await arrival.placeNow()
      if (place === null) return
      const folder = folderOf(householdId)
      const { folderId } = await music.look(householdId, folder, dirname(place))
      const trackId = await listed(householdId, folderId, place, signal)
      if (trackId) return arrival.finished(trackId, false)
      await rm(join(folder, place), { force: true })
      await fail(arrival, 'upload.damaged')
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
