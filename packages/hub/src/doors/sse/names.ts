import { type BatonEvent, type Beacon, kindOfEvent } from '@baton/protocol'

/** Events that the reference has names for. */
const BY_TYPE: Partial<Record<BatonEvent['type'], string>> = {
  'session.speaker-changed': 'speaker_change',
  'session.handover-offered': 'speaker_change',
  'session.handover-failed': 'speaker_change',
  'session.handover-completed': 'speaker_change',
  'session.options-changed': 'options_change',
  'session.volume-changed': 'options_change',
  'session.track-liked': 'like',
}
const BY_FIRST_WORD: Readonly<Record<string, string>> = {
  session: 'timeline_update',
  queue: 'queue_update',
}

/** What an event is called on this door: where nothing else is said, by the rooms that it is told in. */
export function eventName(event: BatonEvent): string {
  const { type } = event
  return (
    BY_TYPE[type] ?? BY_FIRST_WORD[type.slice(0, type.indexOf('.'))] ?? kindOfEvent(event)?.family ?? type
  )
}

export function beaconName({ type }: Beacon): string {
  return `${type}_beacon`
}
