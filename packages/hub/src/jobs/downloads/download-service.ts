import {
  BatonError,
  type Command,
  type CommandId,
  type DownloadId,
  type DownloadProgress,
  type DownloadStep,
  type ErrorCode,
  type HouseholdId,
  type Receipt,
  type Turns,
  turns,
} from '@baton/protocol'
import {
  type AnsweredDownload,
  aborted,
  type Clock,
  type DownloadReading,
  type Downloads,
  mustBeWithin,
  type Principal,
  pause,
  type RunningEngine,
} from '#engine'
import { type Landing, progressNews, type RunningUploads } from '#jobs/uploads'
import { isAllowedHost } from './allowed-hosts.ts'
import { downloadArrival, GivenUp } from './download-arrival.ts'
import { downloadFiles } from './download-files.ts'
import type { DownloadRecords, StoredDownload } from './download-records.ts'
import { mustBePlain } from './program/guard.ts'
import { madeIn } from './program/make-file.ts'
import type { DownloadTools } from './program/tools.ts'
import { workQueue } from './work-queue.ts'

export const DOWNLOADS_AT_ONCE = 2
const OF_HOUSEHOLD_AT_ONCE = 2
const MADE_AT_ONCE = 1
const MOST_WAITING = 2_000
const TEND_EVERY_MS = 60_000
/** Another worker may be asked to give one up that runs here. */
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
  readonly takeWork?: (downloadId: DownloadId) => Promise<boolean>
  readonly onFailure: (error: unknown) => void
}

export interface RunningDownloads extends Downloads, AsyncDisposable {
  /** The programs are there, and nobody switched downloads off. */
  isAble(): Promise<boolean>
  /**
   * Goes on with what was on its way before a hub was stopped, and removes what is left of downloads that are no more:
   * now, and every minute until the signal aborts.
   */
  tend(households: () => Promise<readonly HouseholdId[]>, signal: AbortSignal): Promise<void>
}

interface Work {
  readonly stop: AbortController
  over: Promise<void>
}

export function downloads(parts: DownloadParts): RunningDownloads {
  const { engine, records, uploads, tools, clock, hosts, atOnce, takeWork, onFailure } = parts
  const landing: Landing = uploads.landing
  const files = downloadFiles(parts.folder)
  const queue = workQueue({ atOnce, ofHousehold: OF_HOUSEHOLD_AT_ONCE })
  const makingLine = turns({ atOnce: MADE_AT_ONCE, mostWaiting: MOST_WAITING })
  const works = new Map<DownloadId, Work>()
  const stopping = new AbortController()
  const news = progressNews<DownloadId, DownloadProgress>({
    clock,
    tell: (householdId, all) =>
      engine.beacon(householdId, 'downloads', { type: 'download', progress: [...all.values()] }),
  })

  const heard = (
    householdId: HouseholdId,
    downloadId: DownloadId,
    step: DownloadStep,
    more: Partial<Pick<DownloadProgress, 'percent' | 'remainingMs'>> = {},
  ) => news.heard(householdId, downloadId, { downloadId, step, percent: null, remainingMs: null, ...more })

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

  /** Never rejects. However it ends, nothing is left of a download that is over. */
  async function work(householdId: HouseholdId, downloadId: DownloadId, task: Task): Promise<void> {
    if (stopping.signal.aborted || works.has(downloadId)) return
    const stop = new AbortController()
    const signal = AbortSignal.any([stop.signal, stopping.signal])
    const run = async () => {
      const isMine = (await takeWork?.(downloadId)) ?? true
      const download = isMine ? await records.one(householdId, downloadId) : null
      if (!download) return
      const done = task(householdId, download, signal).finally(() => stop.abort(DONE))
      await Promise.all([done, watched(householdId, downloadId, stop)])
    }
    const own: Work = { stop, over: Promise.resolve() }
    works.set(downloadId, own)
    own.over = run()
      .catch((error: unknown) => ended(householdId, downloadId, error))
      .catch(onFailure)
      .finally(() => {
        works.delete(downloadId)
        landing.landed(downloadId)
        news.over(householdId, downloadId)
      })
    await own.over
    const after = await records.one(householdId, downloadId).catch(() => null)
    if (after?.view.phase === 'processing' && task === fetchOne) goOn(householdId, after)
  }

  async function ended(householdId: HouseholdId, downloadId: DownloadId, error: unknown): Promise<void> {
    if (stopping.signal.aborted) return
    await files.remove(downloadId).catch(onFailure)
    if (error instanceof GivenUp) return
    const code = codeOf(error)
    if (code === 'hub.internal') onFailure(error)
    await records.tell(householdId, { type: 'download.fail', downloadId, code })
  }

  /** One that another worker was asked to give up ends here too. */
  async function watched(householdId: HouseholdId, downloadId: DownloadId, { signal }: AbortController) {
    if (!takeWork) return
    while (!signal.aborted) {
      await pause(clock, ASK_EVERY_MS, signal)
      if (signal.aborted || (await records.one(householdId, downloadId))) continue
      works.get(downloadId)?.stop.abort(new GivenUp())
    }
  }

  async function fetchOne(householdId: HouseholdId, download: StoredDownload, signal: AbortSignal) {
    const { downloadId, url, phase } = download.view
    if (phase !== 'pending' && phase !== 'downloading') return
    await records.tell(householdId, { type: 'download.start', downloadId })
    heard(householdId, downloadId, 'resolving')
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
          heard(householdId, downloadId, 'fetching', { percent, remainingMs })
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
      heard(householdId, downloadId, 'converting')
      const { format, tags } = download.view
      await tools.make(
        {
          folder: files.folderOf(downloadId),
          format,
          tags: tags ?? { title: new URL(download.view.url).hostname, artist: null, album: null },
        },
        signal,
      )
    })
    const download = await records.one(householdId, downloadId)
    if (download?.view.phase !== 'processing') throw new GivenUp()
    heard(householdId, downloadId, 'checking')
    const path = await madeIn(files.folderOf(downloadId))
    const arrival = await downloadArrival({ records, files }, householdId, download, path)
    if (arrival.place === null) await uploads.mustHaveRoom(householdId, arrival.sizeBytes)
    if ((await landing.check(arrival)) === null) await landing.settle(arrival, signal)
  }

  const accepted = (receipt: Receipt) => {
    if (receipt.outcome === 'rejected') throw new BatonError(receipt.code, receipt.details as never)
    return receipt
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
    const done = accepted(receipt)
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
      const done = accepted(receipt)
      queue.drop(downloadId)
      const own = works.get(downloadId)
      own?.stop.abort(new GivenUp())
      await own?.over
      await files.remove(downloadId)
      return done
    },
    isAble: async () => atOnce > 0 && (await tools.look(stopping.signal)).problem === null,
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
              // It stays with whoever is at it.
              if (works.has(downloadId)) await takeWork?.(downloadId)
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
  let begin = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const done = line.take(async () => {
    begin()
    if (!signal.aborted) await task()
  })
  await Promise.race([begun, aborted(signal), done])
  if (signal.aborted) done.catch(() => undefined)
  else await done
  signal.throwIfAborted()
}

const DONE = new Error('The work on the download is over')

function codeOf(error: unknown): ErrorCode {
  if (error instanceof BatonError) return error.code
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'upload.disk-full' : 'hub.internal'
}
