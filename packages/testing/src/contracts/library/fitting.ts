import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type PlaylistId, type SmartCondition, SmartRules, type UserId } from '@baton/protocol'
import type { ScannedTrack } from '../../../../hub/src/engine/index.ts'
import { allPages, HOME, libraryWorld, scanned } from './fixtures.ts'
import type { OpenViews } from './views-world.ts'

const ANN = '00000000-0000-4000-8000-0000000000a1' as UserId
const BEN = '00000000-0000-4000-8000-0000000000b1' as UserId
const LIST = '00000000-0000-4000-8000-0000000000c1' as PlaylistId
const DAY_MS = 86_400_000
const NOW = Date.parse('2026-06-15T12:00:00Z')

/** What fits the rules of a smart playlist. */
export function fittingTracksContract(opening: { readonly name: string; readonly open: OpenViews }) {
  const { name, open } = opening
  describe(`tracks that fit rules, on ${name}`, () => {
    test('[SP3] texts are compared as people write them, of every artist and genre of a track', async () => {
      await using world = await fittingWorld(open, [
        track('Écho', { artist: 'Ann; Ben Böll', album: '100% Blue', genre: 'Jazz', codec: 'flac' }),
        track('Echoes', { artist: 'Zoë', album: '100 Blue', genres: ['Rock', 'Free Jazz'], codec: 'mp3' }),
        track('Under_score', { artist: null, album: null, genre: null, codec: 'opus' }),
      ])
      const of = (
        field: 'title' | 'artist' | 'album' | 'genre' | 'format',
        operator: string,
        value: string,
      ) => world.titles({ field, operator, value } as SmartCondition)
      assert.deepEqual(await of('title', 'is', 'ECHO'), ['Écho'])
      assert.deepEqual(await of('title', 'is-not', 'echo'), ['Echoes', 'Under_score'])
      assert.deepEqual(await of('title', 'contains', 'cho'), ['Écho', 'Echoes'])
      assert.deepEqual(await of('title', 'contains-not', 'Cho'), ['Under_score'])
      assert.deepEqual(await of('title', 'begins', 'Ech'), ['Écho', 'Echoes'])
      assert.deepEqual(await of('title', 'ends', 'es'), ['Echoes'])
      assert.deepEqual(await of('title', 'contains', 'r_s'), ['Under_score'], 'no letter stands for another')
      assert.deepEqual(await of('title', 'contains', 'r%s'), [])
      assert.deepEqual(await of('album', 'begins', '100%'), ['Écho'])
      assert.deepEqual(await of('album', 'is-not', '100 blue'), ['Écho', 'Under_score'])
      assert.deepEqual(await of('artist', 'is', 'ben boll'), ['Écho'])
      assert.deepEqual(await of('artist', 'is-not', 'Ann'), ['Echoes', 'Under_score'])
      assert.deepEqual(await of('genre', 'is', 'free jazz'), ['Echoes'])
      assert.deepEqual(await of('genre', 'contains', 'jazz'), ['Écho', 'Echoes'])
      assert.deepEqual(await of('genre', 'contains-not', 'jazz'), ['Under_score'])
      assert.deepEqual(await of('format', 'is', 'FLAC'), ['Écho'])
      assert.deepEqual(await of('format', 'is-not', 'flac'), ['Echoes', 'Under_score'])
    })

    test('[SP4] what a track does not have fits only what is not to be so', async () => {
      await using world = await fittingWorld(open, [
        track('A', { year: 1990, durationMs: 60_900 }),
        track('B', { year: null, durationMs: 61_000 }),
        track('C', { year: 2000, durationMs: 200_000 }),
      ])
      const year = (operator: string, value: unknown) =>
        world.titles({ field: 'year', operator, value } as SmartCondition)
      assert.deepEqual(await year('is', 1990), ['A'])
      assert.deepEqual(await year('is-not', 1990), ['B', 'C'])
      assert.deepEqual(await year('less', 2000), ['A'])
      assert.deepEqual(await year('more', 1990), ['C'])
      assert.deepEqual(await year('between', [2000, 1990]), ['A', 'C'])
      const lasts = (operator: string, value: unknown) =>
        world.titles({ field: 'duration', operator, value } as SmartCondition)
      assert.deepEqual(await lasts('is', 60), ['A'], 'a minute and a bit is a minute')
      assert.deepEqual(await lasts('more', 60), ['B', 'C'])
      assert.deepEqual(await lasts('between', [61, 200]), ['B', 'C'])
    })

    test('[SP5] plays and likes are those of whom it is judged for', async () => {
      await using world = await fittingWorld(open, [track('A'), track('B'), track('C')])
      const [a, b] = world.ids
      assert.ok(a && b)
      await world.listened.play(ANN, a, NOW - 40 * DAY_MS)
      await world.listened.play(ANN, a, NOW - 2 * DAY_MS)
      await world.listened.play(ANN, b, NOW - 10 * DAY_MS)
      await world.listened.play(BEN, b, NOW)
      await world.listened.like(ANN, b, NOW)
      await world.listened.like(BEN, a, NOW)
      const by = (rule: object, userId = ANN) => world.titles(rule as SmartCondition, { userId })
      assert.deepEqual(await by({ field: 'plays', operator: 'is', value: 2 }), ['A'])
      assert.deepEqual(await by({ field: 'plays', operator: 'is', value: 0 }), ['C'])
      assert.deepEqual(await by({ field: 'plays', operator: 'more', value: 0 }, BEN), ['B'])
      assert.deepEqual(await by({ field: 'played', operator: 'within', value: 3 }), ['A'])
      assert.deepEqual(await by({ field: 'played', operator: 'not-within', value: 3 }), ['B', 'C'])
      assert.deepEqual(await by({ field: 'played', operator: 'before', value: '2026-06-13' }), ['B'])
      assert.deepEqual(await by({ field: 'played', operator: 'after', value: '2026-06-12' }), ['A'])
      assert.deepEqual(await by({ field: 'liked', operator: 'is', value: true }), ['B'])
      assert.deepEqual(await by({ field: 'liked', operator: 'is', value: false }, BEN), ['B', 'C'])
      assert.deepEqual(await world.titles(null, { order: { by: 'plays', descending: true } }), [
        'A',
        'B',
        'C',
      ])
      assert.deepEqual(await world.titles(null, { order: { by: 'played', descending: false } }), [
        'B',
        'A',
        'C',
      ])
      assert.deepEqual(await world.titles(null, { order: { by: 'liked', descending: true } }), [
        'B',
        'A',
        'C',
      ])
    })

    test('[SP2] all or any of the conditions, and groups of them; of none everything', async () => {
      await using world = await fittingWorld(open, [
        track('A', { year: 1990, genre: 'Jazz' }),
        track('B', { year: 1990, genre: 'Rock' }),
        track('C', { year: 2000, genre: 'Jazz' }),
      ])
      const jazz: SmartCondition = { field: 'genre', operator: 'is', value: 'jazz' }
      const nineties: SmartCondition = { field: 'year', operator: 'between', value: [1990, 1999] }
      const named: SmartCondition = { field: 'title', operator: 'is', value: 'b' }
      const rules = (match: 'all' | 'any', ...all: SmartRules['rules']) =>
        world.titles(null, { match, rules: all })
      assert.deepEqual(await rules('all', jazz, nineties), ['A'])
      assert.deepEqual(await rules('any', named, { match: 'all', rules: [jazz, nineties] }), ['A', 'B'])
      assert.deepEqual(await rules('all', nineties, { match: 'any', rules: [named, jazz] }), ['A', 'B'])
      assert.deepEqual(await rules('any'), ['A', 'B', 'C'])
    })

    test('[SP6, SP7] an order in both directions, what has no value last; a limit by number or length', async () => {
      await using world = await fittingWorld(open, [
        track('A', { year: 2000, artist: 'Zoë', album: 'One', trackNo: 2, durationMs: 60_000 }),
        track('B', { year: null, artist: 'Ann', album: 'Two', trackNo: 1, durationMs: 60_000 }),
        track('C', { year: 1990, artist: 'Zoë', album: 'One', trackNo: 1, durationMs: 60_001 }),
      ])
      const order = (by: string, descending = false, limit: SmartRules['limit'] = null) =>
        world.titles(null, { order: { by, descending } as SmartRules['order'], limit })
      assert.deepEqual(await order('year'), ['C', 'A', 'B'])
      assert.deepEqual(await order('year', true), ['A', 'C', 'B'])
      assert.deepEqual(await order('album', true), ['B', 'C', 'A'], 'on an album by number')
      assert.deepEqual(await order('title', true), ['C', 'B', 'A'])
      assert.deepEqual(await order('duration', true), ['C', 'B', 'A'])
      assert.deepEqual(await order('title', false, { tracks: 2 }), ['A', 'B'])
      assert.deepEqual(await order('title', false, { minutes: 2 }), ['A', 'B'])
      assert.deepEqual(await order('title', true, { minutes: 2 }), ['C'], 'it ends before what does not fit')
      const { fitting, durationMs } = await world.found({
        limit: { minutes: 2 },
        order: { by: 'title', descending: false },
      })
      assert.deepEqual([fitting, durationMs], [3, 120_000])
    })

    test('[SP8] a random order stays for a day and a list, and is another one for others', async () => {
      const names = Array.from({ length: 30 }, (_, nth) => `T${nth}`)
      await using world = await fittingWorld(
        open,
        names.map((title) => track(title)),
      )
      const random = (of: string, day: number) =>
        world.titles(null, { order: { by: 'random', descending: false }, seed: { of, day } })
      const first = await random(LIST, 20_000)
      assert.deepEqual(await random(LIST, 20_000), first)
      assert.deepEqual(first.toSorted(), names.toSorted())
      assert.notDeepEqual(await random(LIST, 20_001), first)
      assert.notDeepEqual(await random(ANN, 20_000), first)
    })

    test('[SP9] a library of thousands is looked through whole, and what takes too long is given up', async () => {
      const many = Array.from({ length: 2_050 }, (_, nth) =>
        track(`T${nth}`, { year: nth % 2 ? 1990 : 2000 }),
      )
      await using world = await fittingWorld(open, many)
      const year: SmartCondition = { field: 'year', operator: 'is', value: 1990 }
      const { fitting, trackIds } = await world.found({ rules: [year], limit: { tracks: 10 } })
      assert.deepEqual([fitting, trackIds.length], [1_025, 10])
      await assert.rejects(world.found({ rules: [year], mostMs: -1 }), { code: 'playlist.rules-slow' })
    })
  })
}

test('[SP1] rules have bounds: of conditions, depth, texts, numbers and limits', () => {
  const condition = { field: 'year', operator: 'is', value: 1990 }
  const rules = (...all: readonly unknown[]) => ({
    match: 'all',
    rules: all,
    order: { by: 'title', descending: false },
    limit: null,
  })
  const isFine = (value: unknown) => SmartRules.safeParse(value).success
  assert.ok(isFine(rules()))
  assert.ok(isFine(rules(...Array(50).fill(condition))))
  assert.ok(!isFine(rules(...Array(51).fill(condition))))
  const group = { match: 'any', rules: Array(30).fill(condition) }
  assert.ok(isFine(rules(group, ...Array(20).fill(condition))))
  assert.ok(!isFine(rules(group, group)), 'groups count whole')
  assert.ok(!isFine(rules({ match: 'any', rules: [group] })), 'groups hold no groups')
  assert.ok(!isFine(rules({ match: 'any', rules: [] })))
  assert.ok(!isFine(rules({ ...condition, operator: 'contains' })))
  assert.ok(!isFine(rules({ field: 'title', operator: 'is', value: 'x'.repeat(201) })))
  assert.ok(!isFine(rules({ field: 'added', operator: 'before', value: '2026-02-30' })))
  assert.ok(!isFine({ ...rules(), limit: { tracks: 10_001 } }))
  assert.ok(!isFine({ ...rules(), limit: { tracks: 10, minutes: 10 } }))
})

function track(title: string, found: Partial<ScannedTrack> = {}): ScannedTrack {
  return scanned(`${title}.flac`, { title, ...found })
}

interface Asked extends Partial<SmartRules> {
  readonly userId?: UserId
  readonly seed?: { readonly of: string; readonly day: number }
  readonly mostMs?: number
}

async function fittingWorld(open: OpenViews, tracks: readonly ScannedTrack[]) {
  const opened = await open()
  const world = await libraryWorld(async () => opened)
  await world.ingest(tracks)
  const items = await allPages((cursor) => opened.library.listTracks(HOME, { limit: 500, cursor }))
  const idOf = new Map(items.map((item) => [item.title, item.trackId]))
  const titleOf = new Map(items.map((item) => [item.trackId, item.title]))
  const found = async ({ userId = ANN, seed, mostMs = 600_000, ...rules }: Asked) =>
    opened.library.fittingTracks(HOME, {
      rules: { match: 'all', rules: [], order: { by: 'title', descending: false }, limit: null, ...rules },
      userId,
      playlistIds: [],
      now: NOW,
      seed: seed ?? { of: LIST, day: 1 },
      mostMs,
    })
  return {
    listened: opened.listened,
    /** In the order in which they were given. */
    ids: tracks.slice(0, 3).flatMap(({ title }) => idOf.get(title ?? '') ?? []),
    found,
    async titles(rule: SmartCondition | null, asked: Asked = {}) {
      const { trackIds } = await found({ ...(rule && { rules: [rule] }), ...asked })
      return trackIds.map((id) => titleOf.get(id) ?? '')
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
