import type { Source } from '@baton/client'
import type { MpvCommand } from './conversation.ts'
import type { Item } from './sources.ts'
import type { Supervisor } from './supervisor.ts'

/**
 * What the one mpv is told. Its list holds the loaded source and behind it, at most, the announced one. While no mpv
 * runs nothing is told: the next one is told everything.
 */
export interface Orders {
  /** Begins with this and forgets the rest, or puts it behind the loaded one. */
  open(item: Item, how: 'replace' | 'append', gain: string, startMs: number): void
  /** Goes on with the announced one at once. */
  takeNext(): void
  dropNext(): void
  /** The one in front has been played. */
  dropFormer(): void
  stop(): void
  pause(): void
  /** Resolves once mpv has begun to. */
  resume(): Promise<unknown>
  seek(positionMs: number): Promise<unknown>
  volume(volume: number, muted: boolean): void
  /** What it shall tell by itself. */
  observe(): void
  /** The length of what it plays. */
  length(): Promise<number | null>
  /** It may go on for so long without hearing this again. */
  hold(ms: number): void
  /** Whether it has a sound card open. */
  hasCard(): Promise<boolean>
  isAlive(): void
}

const OBSERVED = ['time-pos', 'duration', 'paused-for-cache', 'pause'] as const

export function ordersTo(mpv: Supervisor, say: (line: string) => void): Orders {
  /** What mpv refuses shows in what happens. */
  function order(...command: readonly unknown[]): void {
    if (!mpv.isUp) return
    mpv.ask(command).catch((error: Error) => say(`${command.slice(0, 2).join(' ')}: ${error.message}`))
  }

  return {
    open(item, how, gain, startMs) {
      item.entry = null
      item.listed = mpv.isUp
      if (!mpv.isUp) return
      mpv.ask(loading(item.source, how, gain, startMs)).then(
        (answer) => {
          item.entry = (answer as { playlist_entry_id?: number } | null)?.playlist_entry_id ?? null
        },
        (error: Error) => say(`loadfile: ${error.message}`),
      )
    },
    takeNext() {
      order('playlist-play-index', 1)
      order('playlist-remove', 0)
    },
    dropNext: () => order('playlist-remove', 1),
    dropFormer: () => order('playlist-remove', 0),
    stop: () => order('stop'),
    pause: () => order('set_property', 'pause', true),
    resume: () => mpv.ask(['set_property', 'pause', false]),
    seek: (positionMs) => mpv.ask(['seek', positionMs / 1_000, 'absolute+exact']),
    volume(volume, muted) {
      order('set_property', 'volume', volume)
      order('set_property', 'mute', muted)
    },
    observe() {
      for (const [index, property] of OBSERVED.entries()) order('observe_property', index + 1, property)
      order('request_log_messages', 'error')
    },
    length: () =>
      mpv.ask(['get_property', 'duration']).then(
        (seconds) => (typeof seconds === 'number' ? seconds * 1_000 : null),
        () => null,
      ),
    hold: (ms) => order('script-message', 'hold', String(Math.round(ms))),
    hasCard: () =>
      mpv.ask(['get_property', 'current-ao']).then(
        (name) => typeof name === 'string',
        () => false,
      ),
    isAlive: () => order('get_property', 'pid'),
  }
}

/** Told to start at zero, mpv seeks, and a seek makes a hole before a next source. */
function loading({ url }: Source, flags: string, replaygain: string, startMs: number): MpvCommand {
  const start = startMs > 0 && { start: (startMs / 1_000).toFixed(3) }
  return { name: 'loadfile', url, flags, options: { ...start, replaygain } }
}
