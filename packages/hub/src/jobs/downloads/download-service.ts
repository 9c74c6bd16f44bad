import { stat } from 'node:fs/promises'
import {
  BatonError,
  type Command,
  type CommandId,
  type DownloadId,
  type ErrorCode,
  type HouseholdId,
  type Turns,
  turns,
} from '@baton/protocol'
import {
  type AnsweredDownload,
  aborted,
  type Clock,
  type DownloadReading,
  type Downloads,
  isOutage,
  mustBeWithin,
  type Principal,
  pause,
  type RenewedLeases,
  type RunningEngine,
} from '#engine'
import { acceptedReceipt, failureCode, type Landing, type RunningUploads } from '#jobs/uploads'
import { isAllowedHost } from './allowed-hosts.ts'
import { downloadArrival, GivenUp } from './download-arrival.ts'
import { downloadFiles } from './download-files.ts'
import { downloadNews } from './download-news.ts'
import type { DownloadRecords, StoredDownload } from './download-records.ts'
import { mustBePlain } from './program/guard.ts'
import { madeIn, mediaIn } from './program/make-file.ts'
import type { DownloadTools } from './program/tools.ts'
import { workQueue } from './work-queue.ts'

export const DOWNLOADS_AT_ONCE = 2
const OF_HOUSEHOLD_AT_ONCE = 2
const MADE_AT_ONCE = 1
const MOST_WAITING = 2_000
const TEND_EVERY_MS = 60_000
/** Its time may be over, or another worker was asked to give it up. */
const ASK_EVERY_MS = 3_000

export interface DownloadParts {
  readonly engine: Pick<RunningEngine, 'executeAndShow' | 'beacon'>
  readonly records: DownloadRecords
  readonly uploads: Pick<RunningUploads, 'landing' | 'mustHaveRoom' | 'maxBytes'>
  /** Downloads have a folder each in it; the library's folders must lie on the same disk. */
  readonly folder: string
  /** Disposed of with the service. */
  readonly tools: DownloadTools
  /** This worker runs so many; 0: the hub does not download. */
  readonly atOnce: number
  /** The only hosts at which downloads may begin; null: all. */
  readonly hosts: readonly string[] | null
  readonly clock: Clock
  /** One worker at a time works on a download; missing: there is no other worker. */
  readonly leases?: Pick<RenewedLeases, 'take' | 'isUnbroken' | 'giveUp'>
  readonly onFailure: (error: unknown) => void
}

export interface RunningDownloads extends Downloads, AsyncDisposable {
  /** Why it cannot download: the programs are not there, or somebody switched downloads off. Null: it can. */
  problem(): Promise<ErrorCode | null>
  /**
   * Goes on with what was on its way before a hub was stopped, and removes what is left of downloads that are no more:
   * now, and every minute until the signal aborts.
   */
  tend(households: () => Promise<readonly HouseholdId[]>, signal: AbortSignal): Promise<void>
}

/** Another worker may be at it: what is there of the download is not this one's any more. */
class LeaseLost extends Error {}

interface Work {
  readonly stop: AbortController
  over: Promise<void>
}

export function downloads(parts: DownloadParts): RunningDownloads {
  const { engine, records, uploads, tools, clock, hosts, atOnce, leases, onFailure } = parts
  const landing: Landing = uploads.landing
  const files = downloadFiles(parts.folder)
  const queue = workQueue({ atOnce, ofHousehold: OF_HOUSEHOLD_AT_ONCE })
  const makingLine = turns({ atOnce: MADE_AT_ONCE, mostWaiting: MOST_WAITING })
  const works = new Map<DownloadId, Work>()
  const stopping = new AbortController()
  const news = downloadNews(engine, clock)

  function mayBegin(url: string): void {
    if (atOnce === 0) throw new BatonError('download.off')
    mustBePlain(url)
    if (!isAllowedHost(url, hosts)) throw new BatonError('download.host', { hosts: [...(hosts ?? [])] })
  }

  /** What is to be done with it next, if anything; whoever is at it already stays at it. */
  function goOn(householdId: HouseholdId, { view }: Pick<StoredDownload, 'view'>): void {
    const { downloadId, phase } = view
    if (stopping.signal.aborted || works.has(downloadId)) return
    if (phase === 'pending' || phase === 'downloading') {
      queue.add(householdId, downloadId, () => work(householdId, downloadId, fetchOne))
    } else if (phase === 'processing') void work(householdId, downloadId, takeIn)
  }

  type Task = (householdId: HouseholdId, download: StoredDownload, signal: AbortSignal) => Promise<void>

  /** The store is away; it tells that itself, and whoever tends goes on later. */
  const unlessOutage = (error: unknown) => {
    if (!isOutage(error)) onFailure(error)
  }

  /** Never rejects. However it ends, nothing is left of a download that is over. */
  async function work(householdId: HouseholdId, downloadId: DownloadId, task: Task): Promise<void> {
    if (stopping.signal.aborted || works.has(downloadId)) return
    const own: Work = { stop: new AbortController(), over: Promise.resolve() }
    works.set(downloadId, own)
    own.over = leased(householdId, downloadId, task, own.stop)
      .catch(unlessOutage)
      .finally(() => {
        works.delete(downloadId)
        landing.landed(downloadId)
        news.over(householdId, downloadId)
      })
    await own.over
    const after = await records.one(householdId, downloadId).catch(() => null)
    if (after?.view.phase === 'processing' && task === fetchOne) goOn(householdId, after)
  }

  /** Rejects only where the task did not begin, or its end could not be told. */
  async function leased(
    householdId: HouseholdId,
    downloadId: DownloadId,
    task: Task,
    stop: AbortController,
  ): Promise<void> {
    if (!(await isMine(downloadId))) return
    try {
      const download = await records.one(householdId, downloadId)
      if (!download) return
      const watching = watched(householdId, downloadId, stop)
      // What the task has started is over when it is: only then anything is removed.
      await task(householdId, download, AbortSignal.any([stop.signal, stopping.signal]))
        .catch((error: unknown) => ended(householdId, downloadId, error, stop.signal))
        .finally(() => stop.abort(DONE))
        .finally(() => watching)
    } finally {
      await leases?.giveUp(leaseOf(downloadId))
    }
  }
  const isMine = async (downloadId: DownloadId) => (await leases?.take(leaseOf(downloadId))) ?? true

  async function ended(
    householdId: HouseholdId,
    downloadId: DownloadId,
    error: unknown,
    { reason }: AbortSignal,
  ): Promise<void> {
    if (stopping.signal.aborted || reason instanceof LeaseLost || isOutage(error)) return
    await files.remove(downloadId).catch(onFailure)
    if (error instanceof GivenUp) return
    const code = failureCode(error)
    if (code === 'hub.internal') onFailure(error)
    await records.tell(householdId, { type: 'download.fail', downloadId, code })
  }

  /** Never rejects. One that was given up elsewhere, or whose time is over, ends here too. */
  async function watched(
    householdId: HouseholdId,
    downloadId: DownloadId,
    stop: AbortController,
  ): Promise<void> {
    while (!stop.signal.aborted) {
      await pause(clock, ASK_EVERY_MS, stop.signal)
      if (stop.signal.aborted) return
      if (leases && !leases.isUnbroken(leaseOf(downloadId))) return stop.abort(new LeaseLost())
      try {
        if (!(await records.one(householdId, downloadId))) stop.abort(new GivenUp())
      } catch (error) {
        unlessOutage(error)
      }
    }
  }

  async function fetchOne(householdId: HouseholdId, download: StoredDownload, signal: AbortSignal) {
    const { downloadId, url, phase } = download.view
    if (phase !== 'pending' && phase !== 'downloading') return
    await records.tell(householdId, { type: 'download.start', downloadId })
    news.heard(householdId, download.view, 'resolving')
    const { problem } = await tools.look(stopping.signal)
    if (problem) throw new BatonError(problem)
    mayBegin(url)
    await uploads.mustHaveRoom(householdId, 1)
    const folder = await files.make(downloadId)
    const noRoom = new AbortController()
    let toldTags: Promise<unknown> = Promise.resolve()
    let askedFor: number | null = null
    await tools.fetch(
      {
        url,
        folder,
        maxBytes: uploads.maxBytes,
        onTags(tags) {
          toldTags = records.tell(householdId, { type: 'download.found', downloadId, tags })
          toldTags.catch(onFailure)
        },
        onProgress({ bytes, totalBytes, remainingMs }) {
          const percent =
            totalBytes === null ? null : Math.min(100, Math.round((bytes / totalBytes) * 1_000) / 10)
          news.heard(householdId, download.view, 'fetching', { percent, remainingMs })
          if (totalBytes === null || askedFor !== null) return
          askedFor = totalBytes
          uploads
            .mustHaveRoom(householdId, Math.max(1, totalBytes - bytes))
            .catch((error: unknown) => noRoom.abort(error))
        },
      },
      AbortSignal.any([signal, noRoom.signal]),
    )
    await toldTags.catch(() => undefined)
    await records.tell(householdId, { type: 'download.fetch', downloadId })
  }

  /** Makes the file, and puts it into the library. A hub that was stopped in between goes on. */
  async function takeIn(
    householdId: HouseholdId,
    { view: { downloadId } }: StoredDownload,
    signal: AbortSignal,
  ) {
    await turn(makingLine, signal, async () => {
      const download = await records.one(householdId, downloadId)
      if (download?.view.phase !== 'processing' || download.place !== null) return
      signal.throwIfAborted()
      news.heard(householdId, download.view, 'converting')
      const { format, tags } = download.view
      const media = await mediaIn(files.folderOf(downloadId))
      if (media) await uploads.mustHaveRoom(householdId, (await stat(media)).size)
      await tools.make(
        {
          folder: files.folderOf(downloadId),
          format,
          maxBytes: uploads.maxBytes,
          tags: tags ?? { title: new URL(download.view.url).hostname, artist: null, album: null },
        },
        signal,
      )
    })
    const download = await records.one(householdId, downloadId)
    if (download?.view.phase !== 'processing') throw new GivenUp()
    news.heard(householdId, download.view, 'checking')
    const path = await madeIn(files.folderOf(downloadId))
    const arrival = await downloadArrival({ records, files }, householdId, download, path)
    if (arrival.place === null) await uploads.mustHaveRoom(householdId, arrival.sizeBytes)
    if ((await landing.check(arrival)) === null) await landing.settle(arrival, signal)
  }

  /** Where another worker is at it, that one removes it when its program has ended. */
  async function removeUnlessElsewhere(downloadId: DownloadId): Promise<void> {
    try {
      if (!(await isMine(downloadId))) return
      await files.remove(downloadId).finally(() => leases?.giveUp(leaseOf(downloadId)))
    } catch (error) {
      unlessOutage(error)
    }
  }

  const readingOf = (householdId: HouseholdId, download: DownloadReading['download']): DownloadReading => ({
    download,
    progress: news.of(householdId, download.downloadId),
  })
  async function executed(
    principal: Principal,
    command: Extract<Command, { type: `download.${string}` }>,
    commandId: CommandId | undefined,
  ): Promise<AnsweredDownload> {
    const { householdId } = principal
    const { receipt } = await engine.executeAndShow(principal, command, commandId)
    const done = acceptedReceipt(receipt)
    const downloadId = command.type === 'download.begin' ? done.result.downloadId : command.downloadId
    const download = downloadId && (await records.one(householdId, downloadId))
    if (!download) throw new BatonError('download.not-found')
    goOn(householdId, download)
    return { ...readingOf(householdId, download.view), receipt: done }
  }

  return {
    async about(principal) {
      mustBeWithin(principal, 'read')
      if (atOnce === 0) return { problem: 'download.off', version: null, hosts }
      return { ...(await tools.look(stopping.signal)), hosts }
    },
    async all(principal) {
      mustBeWithin(principal, 'read')
      return (await records.seenBy(principal)).map((view) => readingOf(principal.householdId, view))
    },
    async one(principal, downloadId) {
      mustBeWithin(principal, 'read')
      const view = (await records.seenBy(principal)).find((one) => one.downloadId === downloadId)
      if (!view) throw new BatonError('download.not-found')
      return readingOf(principal.householdId, view)
    },
    async begin(principal, wish, commandId) {
      mustBeWithin(principal, 'library')
      mayBegin(wish.url)
      await uploads.mustHaveRoom(principal.householdId, 1)
      return executed(principal, { type: 'download.begin', ...wish }, commandId)
    },
    describe: (principal, downloadId, tags, commandId) =>
      executed(principal, { type: 'download.describe', downloadId, tags }, commandId),
    async retry(principal, downloadId, commandId) {
      mustBeWithin(principal, 'library')
      // What is left of the former attempt is being removed.
      await works.get(downloadId)?.over
      const view = (await records.seenBy(principal)).find((one) => one.downloadId === downloadId)
      if (view) mayBegin(view.url)
      return executed(principal, { type: 'download.retry', downloadId }, commandId)
    },
    async cancel(principal, downloadId, commandId) {
      const { receipt } = await engine.executeAndShow(
        principal,
        { type: 'download.cancel', downloadId },
        commandId,
      )
      const done = acceptedReceipt(receipt)
      queue.drop(downloadId)
      const own = works.get(downloadId)
      own?.stop.abort(new GivenUp())
      await own?.over
      await removeUnlessElsewhere(downloadId)
      return done
    },
    problem: async () => (atOnce === 0 ? 'download.off' : (await tools.look(stopping.signal)).problem),
    async tend(households, signal) {
      if (atOnce === 0) return
      const over = AbortSignal.any([signal, stopping.signal])
      while (!over.aborted) {
        const all = new Set<DownloadId>()
        const sweeping = files.sweep(async () => {
          for (const householdId of await households()) {
            for (const download of await records.open(householdId)) {
              const { downloadId } = download.view
              all.add(downloadId)
              goOn(householdId, download)
            }
          }
          return all
        })
        await sweeping.catch(onFailure)
        await pause(clock, TEND_EVERY_MS, over)
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort(new BatonError('hub.draining'))
      await Promise.allSettled([...works.values()].map(({ over }) => over))
      await tools[Symbol.asyncDispose]()
    },
  }
}

/** Whoever gives up before it has its turn does not wait for it. */
async function turn(line: Turns, signal: AbortSignal, task: () => Promise<void>): Promise<void> {
  let hasBegun = false
  const done = line.take(async () => {
    if (signal.aborted) return
    hasBegun = true
    await task()
  })
  await Promise.race([aborted(signal), done])
  // What has begun is waited for: nothing of it may go on behind whoever gave up.
  if (hasBegun) await done
  else done.catch(() => undefined)
  signal.throwIfAborted()
}

function leaseOf(downloadId: DownloadId): string {
  return `download:${downloadId}`
}

const DONE = new Error('The work on the download is over')
