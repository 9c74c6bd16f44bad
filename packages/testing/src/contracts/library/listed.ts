import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ListedTrack } from '../../../../hub/src/engine/index.ts'
import { HOME, libraryWorld, type OpenLibrary, scanned } from './fixtures.ts'

const SONG = 'aaaaaaaa-0000-4000-8000-00000000000a'
const OTHER = '00000000-0000-4000-8000-000000000002' as typeof HOME

/** What of a household's library a list of another program means. */
export function listedTracksContract({ name, open }: { readonly name: string; readonly open: OpenLibrary }) {
  describe(`tracks that lists mean, on ${name}`, () => {
    test('[PF6, PF7] paths of other machines are known by how they end, the longest end first', async () => {
      await using world = await listedWorld(open)
      await world.ingest([
        scanned('Ann/Blue/01.flac', { title: 'First' }),
        scanned('Ann/Red/01.flac', { title: 'Second' }),
        scanned('Zoe\u0308/Café/Über.MP3', { title: 'Third' }),
        scanned('back\\slash.flac', { title: 'Fourth' }),
      ])
      const of = (...paths: readonly string[]) => world.found({ paths: paths.map((path) => path.split('/')) })
      assert.equal(await of('Ann/Blue/01.flac'), 'First')
      assert.equal(await of('D:/Musik/Ann/Red/01.flac'), 'Second')
      assert.equal(await of('music/ann/BLUE/01.FLAC'), 'First')
      assert.equal(await of('Zo\u00eb/Cafe\u0301/über.mp3'), 'Third')
      assert.equal(await of('Ann%2FBlue/01.flac', 'x/Ann/Blue/01.flac'), 'First')
      assert.equal(await of('back/slash.flac'), 'Fourth')
      assert.equal(await of('Red/01.flac'), 'Second')
      assert.equal(await of('01.flac'), 'ambiguous')
      assert.equal(await of('Ann/Green/01.flac'), 'not-found')
      assert.equal(await of('Ann/Blue/02.flac'), 'not-found')
    })

    test('[PF8] a path that only ends alike must not be contradicted, and a short one must agree', async () => {
      await using world = await listedWorld(open)
      await world.ingest([
        scanned('Rock/Ann/Live/Intro.flac', { title: 'Intro', artist: 'Ann', durationMs: 60_000 }),
      ])
      const at = (path: string, more: Partial<ListedTrack> = {}) =>
        world.found({ paths: [path.split('/')], ...more })
      const says = (title: string, durationMs: number | null = null) => {
        return { names: [{ artist: 'Somebody', title }], durationMs }
      }
      assert.equal(await at('Pop/Ann/Live/Intro.flac'), 'Intro', 'three names are the same')
      assert.equal(await at('Pop/Ann/Live/Intro.flac', says('Other', 200_000)), 'not-found')
      assert.equal(await at('Pop/Bob/Live/Intro.flac'), 'not-found', 'two names, and nothing is said')
      assert.equal(await at('Pop/Bob/Live/Intro.flac', says('Intro')), 'Intro')
      assert.equal(await at('Bob/Intro.flac', says('Other', 61_000)), 'Intro', 'its length agrees')
      assert.equal(await at('Intro.flac'), 'Intro', 'the list knows no folders')
      assert.equal(
        await at('Rock/Ann/Live/Intro.flac', says('Tagged anew', 1_000)),
        'Intro',
        'the whole path is its own',
      )
    })

    test('[PF6, PF10] a MusicBrainz id is the track, on the album that the list names or on any', async () => {
      await using world = await listedWorld(open)
      const musicBrainz = { trackId: SONG, albumId: null, artistId: null }
      await world.ingest([
        scanned('a.flac', { title: 'On Blue', album: 'Blue', musicBrainz }),
        scanned('b.flac', { title: 'On Red', album: 'Red', musicBrainz }),
      ])
      assert.equal(await world.found({ recordingIds: [SONG], album: 'red' }), 'On Red')
      assert.match(await world.found({ recordingIds: [SONG] }), /^On/)
      assert.equal(await world.found({ recordingIds: [OTHER] }), 'not-found')
    })

    test('[PF9, PF10] artist, title and length tell a track where its place does not', async () => {
      await using world = await listedWorld(open)
      const song = (path: string, artist: string, album: string, durationMs: number) =>
        scanned(path, { title: 'Song', artist, album, durationMs })
      await world.ingest([
        song('a.flac', 'Ann', 'Studio', 200_000),
        song('b.flac', 'Ann', 'Live', 300_000),
        song('c.flac', 'Bob', 'Bob', 200_000),
        song('d.flac', 'Cid', 'One', 100_000),
        song('e.flac', 'Cid', 'Two', 101_000),
      ])
      const of = (artist: string | null, more: Partial<ListedTrack> = {}) =>
        world.albumOf({ names: [{ artist, title: 'SONG' }], ...more })
      assert.equal(await of('ann', { durationMs: 202_000 }), 'Studio')
      assert.equal(await of('Ann', { durationMs: 299_000 }), 'Live')
      assert.equal(await of('Ann', { durationMs: 250_000 }), 'not-found')
      assert.equal(await of('Ann'), 'ambiguous')
      assert.equal(await of('Ann', { album: 'Live' }), 'Live')
      assert.equal(await of('Cid', { durationMs: 100_500 }), 'One', 'both are the same recording')
      assert.equal(await of(null), 'not-found', 'a title alone is nobody')
      assert.equal(await of(null, { album: 'Bob' }), 'Bob')
      assert.equal(await of('Nobody'), 'not-found')
    })

    test('[PF6] what is missing or of another household is not found', async () => {
      await using world = await listedWorld(open)
      await world.ingest([scanned('a.flac', { title: 'Here' })])
      assert.equal(await world.found({ paths: [['a.flac']] }), 'Here')
      assert.equal(await world.found({ paths: [['a.flac']] }, OTHER), 'not-found')
      await world.library.markMissing(HOME, world.folderId, ['a.flac'])
      assert.equal(await world.found({ paths: [['a.flac']] }), 'not-found')
    })
  })
}

async function listedWorld(open: OpenLibrary) {
  const world = await libraryWorld(open)
  const trackOf = async (track: Partial<ListedTrack>, household = HOME) => {
    const listed = {
      text: '',
      paths: [],
      names: [],
      album: null,
      durationMs: null,
      recordingIds: [],
      ...track,
    }
    const [match] = await world.library.matchListed(household, [listed])
    assert.ok(match)
    return match.trackId === null ? match.reason : await world.library.track(household, match.trackId)
  }
  return {
    ...world,
    async found(track: Partial<ListedTrack>, household = HOME): Promise<string> {
      const found = await trackOf(track, household)
      return typeof found === 'string' ? found : (found?.title ?? '')
    },
    async albumOf(track: Partial<ListedTrack>): Promise<string> {
      const found = await trackOf(track)
      return typeof found === 'string' ? found : (found?.album ?? '')
    },
  }
}
