export const playlistEndpoints = {
  list: 'GET /playlists',
  create: 'POST /playlists',
  saveQueue: 'POST /queue/save',
  read: 'GET /playlists/:id',
  change: 'PATCH /playlists/:id',
  delete: 'DELETE /playlists/:id',
  restore: 'POST /playlists/:id/restore',
  add: 'POST /playlists/:id/tracks',
  remove: 'POST /playlists/:id/remove',
  move: 'POST /playlists/:id/move',
  reorder: 'POST /playlists/:id/reorder',
  moveTo: 'POST /playlists/:id/move-to',
  start: 'POST /playlists/:id/start',
} as const

/** Rules that playlists can follow. */
export const playlistRulesEndpoints = {
  preview: 'POST /playlists/preview',
} as const

/** Playlists as files of other programs. */
export const playlistFileEndpoints = {
  look: 'POST /playlists/look',
  import: 'POST /playlists/import',
  export: 'GET /playlists/:id/export',
} as const
