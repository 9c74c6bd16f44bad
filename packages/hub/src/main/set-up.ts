// How a hub gets its first owner.
import { BatonError } from '@baton/protocol'
import type { Accounts } from '#accounts'
import { type Config, UsageError } from './config/config.ts'
import type { Platform } from './platform/platform.ts'

/** So long no other worker that starts makes another set-up link. */
const SETUP_LINK_MS = 30_000

/** Each new code ends the former: of workers that start together only one makes it. */
export async function setupCode(
  accounts: Accounts,
  { soleWorker, installation }: Platform,
  self: string,
): Promise<string | null> {
  const isOurs = soleWorker || (await installation.takeLeases(['setup-link'], self, SETUP_LINK_MS)).size > 0
  return isOurs ? accounts.newSetupCode() : null
}

export async function createOwner(accounts: Accounts, owner: NonNullable<Config['owner']>): Promise<void> {
  try {
    await accounts.createFirstOwner(owner)
  } catch (error) {
    if (error instanceof BatonError) throw new UsageError(`The owner cannot be created: ${error.message}`)
    throw error
  }
}
