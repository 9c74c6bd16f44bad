import { BatonError, type DeviceId, type DeviceView, type ToneOutcome, type UserId } from '@baton/protocol'
import { toneVolume } from '#domain'
import type { Engine } from './api/engine.ts'
import { mustBeWithin, type Principal } from './api/principal.ts'
import type { TestTones } from './api/test-tones.ts'
import type { Feeds } from './follow/feeds.ts'
import type { Chance, Clock } from './ports/clock.ts'

export interface TestTonesParts {
  /** Of whatever scopes: it follows for a moment by itself. */
  readonly following: Pick<Engine, 'follow' | 'session'>
  readonly feeds: Pick<Feeds, 'beacon'>
  readonly now: () => number
  readonly timers: Pick<Clock, 'after'>
  readonly chance: Pick<Chance, 'uuid'>
}

/** To fetch the tone, to start a player and to play it, on a slow machine. */
const PATIENCE_MS = 12_000

const UNANSWERED: ToneOutcome = { outcome: 'unanswered', reason: null }

export function testTones({ following, feeds, now, timers, chance }: TestTonesParts): TestTones {
  /** One at a time: further ones are refused as music would be. */
  const sounding = new Set<DeviceId>()

  async function askAndWait(principal: Principal, deviceId: DeviceId): Promise<ToneOutcome> {
    const { householdId, userId, sessionId, limits } = principal
    const patience = new AbortController()
    const cancel = timers.after(PATIENCE_MS, () => patience.abort())
    const toneId = chance.uuid()
    try {
      // What counts is what sounds there, whosever session that is.
      const reading = await following.session({ ...principal, deviceId }, sessionId)
      const { frames } = following.follow({ principal, rooms: ['devices'], signal: patience.signal })
      for await (const frame of frames) {
        if (frame.kind === 'snapshot' && frame.state.family === 'devices') {
          const view = viewOf(frame.state.devices, deviceId, userId)
          const volume = toneVolume(view, reading?.session ?? null, {
            now: now(),
            maxVolume: limits.maxVolume,
          })
          if (typeof volume !== 'number') throw new BatonError(volume.code, volume.details)
          const beacon = { type: 'tone', deviceId, toneId, volume } as const
          feeds.beacon({ householdId, room: 'devices', beacon, audience: userId })
        } else if (frame.kind === 'beacon' && frame.beacon.type === 'toned') {
          const { outcome, reason = null } = frame.beacon
          if (frame.beacon.toneId === toneId) return { outcome, reason }
        }
      }
      return UNANSWERED
    } finally {
      cancel()
      patience.abort()
    }
  }

  return {
    async testTone(principal, deviceId) {
      mustBeWithin(principal, 'control')
      if (sounding.has(deviceId)) throw new BatonError('device.in-use')
      sounding.add(deviceId)
      return askAndWait(principal, deviceId).finally(() => sounding.delete(deviceId))
    },
    toneEnded(principal, end) {
      const { householdId, userId, deviceId } = mustBeWithin(principal, 'control')
      if (deviceId === null) throw new BatonError('device.not-registered')
      const beacon = { type: 'toned', deviceId, ...end } as const
      feeds.beacon({ householdId, room: 'devices', beacon, audience: userId })
    },
  }
}

function viewOf(devices: readonly DeviceView[], deviceId: DeviceId, userId: UserId): DeviceView {
  const view = devices.find((one) => one.deviceId === deviceId && one.ownerId === userId)
  if (!view) throw new BatonError('device.not-found')
  return view
}
