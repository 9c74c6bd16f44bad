export const uploadEndpoints = {
  list: 'GET /uploads',
  begin: 'POST /uploads',
  cancel: 'DELETE /uploads/:id',
  known: 'POST /uploads/known',
} as const

/** tus 1.0, for any client that speaks it. */
export const tusEndpoints = {
  options: 'OPTIONS /tus',
  create: 'POST /tus',
  tell: 'GET /tus/:id',
  append: 'PATCH /tus/:id',
  terminate: 'DELETE /tus/:id',
} as const

/** Files in numbered parts. */
export const chunkedUploadEndpoints = {
  begin: 'POST /api/playlists/:id/uploads/session',
  chunk: 'PUT /api/playlists/:id/uploads/:session_id/chunks/:n',
  finalize: 'POST /api/playlists/:id/uploads/:session_id/finalize',
  tell: 'GET /api/playlists/:id/uploads/:session_id',
  cancel: 'DELETE /api/uploads/sessions/:session_id',
} as const
