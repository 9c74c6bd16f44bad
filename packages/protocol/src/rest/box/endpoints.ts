export const boxEndpoints = {
  list: 'GET /boxes',
  shelf: 'GET /boxes/me/shelf',
  change: 'PATCH /boxes/:id',
  remove: 'DELETE /boxes/:id',
} as const
