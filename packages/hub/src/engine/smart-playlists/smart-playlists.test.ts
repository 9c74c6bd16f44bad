import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaylistId, SmartRules, TagId, TrackId, UserId } from '@baton/protocol'
import { playlistRoom } from '@baton/protocol'
import { sqlLibraryStore } from '../../../../hub/src/stores/sql/index.ts'
import {
  EngineWorld,
  type OwnCommand,
  rest,
  type WorkerOptions,
} from '../../../../testing/src/worlds/engine-world.ts'
import type { Principal } from '../api/principal.ts'
import { rates } from '../rates/rates.ts'
import { smartPlaylists } from './smart-playlists.ts'

const BY_TITLE = { order: { by: 'title', descending: false }, limit: null } as const
const LIKED: SmartRules = {
  match: 'all',
  rules: [{ field: 'liked', operator: 'is', value: true }],
  ...BY_TITLE,
}
const PLAYED: SmartRules = {
  match: 'all',
  rules: [{ field: 'plays', operator: 'more', value: 0 }],
  ...BY_TITLE,
}
const EVERYTHING: SmartRules = { match: 'all', rules: [], ...BY_TITLE }

/** What is gathered is worked on by then. */
const SOON_MS = 1_500

async function smartWorld(options: WorkerOptions = {}) {
  const world = await EngineWorld.open(options)
  const { database } = world.household
  const reads = sqlLibraryStore(database, {
    newId: () => world.dice.uuid(),
    wallMs: () => world.clock.wallMs(),
  })
  let asked = 0
  let failing: Error | null = null
  let held: Promise<void> | null = null
  const library: Parameters<typeof smartPlaylists>[0]['library'] = {
    smartPlaylists: reads.smartPlaylists,
    fittingTracks: async (...query) => {
      asked += 1
      if (failing) throw failing
      // A refresh names its playlist.
      if (query[1].playlistId === undefined) await held
      return reads.fittingTracks(...query)
    },
  }
  const { engine, clock } = world
  const onFailure = (error: unknown) => world.failures.push(error)
  const smart = smartPlaylists({ engine, library, clock, onFailure })
  engine.keptUpBy(smart.upkeep)
  return {
    world,
    smart,
    get asked() {
      return asked
    },
    fail: (error: Error | null) => {
      failing = error
    },
    /** Previews go on when this is called. */
    holdPreviews(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    async made(rules: SmartRules, more: object = {}, by = world.me): Promise<PlaylistId> {
      const create = { type: 'playlist.create', title: 'Smart', rules, ...more } as const
      const { result } = await world.done(create, { by })
      assert.ok(result.playlistId)
      return result.playlistId
    },
    async plays(trackId: TrackId, userId: UserId = world.me.userId): Promise<void> {
      const row = { household_id: world.household.householdId, user_id: userId, device_id: null }
      await database.kysely
        .insertInto('play')
        .values({ ...row, track_id: trackId, at: clock.wallMs() })
        .execute()
    },
    /** As it stands, whatever its rules say now. */
    async stands(playlistId: PlaylistId): Promise<readonly TrackId[]> {
      const { states } = await world.store.snapshot(world.me.householdId, world.me.userId, [
        playlistRoom(playlistId),
      ])
      const state = states[0]?.state
      return state?.family === 'playlist' ? state.entries.map((entry) => entry.trackId) : []
    },
    /** The clock goes on, and what was put off is done. */
    async soon(): Promise<void> {
      await clock.advance(SOON_MS)
      await rest()
    },
    async [Symbol.asyncDispose]() {
      await smart[Symbol.asyncDispose]()
      await world[Symbol.asyncDispose]()
    },
  }
}

test('[SP11] a smart playlist is filled when it is made, and is what its rules say whenever it is opened', async () => {
  await using home = await smartWorld()
  const { world, made, plays } = home
  const [first, second] = world.household.tracks as readonly [TrackId, TrackId]
  await plays(first)
  const playlistId = await made(PLAYED)
  assert.deepEqual(await home.stands(playlistId), [first])
  await plays(second)
  assert.deepEqual(await home.stands(playlistId), [first])
  const opened = await world.engine.playlist(world.me, playlistId)
  assert.deepEqual(new Set(opened?.entries.map(({ trackId }) => trackId)), new Set([first, second]))
  const shown = await world.engine.executeAndShow(world.me, {
    type: 'playlist.change',
    playlistId,
    rules: EVERYTHING,
  })
  assert.equal(shown.after?.playlist?.trackCount, world.household.tracks.length)
})

test('[SP11] whatever plays it, a tag too, copies it or adds it elsewhere takes its tracks as they are then', async () => {
  await using home = await smartWorld()
  const { world, made, plays } = home
  const kitchen = await world.speaker('Kitchen')
  const [first, second, third, fourth] = world.household.tracks
  assert.ok(first && second && third && fourth)
  await plays(first)
  const playlistId = await made(PLAYED)
  const queued = async () => (await world.engine.queue(world.me)).queue.entries.map(({ trackId }) => trackId)
  await plays(second)
  await world.done({ type: 'queue.start-playlist', playlistId }, { by: kitchen })
  assert.equal((await queued()).length, 2)
  await plays(third)
  await world.done({ type: 'queue.enqueue', source: { playlistId }, at: 'end' }, { by: kitchen })
  assert.equal((await queued()).length, 5)
  const copy = await world.done({ type: 'playlist.create', title: 'Copy', source: { playlistId } })
  assert.ok(copy.result.playlistId)
  assert.equal((await home.stands(copy.result.playlistId)).length, 3)
  const tagId = '04a1' as TagId
  await world.done({ type: 'tag.bind', tagId, target: { playlistId }, policy: 'restart' })
  await plays(fourth)
  await world.done({ type: 'tag.scan', tagId }, { by: kitchen })
  assert.equal((await queued()).length, 4)
})

test('[SP12] whoever follows it is told with one event, and of nothing where nothing is new', async () => {
  await using home = await smartWorld()
  const { world, made, plays } = home
  const tracks = world.household.tracks
  const playlistId = await made(PLAYED)
  const watched = world.follow([playlistRoom(playlistId)])
  await rest()
  for (const trackId of tracks.slice(0, 5)) await plays(trackId)
  await world.engine.playlist(world.me, playlistId)
  await rest()
  assert.deepEqual(watched.types, ['playlist.refreshed'])
  const { entries } = (await world.engine.playlist(world.me, playlistId)) ?? { entries: [] }
  const { seq } = await world.head()
  await world.engine.playlist(world.me, playlistId)
  assert.equal((await world.head()).seq, seq)
  await plays(tracks[6] as TrackId)
  const after = (await world.engine.playlist(world.me, playlistId))?.entries ?? []
  assert.equal(after.length, 6)
  const ids = new Set(after.map(({ entryId }) => entryId))
  assert.ok(
    entries.every(({ entryId }) => ids.has(entryId)),
    'entries that stay keep their ids',
  )
})

test('[SP13] several likes of its owner refresh it once, soon; those of others do not', async () => {
  await using home = await smartWorld()
  const { world, made, soon } = home
  const [first, second] = world.household.tracks as readonly [TrackId, TrackId]
  const liked = await made(LIKED)
  const played = await made(PLAYED)
  const before = home.asked
  const watched = world.follow([playlistRoom(liked), playlistRoom(played)])
  await rest()
  const asked = home.asked
  assert.equal(asked, before + 2, 'following opens them')
  for (const trackId of [first, second]) await world.done({ type: 'session.like', trackId, liked: true })
  await world.done({ type: 'session.like', trackId: first, liked: true }, { by: world.other })
  await soon()
  assert.deepEqual(watched.types, ['playlist.refreshed'])
  assert.equal(home.asked, asked + 1)
  assert.equal((await home.stands(liked)).length, 2)
  await world.done({ type: 'session.like', trackId: first, liked: true })
  await soon()
  assert.equal(home.asked, asked + 1, 'it was liked before')
})

test('[SP14] when the library has changed, every smart playlist follows once, however often it is told', async () => {
  await using home = await smartWorld()
  const { world, made, soon } = home
  const { database, householdId, tracks } = world.household
  const lists = [await made(EVERYTHING), await made(EVERYTHING)]
  await world.done({ type: 'playlist.delete', playlistId: await made(EVERYTHING) })
  const asked = home.asked
  await database.kysely
    .updateTable('library_tracks')
    .set({ missing: 1 })
    .where('id', '=', tracks[0] as string)
    .execute()
  const library = { tracks: 11, albums: 1, artists: 1, durationMs: 1 }
  for (const _ of [1, 2, 3])
    await world.engine.libraryChanged(householdId, { added: 0, changed: 0, missing: 1, library } as never)
  assert.equal(home.asked, asked)
  await soon()
  assert.equal(home.asked, asked + 2)
  for (const playlistId of lists) assert.equal((await home.stands(playlistId)).length, tracks.length - 1)
})

test('[SP15] it is judged as its owner, whoever opens it', async () => {
  await using home = await smartWorld()
  const { world, made, plays } = home
  const [first, second] = world.household.tracks as readonly [TrackId, TrackId]
  await plays(first)
  await plays(second, world.other.userId)
  const playlistId = await made({ ...PLAYED, disclosed: true }, { visibility: 'household' })
  const seen = await world.engine.playlist(world.other, playlistId)
  assert.deepEqual(
    seen?.entries.map(({ trackId }) => trackId),
    [first],
  )
  const secret = await made(PLAYED)
  const asked = home.asked
  assert.equal(await world.engine.playlist(world.other, secret), null)
  assert.equal(home.asked, asked, 'nobody has it judged who does not see it')
})

test('[SP17] of the playlists that its rules name those count that its owner sees, as they stand', async () => {
  await using home = await smartWorld()
  const { world, made } = home
  const [first, second] = world.household.tracks as readonly [TrackId, TrackId]
  const plain = async (trackId: TrackId, by = world.me) => {
    const create: OwnCommand = { type: 'playlist.create', title: 'Plain', source: { trackIds: [trackId] } }
    const { result } = await world.done(create, { by })
    assert.ok(result.playlistId)
    return result.playlistId
  }
  const mine = await plain(first)
  const theirs = await plain(second, world.other)
  const inside = (operator: 'in' | 'not-in', ...lists: readonly PlaylistId[]): SmartRules => ({
    match: operator === 'in' ? 'any' : 'all',
    rules: lists.map((value) => ({ field: 'playlist', operator, value })),
    ...BY_TITLE,
  })
  assert.deepEqual(await home.stands(await made(inside('in', mine, theirs))), [first])
  const outside = await home.stands(await made(inside('not-in', mine, theirs)))
  assert.equal(outside.length, world.household.tracks.length - 1)
  assert.ok(outside.includes(second))
  await world.done(
    { type: 'playlist.change', playlistId: theirs, visibility: 'household' },
    { by: world.other },
  )
  assert.equal((await home.stands(await made(inside('in', mine, theirs)))).length, 2)
  const itself = await made(EVERYTHING)
  await world.done({ type: 'playlist.change', playlistId: itself, rules: inside('not-in', itself) })
  const { seq } = await world.head()
  const opened = await world.engine.playlist(world.me, itself)
  assert.equal(opened?.entries.length, world.household.tracks.length)
  assert.equal((await world.head()).seq, seq, 'it does not turn with each look')
})

test('[SP11] where the rules cannot be judged at present it is opened and played as it stood', async () => {
  await using home = await smartWorld()
  const { world, made } = home
  const playlistId = await made(EVERYTHING)
  const failure = new Error('The store is lost')
  home.fail(failure)
  const opened = await world.engine.playlist(world.me, playlistId)
  assert.equal(opened?.entries.length, world.household.tracks.length)
  assert.deepEqual(world.failures.splice(0), [failure])
  home.fail(null)
})

test('[SP18] a preview is what the caller would have, and changes nothing', async () => {
  await using home = await smartWorld()
  const { world, smart, plays, made } = home
  await plays(world.household.tracks[0] as TrackId)
  const { seq } = await world.head()
  const { tracks, ...counts } = await smart.preview(world.me, { ...EVERYTHING, limit: { tracks: 11 } })
  assert.equal(tracks.length, 10)
  assert.deepEqual([counts.fitting, counts.trackCount], [12, 11])
  assert.equal((await smart.preview(world.me, PLAYED)).trackCount, 1)
  assert.equal((await smart.preview(world.other, PLAYED)).trackCount, 0)
  assert.deepEqual(await smart.preview(world.other, PLAYED), {
    fitting: 0,
    trackCount: 0,
    durationMs: 0,
    tracks: [],
  })
  assert.equal((await world.head()).seq, seq)
  const secret = await made(PLAYED)
  await assert.rejects(smart.preview(world.other, PLAYED, secret), { code: 'playlist.not-found' })
})

test('[SP18] of one person one preview is worked out and one waits; playlists and others wait for neither', async () => {
  await using home = await smartWorld()
  const { world, smart, made, plays } = home
  const playlistId = await made(PLAYED)
  const before = home.asked
  const goOn = home.holdPreviews()
  const first = smart.preview(world.me, EVERYTHING)
  const second = smart.preview(world.me, PLAYED)
  const third = assert.rejects(smart.preview(world.me, PLAYED), { code: 'hub.busy' })
  const theirs = smart.preview(world.other, EVERYTHING)
  await third
  await rest()
  assert.equal(home.asked, before + 2, 'the first one of each')
  await plays(world.household.tracks[0] as TrackId)
  await world.engine.playlist(world.me, playlistId)
  assert.equal((await home.stands(playlistId)).length, 1)
  goOn()
  assert.deepEqual(
    (await Promise.all([first, second, theirs])).map(({ trackCount }) => trackCount),
    [12, 1, 12],
  )
  assert.equal((await smart.preview(world.me, PLAYED)).trackCount, 1)
})

test('[SP11] what is refused for its scope or its rate has nothing judged', async () => {
  await using home = await smartWorld({ rates: rates({ monotonicMs: () => 0, limits: { queue: 1 } }) })
  const { world, made } = home
  const playlistId = await made(EVERYTHING)
  const asked = home.asked
  const start: OwnCommand = { type: 'queue.start-playlist', playlistId }
  const refused = async (by: Principal) => {
    const receipt = await world.send(start, { by })
    return receipt.outcome === 'rejected' && receipt.code
  }
  assert.equal(await refused({ ...world.other, scopes: ['read'] }), 'auth.scope')
  assert.equal(await refused(world.me), 'limit.too-many')
  assert.equal(home.asked, asked)
})
