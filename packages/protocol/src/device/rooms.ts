import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { DeviceView } from './device.ts'
import { foldDevices, isDeviceEvent } from './fold.ts'

/** The follower's own devices. */
export type DevicesRoom = 'devices'

export const devicesRoom = roomKind<DevicesRoom>()({
  family: 'devices',
  ofEach: null,
  scope: 'read',
  events: ['device'],
  state: z.object({ family: z.literal('devices'), devices: z.array(DeviceView).readonly() }),
  beacons: [],
  fold: (state, event) =>
    isDeviceEvent(event) ? { ...state, devices: foldDevices(state.devices, event) } : state,
})
