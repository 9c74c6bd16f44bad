import { z } from 'zod'
import {
  Album,
  AlbumPage,
  Artist,
  ArtistPage,
  libraryPage,
  ScanProblem,
  ScanProgress,
  Track,
} from '../../library/library.ts'
import { AlbumQuery, LibraryQuery, MAX_MARKS, SearchQuery, TrackQuery } from '../../library/queries.ts'
import {
  Genre,
  LibraryFolderView,
  LibraryHome,
  Lyrics,
  SearchResult,
  TrackDetails,
  TrackMark,
  Waveform,
  Year,
} from '../../library/views.ts'
import { MAX_PICTURE_BYTES } from '../../playlist/largest-picture.ts'
import { AlbumId, ArtistId, CoverId, NameInPath, TrackId } from '../../values/ids.ts'
import { CommandBody } from '../command-body.ts'
import { contract } from '../contract.ts'
import { libraryEndpoints } from './endpoints.ts'

const MAX_PATH_LENGTH = 4_000

export const KeptCover = z.object({ coverId: CoverId })
export type KeptCover = Readonly<z.infer<typeof KeptCover>>

/** How wide and high a cover may be asked for. */
export type CoverSize = 96 | 320 | 800

export const ScanDocument = z.object({
  state: ScanProgress,
  errors: z.array(ScanProblem),
  nextCursor: z.string().nullable().describe('Of the errors.'),
})
export type ScanDocument = Readonly<z.infer<typeof ScanDocument>>

const CoverQuery = z.object({
  size: z
    .enum(['96', '320', '800'])
    .default('320')
    .transform((text) => Number(text) as CoverSize),
})
const MarksQuery = z.strictObject({
  track_ids: z
    .string()
    .max(MAX_MARKS * 40)
    .transform((text) => text.split(','))
    .pipe(z.array(TrackId).min(1).max(MAX_MARKS))
    .describe('Ids with commas between them.'),
})
const Folders = z.object({ items: z.array(LibraryFolderView) })

const reading = { scope: 'read', rate: 'read' } as const
const ofTrack = z.object({ id: TrackId })
const runs = { access: 'owner', scope: 'admin', rate: 'control' } as const

export const libraryContract = contract('library', libraryEndpoints, {
  tracks: {
    summary: 'Tracks, in any order',
    ...reading,
    query: TrackQuery,
    answer: libraryPage(Track),
  },
  albums: {
    summary: 'Albums, in any order',
    ...reading,
    query: AlbumQuery,
    answer: libraryPage(Album),
  },
  artists: {
    summary: 'Artists, by name',
    ...reading,
    query: LibraryQuery,
    answer: libraryPage(Artist),
  },
  track: { summary: 'A track, and what I did with it', ...reading, params: ofTrack, answer: TrackDetails },
  album: {
    summary: 'An album with its tracks',
    ...reading,
    params: z.object({ id: AlbumId }),
    answer: AlbumPage,
  },
  artist: {
    summary: 'An artist with albums and tracks',
    ...reading,
    params: z.object({ id: ArtistId }),
    answer: ArtistPage,
  },
  search: {
    summary: 'The best artists, albums, tracks, genres, years and playlists for some words',
    ...reading,
    query: SearchQuery,
    answer: SearchResult,
  },
  home: {
    summary: 'The shelves of the first screen',
    ...reading,
    query: z.strictObject({ seed: AlbumQuery.shape.seed.describe('Of the random albums.') }),
    answer: LibraryHome,
  },
  genres: { summary: 'Genres, by name', ...reading, answer: z.object({ items: z.array(Genre) }) },
  years: {
    summary: 'Years in which albums came out, newest first',
    ...reading,
    answer: z.object({ items: z.array(Year) }),
  },
  marks: {
    summary: 'Which of some tracks I like, and how often I played them',
    ...reading,
    query: MarksQuery,
    answer: z.object({ items: z.array(TrackMark) }),
  },
  scan: {
    summary: 'The scan, and the files that could not be read',
    scope: 'admin',
    rate: 'read',
    query: LibraryQuery,
    answer: ScanDocument,
  },
  startScan: {
    summary: 'Look for new music',
    ...runs,
    body: CommandBody.extend({
      everything: z.boolean().optional().describe('Reads every file, also those that have not changed.'),
    }).default({}),
    answer: ScanProgress,
    status: 202,
  },
  cancelScan: { summary: 'Stop looking', ...runs, body: CommandBody.default({}), answer: ScanProgress },
  cover: {
    summary: 'A cover, at most `size` pixels wide and high',
    scope: null,
    rate: 'read',
    params: z.object({ id: NameInPath }),
    query: CoverQuery,
    answer: null,
  },
  keepCover: {
    summary: 'Put in a picture, to stand for a playlist',
    description:
      'A JPEG, PNG, WebP or GIF. It is drawn anew, at most 1,000 pixels wide and high; one that stands for nothing is forgotten when others come.',
    scope: 'library',
    rate: 'queue',
    status: 201,
    body: z.strictObject({
      picture: z
        .string()
        .min(1)
        .max(Math.ceil(MAX_PICTURE_BYTES / 3) * 4)
        .describe('The bytes of the file, in base64.'),
    }),
    answer: KeptCover,
  },
  folders: {
    summary: 'Where the music lies',
    access: 'owner',
    scope: 'admin',
    rate: 'read',
    answer: Folders,
  },
  addFolder: {
    summary: 'Add a music folder',
    ...runs,
    body: CommandBody.extend({
      path: z.string().min(1).max(MAX_PATH_LENGTH).describe('The full path on the hub’s own machine.'),
    }),
    answer: LibraryFolderView,
    status: 201,
  },
  removeFolder: {
    summary: 'Leave a music folder; its tracks are missing',
    ...runs,
    params: z.object({ id: NameInPath }),
    answer: Folders,
  },
  lyrics: {
    summary: 'The words of a track, with their times if known',
    ...reading,
    params: ofTrack,
    answer: Lyrics,
  },
  waveform: { summary: 'For a seek bar', scope: 'read', rate: 'mint', params: ofTrack, answer: Waveform },
})
