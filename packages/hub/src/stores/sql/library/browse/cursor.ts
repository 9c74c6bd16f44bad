import { BatonError } from '@baton/protocol'

/** Where a page ended: the sort keys of its last row. */
export type Place = readonly [key: string, id: string]

/** A cursor belongs to the list that made it, and to its order. */
export function cursorOf(list: string, place: Place): string {
  return Buffer.from(JSON.stringify([list, ...place])).toString('base64url')
}

export function placeOf(list: string, cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(place) && place.length === 3 && place[0] === list) {
      const [, key, id] = place
      if (storable(key) && storable(id)) return [key, id]
    }
  } catch (cause) {
    throw new BatonError('request.invalid', { field: 'cursor' }, { cause })
  }
  throw new BatonError('request.invalid', { field: 'cursor' })
}

/** The key of a place whose rows are ordered by a number. */
export function numberIn([key]: Place): number {
  const value = Number(key)
  if (!Number.isSafeInteger(value)) throw new BatonError('request.invalid', { field: 'cursor' })
  return value
}

function storable(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}
