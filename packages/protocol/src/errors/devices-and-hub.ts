import type { ErrorRow } from './kinds.ts'

/** Refusals about devices and their sound, and failures of the hub itself. */
export const DEVICE_AND_HUB_ERRORS = {
  'device.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such device.' },
  'device.not-registered': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This sign-in is not bound to a device. Register it first.',
  },
  'device.limit': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There are too many devices. Remove one first.',
  },
  'device.not-allowed': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'An owner has to let you add or change devices.',
  },
  'device.cannot-sound': { kind: 'conflict', retry: 'no', message: 'This device has no loudspeaker.' },
  'device.disabled': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This device is switched off in the settings.',
  },
  'device.offline': { kind: 'conflict', retry: 'later', message: 'This device is not there.' },
  'device.needs-tap': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This device may not sound yet: tap it once.',
  },
  'device.not-ready': {
    kind: 'conflict',
    retry: 'later',
    message: 'This loudspeaker cannot be reached, or its music folder is not there.',
  },
  'device.in-use': {
    kind: 'conflict',
    retry: 'later',
    message: 'This device plays just now.',
  },
  'device.cannot-share': {
    kind: 'conflict',
    retry: 'no',
    message: 'Only loudspeakers with an agent, boxes, and browsers with the app of this hub can be shared.',
  },
  'device.not-shared': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'You may not play on this device. Whoever it belongs to can let you.',
  },
  'speaker.in-use': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This device sounds for somebody else. Say that you take it over.',
  },
  'device.quiet': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This device has quiet hours now and makes no sound.',
  },
  'quiet-hours.no-zone': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The hub does not know in which time zone your household lives. Say so first.',
  },
  'device.agent-known': {
    kind: 'conflict',
    retry: 'no',
    message: 'A loudspeaker with this address is there already.',
  },
  'device.agent-address': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'The hub may not call this address: it has to lie in a network that the hub is allowed to call.',
  },
  'display.code': {
    kind: 'not-found',
    retry: 'after-change',
    message: 'No display shows this code, or the code has run out. Let the display show a new one.',
  },
  'display.limit': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'There are too many displays. Forget one first.',
  },
  'display.no-credentials': {
    kind: 'not-found',
    retry: 'later',
    message: 'There are no credentials to fetch: nobody has registered this display, or they were fetched.',
  },
  'display.cannot': {
    kind: 'conflict',
    retry: 'no',
    message: 'This display does not say that it can do that.',
  },
  'display.quiet': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This display has quiet hours now, and gets no brighter. Lift them first.',
  },
  'display.refused': { kind: 'conflict', retry: 'later', message: 'The display could not do that.' },
  'display.no-answer': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The display did not answer in time. It may have done it or not.',
  },
  'speaker.stale': { kind: 'conflict', retry: 'no', message: 'The right to sound has moved on.' },
  'speaker.not-active': { kind: 'conflict', retry: 'no', message: 'Only the active device may say this.' },
  'speaker.unreachable': {
    kind: 'conflict',
    retry: 'later',
    message:
      'The sounding device cannot be reached; it falls silent soon. Wait, or move now and both may be heard.',
  },
  'handover.unconfirmed': {
    kind: 'conflict',
    retry: 'later',
    message: 'The other device did not get ready in time. Nothing has changed.',
  },
  'handover.superseded': {
    kind: 'conflict',
    retry: 'no',
    message: 'Another hand-over was asked for meanwhile.',
  },
  'handover.not-found': { kind: 'conflict', retry: 'no', message: 'This offer is over.' },
  'media.ticket-refused': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'The ticket is not valid for this track and device, or not any more.',
  },
  'media.unavailable': {
    kind: 'not-found',
    retry: 'after-change',
    message: 'The file of this track is not there.',
  },
  'media.changed': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The file is not the one that the request means.',
  },
  'media.no-transcoder': {
    kind: 'unsupported',
    retry: 'after-change',
    message: 'This device cannot play the format of this track, and the hub has no ffmpeg to convert it.',
  },
  'media.cannot-decode': {
    kind: 'unsupported',
    retry: 'after-change',
    message: 'The file of this track is damaged, or in a format that the hub cannot convert.',
  },
  'media.no-common-format': {
    kind: 'unsupported',
    retry: 'after-change',
    message: 'This device can play neither the format of this track nor one that the hub converts to.',
  },
  'media.preparing': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The track is being converted for this device. Ask again soon.',
  },
  'media.range': { kind: 'invalid', retry: 'no', message: 'The range lies outside the file.' },
  'store.unavailable': { kind: 'unavailable', retry: 'later', message: 'The hub cannot reach its store.' },
  'hub.no-agent': {
    kind: 'not-found',
    retry: 'no',
    message: 'This hub has no agent to hand out: it was started without being built.',
  },
  'hub.draining': { kind: 'unavailable', retry: 'later', message: 'The hub is stopping.' },
  'hub.busy': { kind: 'unavailable', retry: 'later', message: 'The hub has too much to do. Try again.' },
  'hub.internal': { kind: 'internal', retry: 'later', message: 'The hub failed. The log names the request.' },
} as const satisfies Record<string, ErrorRow>
