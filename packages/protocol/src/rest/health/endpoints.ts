export const systemHealthEndpoints = {
  present: 'GET /health',
  history: 'GET /health/history',
} as const
