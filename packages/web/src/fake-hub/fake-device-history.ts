import type { DeviceHappening, DeviceRecord, Page } from '@baton/protocol'
import { tracks } from './fake-music.ts'

const HOUR_MS = 3_600_000

const PLAYBACK = {
  playState: 'playing',
  entryId: null,
  volume: 40,
  muted: false,
  shuffle: false,
  repeatMode: 'off',
  reachable: null,
  mounted: null,
} as const

const HAPPENED: readonly (readonly [DeviceHappening, Partial<DeviceRecord>])[] = [
  ['came', {}],
  ['left', { reason: 'failover', otherDeviceName: 'Living room tablet' }],
  ['dropped-out', { reason: 'speaker-lost', trackTitle: tracks[10]?.title ?? null, positionMs: 71_000 }],
  ['went', {}],
  ['turned', { playback: PLAYBACK }],
  ['sought', { positionMs: 62_000, playback: PLAYBACK }],
  ['track-refused', { reason: 'source', trackTitle: tracks[14]?.title ?? null }],
  ['chosen', { reason: 'offer', otherDeviceName: 'Chrome on Linux' }],
  ['unlocked', {}],
  ['locked', { reason: 'no-sound-card' }],
  ['added', {}],
]

/** A day in the life of a loudspeaker. */
export function fakeDeviceHistory(): Page<DeviceRecord> {
  const items = HAPPENED.map(([happening, more], i): DeviceRecord => {
    const recordId = HAPPENED.length - i
    return {
      recordId,
      parentId: recordId > 1 ? recordId - 1 : null,
      at: Date.now() - (i + 1) * HOUR_MS,
      happening,
      causedBy: 'device.report',
      reason: null,
      otherDeviceId: null,
      otherDeviceName: null,
      trackId: null,
      trackTitle: null,
      positionMs: null,
      ...more,
    }
  })
  return { items, nextCursor: null }
}
