/** Displays: how they come to an owner, and what the owner does with them. */
export const displayEndpoints = {
  list: 'GET /api/player',
  provision: 'POST /api/player/provision',
  register: 'POST /api/player/register',
  request: 'POST /api/player/rpc',
  image: 'GET /api/player/artwork/:post_id/image',
  playingImage: 'GET /api/player/playing/:name/image',
  credentials: 'GET /api/player/:key/credentials',
  rotate: 'POST /api/player/:key/token/rotate',
  command: 'POST /api/player/:key/command',
  rename: 'PATCH /api/player/:key',
  forget: 'DELETE /api/player/:key',
} as const
