import { type FlacFile, openFlac } from './flac/flac-file.ts'
import { FLAC_IN_MP4, fragment, initSegment } from './flac/fragments.ts'
import { httpBytes, pause } from './http-bytes.ts'
import { type SoundBuffer, soundBuffer } from './source-buffer.ts'

/** A track as the speaker names it: one playing of it, and where its bytes are. */
export interface Wanted {
  readonly key: string
  readonly url: string
}

/**
 * The music of one audio element as one line of time: a track from somewhere on, and behind its very last sample the
 * first one of the next. The browser plays over the seam like over any other place, so nothing is lost and nothing is
 * added there. A bounded part of it is held ahead; the rest is fetched as it plays.
 */
export interface StreamedTrack extends Disposable {
  /** Where the current track begins on the line, in seconds. */
  startS(): number
  /** Where it ends; null as long as that is not known. */
  endS(): number | null
  /** Has the current track at hand from this second of the line on. */
  reach(atS: number): void
  /** What is to follow; null: nothing. */
  follow(next: Wanted | null): void
  /** What follows without a seam, once it does. */
  joined(): string | null
  /** What follows is the current track now. */
  advance(): void
}

export interface StreamListener {
  /** This track's bytes do not come, for now. */
  readonly late: (key: string) => void
  /** This track is nothing that can be streamed. Of a following one: it has to be played in another way. */
  readonly refused: (key: string) => void
  /** The current track turned out to be damaged. */
  readonly broken: () => void
}

const AHEAD_S = 60
const AHEAD_BYTES = 6_000_000
/** The end is said to the browser only when it is near: until then something may still follow. */
const SAY_END_S = 1.5
const LOOK_MS = 200
/** Less than any frame lasts, and more than times are rounded by. */
const A_LITTLE_S = 0.0005
/** A seek this little ahead of what was fetched waits for it. */
const SOON_S = 3

export function canStream(): boolean {
  const isThere = typeof MediaSource !== 'undefined' && 'any' in AbortSignal
  return isThere && MediaSource.isTypeSupported(FLAC_IN_MP4)
}

interface Laid extends Wanted {
  readonly file: Promise<FlacFile | null>
  readonly opening: AbortController
  size: () => number
  startS: number
  endS: number | null
  /** Its beginning is on the line. */
  isJoined: boolean
}

/** Takes the element over. `startMs`: where in the track it is going to begin. */
export function openStream(
  audio: HTMLAudioElement,
  first: Wanted,
  startMs: number,
  on: StreamListener,
): StreamedTrack {
  const media = new MediaSource()
  const address = URL.createObjectURL(media)
  const closed = new AbortController()
  let current = opened(first)
  let next: Laid | null = null
  let run = new AbortController()
  let fedUntilS = startMs / 1000
  let pieces = 0
  current.startS = 0
  audio.src = address
  const buffering: Promise<SoundBuffer> = new Promise((resolve) => {
    media.addEventListener('sourceopen', () => resolve(soundBuffer(media, audio, FLAC_IN_MP4)), {
      once: true,
    })
  })
  let working: Promise<void> = feedFrom(startMs / 1000, run.signal)

  function opened({ key, url }: Wanted): Laid {
    const opening = new AbortController()
    const bytes = httpBytes(url, () => {
      if (!opening.signal.aborted) on.late(key)
    })
    const file = openFlac(bytes, opening.signal).catch(() => null)
    return { key, url, file, opening, size: bytes.size, startS: 0, endS: null, isJoined: false }
  }

  /** The one after the other: what runs is ended first. */
  function restart(work: (signal: AbortSignal) => Promise<void>): void {
    run.abort()
    run = new AbortController()
    const { signal } = run
    working = working.then(() => (signal.aborted ? undefined : work(signal)))
  }

  async function feedFrom(atS: number, signal: AbortSignal): Promise<void> {
    fedUntilS = atS
    await carefully(signal, async () => {
      const buffer = await buffering
      await lay(current, atS - current.startS, buffer, signal)
      await layBehind(buffer, signal)
    })
  }

  async function carefully(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch {
      if (!signal.aborted && !closed.signal.aborted) on.broken()
    }
  }

  /** Puts one track on the line, from a second of it on, as fast as it is wanted. */
  async function lay(track: Laid, fromS: number, buffer: SoundBuffer, signal: AbortSignal): Promise<void> {
    const file = await track.file
    if (signal.aborted) return
    if (file === null) return on.refused(track.key)
    const { info } = file
    track.endS = track.startS + info.totalSamples / info.sampleRate
    const aheadS = Math.min(AHEAD_S, AHEAD_BYTES / (track.size() / (info.totalSamples / info.sampleRate)))
    // Browsers seek only to where there may be something.
    if (media.readyState === 'open' && !(media.duration >= track.endS)) media.duration = track.endS
    await buffer.append(initSegment(info), track.startS, signal)
    let endSample = 0
    for await (const frames of file.frames(Math.floor(fromS * info.sampleRate), signal)) {
      if (signal.aborted) return
      pieces += 1
      await buffer.append(fragment(frames, pieces), track.startS, signal)
      const last = frames.at(-1)
      endSample = (last?.sample ?? 0) + (last?.samples ?? 0)
      fedUntilS = track.startS + endSample / info.sampleRate
      track.isJoined = true
      await buffer.forgetUntil(audio.currentTime)
      const fromThereS = track.startS + fromS
      while (!signal.aborted && fedUntilS - Math.max(audio.currentTime, fromThereS) > aheadS) {
        await pause(LOOK_MS, signal)
      }
      if (signal.aborted) return
    }
    // A file that was cut off ends earlier than it says.
    track.endS = track.startS + endSample / info.sampleRate
  }

  /** Behind the end of the current track: the next ones, as they are named, as long as this goes on. */
  async function layBehind(buffer: SoundBuffer, signal: AbortSignal): Promise<void> {
    let last = current
    while (!signal.aborted) {
      const wanted = last === current ? next : null
      const file = wanted && (await Promise.race([wanted.file, pause(LOOK_MS, signal)]))
      if (signal.aborted) return
      const endS = last.endS ?? last.startS
      if (wanted === null || wanted !== next || file === undefined) {
        if (media.readyState === 'open' && endS - audio.currentTime < SAY_END_S) media.endOfStream()
        await pause(LOOK_MS, signal)
      } else if (file && isSameShape(file, await last.file)) {
        wanted.startS = endS
        await layNext(wanted, buffer, signal)
        if (current === wanted || next === wanted) last = wanted
      } else refuseNext(wanted)
    }
  }

  async function layNext(track: Laid, buffer: SoundBuffer, signal: AbortSignal): Promise<void> {
    try {
      await lay(track, 0, buffer, signal)
    } catch (error) {
      if (signal.aborted || current === track) throw error
      refuseNext(track)
      await buffer.forgetFrom(track.startS - A_LITTLE_S)
    }
  }

  function refuseNext(track: Laid): void {
    if (next !== track) return
    next = null
    on.refused(track.key)
  }

  return {
    startS: () => current.startS,
    endS: () => current.endS,
    reach: (atS) => {
      void buffering.then((buffer) => {
        const isComing = atS >= fedUntilS && atS - fedUntilS < SOON_S
        if (closed.signal.aborted || isComing || buffer.holds(atS)) return
        restart(async (signal) => {
          if (next) next.isJoined = false
          await carefully(signal, () => buffer.forgetFrom(0))
          await feedFrom(atS, signal)
        })
      })
    },
    follow: (wanted) => {
      if (next?.key === wanted?.key) return
      const former = next
      former?.opening.abort()
      next = wanted && opened(wanted)
      if (former?.isJoined !== true) return
      const endS = current.endS ?? current.startS
      restart(async (signal) => {
        await carefully(signal, async () => {
          const buffer = await buffering
          await buffer.forgetFrom(endS - A_LITTLE_S)
          fedUntilS = endS
          await layBehind(buffer, signal)
        })
      })
    },
    joined: () => (next?.isJoined ? next.key : null),
    advance: () => {
      if (next === null) return
      current = next
      next = null
    },
    [Symbol.dispose]: () => {
      closed.abort()
      run.abort()
      current.opening.abort()
      next?.opening.abort()
      URL.revokeObjectURL(address)
    },
  }
}

/** Only sound of one shape goes over a seam unchanged. */
function isSameShape(one: FlacFile, other: FlacFile | null): boolean {
  return one.info.sampleRate === other?.info.sampleRate && one.info.channels === other.info.channels
}
