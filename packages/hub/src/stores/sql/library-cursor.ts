import { BatonError } from '@baton/protocol'

/** Where a page ended: the sort keys of its last row. */
export type Place = readonly [key: string, id: string]

export function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

export function placeOf(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(place) && place.length === 2) {
      const [key, id] = place
      if (storable(key) && storable(id)) return [key, id]
    }
  } catch (cause) {
    throw new BatonError('request.invalid', { field: 'cursor' }, { cause })
  }
  throw new BatonError('request.invalid', { field: 'cursor' })
}

function storable(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}
