export const artworkEndpoints = {
  list: 'GET /api/post',
  upload: 'POST /api/post/upload',
  read: 'GET /api/post/:post_id',
  change: 'PATCH /api/post/:post_id',
  delete: 'DELETE /api/post/:post_id',
  restore: 'POST /api/post/:post_id/restore',
  image: 'GET /api/post/:post_id/image',
  promote: 'POST /api/post/:post_id/promote',
  react: 'POST /api/post/:post_id/reactions',
  unreact: 'DELETE /api/post/:post_id/reactions/:emoji',
} as const
