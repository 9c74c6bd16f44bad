import type { MatrixPart } from './matrix-part.ts'

const TAG = 'aa00feed0042'

/** Tags are her household's, and so is the wait for one. */
export const tagPart: MatrixPart = {
  async thingsOf(ada, { trackIds: [track] }) {
    const list = await ada.post('/playlists', { title: 'Marked for tags' })
    const { playlist_id } = list.json.playlist as Record<string, string>
    // One that played her playlist would be told to that, whoever has it play something else: TG14.
    await ada.post('/tags', { tag_id: TAG, track_id: track, label: 'Marked bear' })
    const begun = await ada.post('/tags/linkings', { playlist_id })
    const { result } = begun.json.receipt as { result: Record<string, string> }
    return { tag: TAG, linking: String(result.linking_id) }
  },
  shared: ['tag', 'linking'],
  pathIds: { '/tags/{id}': { thing: 'tag', whose: 'household' } },
  fields: {
    tag_id: { thing: 'tag', whose: 'household' },
    track_id: { thing: 'track', whose: 'household' },
    linking_id: { thing: 'linking', whose: 'household' },
  },
  oneOf: { 'POST /tags': 'track_id', 'POST /tags/linkings': 'track_id' },
}
