import { z } from 'zod'

/** What sort of failure it is; each door maps these few to its own numbers. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'internal'

/** May the same request be sent again? `no`: never as it is. `later`: unchanged, after a while. `after-change`: once what the message names has changed. */
export type Retry = 'no' | 'later' | 'after-change'

type Row = { readonly kind: ErrorKind; readonly retry: Retry; readonly message: string }

/** The closed list of everything Baton can refuse or fail with, as people and programs read it. */
export const ERRORS = {
  'request.malformed': { kind: 'invalid', retry: 'no', message: 'The request is not well-formed.' },
  'request.invalid': {
    kind: 'invalid',
    retry: 'no',
    message: 'The request has a value that is not allowed.',
  },
  'request.not-found': { kind: 'not-found', retry: 'no', message: 'There is nothing at this address.' },
  'request.method': { kind: 'invalid', retry: 'no', message: 'This address does not take that method.' },
  'request.not-offered': {
    kind: 'unavailable',
    retry: 'no',
    message: 'This hub does not offer that.',
  },
  'request.too-large': {
    kind: 'too-large',
    retry: 'no',
    message: 'The request is larger than the hub accepts.',
  },
  'request.unsupported-type': {
    kind: 'unsupported',
    retry: 'no',
    message: 'The hub does not read this content type.',
  },
  'request.host': { kind: 'forbidden', retry: 'no', message: 'The hub does not answer to this host name.' },
  'request.origin': {
    kind: 'forbidden',
    retry: 'no',
    message: 'The request came from a page of another site.',
  },
  'auth.required': { kind: 'unauthenticated', retry: 'after-change', message: 'Sign in first.' },
  'auth.wrong-password': {
    kind: 'unauthenticated',
    retry: 'after-change',
    message: 'User name or password is wrong.',
  },
  'auth.wrong-token': {
    kind: 'unauthenticated',
    retry: 'after-change',
    message: 'The token is unknown, revoked or expired.',
  },
  'auth.unsupported-grant': {
    kind: 'invalid',
    retry: 'no',
    message: 'The hub does not know this grant type.',
  },
  'auth.forbidden': { kind: 'forbidden', retry: 'no', message: 'You may not do this.' },
  'auth.setup-link': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'The set-up link is wrong or used. Start the hub again for a new one.',
  },
  'auth.weak-password': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'The password is too short: take at least 8 characters.',
  },
  'auth.scope': {
    kind: 'forbidden',
    retry: 'no',
    message: 'This key may not be used for that.',
  },
  'auth.last-owner': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'A household needs an owner. Make somebody else one first.',
  },
  'auth.user-not-found': { kind: 'not-found', retry: 'no', message: 'There is no such person.' },
  'auth.sign-in-not-found': { kind: 'not-found', retry: 'no', message: 'There is no such sign-in.' },
  'auth.reset-link': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'The link is wrong, used or too old. Ask an owner for a new one.',
  },
  'auth.too-many-keys': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There are too many keys. End one first.',
  },
  'auth.code-not-found': {
    kind: 'not-found',
    retry: 'after-change',
    message: 'No device shows this code now. Look at its screen again.',
  },
  'auth.not-offered': {
    kind: 'not-found',
    retry: 'no',
    message: 'This hub does not offer that way to sign in.',
  },
  'auth.provider': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The other site that should say who you are cannot be used now.',
  },
  'auth.sign-in-broken-off': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'The sign-in was broken off or took too long. Begin again.',
  },
  'auth.unknown-identity': {
    kind: 'forbidden',
    retry: 'after-change',
    message: 'Nobody of this household is known by that sign-in. Ask an owner.',
  },
  'auth.identity-taken': {
    kind: 'conflict',
    retry: 'no',
    message: 'That sign-in belongs to another person of this hub.',
  },
  'limit.too-many': { kind: 'too-many', retry: 'later', message: 'Too many requests. Wait a little.' },
  'command.conflict': {
    kind: 'conflict',
    retry: 'no',
    message: 'This command id was used for another command.',
  },
  'session.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such session.' },
  'session.no-speaker': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No device can sound. Choose one first.',
  },
  'session.nothing-to-play': { kind: 'conflict', retry: 'after-change', message: 'The queue is empty.' },
  'session.nothing-playable': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No entry of the queue can be played.',
  },
  'queue.entry-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such entry in the queue.',
  },
  'queue.full': { kind: 'conflict', retry: 'after-change', message: 'The queue is full.' },
  'library.track-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such track in the library.',
  },
  'library.album-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such album in the library.',
  },
  'library.artist-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such artist in the library.',
  },
  'library.cover-not-found': { kind: 'not-found', retry: 'no', message: 'There is no such cover.' },
  'library.folder-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such music folder.',
  },
  'library.folder-unusable': {
    kind: 'invalid',
    retry: 'after-change',
    message: 'This is no folder that the hub can read. Give the full path of one on the hub’s own machine.',
  },
  'library.folder-overlaps': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'This folder lies in another music folder, or holds one.',
  },
  'library.folder-fixed': {
    kind: 'conflict',
    retry: 'no',
    message: 'This folder was given when the hub was started. Start it without the folder to take it away.',
  },
  'library.no-lyrics': { kind: 'not-found', retry: 'after-change', message: 'This track has no lyrics.' },
  'library.no-waveform': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The waveform of this track cannot be drawn.',
  },
  'playlist.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such playlist.' },
  'playlist.entry-not-found': {
    kind: 'not-found',
    retry: 'no',
    message: 'There is no such track in the playlist.',
  },
  'playlist.full': { kind: 'conflict', retry: 'after-change', message: 'The playlist is full.' },
  'playlist.limit': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'There are too many playlists. Delete one first.',
  },
  'playlist.nothing-playable': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'No track of the playlist is there.',
  },
  'playlist.changed': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The playlist has changed meanwhile. Look at it again.',
  },
  'playlist.not-all': {
    kind: 'invalid',
    retry: 'no',
    message: 'The new order must name each track of the playlist once.',
  },
  'playlist.not-owner': {
    kind: 'forbidden',
    retry: 'no',
    message: 'Only the owner of the playlist may say who sees it.',
  },
  'upload.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such upload.' },
  'upload.limit': {
    kind: 'conflict',
    retry: 'later',
    message: 'Too many files are on their way. Wait until some have arrived.',
  },
  'upload.offset': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'The bytes do not follow on what is there. Ask how far the file has come.',
  },
  'upload.incomplete': {
    kind: 'conflict',
    retry: 'after-change',
    message: 'Parts of the file are missing.',
  },
  'upload.being-checked': {
    kind: 'conflict',
    retry: 'later',
    message: 'The file has arrived and is being put into the library.',
  },
  'upload.over': { kind: 'conflict', retry: 'no', message: 'This upload is over.' },
  'upload.duplicate': {
    kind: 'conflict',
    retry: 'no',
    message: 'This file is in the library already.',
  },
  'upload.checksum': {
    kind: 'invalid',
    retry: 'later',
    message: 'Bytes were damaged on their way. Send them again.',
  },
  'upload.wrong-hash': {
    kind: 'invalid',
    retry: 'no',
    message: 'The file that arrived is not the one that was announced: its SHA-256 is another.',
  },
  'upload.tus-version': {
    kind: 'unsupported',
    retry: 'no',
    message: 'The hub speaks version 1.0.0 of tus, and the request has to say so.',
  },
  'upload.not-audio': {
    kind: 'unsupported',
    retry: 'no',
    message: 'This is no music that the hub plays. It takes MP3, FLAC, WAV, M4A, Ogg and Opus.',
  },
  'upload.damaged': {
    kind: 'invalid',
    retry: 'no',
    message: 'The file is damaged: a part of it is missing.',
  },
  'upload.too-large': {
    kind: 'too-large',
    retry: 'no',
    message: 'The file is larger than the hub accepts.',
  },
  'upload.quota': {
    kind: 'too-large',
    retry: 'after-change',
    message: 'The household has no room left for uploads.',
  },
  'upload.disk-full': {
    kind: 'unavailable',
    retry: 'after-change',
    message: 'The disk for uploads is full.',
  },
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
} as const satisfies Record<string, Row>

export type ErrorCode = keyof typeof ERRORS
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])

/** Facts beside the code, for programs: plain JSON, never secrets. */
export type ErrorDetails = Readonly<Record<string, z.core.util.JSONType>>

/** A refusal as a value: what the domain and the engine return instead of throwing. */
export type Rejection = {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: ErrorDetails
}

export function rejection(code: ErrorCode, details?: ErrorDetails): Rejection {
  const { message } = ERRORS[code]
  return details ? { code, message, details } : { code, message }
}

/** A refusal on its way out through code that can only throw, such as a framework's hooks. */
export class BatonError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined

  constructor(code: ErrorCode, details?: ErrorDetails, options?: ErrorOptions) {
    super(ERRORS[code].message, options)
    this.name = 'BatonError'
    this.code = code
    this.details = details
  }
}
