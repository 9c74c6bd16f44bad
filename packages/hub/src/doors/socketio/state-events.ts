// One event of the log as what this door's clients are told of it. Whole objects are told as they are now; what is told
// of single things comes before the whole that has them in it.
import { type EventFrame, type PlaylistId, type PlaylistView, playlistOfRoom } from '@baton/protocol'
import type { PlaylistReading } from '#engine'
import type { Told } from './names.ts'
import {
  type AboutPlaylists,
  entryDocument,
  type Plays,
  playlistDocument,
  playlistHead,
} from './playlist-documents.ts'
import type { Readings } from './readings.ts'
import { linkingTold } from './tags.ts'

/** A list of more playlists is not told whole with each change of one of them. */
export const MOST_TOLD_WHOLE = 200

/** Of rooms other than the player's. */
export async function toldOf(
  { event, room, seq, revision }: EventFrame,
  readings: Readings,
): Promise<readonly Told[]> {
  const playlistId = playlistOfRoom(room)
  if (playlistId !== null) {
    const reading = await readings.playlist(playlistId)
    if (!reading) return []
    if (reading.playlist.deletedAt !== null) {
      return [{ event: 'state:playlist_deleted', playlistId, data: { playlist_id: playlistId } }]
    }
    const plays = await readings.plays(reading.entries)
    const whole = playlistTold(reading, seq, await readings.about(), plays)
    return [...aboutTracks(event, playlistId, reading, seq, plays), whole]
  }
  if (event.type === 'tag.linking-changed') return linkingTold(event.linking, readings)
  if (event.type === 'playlists.listed') {
    const head = playlistHead(event.playlist, seq, await readings.about())
    const { playlistId: id } = event.playlist
    const news = revision === 1 ? 'state:playlist_created' : 'state:playlist_updated'
    const update = { type: 'upsert', id, item: head }
    return [
      { event: news, playlistId: id, data: { playlist: head } },
      { event: 'state:playlists_index_update', data: { updates: [update] } },
      ...(await playlistsTold(readings, seq)),
    ]
  }
  if (event.type === 'playlists.unlisted') {
    const { playlistId: id } = event
    return [
      { event: 'state:playlist_deleted', playlistId: id, data: { playlist_id: id } },
      { event: 'state:playlists_index_update', data: { updates: [{ type: 'delete', id }] } },
      ...(await playlistsTold(readings, seq)),
    ]
  }
  return []
}

export function playlistTold(
  reading: PlaylistReading,
  seq: number,
  about: AboutPlaylists,
  plays: Plays,
): Told {
  const { playlistId } = reading.playlist
  return { event: 'state:playlist', playlistId, data: playlistDocument(reading, seq, about, plays) }
}

export function allPlaylistsTold(
  playlists: readonly PlaylistView[],
  seq: number,
  about: AboutPlaylists,
): Told {
  const heads = playlists.map((one) => playlistHead(one, seq, about))
  return { event: 'state:playlists', data: { playlists: heads } }
}

async function playlistsTold(readings: Readings, seq: number): Promise<readonly Told[]> {
  const playlists = await readings.playlists()
  if (playlists.length > MOST_TOLD_WHOLE) return []
  return [allPlaylistsTold(playlists, seq, await readings.about())]
}

/** Of several tracks at once nothing is told beside the whole. */
function aboutTracks(
  event: EventFrame['event'],
  playlistId: PlaylistId,
  { entries }: PlaylistReading,
  seq: number,
  plays: Plays,
): readonly Told[] {
  const [only, ...others] = event.type === 'playlist.tracks-added' ? event.entries : []
  if (event.type === 'playlist.tracks-added' && only && others.length === 0) {
    const track = entryDocument(only, event.index + 1, seq, plays)
    return [{ event: 'state:track_added', playlistId, data: { playlist_id: playlistId, track } }]
  }
  if (event.type === 'playlist.tracks-removed' && event.numbers) {
    const data = { playlist_id: playlistId, track_numbers: [...event.numbers].sort((a, b) => a - b) }
    return [{ event: 'state:track_deleted', playlistId, data }]
  }
  if (event.type !== 'playlist.track-moved') return []
  const nth = entries.findIndex(({ entryId }) => entryId === event.entryId)
  const moved = entries[nth]
  if (!moved) return []
  return [
    {
      event: 'state:track',
      playlistId,
      data: entryDocument(moved, nth + 1, seq, plays),
    },
  ]
}
