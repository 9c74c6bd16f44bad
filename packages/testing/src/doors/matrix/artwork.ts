import { uploadArtwork } from '../../artwork/upload-artwork.ts'
import type { MatrixPart } from './matrix-part.ts'

/** A picture that she keeps to herself. */
export const artworkPart: MatrixPart = {
  async thingsOf(ada, { baseUrl }) {
    const { post } = await uploadArtwork(baseUrl, ada.token, {
      title: 'Marked picture',
      visibility: 'private',
    })
    return { post: String(post.post_id), reaction: '👍' }
  },
  pathIds: {
    '/api/post/{post_id}': { thing: 'post', whose: 'hers' },
    '/api/post/{post_id}/reactions/{emoji}': { thing: 'reaction', whose: 'hers' },
  },
  fields: { channel_user_sqid: null },
  plain: { promoted: true, emoji: '👍' },
  doings: ({ post }) => [{ method: 'PATCH', path: `/api/post/${post}`, body: { title: 'Marked once more' } }],
}
