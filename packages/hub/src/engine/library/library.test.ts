import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { migrate, openSqlite, sqlLibraryStore } from '@baton/hub/stores/sql'
import {
  type AlbumId,
  type ArtistId,
  BatonError,
  type CoverId,
  type HouseholdId,
  type PlaylistId,
  SCOPES,
  type Scope,
  type SessionId,
  type TrackId,
  type UserId,
} from '@baton/protocol'
import { scanned } from '@baton/testing/contracts/library/fixtures'
import type { Library, TrackExtras } from '../api/library.ts'
import { NO_LIMITS, type Principal } from '../api/principal.ts'
import type { LibraryStore } from '../ports/library.ts'
import { libraryOf } from './library.ts'
import { musicFolders } from './music-folders.ts'
import { trackAudio } from './track-audio.ts'
import { trackExtras } from './track-extras.ts'

const LIST = { limit: 50 } as const
const COVER = { coverId: 'c0'.repeat(32), mime: 'image/jpeg', sizeBytes: 10 }
/** Stands in everything of Ada's household, and nowhere else. */
const MARK = 'Marked'

interface Known {
  readonly trackId: TrackId
  readonly albumId: AlbumId
  readonly artistId: ArtistId
}

let database: ReturnType<typeof openSqlite>
let store: LibraryStore
let library: Library
let extras: TrackExtras
let known: Known
const ada = somebody()
const eve = somebody()
before(async () => {
  database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  store = sqlLibraryStore(database, { newId: randomUUID, wallMs: () => 0 })
  const cover = { bytes: new Uint8Array(), mime: 'image/webp', etag: `"${MARK}"` }
  library = libraryOf({
    store,
    covers: {
      put: async () => COVER,
      drawnAnew: async (_, picture) => ({ coverId: COVER.coverId as CoverId, bytes: picture() }),
      image: async () => cover,
      forget: async () => {},
    },
    wallMs: () => 0,
  })
  const waveform = { peaks: [1], durationMs: 1 } as never
  extras = trackExtras({
    store,
    lyrics: { of: async ({ path }) => ({ lines: [{ text: path, atMs: null }] }) as never },
    waveforms: { of: async () => waveform },
  })
  const { folderId } = await store.addFolder(ada.householdId, `/${MARK}`)
  const track = scanned(`${MARK}.flac`, {
    title: `${MARK} tune`,
    artist: `${MARK} artist`,
    albumArtist: `${MARK} artist`,
    album: `${MARK} album`,
    genre: MARK,
    year: 1999,
    cover: COVER,
  })
  await store.ingest(ada.householdId, folderId, {
    tracks: [track],
    problems: [{ path: `${MARK}.bad`, sizeBytes: 1, mtimeMs: 1, code: 'file.unreadable' }],
  })
  const [found] = (await library.tracks(ada, LIST)).items
  assert.ok(found?.albumId && found.artistId)
  known = { trackId: found.trackId, albumId: found.albumId, artistId: found.artistId }
})
after(() => database.close())

/** Every read that a door can ask for, about what is Ada's. A new one does not compile without a row. */
const READS: Readonly<
  Record<keyof Library | keyof TrackExtras, readonly [Scope, (who: Principal) => Promise<unknown>]>
> = {
  tracks: ['read', (who) => library.tracks(who, LIST)],
  albums: ['read', (who) => library.albums(who, LIST)],
  artists: ['read', (who) => library.artists(who, LIST)],
  track: ['read', (who) => library.track(who, known.trackId)],
  album: ['read', (who) => library.album(who, known.albumId)],
  artist: ['read', (who) => library.artist(who, known.artistId)],
  search: ['read', (who) => library.search(who, { q: MARK, limit: 10 })],
  home: ['read', (who) => library.home(who)],
  genres: ['read', (who) => library.genres(who)],
  years: ['read', (who) => library.years(who)],
  marks: ['read', (who) => library.marks(who, [known.trackId])],
  cover: ['read', (who) => library.cover(who, COVER.coverId, 320)],
  keepCover: ['library', (who) => library.keepCover(who, () => new Uint8Array([1]))],
  history: ['read', (who) => library.history(who, LIST)],
  historySummary: ['read', (who) => library.historySummary(who, { days: 7, offset_minutes: 0 })],
  plays: ['read', (who) => library.plays(who, known.trackId)],
  playlistStarts: ['read', (who) => library.playlistStarts(who)],
  missingOf: ['read', (who) => library.missingOf(who, randomUUID() as PlaylistId)],
  scanErrors: ['admin', (who) => library.scanErrors(who, LIST)],
  lyrics: ['read', (who) => extras.lyrics(who, known.trackId)],
  waveform: ['read', (who) => extras.waveform(who, known.trackId)],
}

test('[A48] nothing of another household can be asked for, by whatever id', async () => {
  for (const [name, [, ask]] of Object.entries(READS)) {
    const seen = await ask(eve).catch((error: unknown) => codeOf(error))
    const told = JSON.stringify(seen)
    for (const secret of [MARK, ...Object.values(known)])
      assert.equal(told.includes(secret), false, `${name} tells a stranger ${secret}: ${told}`)
    if (name === 'lyrics' || name === 'waveform') assert.equal(seen, 'library.track-not-found')
  }
  const silent: string[] = []
  for (const [name, [, ask]] of Object.entries(READS)) {
    if (!JSON.stringify(await ask(ada)).includes(MARK)) silent.push(name)
  }
  assert.deepEqual(silent, [
    'years',
    'marks',
    'keepCover',
    'history',
    'historySummary',
    'plays',
    'playlistStarts',
    'missingOf',
    'waveform',
  ])
})

test('[PL22] the days of a history end with that of the machine’s clock', async () => {
  const covers = {
    put: async () => null,
    drawnAnew: async () => null,
    image: async () => null,
    forget: async () => {},
  }
  const later = libraryOf({ store, covers, wallMs: () => Date.UTC(2030, 0, 1, 23, 30) })
  const daysIn = async (query: object) =>
    (await later.historySummary(ada, { days: 2, offset_minutes: 0, ...query })).days.map(({ date }) => date)
  assert.deepEqual(await daysIn({}), ['2029-12-31', '2030-01-01'])
  assert.deepEqual(await daysIn({ zone: 'Europe/Berlin' }), ['2030-01-01', '2030-01-02'])
})

test('[PL30] a picture that was put in is shown where the folder of pictures was left behind, and to nobody else', async () => {
  const files = new Map<string, Uint8Array>()
  const coverId = 'ab'.repeat(32) as CoverId
  let decoded = 0
  const ours = libraryOf({
    store,
    covers: {
      put: async (bytes) => {
        files.set(coverId, bytes)
        return { coverId, mime: 'image/webp', sizeBytes: bytes.length }
      },
      drawnAnew: async (_, picture) => {
        decoded += 1
        const bytes = picture()
        return bytes.length > 1 ? { coverId, bytes } : null
      },
      image: async (id) => {
        const bytes = files.get(id)
        return bytes ? { bytes, mime: 'image/webp', etag: '"it"' } : null
      },
      async forget(coverIds) {
        for (const id of coverIds) files.delete(id)
      },
    },
    wallMs: () => 0,
  })
  const picture = new Uint8Array([1, 2, 3])
  assert.equal(await ours.keepCover(ada, () => picture), coverId)
  assert.equal(files.size, 0, 'a file comes of it when it is looked at')
  assert.deepEqual([...((await ours.cover(ada, coverId, 320))?.bytes ?? [])], [...picture])
  files.clear()
  assert.ok(await ours.cover(ada, coverId, 320))
  assert.equal(await ours.cover(eve, coverId, 320), null)
  const none = () => new Uint8Array([1])
  assert.equal(await ours.keepCover(ada, none).catch(codeOf), 'library.not-a-picture')
  const listener = { ...ada, roles: ['listener' as const] }
  assert.equal(await ours.keepCover(listener, () => picture).catch(codeOf), 'auth.forbidden')
  assert.equal(decoded, 2, 'of whoever may not do it nothing is decoded')
})

test('[PL30] no file comes of a picture that there is no room for, and those of pictures that went are removed', async () => {
  const done: string[] = []
  const coverId = 'cd'.repeat(32) as CoverId
  let gone: readonly string[] | null = null
  const ours = libraryOf({
    store: {
      ...store,
      async keepPicture() {
        done.push('row')
        return gone
      },
    },
    covers: {
      async put() {
        done.push('file')
        return null
      },
      drawnAnew: async (_, picture) => ({ coverId, bytes: picture() }),
      image: async () => null,
      forget: async (coverIds) => void done.push(`forget ${coverIds}`),
    },
    wallMs: () => 0,
  })
  const keep = () => ours.keepCover(ada, () => new Uint8Array([1])).catch(codeOf)
  assert.equal(await keep(), 'library.covers-full')
  gone = ['former']
  assert.equal(await keep(), coverId)
  assert.deepEqual(done, ['row', 'row', 'forget former'])
})

test('[A48] a read takes its scope, whichever door asks', async () => {
  for (const [name, [needed, ask]] of Object.entries(READS)) {
    for (const scopes of [[], ...SCOPES.map((scope) => [scope])]) {
      const code = await ask({ ...ada, scopes }).then(() => null, codeOf)
      assert.equal(code === 'auth.scope', !scopes.some((scope) => scope === needed), `${name} with ${scopes}`)
    }
  }
})

test('[A48] sound is opened for the household that the ticket admits, and no other', async () => {
  const file = { etag: 'x' } as never
  const transcodes = { open: async () => assert.fail('nothing is converted') }
  const audio = trackAudio({ store, files: { open: async () => file }, transcodes })
  const { signal } = new AbortController()
  const ofHousehold = ({ householdId }: Principal) => ({
    householdId,
    trackId: known.trackId,
    formats: null,
    startMs: 0,
  })
  assert.equal(await audio.open(ofHousehold(ada), signal), file)
  assert.equal(await audio.open(ofHousehold(eve), signal), null)
  assert.equal(await audio.content(ofHousehold(eve)), null)
})

test('[A48] [A38] only an owner with the scope `admin` changes the folders, of the own household, and it is noted', async () => {
  const done: string[] = []
  const folder = { folderId: 'one' } as never
  const folders = musicFolders({
    work: {
      folders: async (householdId) => (householdId === ada.householdId ? [folder] : []),
      addFolder: async (householdId, path) => {
        done.push(`add ${path} to ${householdId}`)
        return folder
      },
      removeFolder: async (householdId, id) => void done.push(`remove ${id} from ${householdId}`),
    },
    noted: async ({ userId }, kind) => void done.push(`${kind} by ${userId}`),
  })
  const tries = (who: Principal) => [
    () => folders.all(who),
    () => folders.add(who, '/music'),
    () => folders.remove(who, 'one'),
  ]
  for (const ask of tries({ ...ada, roles: ['member'] }))
    assert.equal(await ask().catch(codeOf), 'auth.forbidden')
  for (const ask of tries({ ...ada, scopes: ['read', 'control', 'library'] }))
    assert.equal(await ask().catch(codeOf), 'auth.scope')
  assert.deepEqual(done, [])
  for (const ask of tries({ ...eve, scopes: ['admin'] })) await ask()
  assert.deepEqual(await folders.all(eve), [])
  const { householdId, userId } = eve
  assert.deepEqual(done, [
    `add /music to ${householdId}`,
    `folder.added by ${userId}`,
    `remove one from ${householdId}`,
    `folder.removed by ${userId}`,
  ])
})

function codeOf(error: unknown): string {
  assert.ok(error instanceof BatonError, String(error))
  return error.code
}

function somebody(): Principal {
  return {
    householdId: randomUUID() as HouseholdId,
    userId: randomUUID() as UserId,
    sessionId: randomUUID() as SessionId,
    username: 'somebody',
    roles: ['owner'],
    limits: NO_LIMITS,
    scopes: null,
    credentialId: randomUUID(),
    deviceId: null,
  }
}
