// What a client missed, told from the log itself: every event behind the numbers that it names, in order, with its own
// number and id, and the thing as it is now. docs/protocol/socketio.md
import {
  type Cursor,
  type EventFrame,
  type PlaylistId as Id,
  LogEpoch,
  PlaylistId,
  playlistOfRoom,
  playlistRoom,
  type Room,
  sessionOfRoom,
} from '@baton/protocol'
import { z } from 'zod'
import type { Principal } from '#engine'
import { type ClientRooms, playerTold } from './following.ts'
import { roomsBehind, type Told } from './names.ts'
import { type Readings, readingsOf, readPlayer, type Sources } from './readings.ts'
import { MOST_TOLD_WHOLE, playlistTold, toldOf } from './state-events.ts'
import type { Wire } from './wire.ts'

const MOST_ROOMS = 100
const TOO_OLD = 'Sequence too old, full refresh required'
const AHEAD = 'Sequence is ahead of the server, full refresh required'
const OTHER_LOG = 'The sequence is of another log, full refresh required'

export const SyncRequest = z.object({
  last_global_seq: z.int().min(0).nullish(),
  last_playlist_seqs: z
    .record(z.string().max(100), z.int().min(0))
    .refine((seqs) => Object.keys(seqs).length <= MOST_ROOMS, 'names too many playlists')
    .nullish(),
  requested_rooms: z.array(z.string().max(100)).max(MOST_ROOMS).nullish(),
  epoch: LogEpoch.nullish(),
})
export type SyncRequest = z.infer<typeof SyncRequest>

export interface SyncParts extends Sources {
  readonly principal: Principal
  readonly wire: Wire
  readonly rooms: ClientRooms
  readonly signal: AbortSignal
}

/** Runs alone: nothing that happens meanwhile comes in between. */
export async function synchronize(parts: SyncParts, request: SyncRequest): Promise<void> {
  const { wire, rooms: joined, engine, principal } = parts
  const asked = [...new Set(request.requested_rooms ?? joined.names)]
  const there: string[] = []
  const absent: string[] = []
  for (const name of asked) {
    const behind = roomsBehind(name, principal)
    const isThere = behind !== null && (await engine.mayFollow(principal, behind))
    if (isThere) there.push(name)
    else absent.push(name)
  }
  if (absent.length > 0) {
    await wire.room()
    wire.tell('sync:error', {
      error: 'There is no such room',
      requested_rooms: absent,
      ...placeFields(parts),
    })
  }
  const rooms = there.flatMap((name) => roomsBehind(name, principal) ?? [])
  const seq = rooms.length === 0 ? joined.place.seq : await replay(parts, request, rooms, there)
  if (seq === null) return
  await wire.room()
  wire.tell('sync:complete', {
    synced_rooms: there,
    server_seq: seq,
    current_global_seq: seq,
    epoch: joined.place.epoch,
  })
}

/** Up to which number; null: it could not be, and the client was told so and is shown everything anew. */
async function replay(
  parts: SyncParts,
  { last_global_seq: last, last_playlist_seqs: revisions, epoch }: SyncRequest,
  rooms: readonly Room[],
  names: readonly string[],
): Promise<number | null> {
  const { engine, principal, rooms: joined, wire, signal } = parts
  const after = cursorOf(last, epoch ?? joined.place.epoch)
  const told = new Retold(parts, revisions ?? {})
  using stop = stopping(signal)
  const following = engine.follow({ principal, rooms, ...(after && { after }), signal: stop.signal })
  // Answered behind everything that is shown: so the end of it is known.
  following.leave(rooms[0] as Room)
  let failed = false
  for await (const frame of following.frames) {
    if (frame.kind === 'event') await told.event(frame)
    else if (frame.kind === 'snapshot') await joined.show(frame)
    else if (frame.kind === 'resync') {
      failed = true
      await wire.room()
      const error =
        frame.reason === 'from-the-future' ? AHEAD : frame.reason === 'other-log' ? OTHER_LOG : TOO_OLD
      wire.tell('sync:error', { error, requested_rooms: names, server_seq: frame.seq, epoch: frame.epoch })
    } else if (frame.kind === 'caught-up') {
      await told.rest(rooms)
      return frame.seq
    } else if (frame.kind === 'ack') return failed ? null : frame.seq
  }
  return null
}

function cursorOf(last: number | null | undefined, epoch: string): Cursor | null {
  return last === null || last === undefined ? null : { epoch: LogEpoch.parse(epoch), seq: last }
}

function placeFields({ rooms }: SyncParts) {
  const { seq, epoch } = rooms.place
  return { server_seq: seq, epoch }
}

/** Ends with the client, or with its block. */
function stopping(signal: AbortSignal): AbortController & Disposable {
  const stop = new AbortController()
  const end = () => stop.abort()
  signal.addEventListener('abort', end)
  return Object.assign(stop, {
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', end)
      end()
    },
  })
}

/** What is told again. Everything is read once: it is told as it is now. */
class Retold {
  readonly #parts: SyncParts
  readonly #readings: Readings
  readonly #known: Readonly<Record<string, number>>
  readonly #heard = new Map<Room, number>()
  readonly #long = new Map<Room, { readonly told: Told; readonly frame: EventFrame }>()
  #player: ReturnType<typeof readPlayer> | null = null
  #changed: EventFrame | null = null

  constructor(parts: SyncParts, known: Readonly<Record<string, number>>) {
    this.#parts = parts
    this.#known = known
    this.#readings = readingsOf(parts, parts.principal)
  }

  async event(frame: EventFrame): Promise<void> {
    const changed = this.#changed
    if (changed && (changed.room !== frame.room || changed.revision !== frame.revision))
      await this.#tellPlayer()
    if (sessionOfRoom(frame.room) !== null) {
      this.#changed = frame
      return
    }
    const playlistId = playlistOfRoom(frame.room)
    if (playlistId !== null && frame.revision <= (this.#known[playlistId] ?? 0)) return
    this.#heard.set(frame.room, frame.revision)
    for (const told of await toldOf(frame, this.#readings)) {
      if (isLong(told)) this.#long.set(frame.room, { told, frame })
      else await this.#parts.rooms.tell(told, frame, 'logged')
    }
  }

  /** What is long was kept for the end; a playlist that the client has an older version of is shown. */
  async rest(rooms: readonly Room[]): Promise<void> {
    await this.#tellPlayer()
    for (const { told, frame } of this.#long.values()) await this.#parts.rooms.tell(told, frame, 'logged')
    for (const [id, known] of Object.entries(this.#known)) {
      const playlistId = PlaylistId.safeParse(id)
      if (playlistId.success) await this.#showIfOlder(playlistId.data, known, rooms)
    }
  }

  async #showIfOlder(id: Id, known: number, rooms: readonly Room[]): Promise<void> {
    const room = playlistRoom(id)
    if (!rooms.includes(room)) return
    const reading = await this.#readings.playlist(id)
    if (!reading || reading.playlist.deletedAt !== null) return
    const { revision } = reading.playlist
    if (revision === (this.#heard.get(room) ?? known)) return
    const { epoch, seq } = reading
    await this.#parts.rooms.tell(
      playlistTold(reading, seq, await this.#readings.about(), await this.#readings.plays(reading.entries)),
      { epoch, seq, at: this.#parts.engine.now() },
      'snapshot',
    )
  }

  async #tellPlayer(): Promise<void> {
    const changed = this.#changed
    this.#changed = null
    if (!changed) return
    const { engine, principal, rooms } = this.#parts
    this.#player ??= readPlayer(this.#parts, principal)
    const player = await this.#player
    await rooms.tell(playerTold(player, engine.now(), player.plays), changed, 'logged')
  }
}

/** It would be told whole with each of its events. */
function isLong({ event, data }: Told): boolean {
  if (event === 'state:playlist') return (data.tracks as readonly unknown[]).length > MOST_TOLD_WHOLE
  return false
}
