/**
 * The names of the REST and SSE doors. Inside, words are camelCase; there, they are the snake_case names of the
 * reference, with a few words of its own. The mapping is mechanical and goes both ways, so hub and client share it.
 */
const OWN_WORDS: Readonly<Record<string, string>> = {
  activeDeviceId: 'active_device_uuid',
  deviceId: 'device_uuid',
  fromDeviceId: 'from_device_uuid',
  lastDeviceId: 'last_device_uuid',
  toDeviceId: 'to_device_uuid',
  householdId: 'household_uuid',
  ownerId: 'owner_uuid',
  sessionId: 'session_uuid',
  userId: 'user_uuid',
  seq: 'server_seq',
}
const INSIDE = new Map(Object.entries(OWN_WORDS).map(([inside, outside]) => [outside, inside]))
const outsideOf = new Map<string, string>(Object.entries(OWN_WORDS))
const MAX_REMEMBERED = 2_000

/** A document with every key in the doors' words. Values stay as they are. */
export function toRest(value: unknown): unknown {
  return rename(value, restName)
}

/** A document of the doors with every key in our own words. */
export function fromRest(value: unknown): unknown {
  return rename(value, ownName)
}

function rename(value: unknown, name: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, name))
  if (value === null || typeof value !== 'object') return value
  const renamed: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) renamed[name(key)] = rename(inner, name)
  return renamed
}

/** One key in the doors' words. */
export function restName(key: string): string {
  const known = outsideOf.get(key)
  if (known !== undefined) return known
  const made = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  if (outsideOf.size < MAX_REMEMBERED) outsideOf.set(key, made)
  return made
}

function ownName(key: string): string {
  return INSIDE.get(key) ?? key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
