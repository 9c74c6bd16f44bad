export const healthEndpoints = {
  alive: 'GET /healthz',
  ready: 'GET /readyz',
} as const

export const streamEndpoints = {
  events: 'GET /events',
} as const

export const socketEndpoints = {
  poll: 'GET /socket.io',
  send: 'POST /socket.io',
} as const

export const mediaEndpoints = {
  track: 'GET /media/tracks/:track_id',
  testTone: 'GET /agent/test-tone',
  forBox: 'GET /boxes/me/tracks/:track_id',
} as const

export const installEndpoints = {
  about: 'GET /agent',
  script: 'GET /agent/install.sh',
  agent: 'GET /agent/baton-agent.mjs',
  certificate: 'GET /certificate',
} as const

export const aboutEndpoints = {
  metrics: 'GET /metrics',
  openapi: 'GET /openapi.json',
  docs: 'GET /docs',
  docsScript: 'GET /docs/js/scalar.js',
} as const
