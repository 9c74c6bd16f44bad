import { until } from '../../worlds/hub-process-world.ts'
import type { MatrixPart } from './matrix-part.ts'

/** Where no hub goes: whatever programs a machine has, the download fails. */
const ADDRESS = 'http://127.0.0.1:9/song'

/** A download for a playlist of hers that nobody else sees, and so is the download. */
export const downloadPart: MatrixPart = {
  async thingsOf(ada) {
    const list = await ada.post('/playlists', { title: 'Marked for downloads' })
    const { playlist_id } = list.json.playlist as Record<string, string>
    const begun = await ada.post('/downloads', { url: ADDRESS, playlist_id })
    const { download_id } = begun.json.download as Record<string, string>
    // From then on nothing changes it but requests.
    await until('the download has failed', async () => {
      const { json } = await ada.ask('/downloads')
      return (json.items as readonly { readonly phase: string }[])[0]?.phase === 'failed'
    })
    return { download: String(download_id) }
  },
  secret: ['download'],
  pathIds: {
    '/downloads/{id}': { thing: 'download', whose: 'hers' },
    '/api/youtube/status/{task}': { thing: 'download', whose: 'hers' },
    '/downloads/{id}/retry': { thing: 'download', whose: 'hers' },
  },
  fields: { asks_first: null, format: null },
  plain: { url: ADDRESS, artist: 'Somebody', album: 'An album' },
}
