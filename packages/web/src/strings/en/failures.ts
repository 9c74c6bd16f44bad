import type { FailureCode } from '@baton/client'

export const failures = {
  /** Where the catalogue's sentence speaks to programs, people hear this instead. */
  failures: {
    'session.no-speaker': 'No device can play right now. Choose one.',
    'device.needs-tap': 'That device must be tapped once before it may sound.',
    'device.offline': 'That device is not there right now.',
    'auth.wrong-token': 'You were signed out. Sign in again.',
  } satisfies Partial<Record<FailureCode, string>> as Partial<Record<FailureCode, string>>,
}
