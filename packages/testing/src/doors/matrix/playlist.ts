import type { MatrixPart } from './matrix-part.ts'

/** A playlist of hers: private, as they are when nothing is said. */
export const playlistPart: MatrixPart = {
  async thingsOf(ada, { trackIds }) {
    const list = await ada.post('/playlists', { title: 'Marked list', track_ids: trackIds })
    const { playlist_id } = list.json.playlist as Record<string, string>
    return { playlist: String(playlist_id) }
  },
  secret: ['playlist'],
  pathIds: { '/playlists/{id}': { thing: 'playlist', whose: 'hers' } },
  fields: {
    playlist_id: { thing: 'playlist', whose: 'hers' },
    target_playlist_id: { thing: 'playlist', whose: 'hers' },
  },
  plain: {
    title: 'Another',
    rules: { match: 'all', rules: [], order: { by: 'title', descending: false }, limit: null },
    content: 'bm90aGluZy5mbGFj',
    track: 1,
    tracks: [1],
    track_order: [1],
  },
  oneOf: { 'POST /playlists/{id}/tracks': 'track_ids' },
  doings: ({ playlist, track }) => [{ path: `/playlists/${playlist}/tracks`, body: { track_ids: [track] } }],
}
