import { BatonError } from '@baton/protocol'
import { mustBeWithin } from './api/principal.ts'
import type { PrintedOutput } from './api/printed-output.ts'
import type { Feeds } from './follow/feeds.ts'
import { redactedOutput } from './redacted-output.ts'

/** To whoever follows the devices of its owner, on every worker. */
export function printedOutput({ feeds }: { readonly feeds: Pick<Feeds, 'beacon'> }): PrintedOutput {
  return {
    printed(principal, { text, ...output }) {
      const { householdId, userId, deviceId } = mustBeWithin(principal, 'control')
      if (deviceId === null) throw new BatonError('device.not-registered')
      const beacon = { type: 'output', deviceId, ...output, text: redactedOutput(text) } as const
      feeds.beacon({ householdId, room: 'devices', beacon, audience: userId })
    },
  }
}
