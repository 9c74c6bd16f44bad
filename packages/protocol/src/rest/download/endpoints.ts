export const downloadEndpoints = {
  list: 'GET /downloads',
  about: 'GET /downloads/about',
  begin: 'POST /downloads',
  describe: 'PATCH /downloads/:id',
  retry: 'POST /downloads/:id/retry',
  cancel: 'DELETE /downloads/:id',
} as const

/** As programs of a music box ask for them. */
export const boxDownloadEndpoints = {
  begin: 'POST /api/youtube/download',
  status: 'GET /api/youtube/status/:task',
} as const
