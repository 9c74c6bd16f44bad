import type { BatonEvent, Beacon } from '@baton/protocol'

/** What an event is called on this door. */
export type SseName =
  | 'timeline_update'
  | 'speaker_change'
  | 'options_change'
  | 'queue_update'
  | 'like'
  | 'devices'
  | 'library'
  | 'playlists'
  | 'playlist'

const BY_TYPE: Partial<Record<BatonEvent['type'], SseName>> = {
  'session.speaker-changed': 'speaker_change',
  'session.handover-offered': 'speaker_change',
  'session.handover-failed': 'speaker_change',
  'session.handover-completed': 'speaker_change',
  'session.options-changed': 'options_change',
  'session.volume-changed': 'options_change',
  'session.track-liked': 'like',
}
const BY_FAMILY: Readonly<Record<string, SseName>> = {
  session: 'timeline_update',
  queue: 'queue_update',
  device: 'devices',
  library: 'library',
  playlists: 'playlists',
  playlist: 'playlist',
}

export function eventName({ type }: BatonEvent): SseName {
  return BY_TYPE[type] ?? BY_FAMILY[type.split('.', 1)[0] ?? ''] ?? 'timeline_update'
}

export function beaconName({ type }: Beacon): 'timeline_beacon' | 'scan_beacon' {
  return type === 'scan' ? 'scan_beacon' : 'timeline_beacon'
}
