// What things are called on this wire: rooms, events, and the envelope in which every state is told.
import { randomUUID } from 'node:crypto'
import { parseRoom, playlistOfRoom, type Room, sessionRoom } from '@baton/protocol'
import type { Principal } from '#engine'
import type { Document } from './document.ts'

export type StateEvent =
  | 'state:player'
  | 'state:track_position'
  | 'state:playlists'
  | 'state:playlist'
  | 'state:track'
  | 'state:playlist_created'
  | 'state:playlist_updated'
  | 'state:playlist_deleted'
  | 'state:playlists_index_update'
  | 'state:track_added'
  | 'state:track_deleted'
  | 'state:volume_changed'
  | 'nfc_status'
  | 'nfc_association_state'

/** Something to be told, before it has its place in the log. */
export interface Told {
  readonly event: StateEvent
  readonly data: Document
  readonly playlistId?: string | undefined
  /** It comes as it is, with its number and without an envelope. */
  readonly isBare?: true
}

/** Where something stands in the log, or how far whoever is told it has heard. */
export interface Place {
  readonly epoch: string
  readonly seq: number
  readonly at: number
}

/** Of what stands in the log the id is the same whenever it is told; a snapshot has one of its own each time. */
export function envelope(
  { event, data, playlistId, isBare }: Told,
  { epoch, seq, at }: Place,
  origin: 'logged' | 'snapshot',
): Document {
  if (isBare) return { ...data, server_seq: seq, epoch }
  return {
    event_type: event,
    server_seq: seq,
    epoch,
    ...(playlistId !== undefined && { playlist_id: playlistId }),
    data,
    timestamp: at,
    event_id: origin === 'logged' ? `${epoch}-${seq}-${event}` : randomUUID(),
  }
}

export const PLAYLISTS = 'playlists'
export const NFC = 'nfc'

/**
 * The hub's rooms behind one of this door, in the order in which they are shown. Null: there is none of that name that
 * could be followed.
 */
export function roomsBehind(
  name: string,
  { sessionId }: Pick<Principal, 'sessionId'>,
): readonly Room[] | null {
  if (name === PLAYLISTS) return ['playlists', sessionRoom(sessionId)]
  if (name === NFC) return ['tags']
  const room = parseRoom(name)
  return room !== null && playlistOfRoom(room) !== null ? [room] : null
}
