// Plays what a hub that calls orders, one thing at a time. Rules AG44 to AG48 in docs/protocol/agent.md.
import type { Clock, SoundEvent } from '@baton/client'
import { LEASE_MS } from '@baton/protocol'
import type { Player } from '../mpv/player.ts'
import { rounds } from '../rounds.ts'
import type { PlayReports } from './play-reports.ts'

export interface PlayOrder {
  /** An address, or a file. */
  readonly source: string
  readonly startMs: number
  readonly reports: () => PlayReports
}

export interface PlaybackState {
  /** Null while nothing plays. */
  readonly positionMs: number | null
  readonly durationMs: number | null
  /** Something was ordered, and has neither come to its end nor been stopped. */
  readonly isAlive: boolean
  /** Of what has come to its end; null: nothing has. */
  readonly returncode: number | null
  readonly source: string | null
  readonly paused: boolean
  readonly volume: number
  readonly muted: boolean
}

export interface Playback extends AsyncDisposable {
  /** Replaces what plays. Answered when it is heard, is replaced or has failed, or a moment later. False: it has failed. */
  play(order: PlayOrder): Promise<boolean>
  stop(): void
  /** These three answer false where nothing plays. */
  pause(): boolean
  resume(): boolean
  seek(positionMs: number): boolean
  setVolume(volume: number, muted: boolean): void
  /** What may be opened now. */
  allows(source: string): boolean
  state(): PlaybackState
}

export interface PlaybackParts {
  readonly player: Player
  readonly clock: Clock
  readonly contactAgeMs: () => number
  /** What a health report says of it, or of its player, has changed. */
  readonly onChange: () => void
  readonly say: (line: string) => void
}

interface Playing {
  readonly key: string
  readonly source: string
  readonly reports: PlayReports
  paused: boolean
  returncode: number | null
  /** Answers its order, once. */
  answer: (isGood: boolean) => void
}

const ANSWERED_WITHIN_MS = 1_000
const LOOK_EVERY_MS = 250
/** It ceases before the hub may give its right to sound to another speaker. */
const SILENT_AFTER_MS = LEASE_MS - 1_000
/** What mpv itself ends with where a file cannot be played. */
const COULD_NOT_PLAY = 2

export function playback({ player, clock, contactAgeMs, onChange, say }: PlaybackParts): Playback {
  let current: Playing | null = null
  let orders = 0
  let volume = { volume: 100, muted: false }

  const watch = rounds(clock, LOOK_EVERY_MS, () => {
    if (!current || current.paused || contactAgeMs() <= SILENT_AFTER_MS) return
    say('The hub was not heard of, and the right to sound lapses')
    hush(current)
  })
  const stopListening = player.listen((event) => {
    if (!current || event.key !== current.key || current.returncode !== null) return
    heard(current, event)
    onChange()
  })

  const stopWatchingAble = player.able.subscribe(onChange)

  function heard(now: Playing, event: SoundEvent): void {
    switch (event.type) {
      case 'playing':
        now.answer(true)
        break
      case 'ended':
        over(now, 0, '')
        break
      case 'failed': {
        const isSource = event.reason === 'source'
        over(now, COULD_NOT_PLAY, isSource ? 'It cannot be played' : 'Its bytes did not come')
        break
      }
      case 'blocked':
        // Nothing is the source's fault: whoever calls sees that the player is not able.
        now.answer(true)
        hush(now)
        break
    }
  }

  function over(now: Playing, returncode: number, problem: string): void {
    watch.end()
    now.returncode = returncode
    now.answer(returncode === 0)
    now.reports.complete(returncode, problem)
  }

  function hush(now: Playing): void {
    now.paused = true
    player.pause()
    onChange()
  }

  function leave(): void {
    watch.end()
    current?.answer(true)
    current?.reports.stop()
    current = null
  }

  /** What plays, or could go on. */
  const alive = () => (current?.returncode === null ? current : null)

  return {
    play({ source, startMs, reports }) {
      leave()
      const key = String(++orders)
      return new Promise((resolve) => {
        const cancel = clock.after(ANSWERED_WITHIN_MS, () => resolve(true))
        const answer = (isGood: boolean) => {
          cancel()
          resolve(isGood)
        }
        current = { key, source, reports: reports(), paused: false, returncode: null, answer }
        watch.begin()
        player.load({ key, url: source }, { positionMs: startMs })
        player.play()
        onChange()
      })
    },
    stop() {
      leave()
      player.unload()
      onChange()
    },
    pause() {
      const now = alive()
      if (now) hush(now)
      return now !== null
    },
    resume() {
      const now = alive()
      if (!now) return false
      now.paused = false
      player.play()
      onChange()
      return true
    },
    seek(positionMs) {
      if (!alive()) return false
      player.seek(positionMs)
      onChange()
      return true
    },
    setVolume(level, muted) {
      volume = { volume: level, muted }
      player.setVolume(level, muted)
      onChange()
    },
    allows: (source) => current?.source === source,
    state() {
      const now = alive()
      return {
        positionMs: now && player.positionMs(),
        durationMs: now && player.durationMs(),
        isAlive: now !== null,
        returncode: current?.returncode ?? null,
        source: now?.source ?? null,
        paused: now?.paused ?? false,
        ...volume,
      }
    },
    async [Symbol.asyncDispose]() {
      leave()
      stopListening()
      stopWatchingAble()
      player.unload()
    },
  }
}
