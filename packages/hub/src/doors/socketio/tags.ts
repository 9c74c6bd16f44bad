// Tags as this door's clients know them: actions, and the two documents that tell how a linking stands. They come as they
// are, without the envelope of states.
import {
  BatonError,
  type CommandId,
  isOpenLinking,
  TAG_ACTION_PAYLOADS as PAYLOADS,
  type PlaylistId,
  type RoomState,
  type TagAction,
  type TagCommand,
  type TagLinking,
  type TagTarget,
} from '@baton/protocol'
import { refusal } from '#doors/http'
import type { Engine, Principal } from '#engine'
import { type Document, iso } from './document.ts'
import type { Told } from './names.ts'
import type { Outcome } from './operations.ts'
import type { Readings } from './readings.ts'

/** How long whoever joins is still told how the last linking ended. */
const ENDED_SHOWN_MS = 60_000

export function isTagAction(event: string): event is TagAction {
  return Object.hasOwn(PAYLOADS, event)
}

/** Carries one out, and answers with how the linking stands behind it. Throws what was refused. */
export async function actOnTags(
  engine: Engine,
  principal: Principal,
  { action, payload, id }: { action: TagAction; payload: unknown; id: CommandId | undefined },
): Promise<Outcome> {
  return tagCommand(engine, principal, await commandOf(engine, principal, action, payload), id)
}

/** The same of a command about tags. */
export async function tagCommand(
  engine: Engine,
  principal: Principal,
  command: TagCommand,
  id: CommandId | undefined,
): Promise<Outcome> {
  const receipt = await engine.execute(principal, command, id)
  if (receipt.outcome === 'rejected') throw refusal(receipt)
  const { scanned } = receipt.result
  const { data } = await readLinking(engine, principal)
  return { seq: receipt.seq, data: { ...data, ...(scanned !== undefined && { scanned }) } }
}

/** `nfc_status` as it is now. */
export async function readLinking(engine: Engine, principal: Principal): Promise<Outcome> {
  const reading = await engine.shown(principal, 'tags')
  if (reading?.state.family !== 'tags') throw new Error('The room of tags has another state')
  return { seq: reading.seq, data: statusDocument(linkingIn(reading.state, engine.now())) }
}

async function commandOf(
  engine: Engine,
  principal: Principal,
  action: TagAction,
  payload: unknown,
): Promise<TagCommand> {
  if (action === 'start_nfc_link') {
    const { playlist_id: playlistId, timeout_s: seconds } = PAYLOADS[action].parse(payload)
    return { type: 'tag.start-linking', target: { playlistId }, lastsMs: Math.round(seconds * 1_000) }
  }
  if (action === 'stop_nfc_link') {
    const { assoc_id: linkingId, playlist_id: playlistId } = PAYLOADS[action].parse(payload)
    return {
      type: 'tag.stop-linking',
      ...(linkingId && { linkingId }),
      ...(playlistId && { target: { playlistId } }),
    }
  }
  const { tag_id: tagId, playlist_id: playlistId, force } = PAYLOADS[action].parse(payload)
  const target = playlistId ? { playlistId } : await awaited(engine, principal)
  return tagId
    ? { type: 'tag.bind', tagId, target, override: force }
    : { type: 'tag.start-linking', target, overrides: force }
}

/** What is being waited for: an override need not name it. */
async function awaited(engine: Engine, principal: Principal): Promise<TagTarget> {
  const reading = await engine.shown(principal, 'tags')
  const open = reading && linkingsIn(reading.state).find(isOpenLinking)
  if (!open) throw new BatonError('tag.linking-not-found')
  return open.target
}

/** What somebody who joins is told. */
export function tagsTold(state: RoomState, now: number): readonly Told[] {
  return [{ event: 'nfc_status', isBare: true, data: statusDocument(linkingIn(state, now)) }]
}

export async function linkingTold(linking: TagLinking, readings: Readings): Promise<readonly Told[]> {
  const data = await associationDocument(linking, readings)
  return [
    { event: 'nfc_status', isBare: true, data: statusDocument(linking) },
    { event: 'nfc_association_state', isBare: true, data },
  ]
}

/** The one that is open, or has ended just now. */
function linkingIn(state: RoomState, now: number): TagLinking | null {
  const [youngest] = linkingsIn(state)
  if (!youngest) return null
  return youngest.endedAt === null || now - youngest.endedAt < ENDED_SHOWN_MS ? youngest : null
}

function linkingsIn(state: RoomState): readonly TagLinking[] {
  return state.family === 'tags' ? state.linkings : []
}

const NOTHING_WAITS: Document = {
  assoc_id: null,
  state: 'stopped',
  playlist_id: null,
  tag_id: null,
  started_at: null,
  timeout_at: null,
}

/** `nfc_status`. */
function statusDocument(linking: TagLinking | null): Document {
  if (linking === null) return NOTHING_WAITS
  const { linkingId, phase, target, tagId, conflict, startedAt, timeoutAt } = linking
  return {
    assoc_id: linkingId,
    state: phase,
    playlist_id: playlistIn(target),
    tag_id: tagId,
    ...(conflict && { conflict_playlist_id: playlistIn(conflict) }),
    started_at: iso(startedAt),
    timeout_at: iso(timeoutAt),
  }
}

const SAID: Readonly<Record<TagLinking['phase'], string>> = {
  listening: 'Scan an NFC tag to associate with this playlist',
  duplicate: 'This tag is associated already',
  success: 'The tag is associated with the playlist',
  stopped: 'The association was stopped',
  timeout: 'No tag was scanned in time',
  error: 'The tag could not be associated',
}

/** `nfc_association_state`. A playlist that its reader may not see has no title here. */
async function associationDocument(linking: TagLinking, readings: Readings): Promise<Document> {
  const { phase, target, tagId, conflict, timeoutAt } = linking
  const existing = conflict && playlistIn(conflict)
  const reading = existing === null ? null : await readings.playlist(existing)
  const leftMs = isOpenLinking(linking) ? timeoutAt - readings.now : 0
  return {
    state: phase,
    playlist_id: playlistIn(target),
    tag_id: tagId,
    message: SAID[phase],
    expires_at: iso(timeoutAt),
    expires_in_s: Math.max(0, Math.ceil(leftMs / 1_000)),
    ...(existing && { existing_playlist: { id: existing, title: reading?.playlist.title ?? '' } }),
  }
}

/** Null: this door's clients know no tags of albums and tracks. */
function playlistIn(target: TagTarget): PlaylistId | null {
  return 'playlistId' in target ? target.playlistId : null
}
