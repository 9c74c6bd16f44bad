import type { Source } from '@baton/client'
import { FADE_MS, type Fader } from './output.ts'
import { openStream, type StreamedTrack, type StreamListener } from './streamed-track.ts'

/** One `<audio>` element that holds at most one source, and says in its own words what happens to it. */
export interface AudioPlayer {
  readonly audio: HTMLAudioElement
  source: Source | null
  /** Feeds the element piece by piece; null where the element plays the address by itself. */
  stream: StreamedTrack | null
  /** Where it is to begin; null once it has been put there. */
  beginAtMs: number | null
  /** How loud its track is to be beside others; null until that is known. */
  gain: number | null
  isReady: boolean
  /** Its bytes did not come when they were last asked for. */
  isLate: boolean
  wantsToSound: boolean
  /** True from the moment at which its position was seen to move. */
  isHeard: boolean
  /** Its way through the audio context; null while it sounds by itself. */
  fader: Fader | null
  /** Where it fell silent: the element itself runs on for the length of the fade. */
  silentAtMs: number | null
}

export function emptyPlayer(audio: HTMLAudioElement): AudioPlayer {
  audio.preload = 'auto'
  return { audio, fader: null, ...EMPTY }
}

const EMPTY = {
  source: null,
  stream: null,
  beginAtMs: null,
  gain: null,
  isReady: false,
  isLate: false,
  wantsToSound: false,
  isHeard: false,
  silentAtMs: null,
}

/** Loads a source in silence, as a stream where somebody listens to one. */
export function fill(
  player: AudioPlayer,
  source: Source,
  positionMs: number,
  streamed: StreamListener | null,
): void {
  player.audio.pause()
  player.stream?.[Symbol.dispose]()
  Object.assign(player, EMPTY, { source, beginAtMs: positionMs })
  if (streamed) player.stream = openStream(player.audio, source, positionMs, streamed)
  else {
    player.audio.src = source.url
    player.audio.load()
  }
}

export function clear(player: AudioPlayer): void {
  if (player.source === null) return
  player.audio.pause()
  player.stream?.[Symbol.dispose]()
  Object.assign(player, EMPTY)
  player.audio.removeAttribute('src')
  player.audio.load()
}

/** What its stream has joined to its track is its track now. It goes on sounding. */
export function takeNext(player: AudioPlayer, source: Source, gain: number | null): void {
  player.stream?.advance()
  player.source = source
  player.gain = gain
  player.isLate = false
}

/** Puts the element where it should begin. True when it stands there with sound at hand. */
export function settle(player: AudioPlayer): boolean {
  const { audio, stream } = player
  if (audio.readyState < HTMLMediaElement.HAVE_METADATA) return false
  if (player.beginAtMs !== null) {
    const target = startS(player) + player.beginAtMs / 1000
    player.beginAtMs = null
    stream?.reach(target)
    if (Math.abs(audio.currentTime - target) > 0.005) {
      audio.currentTime = target
      return false
    }
  }
  return !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
}

export function positionMs(player: AudioPlayer): number {
  const atMs = (player.audio.currentTime - startS(player)) * 1000
  const here = Math.min(atMs, (endS(player) - startS(player)) * 1000)
  return Math.max(0, Math.round(player.beginAtMs ?? player.silentAtMs ?? here))
}

/** How much of its track is left to sound; Infinity while that is not known. */
export function leftS(player: AudioPlayer): number {
  return endS(player) - player.audio.currentTime
}

function startS({ stream }: AudioPlayer): number {
  return stream?.startS() ?? 0
}

function endS({ stream, audio }: AudioPlayer): number {
  const end = stream ? stream.endS() : audio.duration
  return end === null || Number.isNaN(end) ? Number.POSITIVE_INFINITY : end
}

/** `afterMs`: then, not now. */
export function setLevel(player: AudioPlayer, level: number, afterMs = 0): void {
  if (player.fader) player.fader.to(level, afterMs)
  else if (afterMs === 0) {
    player.audio.volume = Math.min(1, level)
    player.audio.muted = level === 0
  }
}

/** Silent at once; the element itself stops a moment later, when what it had handed on has faded with it. */
export function hush(player: AudioPlayer, restore: () => void): void {
  const { audio, fader } = player
  if (audio.paused) return
  player.silentAtMs = positionMs(player)
  setLevel(player, 0)
  setTimeout(
    () => {
      if (!player.wantsToSound) audio.pause()
      restore()
    },
    fader ? 2 * FADE_MS : HUSH_MS,
  )
}

const HUSH_MS = 4
