export const deviceEndpoints = {
  list: 'GET /devices',
  register: 'POST /devices/register',
  heartbeat: 'PATCH /devices/heartbeat',
  report: 'POST /devices/me/report',
  history: 'GET /devices/:id/history',
  update: 'PATCH /devices/:id',
  testTone: 'POST /devices/:id/test-tone',
  toneEnded: 'POST /devices/me/test-tone',
  printed: 'POST /devices/me/output',
  liftQuietHours: 'POST /devices/:id/lift-quiet-hours',
  remove: 'DELETE /devices/:id',
} as const

/** Of agents that the hub calls: what people do with them, and where they call back. */
export const agentEndpoints = {
  add: 'POST /devices/agents',
  health: 'GET /devices/:id/agent',
  healthReport: 'POST /agents/:secret/health',
  playReport: 'POST /agents/:secret/play',
} as const
