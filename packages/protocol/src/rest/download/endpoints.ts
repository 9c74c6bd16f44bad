export const downloadEndpoints = {
  list: 'GET /downloads',
  about: 'GET /downloads/about',
  begin: 'POST /downloads',
  describe: 'PATCH /downloads/:id',
  retry: 'POST /downloads/:id/retry',
  cancel: 'DELETE /downloads/:id',
} as const
