// What a box keeps for the time when it is cut off: the table of tags, the session as it was known last, and the music of
// both, brought at low priority. Rules BX20 and BX21.
import type { Hub } from '@baton/client'
import {
  type Entry,
  mediaEndpoints,
  pathTo,
  type SessionView,
  SHELF_TRACKS,
  type Shelf,
  type TrackId,
} from '@baton/protocol'
import type { Log } from '../log/log.ts'
import { pause } from '../pause.ts'
import { LARGEST_FILE, type StateFolder } from '../state/state-folder.ts'
import type { Limits } from './ceiling.ts'
import type { KeptMusic } from './kept-music.ts'

/** What is brought of the queue, from the current entry on. */
const QUEUE_TRACKS = 20
/** What tags play is looked at when a tag changed, and so often because of what playlists hold. */
const LOOK_EVERY_MS = 5 * 60_000
const SAVE_EVERY_MS = 60_000
/** Whoever listens comes first: between two tracks nothing is brought. */
const REST_MS = 500
/** A slow link may take long over a track; one that stands still may not. */
const STANDS_STILL_MS = 30_000
/** What did not come whole is not asked for in each round. */
const AGAIN_AFTER_MS = 15 * 60_000
const FILE = 'box.json'

export interface LastKnown {
  readonly session: SessionView
  readonly entries: readonly Entry[]
  /** How loud its own device may be; null: not known. */
  readonly device: Limits | null
}

export interface KeptShelf {
  readonly tags: () => Shelf['tags']
  readonly last: () => LastKnown | null
  /** The session is another one now. */
  known(last: LastKnown): void
  /** Looks at once whether there is something new to bring. */
  look(): void
}

export interface ShelfParts {
  readonly hub: Pick<Hub, 'boxes' | 'baseUrl' | 'clock'>
  readonly token: () => Promise<string>
  readonly music: KeptMusic
  readonly folder: StateFolder
  readonly isLive: () => boolean
  readonly log: Log
  readonly signal: AbortSignal
  readonly fetching?: typeof fetch
}

export function keptShelf(parts: ShelfParts): KeptShelf {
  const { hub, token, music, folder, isLive, log, signal, fetching = fetch } = parts
  let { tags, last } = readIn(folder)
  let woken = new AbortController()
  let savedAt = Number.NEGATIVE_INFINITY

  const save = () => {
    folder.write(FILE, textOf(tags, last))
    savedAt = hub.clock.now()
  }

  // Of what is wanted still: what there was no room for, by its size, and when to ask for what was broken.
  const noRoomFor = new Map<TrackId, number>()
  const brokenUntil = new Map<TrackId, number>()

  async function bring(trackId: TrackId, stays: (trackId: TrackId) => boolean): Promise<void> {
    const url = hub.baseUrl + pathTo(mediaEndpoints.forBox, { track_id: trackId })
    const headers = { authorization: `Bearer ${await token()}` }
    const still = new AbortController()
    let cancel = () => {}
    const moved = () => {
      cancel()
      cancel = hub.clock.after(STANDS_STILL_MS, () => still.abort())
    }
    moved()
    try {
      const within = AbortSignal.any([signal, still.signal])
      const answer = await fetching(url, { headers, redirect: 'error', signal: within })
      const taken = await music.take(trackId, watched(answer, moved), stays)
      if (taken === 'broken') brokenUntil.set(trackId, hub.clock.now() + AGAIN_AFTER_MS)
      else if (taken !== 'kept') noRoomFor.set(trackId, taken.noRoomFor)
    } finally {
      cancel()
    }
  }

  function isWorthAsking(trackId: TrackId, stays: (trackId: TrackId) => boolean): boolean {
    if (music.has(trackId) || hub.clock.now() < (brokenUntil.get(trackId) ?? 0)) return false
    return music.hasRoom(noRoomFor.get(trackId) ?? 0, stays)
  }

  /** The first of each tag before the second of any; what is played now before all of them. */
  function wanted(): readonly TrackId[] {
    const ids = new Set<TrackId>()
    const { current = null } = last?.session ?? {}
    const at = last?.entries.findIndex(({ entryId }) => entryId === current?.entryId) ?? -1
    if (current) ids.add(current.trackId)
    for (const { trackId } of last?.entries.slice(at + 1, at + 1 + QUEUE_TRACKS) ?? []) ids.add(trackId)
    const longest = Math.max(0, ...tags.map(({ tracks }) => tracks.length))
    for (let nth = 0; nth < longest; nth++) {
      for (const { tracks } of tags) {
        const track = tracks[nth]
        if (track) ids.add(track.trackId)
      }
    }
    return [...ids]
  }

  async function round(): Promise<void> {
    ;({ tags } = await hub.boxes.shelf())
    save()
    const ids = wanted()
    for (const known of [noRoomFor, brokenUntil]) {
      for (const trackId of known.keys()) if (!ids.includes(trackId)) known.delete(trackId)
    }
    for (const [nth, trackId] of ids.entries()) {
      if (signal.aborted || !isLive()) return
      const before = new Set(ids.slice(0, nth))
      const stays = (other: TrackId) => before.has(other)
      if (!isWorthAsking(trackId, stays)) continue
      await bring(trackId, stays).catch((error: unknown) =>
        log.debug(`A track did not come: ${String(error)}`),
      )
      await pause(hub.clock, REST_MS, signal)
    }
  }

  async function run(): Promise<void> {
    await music.verify(signal)
    while (!signal.aborted) {
      woken = new AbortController()
      if (isLive()) {
        await round().catch((error: unknown) => log.debug(`Nothing can be brought now: ${String(error)}`))
      }
      await pause(hub.clock, LOOK_EVERY_MS, AbortSignal.any([signal, woken.signal]))
    }
  }
  void run().catch((error: unknown) => log.warn(`What the tags play cannot be kept: ${String(error)}`))

  return {
    tags: () => tags,
    last: () => last,
    known(next) {
      const isOther =
        next.session.current?.entryId !== last?.session.current?.entryId ||
        JSON.stringify(limitsOf(next.device ?? {})) !== JSON.stringify(limitsOf(last?.device ?? {}))
      last = next
      if (isOther || hub.clock.now() - savedAt > SAVE_EVERY_MS) save()
    },
    look: () => woken.abort(),
  }
}

/** The same answer; `moved` is called with each part of it that comes. */
function watched(answer: Response, moved: () => void): Response {
  if (!answer.ok || answer.body === null) return answer
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      moved()
      controller.enqueue(chunk)
    },
  })
  return new Response(answer.body.pipeThrough(watch), { headers: answer.headers })
}

/** No longer than what is read again: of many tags fewer tracks are known over a restart. */
function textOf(tags: Shelf['tags'], last: LastKnown | null): string {
  for (let most = SHELF_TRACKS; ; most = Math.floor(most / 2)) {
    const shorter = tags.map((tag) => ({ ...tag, tracks: tag.tracks.slice(0, most) }))
    const text = JSON.stringify({ tags: shorter, last })
    if (Buffer.byteLength(text) <= LARGEST_FILE || most === 0) return text
  }
}

function limitsOf({ enabled, maxVolume = null, quiet = null }: Partial<Limits> = {}): unknown {
  return [enabled, maxVolume, quiet]
}

/** Written by itself; a damaged file counts as none. */
function readIn(folder: StateFolder): { tags: Shelf['tags']; last: LastKnown | null } {
  try {
    const { tags, last } = JSON.parse(folder.read(FILE) ?? '{}')
    return {
      tags: Array.isArray(tags) ? tags : [],
      last: last?.session?.sessionId ? { ...last, device: last.device ?? null } : null,
    }
  } catch {
    return { tags: [], last: null }
  }
}
