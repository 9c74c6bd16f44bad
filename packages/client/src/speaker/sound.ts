import type { ReportReason, TrackSummary } from '@baton/protocol'

/** What a sound engine is asked to play. The key says which one is meant: the same track may stand in a queue twice. */
export interface Source {
  readonly key: string
  readonly url: string
  /** What the session says of the track, where it does: engines that fit loudness or joins look it up by this. */
  readonly track?: TrackSummary | null
}

/**
 * What the sound engine says. Every event names the source that it is about; one about a source that was replaced is ignored.
 * - `ready`: enough is loaded to sound at once from the asked position.
 * - `playing`: it is heard now (also again after a stall), at `positionMs`.
 * - `stalled`: it wants to sound and cannot go on. With a `reason` that is trouble of its own, else bytes are missing.
 * - `ended`: it came to its end. `movedOn`: the engine has begun the prepared next source by itself (gapless engines).
 * - `blocked`: the platform refuses sound until somebody has touched this page, or whatever else the `reason` says.
 * - `failed`: it cannot be played. `source`: the file itself; `network`: its bytes did not come.
 */
export type SoundEvent =
  | { readonly type: 'ready'; readonly key: string }
  | { readonly type: 'playing'; readonly key: string; readonly positionMs: number }
  | {
      readonly type: 'stalled'
      readonly key: string
      readonly positionMs: number
      readonly reason?: ReportReason
    }
  | { readonly type: 'ended'; readonly key: string; readonly movedOn: boolean }
  | { readonly type: 'blocked'; readonly key: string; readonly reason?: ReportReason }
  | { readonly type: 'failed'; readonly key: string; readonly reason: 'source' | 'network' }

/** The engine that makes sound: two `<audio>` elements in a page, mpv in an agent, a fake in tests. It never throws. */
export interface Sound {
  /** Replaces what was loaded, stays silent, and says `ready`. A source that was prepared is taken over at once. */
  load(source: Source, at: { readonly positionMs: number }): void
  /** Has the following source at hand, silently; null forgets it. */
  prepareNext(source: Source | null): void
  /** Sounds from where it stands as soon as it can; says `playing`, or `blocked`. */
  play(): void
  /** Hands on nothing but silence within 10 ms; stays where it will be silent. */
  pause(): void
  /** For so long what it had handed on is still heard after `pause`; missing: not at all. */
  tailMs?(): number
  /** Goes on sounding, or stays silent, from there. */
  seek(positionMs: number): void
  setVolume(volume: number, muted: boolean): void
  /** What is heard right now (or would be), of the loaded source; 0 when there is none. */
  positionMs(): number
  /** Silent, and nothing is loaded any more. */
  unload(): void
  /** May it sound now, as far as it knows? */
  unlocked(): boolean
  /** Calls with everything that happens, until the returned function is called. */
  listen(listener: (event: SoundEvent) => void): () => void
}
