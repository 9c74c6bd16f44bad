import { type DeviceId, type DisplayCommand, type DisplayDocument, displayEndpoints } from '@baton/protocol'
import type { Calls } from './calls.ts'

/**
 * One's own displays. Which there are and what they show is followed with the devices, and renaming and forgetting them
 * are commands.
 */
export interface Displays {
  /** By the code that it shows. */
  register(code: string, name: string): Promise<DisplayDocument>
  /** Another token, told this once; the former one is over. */
  rotate(playerKey: DeviceId): Promise<string>
  /** Resolves once the display has said that it has done it. */
  tell(playerKey: DeviceId, command: DisplayCommand): Promise<void>
}

export function displays({ once }: Calls): Displays {
  return {
    register: (code, name) => once(displayEndpoints.register, { body: { registration_code: code, name } }),
    rotate: async (key) => (await once(displayEndpoints.rotate, { params: { key } })).apiToken,
    tell: async (key, command) => {
      await once(displayEndpoints.command, { params: { key }, body: command })
    },
  }
}
