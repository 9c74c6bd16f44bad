export const tagEndpoints = {
  list: 'GET /tags',
  bind: 'POST /tags',
  scan: 'POST /tags/scan',
  startLinking: 'POST /tags/linkings',
  stopLinking: 'POST /tags/linkings/stop',
  dismiss: 'POST /tags/dismiss',
  change: 'PATCH /tags/:id',
  remove: 'DELETE /tags/:id',
} as const
