import { BatonError, MIN_PASSWORD_LENGTH } from '@baton/protocol'

/** Throws `auth.weak-password` for what is too short. What is too long the protocol has refused already. */
export function mustBeStrong(password: string): void {
  if ([...password].length < MIN_PASSWORD_LENGTH) throw new BatonError('auth.weak-password')
}
