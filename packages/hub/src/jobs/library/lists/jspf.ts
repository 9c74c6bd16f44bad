import type { ReadList, WrittenList } from '#engine'
import type { Gathered } from './gathered.ts'
import { type Said, textIn } from './listed-track.ts'
import { recordingUri, relativeUri } from './xspf.ts'

/** Null where it is no list of tracks. Throws where it is no JSON. */
export function readJspf(text: string, { tracks, add }: Gathered): ReadList | null {
  const whole: unknown = JSON.parse(text)
  const playlist = objectIn(objectIn(whole)?.playlist)
  if (!playlist || !Array.isArray(playlist.track)) return null
  for (const one of playlist.track as readonly unknown[]) {
    const track = objectIn(one)
    if (track && !add(saidIn(track))) break
  }
  return { title: textIn(string(playlist.title)), tracks }
}

function saidIn(track: Fields): Said {
  return {
    locations: strings(track.location),
    identifiers: strings(track.identifier),
    title: string(track.title),
    artist: string(track.creator),
    album: string(track.album),
    durationMs: Number(track.duration ?? 0),
  }
}

export function writeJspf({ title, description, tracks }: WrittenList): string {
  const track = tracks.map(({ path, recordingId, title, artist, album, durationMs }) => ({
    ...(path !== null && { location: [relativeUri(path)] }),
    ...(recordingId !== null && { identifier: [recordingUri(recordingId)] }),
    title,
    ...(artist !== null && { creator: artist }),
    ...(album !== null && { album }),
    ...(durationMs !== null && { duration: Math.round(durationMs) }),
  }))
  const playlist = { title, ...(description !== '' && { annotation: description }), track }
  return `${JSON.stringify({ playlist }, null, 2)}\n`
}

type Fields = Readonly<Record<string, unknown>>

function objectIn(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

function string(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** One, or several of them. */
function strings(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((one) => string(one) ?? [])
}
