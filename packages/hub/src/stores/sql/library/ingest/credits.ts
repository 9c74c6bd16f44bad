// Who is meant by the names that a file gives. What is written stays as the credit that is shown; here it is taken
// apart where that is safe. Rule B46.
import type { MusicBrainzIds } from '#engine'
import { cleanText } from '../rows/fold-text.ts'

/** A file that names more is a list of credits. */
const MAX_PEOPLE = 20

export type Person = { readonly name: string; readonly mbId: string | null }

/** `written` is the credit, `listed` are those that the file names one by one. */
export function peopleIn(
  written: string | null,
  listed: readonly string[],
  ids: readonly string[] = [],
): readonly Person[] {
  const clean = listed.slice(0, MAX_PEOPLE).flatMap((name) => cleanText(name) ?? [])
  const named = clean.length > 1 ? clean : written === null ? [] : [written]
  // Where there is one id, there is one artist, whatever the name looks like.
  const names = named.length === 1 && ids.length === 1 ? named : named.flatMap(divided)
  const people = [...new Set(names)].slice(0, MAX_PEOPLE)
  const hasIds = people.length === ids.length
  return people.map((name, index) => ({ name, mbId: hasIds ? idIn(ids[index]) : null }))
}

export function artistIdsOf(ids: MusicBrainzIds | null | undefined): readonly string[] {
  return ids?.artistIds ?? (ids?.artistId ? [ids.artistId] : [])
}

export function idIn(id: string | null | undefined): string | null {
  return id !== null && id !== undefined && UUID.test(id) ? id.toLowerCase() : null
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** `feat` without a point only in small letters: Little Feat is a band. */
const GUESTS = /^(.*\S)\s+[([]?(?:[Ff]eat\.|FEAT\.|[Ff]t\.|FT\.|feat|ft|[Ff]eaturing)\s+(\S.*)$/

const MAY_HAVE_GUESTS = /\s[([]?f(?:ea)?t/i

function divided(name: string): readonly string[] {
  if (!name.includes(';')) return withGuests(name)
  // `&amp;` is how some program wrote an ampersand.
  const parts = name.split(/(?<!&#?\w{1,8})\s*;\s*/).filter(Boolean)
  return (parts.length > 1 ? parts : [name]).flatMap(withGuests)
}

function withGuests(name: string): readonly string[] {
  if (!MAY_HAVE_GUESTS.test(name)) return [name]
  const [, host, rest] = GUESTS.exec(name) ?? []
  if (host === undefined || rest === undefined) return [name]
  const guests = rest.replace(/[)\]]\s*$/, '').split(/\s*,\s*/)
  const last = guests.at(-1) ?? ''
  // After a comma the ampersand ends a list; without one it may be the name of a duo.
  return [host, ...(guests.length > 1 ? [...guests.slice(0, -1), ...last.split(/\s+&\s+/)] : guests)].filter(
    Boolean,
  )
}
