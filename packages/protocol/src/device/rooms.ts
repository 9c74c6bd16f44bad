import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { DeviceId } from '../values/ids.ts'
import { Instant } from '../values/timeline.ts'
import { DeviceView } from './device.ts'
import { foldDevices, isDeviceEvent } from './fold.ts'
import { Printed } from './printed.ts'
import { ToneBeacon, TonedBeacon } from './test-tone.ts'

/** The follower's own devices. */
export type DevicesRoom = 'devices'

/** An agent that the hub calls has reported; at most one in a second for each. */
export const AgentBeacon = z.object({
  type: z.literal('agent'),
  deviceId: DeviceId,
  registeredAt: Instant.nullable(),
  reportedAt: Instant.nullable(),
})
export type AgentBeacon = Readonly<z.infer<typeof AgentBeacon>>

/** What the player of an agent has printed about what it plays: the end of it, nothing secret in it. */
export const OutputBeacon = z.object({
  type: z.literal('output'),
  deviceId: DeviceId,
  ...Printed.shape,
})
export type OutputBeacon = Readonly<z.infer<typeof OutputBeacon>>

/** The devices that beat and were heard of just now; at most one in a second for each person. */
export const BeatsBeacon = z.object({
  type: z.literal('beats'),
  devices: z.array(z.object({ deviceId: DeviceId, agoMs: z.int().min(0) })).readonly(),
})
export type BeatsBeacon = Readonly<z.infer<typeof BeatsBeacon>>

/** Somebody looks at a device: its loop goes on. `chosen`: just now. */
export const WatchedBeacon = z.object({
  type: z.literal('watched'),
  deviceId: DeviceId,
  chosen: z.boolean(),
})
export type WatchedBeacon = Readonly<z.infer<typeof WatchedBeacon>>

export const devicesRoom = roomKind<DevicesRoom>()({
  family: 'devices',
  ofEach: null,
  scope: 'read',
  events: ['device'],
  state: z.object({ family: z.literal('devices'), devices: z.array(DeviceView).readonly() }),
  beacons: [AgentBeacon, OutputBeacon, BeatsBeacon, ToneBeacon, TonedBeacon, WatchedBeacon],
  fold: (state, event) =>
    isDeviceEvent(event) ? { ...state, devices: foldDevices(state.devices, event) } : state,
})
