import { BatonFailure } from '@baton/client'
import { type Entry, wholeOrder } from '@baton/protocol'
import { showFailure } from './ask.ts'
import type { ConnectedHub } from './connected-hub.ts'

/** All entries in the order that plays; null where they cannot be had, which is said. */
export async function knowAll(connected: ConnectedHub): Promise<readonly Entry[] | null> {
  const order = await allIfKnown(connected)
  if (!order) showFailure(new BatonFailure('client.offline'))
  return order
}

/** The same for what goes on without. */
export async function allIfKnown({ following }: ConnectedHub): Promise<readonly Entry[] | null> {
  await following.knowQueue(0, Number.MAX_SAFE_INTEGER)
  const { queue } = following.state.get()
  return queue && wholeOrder(queue)
}
