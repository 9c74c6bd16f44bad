import { compareTexts, type SmartOrder } from '@baton/protocol'
import type { FittingQuery } from '#engine'
import { randomNumber } from '../browse/random-order.ts'
import { sortKey } from '../rows/fold-text.ts'

export interface FittingRow {
  readonly id: string
  readonly title_key: string
  readonly artist: string | null
  readonly album: string | null
  readonly album_artist: string | null
  readonly disc_no: number | null
  readonly track_no: number | null
  readonly year: number | null
  readonly added_at: number
  readonly duration_ms: number
  /** Where the order needs it: how often or when the person has done what it goes by. */
  readonly value?: number | null | undefined
}

/** A track and where it stands. What has no value stands behind what has one, in both directions. */
export interface Place {
  readonly id: string
  readonly durationMs: number
  readonly value: number | string | null
  /** Of those with one value: by artist, album and number. */
  readonly then: readonly (string | number)[]
}

export function placed(row: FittingRow, { rules, seed }: Pick<FittingQuery, 'rules' | 'seed'>): Place {
  const artist = sortKey(row.album_artist ?? row.artist ?? '')
  const album = sortKey(row.album ?? '')
  const onAlbum = [row.disc_no ?? 1, row.track_no ?? 0, row.title_key]
  const value = orderedBy(row, rules.order.by, randomNumber(seed.of, seed.day))
  const then = rules.order.by === 'artist' ? [row.year ?? 0, album, ...onAlbum] : [artist, album, ...onAlbum]
  return { id: row.id, durationMs: row.duration_ms, value, then }
}

/** A new list. */
export function inOrder(places: readonly Place[], { descending }: SmartOrder): Place[] {
  return places.toSorted((one, other) => {
    const first = compared(one.value, other.value, descending)
    if (first !== 0) return first
    for (const [nth, value] of one.then.entries()) {
      const next = compared(value, other.then[nth] ?? null, false)
      if (next !== 0) return next
    }
    return compareTexts(one.id, other.id)
  })
}

function orderedBy(row: FittingRow, by: SmartOrder['by'], seed: number): Place['value'] {
  switch (by) {
    case 'artist':
      return row.album_artist || row.artist ? sortKey(row.album_artist ?? row.artist ?? '') : null
    case 'album':
      return row.album === null ? null : sortKey(row.album)
    case 'title':
      return row.title_key
    case 'year':
      return row.year
    case 'added':
      return row.added_at
    case 'duration':
      return row.duration_ms
    case 'random':
      return randomNumber(row.id, seed)
    case 'plays':
    case 'played':
    case 'liked':
      return row.value ?? null
  }
}

function compared(one: Place['value'], other: Place['value'], descending: boolean): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
  const order =
    typeof one === 'string' || typeof other === 'string'
      ? compareTexts(String(one), String(other))
      : one - other
  return descending ? -order : order
}
