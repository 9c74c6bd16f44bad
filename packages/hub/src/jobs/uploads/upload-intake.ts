import { join } from 'node:path'
import {
  BatonError,
  type HouseholdId,
  MAX_UPLOAD_BYTES,
  namedTurns,
  type UploadId,
  type UploadView,
} from '@baton/protocol'
import {
  type Clock,
  type LibraryStore,
  type MusicProbe,
  mayChangeHousehold,
  mustBeWithin,
  type Principal,
  pause,
  type RenewedLeases,
  type RunningEngine,
  type TrackFiles,
  type UploadedMusic,
  type UploadIntake,
  type UploadPart,
  type UploadReading,
} from '#engine'
import { acceptedReceipt } from './accepted-receipt.ts'
import { admission } from './admission.ts'
import { type Arrival, uploadArrival } from './arrival.ts'
import { failureCode } from './failure-code.ts'
import { incomingFiles } from './incoming-files.ts'
import { type Landing, landing, type Verdict } from './landing.ts'
import { sameFiles } from './same-files.ts'
import { runningTransfers } from './transfers.ts'
import { uploadNews } from './upload-news.ts'
import type { StoredUpload, UploadRecords } from './upload-records.ts'

export const USUAL_MAX_BYTES = 2 * 1024 * 1024 * 1024
/** So many files wait to be announced. */
const MOST_ANNOUNCING = 2_000
const ASK_EVERY_MS = 500
const TEND_EVERY_MS = 60_000

export interface UploadIntakeParts {
  readonly engine: Pick<RunningEngine, 'executeAndShow' | 'recognises' | 'beacon'>
  readonly records: UploadRecords
  /** All whose uploads are kept in the folder. */
  readonly households: () => Promise<readonly HouseholdId[]>
  readonly library: Pick<LibraryStore, 'trackAt' | 'ofSize' | 'folders' | 'folderBytes'>
  readonly trackFiles: TrackFiles
  readonly probe: MusicProbe
  readonly music: UploadedMusic
  /** Every household has a folder of its own in it. */
  readonly folder: string
  readonly maxBytes?: number
  /** Of each household; null: as much as the disk holds. */
  readonly quotaBytes?: number | null
  readonly clock: Clock
  /** One worker at a time works on an upload that has arrived; missing: there is no other worker. */
  readonly leases?: Pick<RenewedLeases, 'take' | 'giveUp'>
  readonly onFailure: (error: unknown) => void
}

export interface RunningUploads extends UploadIntake, AsyncDisposable {
  /** How a file comes into the library, whatever way it came. */
  readonly landing: Landing
  /** Throws what keeps a file of this size from the household's folder. */
  mustHaveRoom(householdId: HouseholdId, sizeBytes: number): Promise<void>
  /**
   * Goes on with what arrived before a hub was stopped, and removes what is left of uploads that are no more: now, and
   * every minute until the signal aborts.
   */
  tend(households: () => Promise<readonly HouseholdId[]>, signal: AbortSignal): Promise<void>
}

/** Where this household's uploads are kept. */
export function uploadFolderOf(folder: string, householdId: HouseholdId): string {
  return join(folder, householdId)
}

export function uploadIntake(parts: UploadIntakeParts): RunningUploads {
  const { engine, records, library, clock, onFailure, quotaBytes = null } = parts
  const maxBytes = Math.min(parts.maxBytes ?? USUAL_MAX_BYTES, MAX_UPLOAD_BYTES)
  const files = incomingFiles(join(parts.folder, 'incoming'))
  const folderOf = (householdId: HouseholdId) => uploadFolderOf(parts.folder, householdId)
  const same = sameFiles(library, parts.trackFiles)
  const news = uploadNews(engine, clock)
  const landings = landing({ ...parts, files, same, folderOf })
  const transfers = runningTransfers()
  const works = new Map<UploadId, { readonly verdict: Promise<Verdict>; readonly over: Promise<void> }>()
  const stopping = new AbortController()

  const receivedOf = async (view: UploadView): Promise<number> => {
    if (view.phase === 'checking' || view.phase === 'done') return view.sizeBytes
    if (view.phase === 'failed') return 0
    return files.received(view)
  }
  const readingOf = async (upload: UploadView): Promise<UploadReading> => ({
    upload,
    receivedBytes: await receivedOf(upload),
  })

  /** Uploads are not for listeners, whatever they began before they were made listeners. */
  function mustUpload(principal: Principal): Principal {
    if (!mayChangeHousehold(mustBeWithin(principal, 'library'))) throw new BatonError('auth.forbidden')
    return principal
  }

  const admitted = admission({ ...parts, files, receivedOf, folderOf, maxBytes, quotaBytes })
  /** Each is judged by what was announced before it. */
  const announcing = namedTurns({ mostWaiting: MOST_ANNOUNCING })

  /** Whoever began it sends its bytes; for everybody else it is not there. */
  async function own(principal: Principal, uploadId: UploadId): Promise<StoredUpload> {
    const { householdId, userId } = mustUpload(principal)
    const upload = await records.one(householdId, uploadId)
    if (upload?.view.ownerId !== userId) throw new BatonError('upload.not-found')
    return upload
  }

  /** A full disk ends the upload: what is there of it would only stand in the way of others. */
  async function keeping<T>(householdId: HouseholdId, view: UploadView, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof BatonError && error.code === 'upload.disk-full')) throw error
      const { uploadId } = view
      await transfers.alone(uploadId, () => files.remove(view))
      await records.tell(householdId, { type: 'upload.fail', uploadId, code: error.code })
      throw error
    }
  }

  /** Bytes that came for one that was given up meanwhile, here or at another worker, are not kept. */
  async function mustStillBe(householdId: HouseholdId, view: UploadView): Promise<UploadReading> {
    const upload = await records.one(householdId, view.uploadId)
    if (upload && upload.view.phase !== 'failed') return readingOf(upload.view)
    await transfers.alone(view.uploadId, () => files.remove(view))
    throw new BatonError(upload?.view.failure ?? 'upload.not-found')
  }

  /** Null: another worker is at it, or it is over: what was read before the lease was taken may be old. */
  async function taken(householdId: HouseholdId, uploadId: UploadId): Promise<Arrival | null> {
    if (!(await isMine(uploadId))) return null
    const upload = await records.one(householdId, uploadId)
    return upload?.view.phase === 'checking' ? uploadArrival({ records, files }, householdId, upload) : null
  }
  const isMine = async (uploadId: UploadId) => (await parts.leases?.take(leaseOf(uploadId))) ?? true

  function work(householdId: HouseholdId, { view }: StoredUpload) {
    const { uploadId } = view
    const former = works.get(uploadId)
    if (former) return former
    const mine = taken(householdId, uploadId)
    const verdict = mine.then((arrival) => (arrival ? landings.check(arrival) : null))
    const over = verdict
      .then(async (failure) => {
        const arrival = await mine
        if (failure === null && arrival) await landings.settle(arrival, stopping.signal)
      })
      .catch(async (error: unknown) => {
        if (stopping.signal.aborted) return
        onFailure(error)
        // What was not begun here, or was lost to another worker, is for others to end.
        if (!(await mine.catch(() => null)) || !(await isMine(uploadId))) return
        await files.remove(view).catch(onFailure)
        await records.tell(householdId, { type: 'upload.fail', uploadId, code: failureCode(error) })
      })
      .catch(onFailure)
      .finally(async () => {
        await landings.landed(uploadId)
        await parts.leases?.giveUp(leaseOf(uploadId))
        works.delete(uploadId)
        news.over(householdId, uploadId)
      })
    const running = { verdict, over }
    works.set(uploadId, running)
    return running
  }

  /** All bytes are there, and nobody writes any more. Throws what is wrong with the file. */
  async function arrived(householdId: HouseholdId, view: UploadView): Promise<UploadReading> {
    const { uploadId } = view
    await transfers.alone(uploadId, async () => {
      if ((await records.one(householdId, uploadId))?.view.phase !== 'receiving') return
      const received = await files.received(view)
      if (received < view.sizeBytes) throw new BatonError('upload.incomplete', { received_bytes: received })
      await records.tell(householdId, { type: 'upload.arrive', uploadId })
    })
    const upload = await records.one(householdId, uploadId)
    if (!upload) throw new BatonError('upload.not-found')
    if (upload.view.phase === 'checking') {
      const failure = await work(householdId, upload).verdict
      if (failure) throw new BatonError(failure)
    }
    return readingOf((await records.one(householdId, uploadId))?.view ?? upload.view)
  }

  /** Throws where it takes no more bytes, why it failed where it did. */
  function mustTakeBytes({ view: { phase, failure } }: StoredUpload): void {
    if (phase === 'failed') throw new BatonError(failure ?? 'upload.over')
    if (phase !== 'receiving') throw new BatonError('upload.over')
  }

  /** Answers with what is on its way. */
  async function goOn(households: () => Promise<readonly HouseholdId[]>): Promise<ReadonlySet<UploadId>> {
    const all = new Set<UploadId>()
    for (const householdId of await households()) {
      for (const upload of await records.open(householdId)) {
        all.add(upload.view.uploadId)
        if (upload.view.phase === 'checking') void work(householdId, upload)
      }
    }
    return all
  }

  const intake: RunningUploads = {
    maxBytes,
    landing: landings,
    mustHaveRoom: admitted.mustHaveRoom,
    async begin(principal, file, commandId) {
      const { householdId } = mustUpload(principal)
      const command = { type: 'upload.begin', ...file } as const
      // It was judged then, and is not another one now.
      const isAgain = commandId !== undefined && (await engine.recognises(principal, commandId))
      const known = !isAgain && file.sha256 && (await same.find(householdId, file.sha256, file.sizeBytes))
      if (known) throw new BatonError('upload.duplicate', { track_id: known })
      return announcing.take(householdId, async () => {
        if (!isAgain) await admitted.mustFit(householdId, file)
        const receipt = acceptedReceipt((await engine.executeAndShow(principal, command, commandId)).receipt)
        const { uploadId } = receipt.result
        const upload = uploadId && (await records.one(householdId, uploadId))
        if (!upload) throw new BatonError('upload.not-found')
        if (!isAgain) await admitted.mustStillFit(householdId, upload)
        return { ...(await readingOf(upload.view)), receipt }
      })
    },
    async all(principal) {
      mustBeWithin(principal, 'read')
      const uploads = await records.seenBy(principal)
      return Promise.all(uploads.map((upload) => readingOf(upload)))
    },
    one: async (principal, uploadId) => readingOf((await own(principal, uploadId)).view),
    async known(principal, asked) {
      const { householdId } = mustUpload(principal)
      const found = []
      for (const { sha256, sizeBytes } of asked) {
        const trackId = await same.find(householdId, sha256, sizeBytes)
        if (trackId) found.push({ sha256, trackId })
      }
      return found
    },
    async append(principal, uploadId, offset, part) {
      const { householdId } = principal
      const { view } = await own(principal, uploadId)
      if (view.chunkBytes !== null) throw new BatonError('upload.offset')
      // The answer to the last bytes was lost: they are there.
      if (offset === view.sizeBytes && (view.phase === 'checking' || view.phase === 'done')) {
        return arrived(householdId, view)
      }
      await keeping(householdId, view, () =>
        transfers.take({ householdId, uploadId, nth: null }, async (signal) => {
          mustTakeBytes(await own(principal, uploadId))
          await files.append(view, offset, cutBy(part, signal), (bytes) =>
            news.received(householdId, view, bytes),
          )
        }),
      ).finally(async () => news.received(householdId, view, await files.received(view)))
      const reading = await mustStillBe(householdId, view)
      return reading.receivedBytes === view.sizeBytes ? arrived(householdId, view) : reading
    },
    async putChunk(principal, uploadId, nth, part) {
      const { householdId } = principal
      const { view } = await own(principal, uploadId)
      // Parts of one file come side by side, but each of them from one sender.
      await keeping(householdId, view, () =>
        transfers.take({ householdId, uploadId, nth }, async (signal) => {
          mustTakeBytes(await own(principal, uploadId))
          await files.putChunk(view, nth, cutBy(part, signal))
        }),
      )
      const reading = await mustStillBe(householdId, view)
      news.received(householdId, view, reading.receivedBytes)
      return reading
    },
    async finalize(principal, uploadId) {
      const { householdId } = principal
      const upload = await own(principal, uploadId)
      if (upload.view.phase === 'receiving') {
        const received = await files.received(upload.view)
        if (received < upload.view.sizeBytes)
          throw new BatonError('upload.incomplete', { received_bytes: received })
        return arrived(householdId, upload.view)
      }
      if (upload.view.phase === 'failed') mustTakeBytes(upload)
      return readingOf(upload.view)
    },
    async settled(principal, uploadId, withinMs) {
      const until = clock.monotonicMs() + withinMs
      for (;;) {
        const { view } = await own(principal, uploadId)
        const left = until - clock.monotonicMs()
        if (view.phase === 'done' || view.phase === 'failed' || left <= 0) {
          return readingOf(view)
        }
        const wait = new Promise<void>((resolve) => clock.after(Math.min(ASK_EVERY_MS, left), resolve))
        await Promise.race([wait, works.get(uploadId)?.over ?? wait])
      }
    },
    async cancel(principal, uploadId, commandId) {
      const { householdId } = principal
      const upload = await records.one(householdId, uploadId)
      const { receipt } = await engine.executeAndShow(
        principal,
        { type: 'upload.cancel', uploadId },
        commandId,
      )
      const done = acceptedReceipt(receipt)
      if (upload) await transfers.alone(uploadId, () => files.remove(upload.view))
      news.over(householdId, uploadId)
      return done
    },
    async tend(households, signal) {
      const over = AbortSignal.any([signal, stopping.signal])
      while (!over.aborted) {
        await files.sweep(() => goOn(households)).catch(onFailure)
        await pause(clock, TEND_EVERY_MS, over)
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await transfers[Symbol.asyncDispose]()
      await Promise.allSettled([...works.values()].map(({ over }) => over))
    },
  }
  return intake
}

/** A sender who was cut off, or a hub that stops, ends the reading of the bytes. */
function cutBy({ bytes, ...part }: UploadPart, signal: AbortSignal): UploadPart {
  const cut = () => bytes.destroy(new DOMException('The sender was cut off', 'AbortError'))
  if (signal.aborted) cut()
  signal.addEventListener('abort', cut, { once: true })
  bytes.once('close', () => signal.removeEventListener('abort', cut))
  return { bytes, ...part }
}

function leaseOf(uploadId: UploadId): string {
  return `upload:${uploadId}`
}
