import type { DeviceRecord } from '@baton/protocol'
import { strings } from '../strings/strings.ts'
import { clockText } from '../strings/time-text.ts'

/** One thing that happened to a device, in a short sentence. */
export function recordText(record: DeviceRecord): string {
  const { reason } = record
  const what = whatHappened(record)
  const { reasons, because } = strings.deviceHistory
  // Why music was moved is seen from what was moved.
  const isMove = record.happening === 'chosen' || record.happening === 'left'
  const why = !isMove && reason !== null && reason in reasons ? reasons[reason as keyof typeof reasons] : null
  return why === null ? what : because(what, why)
}

function whatHappened(record: DeviceRecord): string {
  const { happening, reason, otherDeviceName, trackTitle, positionMs, playback } = record
  const words = strings.deviceHistory
  switch (happening) {
    case 'chosen':
      return words.chosen(otherDeviceName)
    case 'left':
      return reason === 'failover' && otherDeviceName !== null
        ? words.failedOver(otherDeviceName)
        : words.left(otherDeviceName)
    case 'dropped-out':
      return words.droppedOut(trackTitle)
    case 'played':
      return words.played(trackTitle)
    case 'moved-on':
      return words.movedOn(trackTitle)
    case 'sought':
      return words.sought(clockText(positionMs))
    case 'turned':
      return playback?.muted ? words.muted : words.turned(playback?.volume ?? null)
    case 'track-refused':
      return words.refused(trackTitle)
    case 'updated':
      return words.updated(reason)
    default:
      return words.plain[happening]
  }
}
