import type { MatrixPart } from './matrix-part.ts'

const SHA256 = 'a'.repeat(64)

/** An upload for a playlist of hers that nobody else sees, and so is the upload. */
export const uploadPart: MatrixPart = {
  async thingsOf(ada) {
    const list = await ada.post('/playlists', { title: 'Marked for uploads' })
    const { playlist_id } = list.json.playlist as Record<string, string>
    const begun = await ada.post('/uploads', { filename: 'Marked.flac', size_bytes: 9, playlist_id })
    const { upload_id } = begun.json.upload as Record<string, string>
    return { upload: String(upload_id) }
  },
  secret: ['upload'],
  pathIds: { '/uploads/{id}': { thing: 'upload', whose: 'hers' } },
  fields: { folder: null, sha256: null },
  plain: { filename: 'Song.flac', size_bytes: 9, files: [{ sha256: SHA256, size_bytes: 9 }] },
}
