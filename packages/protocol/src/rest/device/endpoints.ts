export const deviceEndpoints = {
  list: 'GET /devices',
  register: 'POST /devices/register',
  heartbeat: 'PATCH /devices/heartbeat',
  report: 'POST /devices/me/report',
  update: 'PATCH /devices/:id',
  remove: 'DELETE /devices/:id',
} as const
