// Makes tracks over for devices that cannot decode them as they are. Each is made once, whole, and kept on disk, so that
// its length is exact and any part of it can be read. Rules M23 to M34.
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { BatonError, BoundedMap, type HouseholdId, turns } from '@baton/protocol'
import type { OpenTrackFile, TrackFiles, Transcodes, TranscodeTarget, WantedTranscode } from '#engine'
import { keptTranscodes } from './kept-transcodes.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

export interface TranscodeOptions {
  readonly files: TrackFiles
  /** Made when it is first needed. */
  readonly folder: string
  /** So much is kept on disk. One that would take more than half of it is not made. */
  readonly maxBytes: number
  readonly onFailure: (error: unknown) => void
  /** Missing: all processors but one. */
  readonly atOnce?: number
  readonly program?: string
  readonly answersWithinMs?: number
  readonly abandonedAfterMs?: number
}

const MAX_WAITING = 32
const MAX_OF_HOUSEHOLD = 4
/** Shorter than players wait for an answer. */
const ANSWERS_WITHIN_MS = 15_000
/** Players that were told to ask again do so within this time. */
const ABANDONED_AFTER_MS = 15_000
/** A file that could not be decoded is not looked at again for so long. */
const FAILED_FOR_MS = 60_000
const MAX_FAILED = 500

const MADE: Readonly<Record<TranscodeTarget, { readonly ending: string; readonly mime: string }>> = {
  flac: { ending: 'flac', mime: 'audio/flac' },
  opus: { ending: 'opus', mime: 'audio/ogg' },
  mp3: { ending: 'mp3', mime: 'audio/mpeg' },
}

/** One that is being made. It goes on for as long as somebody waits for it, and a little longer. */
interface Making {
  readonly name: string
  readonly householdId: HouseholdId
  readonly stop: AbortController
  readonly done: Promise<void>
  waiting: number
  leaving: NodeJS.Timeout | undefined
}

export function trackTranscodes(options: TranscodeOptions): Transcodes & AsyncDisposable {
  const { files, folder, maxBytes, onFailure, program = 'ffmpeg' } = options
  const { atOnce = Math.max(1, availableParallelism() - 1) } = options
  const { answersWithinMs = ANSWERS_WITHIN_MS, abandonedAfterMs = ABANDONED_AFTER_MS } = options
  const kept = keptTranscodes(folder, maxBytes, files)
  const making = new Map<string, Making>()
  const running = new Set<Promise<void>>()
  const failed = new BoundedMap<string, BatonError>({
    most: MAX_FAILED,
    lives: { ms: FAILED_FOR_MS, now: () => performance.now() },
  })
  const line = turns({ atOnce, mostWaiting: MAX_WAITING })
  const tidied = kept.tidy().catch(onFailure)

  async function make(name: string, wanted: WantedTranscode, mtimeMs: number, signal: AbortSignal) {
    const draft = await kept.draft()
    try {
      await runFfmpeg({ ...wanted, program, to: draft, maxBytes: maxBytes / 2 }, signal)
      await kept.keep(draft, name, mtimeMs)
    } catch (error) {
      if (signal.aborted) throw error
      // The disk is to blame, and not the file.
      if (await kept.isFull().catch(() => false))
        throw new BatonError('hub.busy', undefined, { cause: error as Error })
      if (error instanceof BatonError) failed.set(name, error)
      throw error
    } finally {
      await kept.drop(draft)
    }
  }

  function begin(name: string, wanted: WantedTranscode, mtimeMs: number): Making {
    const { householdId } = wanted
    const ofHousehold = [...making.values()].filter((one) => one.householdId === householdId)
    if (ofHousehold.length >= MAX_OF_HOUSEHOLD) throw new BatonError('hub.busy')
    const stop = new AbortController()
    const done = line.take(() => make(name, wanted, mtimeMs, stop.signal))
    const begun: Making = { name, householdId, stop, done, waiting: 0, leaving: undefined }
    making.set(name, begun)
    running.add(done)
    const over = () => {
      clearTimeout(begun.leaving)
      running.delete(done)
      if (making.get(name) === begun) making.delete(name)
    }
    // Whoever waits is told; nobody may be waiting any more.
    done.then(over, over)
    return begun
  }

  /** Whoever comes now begins anew. */
  function abandon(one: Making): void {
    if (making.get(one.name) === one) making.delete(one.name)
    one.stop.abort(new BatonError('media.preparing'))
  }

  async function waitFor(one: Making, signal: AbortSignal): Promise<void> {
    clearTimeout(one.leaving)
    one.waiting += 1
    try {
      await within(one.done, answersWithinMs, signal)
    } finally {
      one.waiting -= 1
      if (one.waiting === 0) one.leaving = setTimeout(abandon, abandonedAfterMs, one).unref()
    }
  }

  async function open(wanted: WantedTranscode, signal: AbortSignal): Promise<OpenTrackFile | null> {
    const { householdId, content, target } = wanted
    const original = await files.open(content)
    if (!original) return null
    const { etag, mtimeMs } = original
    await original.close()
    const { ending, mime } = MADE[target]
    const name = `${householdId}/${keyOf(wanted, etag)}.${ending}`
    const row = { trackId: content.trackId, mime }
    const ready = await kept.open(name, row)
    if (ready) return ready
    const failure = failed.get(name)
    if (failure) throw failure
    await waitFor(making.get(name) ?? begin(name, wanted, mtimeMs), signal)
    const made = await kept.open(name, row)
    // It may have been tidied away already, where there is next to no room.
    if (!made) throw new BatonError('media.preparing')
    return made
  }

  return {
    open,
    async [Symbol.asyncDispose]() {
      for (const { stop } of making.values()) stop.abort(new BatonError('hub.draining'))
      await Promise.allSettled([tidied, ...running])
    },
  }
}

/** Names the sound: a file that changes is another one. The last part changes with how it is made. */
function keyOf({ content, target, startMs }: WantedTranscode, etag: string): string {
  const parts = [
    content.folderPath,
    content.path,
    etag,
    content.mime,
    content.codec,
    target,
    startMs,
    content.part,
    'made 1',
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)
}

function within(done: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const giveUp = Promise.withResolvers<never>()
  const leave = () => giveUp.reject(new BatonError('media.preparing'))
  const timer = setTimeout(leave, ms)
  signal.addEventListener('abort', leave)
  if (signal.aborted) leave()
  return Promise.race([done, giveUp.promise]).finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', leave)
  })
}
