// What a client can ask for, by socket and by HTTP alike: a name, what it takes, and the command behind it. Receipts,
// rights and counts are the engine's.
import {
  BatonError,
  type Command,
  type CommandId,
  MAX_ENQUEUE,
  MAX_PLAYLIST_LENGTH,
  Millis,
  type PlaylistCommand,
  PlaylistDescription,
  PlaylistId,
  PlaylistTitle,
  QueuePlace,
  type SessionId,
  TrackId,
} from '@baton/protocol'
import { z } from 'zod'
import { refusal } from '#doors/http'
import type { Engine, Executed, Principal } from '#engine'
import { type Document, playerDocument, playlistDocument, playlistHead } from './documents.ts'
import { readPlayer } from './readings.ts'

const TrackNumber = z.int().min(1).max(MAX_PLAYLIST_LENGTH)
const TrackNumbers = z.array(TrackNumber).min(1).max(MAX_PLAYLIST_LENGTH)
const TrackIds = z.array(TrackId).min(1).max(MAX_ENQUEUE)
const about = { playlist_id: PlaylistId }
const SOURCES = 'names either track_ids or playlist_id'

/** What each operation takes, beside its `client_op_id`. Fields that it does not know are passed over. */
export const PAYLOADS = {
  'playlist.create': z.object({ title: PlaylistTitle, description: PlaylistDescription.nullish() }),
  'playlist.update': z.object({
    ...about,
    title: PlaylistTitle.optional(),
    description: PlaylistDescription.nullish(),
  }),
  'playlist.delete': z.object(about),
  'playlist.reorder': z.object({ ...about, track_order: TrackNumbers }),
  'playlist.add_tracks': z.object({ ...about, track_ids: TrackIds, at: TrackNumber.optional() }),
  'playlist.remove_tracks': z.object({ ...about, track_numbers: TrackNumbers }),
  'playlist.move_track': z.object({
    source_playlist_id: PlaylistId,
    target_playlist_id: PlaylistId,
    track_number: TrackNumber,
    target_position: TrackNumber.nullish(),
  }),
  'playlist.start': z.object({ ...about, track_number: TrackNumber.nullish() }),
  'player.play': z.object({}),
  'player.pause': z.object({}),
  'player.toggle': z.object({}),
  'player.stop': z.object({}),
  'player.next': z.object({}),
  'player.previous': z.object({}),
  'player.seek': z.object({ position_ms: Millis }),
  'player.volume': z.object({ volume: z.int().min(0).max(100) }),
  'queue.add': z
    .object({
      track_ids: TrackIds.optional(),
      playlist_id: PlaylistId.optional(),
      at: QueuePlace.default('end'),
    })
    .refine(
      ({ track_ids, playlist_id }) => (track_ids === undefined) !== (playlist_id === undefined),
      SOURCES,
    ),
} as const
export type OperationName = keyof typeof PAYLOADS
type Payload<Name extends OperationName> = z.output<(typeof PAYLOADS)[Name]>

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(PAYLOADS, name)
}

/** What an operation came to. */
export interface Outcome {
  readonly data: Document
  /** The number of the log behind it. */
  readonly seq: number
}

/** Carries one out. Throws what was refused, and what does not fit its payload. */
export async function operate(
  engine: Engine,
  principal: Principal,
  {
    name,
    payload,
    id,
  }: { readonly name: OperationName; readonly payload: unknown; readonly id?: CommandId | undefined },
): Promise<Outcome> {
  const read = PAYLOADS[name].parse(payload ?? {})
  if (name === 'playlist.move_track') return moveTrack(engine, principal, read as Payload<typeof name>, id)
  const command = commandOf(name, read, principal.sessionId)
  return outcomeOf(engine, principal, await engine.executeAndShow(principal, command, id))
}

function commandOf(name: OperationName, payload: unknown, sessionId: SessionId): Command {
  const make = COMMANDS[name as keyof typeof COMMANDS] as (payload: unknown, sessionId: SessionId) => Command
  return make(payload, sessionId)
}

/** What is made through this door belongs to the household. */
const COMMANDS: {
  readonly [Name in Exclude<OperationName, 'playlist.move_track'>]: (
    payload: Payload<Name>,
    sessionId: SessionId,
  ) => Command
} = {
  'playlist.create': ({ title, description }) => ({
    type: 'playlist.create',
    title,
    description: description ?? undefined,
    visibility: 'household',
  }),
  'playlist.update': ({ playlist_id: playlistId, title, description }) => ({
    type: 'playlist.change',
    playlistId,
    title,
    description: description === null ? '' : description,
  }),
  'playlist.delete': ({ playlist_id: playlistId }) => ({ type: 'playlist.delete', playlistId }),
  'playlist.reorder': ({ playlist_id: playlistId, track_order: order }) => ({
    type: 'playlist.reorder',
    playlistId,
    order,
  }),
  'playlist.add_tracks': ({ playlist_id: playlistId, track_ids: trackIds, at }) => ({
    type: 'playlist.add',
    playlistId,
    source: { trackIds },
    at,
  }),
  'playlist.remove_tracks': ({ playlist_id: playlistId, track_numbers: places }) => ({
    type: 'playlist.remove',
    playlistId,
    places,
  }),
  'playlist.start': ({ playlist_id: playlistId, track_number: place }, sessionId) => ({
    type: 'queue.start-playlist',
    sessionId,
    playlistId,
    place: place ?? undefined,
  }),
  'player.play': (_, sessionId) => ({ type: 'session.play', sessionId }),
  'player.pause': (_, sessionId) => ({ type: 'session.pause', sessionId }),
  'player.toggle': (_, sessionId) => ({ type: 'session.toggle', sessionId }),
  'player.stop': (_, sessionId) => ({ type: 'session.stop', sessionId }),
  'player.next': (_, sessionId) => ({ type: 'session.next', sessionId }),
  'player.previous': (_, sessionId) => ({ type: 'session.prev', sessionId }),
  'player.seek': ({ position_ms: positionMs }, sessionId) => ({
    type: 'session.seek',
    sessionId,
    positionMs,
  }),
  'player.volume': ({ volume }, sessionId) => ({ type: 'session.set-volume', sessionId, volume }),
  'queue.add': ({ track_ids: trackIds, playlist_id: playlistId, at }, sessionId) => ({
    type: 'queue.enqueue',
    sessionId,
    source: trackIds ? { trackIds } : { playlistId: playlistId as PlaylistId },
    at,
  }),
}

/** A playlist as it is behind the command, or the player. */
async function outcomeOf(
  engine: Engine,
  principal: Principal,
  { receipt, after }: Executed,
): Promise<Outcome> {
  if (receipt.outcome === 'rejected') throw refusal(receipt)
  const { seq } = receipt
  if (after?.playlist && after.playlist.deletedAt === null) {
    const { playlist } = after
    const made =
      playlist.trackCount === 0
        ? playlistDocument({ playlist, entries: [] }, seq)
        : playlistHead(playlist, seq)
    return { seq, data: { ...made, playlist: made, playlist_id: playlist.playlistId } }
  }
  if (after?.playlist) return { seq, data: { playlist_id: after.playlist.playlistId } }
  return { seq, data: playerDocument(await readPlayer(engine, principal), engine.now()) }
}

/**
 * Within one playlist an entry changes its place. Into another it is added first and then removed, each with an id of its
 * own: what fails in between leaves it in both, and sent again it is finished.
 */
async function moveTrack(
  engine: Engine,
  principal: Principal,
  asked: Payload<'playlist.move_track'>,
  id: CommandId | undefined,
): Promise<Outcome> {
  const { source_playlist_id: sourceId, target_playlist_id: targetId, track_number: number } = asked
  const at = asked.target_position ?? undefined
  const execute = (command: PlaylistCommand, part: CommandId | undefined) =>
    engine.executeAndShow(principal, command as Command, part)
  if (sourceId === targetId) {
    const rest = at === undefined || at === number ? number : at > number ? at : at - 1
    const after = rest === 0 ? null : rest
    return outcomeOf(
      engine,
      principal,
      await execute({ type: 'playlist.move', playlistId: sourceId, place: number, after }, id),
    )
  }
  const reading = await engine.playlist(principal, sourceId)
  if (reading?.playlist.deletedAt !== null) throw new BatonError('playlist.not-found')
  const entry = reading.entries[number - 1]
  if (!entry) throw new BatonError('playlist.entry-not-found', { place: number })
  const partOf = (part: string) => id && (`${id.slice(0, 120)}:${part}` as CommandId)
  const source = { trackIds: [entry.trackId] }
  const added = await execute({ type: 'playlist.add', playlistId: targetId, source, at }, partOf('add'))
  if (added.receipt.outcome === 'rejected') throw refusal(added.receipt)
  const places = [entry.entryId]
  const removed = await execute({ type: 'playlist.remove', playlistId: sourceId, places }, partOf('remove'))
  if (removed.receipt.outcome === 'rejected') throw refusal(removed.receipt)
  return {
    seq: removed.receipt.seq,
    data: { source_playlist_id: sourceId, target_playlist_id: targetId, track_id: entry.trackId },
  }
}
