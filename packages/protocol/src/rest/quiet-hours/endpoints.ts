export const quietHoursEndpoints = {
  read: 'GET /quiet-hours',
  set: 'PATCH /quiet-hours',
} as const
