import { BEAT_EVERY_MS, type DeviceId, type HouseholdId, type UserId } from '@baton/protocol'
import type { Clock, HubClock } from '../ports/clock.ts'

export interface Beat {
  readonly householdId: HouseholdId
  /** Whose device it is. */
  readonly userId: UserId
  readonly deviceId: DeviceId
}

export interface BeatsOfPerson extends Pick<Beat, 'householdId' | 'userId'> {
  readonly devices: readonly { readonly deviceId: DeviceId; readonly agoMs: number }[]
}

export interface BeatNews extends Disposable {
  heard(beat: Beat): void
}

export interface BeatNewsParts {
  readonly timers: Clock
  readonly clock: Pick<HubClock, 'now'>
  readonly tell: (beats: BeatsOfPerson) => void
}

const TOLD_EVERY_MS = 1_000

/**
 * Which devices were heard of just now, for whoever looks at their lights. All of a person's are told together, however
 * many beat: a follower is told once in a second. Kept nowhere. Rule PG12 in docs/protocol/page.md.
 */
export function beatNews({ timers, clock, tell }: BeatNewsParts): BeatNews {
  const heard = new Map<DeviceId, Beat & { readonly at: number }>()
  let cancel: (() => void) | null = null

  function tellAll(): void {
    cancel = null
    const now = clock.now()
    const people = new Map<UserId, BeatsOfPerson & { devices: { deviceId: DeviceId; agoMs: number }[] }>()
    for (const [deviceId, { householdId, userId, at }] of heard) {
      const agoMs = now - at
      if (agoMs >= BEAT_EVERY_MS) {
        heard.delete(deviceId)
        continue
      }
      const its = people.get(userId) ?? { householdId, userId, devices: [] }
      its.devices.push({ deviceId, agoMs })
      people.set(userId, its)
    }
    for (const beats of people.values()) tell(beats)
    if (heard.size > 0) cancel = timers.after(TOLD_EVERY_MS, tellAll)
  }

  return {
    heard(beat) {
      heard.set(beat.deviceId, { ...beat, at: clock.now() })
      cancel ??= timers.after(TOLD_EVERY_MS, tellAll)
    },
    [Symbol.dispose]() {
      cancel?.()
      heard.clear()
    },
  }
}
