// What passes through Redis, and on which channels. Whatever else somebody publishes there is passed over.
import { Beacon, HouseholdId, parseRoom, UserId } from '@baton/protocol'
import type { PassedBeacon } from '#engine'

const HOUSEHOLD = 'baton:household:'

export const everyHousehold = `${HOUSEHOLD}*`

export function householdChannel(householdId: HouseholdId): string {
  return HOUSEHOLD + householdId
}

/** For subscribers outside of Baton. */
export function userChannel(userId: UserId): string {
  return `us:user:${userId}`
}

/** `from`: the worker, which has told its own listeners already. */
export type Message = { readonly from: string } & (
  | { readonly kind: 'ring'; readonly householdId: HouseholdId; readonly seq: number }
  | { readonly kind: 'passed'; readonly passed: PassedBeacon }
)

export function readMessage(channel: string, text: string): Message | null {
  const household = HouseholdId.safeParse(channel.slice(HOUSEHOLD.length))
  const body = objectIn(text)
  if (!household.success || body === null || typeof body.from !== 'string') return null
  const { from, seq } = body
  const householdId = household.data
  if (Number.isSafeInteger(seq)) return { from, kind: 'ring', householdId, seq: Number(seq) }
  const room = typeof body.room === 'string' ? parseRoom(body.room) : null
  const beacon = Beacon.safeParse(body.beacon)
  const audience = audienceIn(body.audience)
  if (!room || !beacon.success || !audience) return null
  return { from, kind: 'passed', passed: { householdId, room, beacon: beacon.data, audience } }
}

function audienceIn(value: unknown): PassedBeacon['audience'] | null {
  return value === 'household' ? value : (UserId.safeParse(value).data ?? null)
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : null
  } catch {
    return null
  }
}
