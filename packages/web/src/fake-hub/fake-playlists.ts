import { BatonFailure, type Listening, type PlaylistDocument, type PlaylistFiles } from '@baton/client'
import type { EntryId, PlaylistId, PlaylistView, SmartRules, Track, UserId } from '@baton/protocol'
import { albums, id, tracks } from './fake-music.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Its title and description, the tracks in it, and whether all in the household have it. */
const MADE: readonly (readonly [string, string, readonly Track[], PlaylistView['visibility']])[] = [
  ['Sunday breakfast', 'Nothing loud before eleven.', every(7, 24), 'household'],
  ['Long drives', '', every(5, 40), 'private'],
  ['For the concert in May, with everything that may be played there', '', every(11, 9), 'household'],
  ['Piano', '', tracks.slice(0, 3), 'private'],
  ['To sort', '', [], 'private'],
  ['Wedding', '', every(9, 14), 'household'],
  ['Not heard for a while', '', every(6, 50), 'private'],
]

/** The one but last lies as a file in a music folder. */
const FILE = { folderId: 'f1', path: 'Lists/Wedding.m3u8', version: '1', notFound: 2 }

/** The last one follows these. */
const RULES: SmartRules = {
  match: 'all',
  rules: [
    { field: 'played', operator: 'not-within', value: 90 },
    { field: 'duration', operator: 'between', value: [90, 600] },
    {
      match: 'any',
      rules: [
        { field: 'liked', operator: 'is', value: true },
        { field: 'genre', operator: 'contains', value: 'jazz' },
      ],
    },
  ],
  order: { by: 'random', descending: false },
  limit: { tracks: 50 },
}

export const playlists: readonly PlaylistView[] = MADE.map(
  ([title, description, own, visibility], index) => ({
    playlistId: id(10, index) as PlaylistId,
    ownerId: id(4, 1) as UserId,
    title,
    description,
    visibility,
    revision: 1,
    trackCount: own.length,
    durationMs: own.reduce((sum, track) => sum + (track.durationMs ?? 0), 0),
    coverIds: [...new Set(own.flatMap(({ coverId }) => coverId ?? []))].slice(0, 4),
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    ...(index === MADE.length - 2 && { file: FILE }),
    ...(index === MADE.length - 1 && { rules: RULES }),
  }),
)

/** Any file is a list of forty tracks, of which a few are not there. */
export const fakePlaylistFiles: PlaylistFiles = {
  look: async ({ filename }) => ({
    title: filename.replace(/\.[^.]+$/, ''),
    total: 40,
    trackIds: every(5, 37).map(({ trackId }) => trackId),
    missing: [
      { number: 4, text: 'Nobody - A song that is not there', reason: 'not-found' },
      {
        number: 11,
        text: 'D:\\Musik\\Aufnahmen\\2009\\Konzert im Juni, zweiter Teil.mp3',
        reason: 'not-found',
      },
      { number: 32, text: 'Somebody - Intro', reason: 'ambiguous' },
    ],
  }),
  import: async () => {
    throw new BatonFailure('hub.busy')
  },
  exportPath: () => '/',
}

/** Playlists and plays of some weeks; in the scene `empty` nothing was made or played yet. */
export function fakeListening(scene: string): Listening {
  const isEmpty = scene === 'empty'
  const played = isEmpty ? [] : every(13, 60)
  const now = Date.now()
  return {
    playlist: async (playlistId) => {
      const at = playlists.findIndex((one) => one.playlistId === playlistId)
      const [playlist, made] = [playlists[at], MADE[at]]
      if (isEmpty || !playlist || !made) throw new BatonFailure('playlist.not-found')
      const { revision: playlistSeq } = playlist
      return { ...playlist, playlistSeq, tracks: made[2].map(asEntry), epoch: 'fake', seq: 1 }
    },
    preview: async ({ limit }) => {
      const found = isEmpty ? [] : every(4, limit && 'tracks' in limit ? Math.min(limit.tracks, 60) : 60)
      return {
        fitting: isEmpty ? 0 : 184,
        trackCount: found.length,
        durationMs: found.reduce((sum, track) => sum + (track.durationMs ?? 0), 0),
        tracks: found.slice(0, 10),
      }
    },
    history: async () => ({
      items: played.map((track, index) => ({
        at: now - (index + 1) * HOUR_MS * (index < 6 ? 0.4 : 5),
        track,
        deviceId: null,
        deviceName: index % 5 === 4 ? null : index % 3 === 0 ? 'Kitchen' : 'Living room tablet',
      })),
      nextCursor: null,
    }),
    historySummary: async (days) => {
      const each = Array.from({ length: days }, (_, index) => ({
        date: new Date(now - (days - 1 - index) * DAY_MS).toISOString().slice(0, 10),
        plays: isEmpty || index % 6 === 4 ? 0 : 3 + ((index * 17) % 29),
      }))
      const plays = (index: number) => 31 - index * 4
      return {
        plays: each.reduce((sum, day) => sum + day.plays, 0),
        days: each,
        tracks: played.slice(0, 5).map((track, index) => ({ track, plays: plays(index) })),
        albums: isEmpty ? [] : albums.slice(3, 8).map((album, index) => ({ album, plays: plays(index) })),
        artists: isEmpty
          ? []
          : albums.slice(0, 5).map(({ artist, artistId, coverId }, index) => ({
              artist: {
                artistId: artistId ?? (id(3, index) as NonNullable<typeof artistId>),
                name: artist ?? '',
                coverId,
                albumCount: 1,
                trackCount: 8,
              },
              plays: plays(index),
            })),
      }
    },
  }
}

function asEntry(track: Track, index: number): PlaylistDocument['tracks'][number] {
  return {
    ...track,
    entryId: id(11, index) as EntryId,
    addedAt: 0,
    number: index + 1,
    missing: track.missing === true,
  }
}

function every(step: number, count: number): readonly Track[] {
  return Array.from({ length: count }, (_, index) => tracks[(index * step) % tracks.length] as Track)
}
