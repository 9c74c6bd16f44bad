import { extname, join } from 'node:path'
import {
  BatonError,
  type ErrorCode,
  type HouseholdId,
  MAX_UPLOAD_BYTES,
  type Receipt,
  type UploadId,
  type UploadView,
} from '@baton/protocol'
import {
  type AnnouncedFile,
  type Clock,
  type LibraryStore,
  type MusicProbe,
  mustBeWithin,
  type Principal,
  pause,
  type RunningEngine,
  type TrackFiles,
  type UploadedMusic,
  type UploadIntake,
  type UploadPart,
  type UploadReading,
} from '#engine'
import { uploadArrival } from './arrival.ts'
import { chunkLength, incomingFiles } from './incoming-files.ts'
import { type Landing, landing, type Verdict } from './landing.ts'
import { progressNews } from './progress-news.ts'
import { sameFiles } from './same-files.ts'
import type { StoredUpload, UploadRecords } from './upload-records.ts'

export const USUAL_MAX_BYTES = 2 * 1024 * 1024 * 1024
/** Bytes of so many files are taken at once by one worker. */
const MOST_TRANSFERS = 200
const ASK_EVERY_MS = 500
const TEND_EVERY_MS = 60_000
/** By their names, where these say anything; what is in them is looked at when they are there. */
const EXTENSIONS = ['.mp3', '.flac', '.wav', '.m4a', '.m4b', '.ogg', '.oga', '.opus']

export interface UploadIntakeParts {
  readonly engine: Pick<RunningEngine, 'executeAndShow' | 'beacon'>
  readonly records: UploadRecords
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
  readonly takeWork?: (uploadId: UploadId) => Promise<boolean>
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

interface Transfer {
  readonly cut: AbortController
  readonly done: Promise<unknown>
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
  const news = progressNews<UploadId, number>({
    clock,
    tell(householdId, all) {
      const progress = [...all].map(([uploadId, receivedBytes]) => ({ uploadId, receivedBytes }))
      engine.beacon(householdId, 'uploads', { type: 'upload', progress })
    },
  })
  const landings = landing({ ...parts, files, same, folderOf })
  const transfers = new Map<UploadId, Transfer>()
  const works = new Map<UploadId, { readonly verdict: Promise<Verdict>; readonly over: Promise<void> }>()
  const stopping = new AbortController()

  const receivedOf = async (householdId: HouseholdId, view: UploadView): Promise<number> => {
    if (view.phase === 'checking' || view.phase === 'done') return view.sizeBytes
    if (view.phase === 'failed') return 0
    const heard = view.chunkBytes === null ? news.of(householdId, view.uploadId) : null
    return heard ?? files.received(view)
  }
  const readingOf = async (householdId: HouseholdId, upload: UploadView): Promise<UploadReading> => ({
    upload,
    receivedBytes: await receivedOf(householdId, upload),
  })

  /** Whoever began it sends its bytes; for everybody else it is not there. */
  async function own(principal: Principal, uploadId: UploadId): Promise<StoredUpload> {
    const { householdId, userId } = mustBeWithin(principal, 'library')
    const upload = await records.one(householdId, uploadId)
    if (upload?.view.ownerId !== userId) throw new BatonError('upload.not-found')
    return upload
  }

  async function mustFit({ householdId }: Principal, { filename, sizeBytes }: AnnouncedFile): Promise<void> {
    const extension = extname(filename).toLowerCase()
    if (extension !== '' && !EXTENSIONS.includes(extension)) throw new BatonError('upload.not-audio')
    await mustHaveRoom(householdId, sizeBytes)
  }

  async function mustHaveRoom(householdId: HouseholdId, sizeBytes: number): Promise<void> {
    if (sizeBytes > maxBytes) throw new BatonError('upload.too-large', { limit: maxBytes })
    const open = await records.open(householdId)
    if (quotaBytes !== null) {
      const folder = (await library.folders(householdId)).find(({ path }) => path === folderOf(householdId))
      const kept = folder ? await library.folderBytes(householdId, folder.folderId) : 0
      const coming = open.reduce((sum, { view }) => sum + view.sizeBytes, 0)
      if (kept + coming + sizeBytes > quotaBytes) throw new BatonError('upload.quota', { limit: quotaBytes })
    }
    let missing = 0
    for (const { view } of open) missing += view.sizeBytes - (await receivedOf(householdId, view))
    if ((await files.freeBytes()) < missing + sizeBytes) throw new BatonError('upload.disk-full')
  }

  /** One sender at a time: a new one takes the place of one whose link may be dead. */
  async function transferring<T>(uploadId: UploadId, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (stopping.signal.aborted) throw new BatonError('hub.draining')
    for (let former = transfers.get(uploadId); former; former = transfers.get(uploadId)) {
      former.cut.abort()
      await former.done
    }
    if (transfers.size >= MOST_TRANSFERS) throw new BatonError('hub.busy')
    const cut = new AbortController()
    const running = task(AbortSignal.any([cut.signal, stopping.signal]))
    const transfer = { cut, done: running.catch(() => undefined) }
    transfers.set(uploadId, transfer)
    try {
      return await running
    } finally {
      if (transfers.get(uploadId) === transfer) transfers.delete(uploadId)
    }
  }

  /** A full disk ends the upload: what is there of it would only stand in the way of others. */
  async function keeping<T>(householdId: HouseholdId, view: UploadView, task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } catch (error) {
      if (!(error instanceof BatonError && error.code === 'upload.disk-full')) throw error
      await files.remove(view)
      await records.tell(householdId, { type: 'upload.fail', uploadId: view.uploadId, code: error.code })
      throw error
    }
  }

  function work(householdId: HouseholdId, upload: StoredUpload) {
    const { uploadId } = upload.view
    const former = works.get(uploadId)
    if (former) return former
    const arrival = uploadArrival({ records, files }, householdId, upload)
    const mine = parts.takeWork?.(uploadId) ?? Promise.resolve(true)
    const verdict = mine.then((isMine) => (isMine ? landings.check(arrival) : null))
    const over = verdict
      .then(async (failure) => {
        if (failure === null && (await mine)) await landings.settle(arrival, stopping.signal)
      })
      .catch(async (error: unknown) => {
        if (stopping.signal.aborted) return
        onFailure(error)
        const code = codeOf(error)
        await files.remove(upload.view).catch(onFailure)
        await records.tell(householdId, { type: 'upload.fail', uploadId, code }).catch(onFailure)
      })
      .finally(() => {
        landings.landed(uploadId)
        works.delete(uploadId)
        news.over(householdId, uploadId)
      })
    const running = { verdict, over }
    works.set(uploadId, running)
    return running
  }

  /** All bytes are there. Throws what is wrong with the file. */
  async function arrived(householdId: HouseholdId, uploadId: UploadId): Promise<UploadReading> {
    await records.tell(householdId, { type: 'upload.arrive', uploadId })
    const upload = await records.one(householdId, uploadId)
    if (!upload) throw new BatonError('upload.not-found')
    if (upload.view.phase === 'checking') {
      const failure = await work(householdId, upload).verdict
      if (failure) throw new BatonError(failure)
    }
    return readingOf(householdId, (await records.one(householdId, uploadId))?.view ?? upload.view)
  }

  /** Null: it takes no more bytes, and is as it should be. */
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

  const accepted = (receipt: Receipt) => {
    if (receipt.outcome === 'rejected') throw new BatonError(receipt.code, receipt.details as never)
    return receipt
  }

  const intake: RunningUploads = {
    maxBytes,
    landing: landings,
    mustHaveRoom,
    async begin(principal, file, commandId) {
      const { householdId } = mustBeWithin(principal, 'library')
      const known = file.sha256 && (await same.find(householdId, file.sha256, file.sizeBytes))
      if (known) throw new BatonError('upload.duplicate', { track_id: known })
      await mustFit(principal, file)
      const { receipt } = await engine.executeAndShow(principal, { type: 'upload.begin', ...file }, commandId)
      const { uploadId } = accepted(receipt).result
      const upload = uploadId && (await records.one(householdId, uploadId))
      if (!upload) throw new BatonError('upload.not-found')
      return { ...(await readingOf(householdId, upload.view)), receipt: accepted(receipt) }
    },
    async all(principal) {
      mustBeWithin(principal, 'read')
      const uploads = await records.seenBy(principal)
      return Promise.all(uploads.map((upload) => readingOf(principal.householdId, upload)))
    },
    one: async (principal, uploadId) =>
      readingOf(principal.householdId, (await own(principal, uploadId)).view),
    async known(principal, asked) {
      const { householdId } = mustBeWithin(principal, 'library')
      const found = []
      for (const { sha256, sizeBytes } of asked) {
        const trackId = await same.find(householdId, sha256, sizeBytes)
        if (trackId) found.push({ sha256, trackId })
      }
      return found
    },
    async append(principal, uploadId, offset, part) {
      const { householdId } = principal
      const upload = await own(principal, uploadId)
      const { view } = upload
      if (view.chunkBytes !== null) throw new BatonError('upload.offset')
      // The answer to the last bytes was lost: they are there.
      if (offset === view.sizeBytes && (view.phase === 'checking' || view.phase === 'done')) {
        return arrived(householdId, uploadId)
      }
      mustTakeBytes(upload)
      const received = await transferring(uploadId, (signal) =>
        keeping(householdId, view, async () => {
          const onReceived = (bytes: number) => news.heard(householdId, uploadId, bytes)
          await files.append(view, offset, cutBy(part, signal), onReceived)
          return files.received(view)
        }),
      ).catch(async (error: unknown) => {
        news.heard(householdId, uploadId, await files.received(view))
        throw error
      })
      if (received === view.sizeBytes) return arrived(householdId, uploadId)
      return { upload: view, receivedBytes: received }
    },
    async putChunk(principal, uploadId, nth, part) {
      const { householdId } = principal
      const upload = await own(principal, uploadId)
      const { view } = upload
      mustTakeBytes(upload)
      if (chunkLength(view, nth) <= 0)
        throw new BatonError('request.invalid', { n: 'is not a part of the file' })
      // Parts of one file come side by side, but each of them from one sender.
      await transferring(`${uploadId} ${nth}` as UploadId, (signal) =>
        keeping(householdId, view, () => files.putChunk(view, nth, cutBy(part, signal))),
      )
      const received = await files.received(view)
      const before = news.of(householdId, uploadId) ?? 0
      news.heard(householdId, uploadId, Math.max(before, received))
      return { upload: view, receivedBytes: received }
    },
    async finalize(principal, uploadId) {
      const { householdId } = principal
      const upload = await own(principal, uploadId)
      if (upload.view.phase === 'receiving') {
        const received = await files.received(upload.view)
        if (received < upload.view.sizeBytes)
          throw new BatonError('upload.incomplete', { received_bytes: received })
        return arrived(householdId, uploadId)
      }
      if (upload.view.phase === 'failed') mustTakeBytes(upload)
      return readingOf(householdId, upload.view)
    },
    async settled(principal, uploadId, withinMs) {
      const until = clock.monotonicMs() + withinMs
      for (;;) {
        const { view } = await own(principal, uploadId)
        const left = until - clock.monotonicMs()
        if (view.phase === 'done' || view.phase === 'failed' || left <= 0) {
          return readingOf(principal.householdId, view)
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
      const done = accepted(receipt)
      transfers.get(uploadId)?.cut.abort()
      await transfers.get(uploadId)?.done
      if (upload) await files.remove(upload.view)
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
      await Promise.allSettled([...transfers.values()].map(({ done }) => done))
      await Promise.allSettled([...works.values()].map(({ over }) => over))
    },
  }
  return intake
}

/** A sender who was cut off, or a hub that stops, ends the reading of the bytes. */
function cutBy({ bytes, ...part }: UploadPart, signal: AbortSignal): UploadPart {
  const cut = () => bytes.destroy(new Error('The sender was cut off'))
  if (signal.aborted) cut()
  signal.addEventListener('abort', cut, { once: true })
  bytes.once('close', () => signal.removeEventListener('abort', cut))
  return { bytes, ...part }
}

function codeOf(error: unknown): ErrorCode {
  if (error instanceof BatonError) return error.code
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'upload.disk-full' : 'hub.internal'
}
