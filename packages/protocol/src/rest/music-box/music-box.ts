import { z } from 'zod'
import { CommandId, LinkingId, PlaylistId, TagId } from '../../values/ids.ts'
import { queryNumber } from '../../values/query-number.ts'
import { contract } from '../contract.ts'
import { musicBoxEndpoints } from './endpoints.ts'
import { OPERATION_PAYLOADS as PAYLOADS, TrackNumber } from './operations.ts'
import { TAG_ACTION_PAYLOADS } from './tag-actions.ts'

/** Answered in the envelope of these programs, so the OpenAPI document leaves it out: docs/protocol/socketio.md. */
const told = { hidden: true, answer: null } as const
const reads = { ...told, scope: 'read', rate: 'read' } as const

const ofPlaylist = z.object({ id: PlaylistId })
const operation = {
  client_op_id: CommandId.nullish().describe('As by socket; also as the header Idempotency-Key.'),
}
const nothingElse = z.object(operation)

export const musicBoxContract = contract('music boxes', musicBoxEndpoints, {
  player: { summary: 'The player, as `state:player` tells it', ...reads },
  play: { summary: 'Play', command: 'session.play', body: nothingElse, ...told },
  pause: { summary: 'Pause', command: 'session.pause', body: nothingElse, ...told },
  toggle: { summary: 'Play or pause', command: 'session.toggle', body: nothingElse, ...told },
  stop: { summary: 'Stop', command: 'session.stop', body: nothingElse, ...told },
  next: { summary: 'The next track', command: 'session.next', body: nothingElse, ...told },
  previous: {
    summary: 'The track before, or the start of this one',
    command: 'session.prev',
    body: nothingElse,
    ...told,
  },
  seek: {
    summary: 'Another place of the track',
    command: 'session.seek',
    body: PAYLOADS['player.seek'].extend(operation),
    ...told,
  },
  volume: {
    summary: 'The volume of the active device',
    command: 'session.set-volume',
    body: PAYLOADS['player.volume'].extend(operation),
    ...told,
  },
  enqueue: {
    summary: 'Tracks, or those of a playlist, into the queue',
    command: 'queue.enqueue',
    body: PAYLOADS['queue.add'].safeExtend(operation),
    ...told,
  },
  playlists: { summary: 'All playlists without their tracks', ...reads },
  create: {
    summary: 'Make a playlist of the household',
    command: 'playlist.create',
    body: PAYLOADS['playlist.create'].extend(operation),
    status: 201,
    ...told,
  },
  sync: {
    summary: 'Look for new music in the music folders',
    access: 'owner',
    scope: 'admin',
    rate: 'control',
    status: 202,
    ...told,
  },
  moveTrack: {
    summary: 'A track to another place or into another playlist',
    command: 'playlist.move',
    body: PAYLOADS['playlist.move_track'].extend(operation),
    ...told,
  },
  playlist: { summary: 'A playlist with its tracks', params: ofPlaylist, ...reads },
  update: {
    summary: 'Another title, another description',
    command: 'playlist.change',
    params: ofPlaylist,
    body: PAYLOADS['playlist.update'].omit({ playlist_id: true }).extend(operation),
    ...told,
  },
  delete: {
    summary: 'Delete a playlist',
    command: 'playlist.delete',
    params: ofPlaylist,
    body: nothingElse,
    ...told,
  },
  start: {
    summary: 'Play a playlist',
    command: 'queue.start-playlist',
    params: ofPlaylist,
    body: PAYLOADS['playlist.start'].omit({ playlist_id: true }).extend(operation),
    ...told,
  },
  startAt: {
    summary: 'Play a playlist from this track on',
    command: 'queue.start-playlist',
    params: ofPlaylist.extend({ track_number: queryNumber(TrackNumber) }),
    body: nothingElse,
    ...told,
  },
  reorder: {
    summary: 'The tracks in another order',
    command: 'playlist.reorder',
    params: ofPlaylist,
    body: PAYLOADS['playlist.reorder'].omit({ playlist_id: true }).extend(operation),
    ...told,
  },
  addTracks: {
    summary: 'Add tracks to a playlist',
    command: 'playlist.add',
    params: ofPlaylist,
    body: PAYLOADS['playlist.add_tracks'].omit({ playlist_id: true }).extend(operation),
    ...told,
  },
  removeTracks: {
    summary: 'Take tracks out of a playlist',
    command: 'playlist.remove',
    params: ofPlaylist,
    body: PAYLOADS['playlist.remove_tracks'].omit({ playlist_id: true }).extend(operation),
    ...told,
  },
  nfc: { summary: 'How the linking of a tag stands, as `nfc_status` tells it', ...reads },
  associateTag: {
    summary: 'Link a tag with a playlist: the one that is named, else the next that is seen',
    command: 'tag.bind',
    body: TAG_ACTION_PAYLOADS.start_nfc_link.extend({
      tag_id: TagId.nullish().describe('Missing: the next that is seen within `timeout_s`.'),
      force: z.boolean().default(false).describe('Also where it plays something else already.'),
      ...operation,
    }),
    ...told,
  },
  forgetTag: {
    summary: 'Have a tag play nothing any more',
    command: 'tag.remove',
    params: z.object({ tag: TagId }),
    body: nothingElse,
    ...told,
  },
  scanTag: {
    summary: 'A reader has seen a tag',
    command: 'tag.scan',
    body: z.object({ tag_id: TagId, ...operation }),
    ...told,
  },
  stopLinking: {
    summary: 'Wait for a tag no longer',
    command: 'tag.stop-linking',
    params: z.object({ id: LinkingId }),
    body: nothingElse,
    ...told,
  },
  health: { summary: 'How the hub is, as `health_status` tells it', ...reads },
  system: { summary: 'Which hub this is', ...reads },
})
