export const boxEndpoints = {
  list: 'GET /boxes',
  change: 'PATCH /boxes/:id',
  remove: 'DELETE /boxes/:id',
} as const
