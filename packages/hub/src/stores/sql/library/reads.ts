import type { Kysely } from 'kysely'
import type { LibraryReads } from '#engine'
import type { Tables } from '../tables/tables.ts'
import { albumPage, artistPage, summary, tracksOf } from './browse/album-artist-pages.ts'
import { listeningReads } from './browse/history.ts'
import { details, genres, home, marks, searchAll, years } from './browse/home-genres-years.ts'
import { listAlbums, listArtists, listTracks } from './browse/lists.ts'
import { recentAnswers } from './browse/recent-answers.ts'
import { listProblems } from './browse/scan-problems.ts'
import { fittingTracks } from './fitting/fitting-tracks.ts'
import { smartPlaylists } from './fitting/smart-playlists.ts'
import { folderCounts } from './ingest/folders-files.ts'
import { knownFiles } from './ingest/known-files.ts'
import { followedLists } from './listed/followed-lists.ts'
import { matchListed } from './listed/match-listed.ts'
import { playlistPaths } from './listed/playlist-paths.ts'
import { playlistSearch } from './search/playlists.ts'
import { librarySearch } from './search/search.ts'

/** Genres, years and the drum of the random order may be this old. */
const COUNTED_EVERY_MS = 2_000
/** Genres and years that a search finds may be this old. */
const SEARCHED_EVERY_MS = 30_000

/** Reads on this connection, in this thread. */
export function libraryReads(db: Kysely<Tables>): LibraryReads {
  const lists = {
    db,
    search: librarySearch(db),
    playlists: playlistSearch(db),
    recent: recentAnswers(COUNTED_EVERY_MS),
    seldom: recentAnswers(SEARCHED_EVERY_MS),
  }
  return {
    ...listeningReads(db),
    listTracks: (householdId, query, viewer) => listTracks(lists, householdId, query, viewer),
    listAlbums: (householdId, query, viewer) => listAlbums(lists, householdId, query, viewer),
    listArtists: (householdId, query) => listArtists(lists, householdId, query),
    scanErrors: (householdId, query) => listProblems(db, householdId, query),
    search: (householdId, viewer, query) => searchAll(lists, householdId, viewer, query),
    home: (householdId, viewer, seed) => home(lists, householdId, viewer, seed),
    genres: (householdId) => genres(lists, householdId),
    years: (householdId) => years(lists, householdId),
    marks: (householdId, viewer, trackIds) => marks(db, householdId, viewer, trackIds),
    details: (householdId, viewer, trackId) => details(db, householdId, viewer, trackId),
    album: (householdId, albumId) => albumPage(db, householdId, albumId),
    artist: (householdId, artistId) => artistPage(db, householdId, artistId),
    tracksOf: (householdId, of) => tracksOf(db, householdId, of),
    summary: (householdId) => summary(db, householdId),
    folderCounts: (householdId) => folderCounts(db, householdId),
    known: (householdId, folderId, range) => knownFiles(db, householdId, folderId, range),
    matchListed: (householdId, listed) => matchListed(db, householdId, listed),
    followedLists: (householdId) => followedLists(db, householdId),
    playlistPaths: (householdId, playlistId) => playlistPaths(db, householdId, playlistId),
    fittingTracks: (householdId, query) => fittingTracks(db, householdId, query),
    smartPlaylists: (householdId) => smartPlaylists(db, householdId),
    prepare: (householdId) => lists.search.prepare(householdId),
  }
}

/** The names of the reads, for whoever hands them on to another thread. */
export const READS = [
  'listTracks',
  'listAlbums',
  'listArtists',
  'scanErrors',
  'search',
  'home',
  'genres',
  'years',
  'marks',
  'details',
  'album',
  'artist',
  'tracksOf',
  'summary',
  'folderCounts',
  'known',
  'matchListed',
  'playlistPaths',
  'followedLists',
  'fittingTracks',
  'smartPlaylists',
  'prepare',
  'history',
  'historySummary',
  'missingOf',
] as const satisfies readonly (keyof LibraryReads)[]
export type ReadName = (typeof READS)[number]
