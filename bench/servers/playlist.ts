import type { HubFace } from './hub.ts'
import { trackOf } from './seat.ts'

const LENGTH = 3

/** A playlist of the whole household with three tracks in it: its id. */
export async function newPlaylist(hub: HubFace, token: string, title: string): Promise<string> {
  const made = await hub.request('POST', '/api/playlists', token, { title })
  const { playlist_id: playlistId } = made.data as { readonly playlist_id: string }
  const trackId = await trackOf(hub, token)
  const track_ids = Array.from({ length: LENGTH }, () => trackId)
  await hub.request('POST', `/api/playlists/${playlistId}/tracks`, token, { track_ids })
  return playlistId
}
