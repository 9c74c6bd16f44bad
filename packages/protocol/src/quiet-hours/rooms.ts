import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { QuietHours } from './quiet-hours.ts'

/** The quiet hours of the household. Those of a device stand with the device. */
export type QuietHoursRoom = 'quiet-hours'

export const quietHoursRoom = roomKind<QuietHoursRoom>()({
  family: 'quiet-hours',
  ofEach: null,
  scope: 'read',
  events: ['quiet-hours'],
  state: z.object({ family: z.literal('quiet-hours'), quietHours: QuietHours }),
  beacons: [],
  fold: (state, event) =>
    event.type === 'quiet-hours.changed' ? { ...state, quietHours: event.quietHours } : state,
})
