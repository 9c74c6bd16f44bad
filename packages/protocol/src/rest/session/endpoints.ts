export const sessionEndpoints = {
  read: 'GET /sessions/:id',
  play: 'POST /sessions/:id/play',
  resume: 'POST /sessions/:id/resume',
  pause: 'POST /sessions/:id/pause',
  toggle: 'POST /sessions/:id/toggle',
  stop: 'POST /sessions/:id/stop',
  next: 'POST /sessions/:id/next',
  prev: 'POST /sessions/:id/prev',
  seek: 'POST /sessions/:id/seek',
  jump: 'POST /sessions/:id/jump',
  ended: 'POST /sessions/:id/ended',
  options: 'POST /sessions/:id/options',
  volume: 'POST /sessions/:id/volume',
  speaker: 'POST /sessions/:id/speaker',
  like: 'POST /tracks/:track_id/like',
  time: 'GET /time',
} as const

export const queueEndpoints = {
  read: 'GET /queue',
  page: 'GET /sessions/:id/queue',
  enqueue: 'POST /queue/enqueue',
  move: 'PATCH /queue/entries/:entry_id',
  removeOne: 'DELETE /queue/entries/:entry_id',
  remove: 'POST /queue/remove',
  clear: 'DELETE /queue',
} as const
