import type { ListedName, ListedTrack } from '#engine'
import { pathsIn } from './list-paths.ts'

const MAX_TEXT = 500
const MAX_LOCATION = 4_096
const MAX_READINGS = 4
/** So many locations of a track are looked at, and so many identifiers. */
export const MOST_SAID = 16
const RECORDING =
  /musicbrainz\.org\/(?:recording|track)\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/i

/** What a list says of one track, as it stands there. */
export interface Said {
  readonly locations: readonly string[]
  readonly identifiers?: readonly string[]
  /** `Artist - Title`, or the other way round, or only a title. */
  readonly label?: string | null
  readonly title?: string | null
  readonly artist?: string | null
  readonly album?: string | null
  readonly durationMs?: number | null
}

/** Null where nothing is said by which a track could be known. */
export function listedTrack(said: Said, place?: readonly string[]): ListedTrack | null {
  const title = textIn(said.title)
  const artist = textIn(said.artist)
  const label = textIn(said.label)
  const identifiers = said.identifiers?.slice(0, MOST_SAID) ?? []
  const locations = said.locations
    .slice(0, MOST_SAID)
    .map((one) => one.slice(0, MAX_LOCATION))
    .filter((one) => one.trim() !== '')
  const names = title === null ? (label === null ? [] : readingsOf(label, artist)) : [{ artist, title }]
  const named = title === null ? label : artist === null ? title : `${artist} - ${title}`
  const text = named ?? textIn(locations[0])
  if (text === null) return null
  return {
    text,
    paths: locations.flatMap((one) => pathsIn(one, place)),
    names,
    album: textIn(said.album),
    durationMs: durationIn(said.durationMs),
    recordingIds: [...identifiers, ...locations].flatMap(
      (one) => RECORDING.exec(one)?.[1]?.toLowerCase() ?? [],
    ),
  }
}

/** Most programs write the artist in front, iTunes behind; either may have a dash in its name. */
function readingsOf(label: string, artist: string | null): readonly ListedName[] {
  const readings: ListedName[] = [{ artist, title: label }]
  const parts = label.split(' - ')
  for (let at = 1; at < parts.length && at <= MAX_READINGS; at += 1) {
    const front = parts.slice(0, at).join(' - ').trim()
    const behind = parts.slice(at).join(' - ').trim()
    if (front === '' || behind === '') continue
    readings.push({ artist: front, title: behind }, { artist: behind, title: front })
  }
  return readings
}

export function textIn(text: string | null | undefined): string | null {
  if (!text) return null
  const shown = text.replace(/[\p{Cc}\s\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  return shown === '' ? null : shown.slice(0, MAX_TEXT).toWellFormed()
}

function durationIn(durationMs: number | null | undefined): number | null {
  return durationMs && Number.isFinite(durationMs) && durationMs > 0 ? Math.round(durationMs) : null
}
