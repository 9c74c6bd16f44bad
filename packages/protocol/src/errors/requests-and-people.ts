import type { ErrorRow } from './kinds.ts'

/** Refusals of requests, credentials and people. */
export const REQUEST_AND_PEOPLE_ERRORS = {
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
} as const satisfies Record<string, ErrorRow>
