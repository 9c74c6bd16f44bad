// What makes files belong together: title and album artist, or where a file names none, title and folder (folders of
// discs count as one), so that two artists' "Greatest Hits" stay two albums and a compilation stays one. Albums that
// are the same by this may still be two: rule B47 says what tells them apart.
import { albumFolder } from '#engine/disc-folders'
import { exactName, identityOf } from './same-name.ts'

export function albumIdentity(file: {
  readonly folderId: string
  readonly path: string
  readonly album: string
  readonly albumArtist: string | null
}): string {
  const by = file.albumArtist
    ? `by ${exactName(file.albumArtist)}`
    : `in ${file.folderId} ${albumFolderOf(file.path)}`
  return identityOf(exactName(file.album), by)
}

export function albumFolderOf(path: string): string {
  return albumFolder(path.slice(0, Math.max(0, path.lastIndexOf('/'))))
}

/** What files of one title and artist say that can tell albums apart. */
export type AlbumFacts = {
  /** MusicBrainz ids of the album. */
  readonly ids: Set<string>
  readonly folders: Set<string>
  readonly years: Set<number>
  readonly discs: Set<number | null>
  /** By disc and number, the folded titles. */
  readonly titles: Map<string, Set<string>>
}

export type AlbumFact = {
  readonly mbAlbumId: string | null
  readonly folder: string
  readonly year: number | null
  readonly discNo: number | null
  readonly trackNo: number | null
  readonly titleKey: string
}

export function noFacts(): AlbumFacts {
  return { ids: new Set(), folders: new Set(), years: new Set(), discs: new Set(), titles: new Map() }
}

export function noteFact(facts: AlbumFacts, fact: AlbumFact): void {
  if (fact.mbAlbumId !== null) facts.ids.add(fact.mbAlbumId)
  facts.folders.add(fact.folder)
  if (fact.year !== null) facts.years.add(fact.year)
  facts.discs.add(fact.discNo)
  if (fact.trackNo === null) return
  const place = `${fact.discNo ?? 1} ${fact.trackNo}`
  const titles = facts.titles.get(place)
  if (titles) titles.add(fact.titleKey)
  else facts.titles.set(place, new Set([fact.titleKey]))
}

/** Ids tell for sure. Of one folder is one album; of several, another year or other titles in the same places are two. */
export function areTwoAlbums(one: AlbumFacts, other: AlbumFacts): boolean {
  if (one.ids.size > 0 && other.ids.size > 0) return !shares(one.ids, other.ids)
  if (one.folders.size === 0 || other.folders.size === 0 || shares(one.folders, other.folders)) return false
  return haveOtherYears(one, other) || haveOtherTitles(one, other)
}

/** Discs of one set may have come out in several years, and collections give each track its own. */
function haveOtherYears(one: AlbumFacts, other: AlbumFacts): boolean {
  return (
    one.years.size === 1 &&
    other.years.size === 1 &&
    !shares(one.years, other.years) &&
    shares(one.discs, other.discs)
  )
}

function haveOtherTitles(one: AlbumFacts, other: AlbumFacts): boolean {
  let differ = false
  for (const [place, titles] of one.titles) {
    const others = other.titles.get(place)
    if (others && shares(titles, others)) return false
    if (others) differ = true
  }
  return differ
}

export function shares<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  for (const value of one) if (other.has(value)) return true
  return false
}
