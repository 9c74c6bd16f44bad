// What a client can ask for, by socket and by HTTP alike: a name, what it takes, and the command behind it. Receipts,
// rights and counts are the engine's.
import {
  type Command,
  type CommandId,
  OPERATION_PAYLOADS,
  type OperationName,
  type OperationPayload,
  type PlaylistCommand,
  type PlaylistId,
  type SessionId,
} from '@baton/protocol'
import { refusal } from '#doors/http'
import { type Executed, isWithinScope, type Principal } from '#engine'
import type { Document } from './document.ts'
import { playerDocument } from './player-state.ts'
import { playlistDocument, playlistHead } from './playlist-documents.ts'
import { readAbout, readPlayer, type Sources } from './readings.ts'

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATION_PAYLOADS, name)
}

/** By which name an operation was asked for, also where that is no id of a command; null: by none. */
export function saidOperationId(said: unknown): string | null {
  return typeof said === 'string' ? said.slice(0, 128) : null
}

/** What an operation came to. */
export interface Outcome {
  readonly data: Document
  /** The number of the log behind it. */
  readonly seq: number
}

/** Carries one out. Throws what was refused, and what does not fit its payload. */
export async function operate(
  sources: Sources,
  principal: Principal,
  {
    name,
    payload,
    id,
  }: { readonly name: OperationName; readonly payload: unknown; readonly id?: CommandId | undefined },
): Promise<Outcome> {
  const read = OPERATION_PAYLOADS[name].parse(payload ?? {})
  if (name === 'playlist.move_track')
    return moveTrack(sources, principal, read as OperationPayload<typeof name>, id)
  const command = commandOf(name, read, principal.sessionId)
  return outcomeOf(sources, principal, await sources.engine.executeAndShow(principal, command, id))
}

function commandOf(name: OperationName, payload: unknown, sessionId: SessionId): Command {
  const make = COMMANDS[name as keyof typeof COMMANDS] as (payload: unknown, sessionId: SessionId) => Command
  return make(payload, sessionId)
}

/** What is made through this door belongs to the household. */
const COMMANDS: {
  readonly [Name in Exclude<OperationName, 'playlist.move_track'>]: (
    payload: OperationPayload<Name>,
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
  sources: Sources,
  principal: Principal,
  { receipt, after }: Executed,
): Promise<Outcome> {
  if (receipt.outcome === 'rejected') throw refusal(receipt)
  const { seq } = receipt
  if (after?.playlist && after.playlist.deletedAt === null) {
    const { playlist } = after
    const about = await readAbout(sources, principal)
    const made =
      playlist.trackCount === 0
        ? playlistDocument({ playlist, entries: [] }, seq, about, new Map())
        : playlistHead(playlist, seq, about)
    return { seq, data: { ...made, playlist: made, playlist_id: playlist.playlistId } }
  }
  if (after?.playlist) return { seq, data: { playlist_id: after.playlist.playlistId } }
  const player = await readPlayer(sources, principal)
  return { seq, data: playerDocument(player, sources.engine.now(), player.plays) }
}

/** Within one playlist an entry changes its place; into another it goes with one command, which happens or does not. */
async function moveTrack(
  sources: Sources,
  principal: Principal,
  asked: OperationPayload<'playlist.move_track'>,
  id: CommandId | undefined,
): Promise<Outcome> {
  const { engine } = sources
  const { source_playlist_id: sourceId, target_playlist_id: targetId, track_number: number } = asked
  const at = asked.target_position ?? undefined
  const execute = (command: PlaylistCommand) => engine.executeAndShow(principal, command as Command, id)
  if (sourceId === targetId) {
    const rest = at === undefined || at === number ? number : at > number ? at : at - 1
    const after = rest === 0 ? null : rest
    return outcomeOf(
      sources,
      principal,
      await execute({ type: 'playlist.move', playlistId: sourceId, place: number, after }),
    )
  }
  const { receipt } = await execute({
    type: 'playlist.move-to',
    playlistId: sourceId,
    places: [number],
    targetId,
    at: at === undefined ? undefined : [at],
  })
  if (receipt.outcome === 'rejected') throw refusal(receipt)
  // As it stands there now: one that was moved on since then is not looked for, nor does everybody who may move it read it.
  const reading = isWithinScope(principal, 'read') ? await engine.playlist(principal, targetId) : null
  const [moved] = receipt.result.entryIds ?? []
  const entry = reading?.entries.find(({ entryId }) => entryId === moved)
  return {
    seq: receipt.seq,
    data: {
      source_playlist_id: sourceId,
      target_playlist_id: targetId,
      track_id: entry?.trackId ?? null,
    },
  }
}
