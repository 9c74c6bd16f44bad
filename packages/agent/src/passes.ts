import type { BatonFailure } from '@baton/client'

/** Whether the same may go well later: the hub is away or busy, or the token is renewed meanwhile. */
export function passes({ code, retry }: BatonFailure): boolean {
  return retry === 'later' || code.startsWith('auth.')
}
