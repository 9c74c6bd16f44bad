import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ARTWORK_RESTORABLE_MS, type HouseholdId, type PostId, SCOPES } from '@baton/protocol'
import { png } from '@baton/testing/artwork/pixel-art'
import { postsWorld } from '@baton/testing/artwork/posts-world'
import { chance } from '@baton/testing/contracts/accounts/fixtures'
import type { Person } from '@baton/testing/contracts/posts'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { artworkPictures } from '#jobs/artwork'
import { keptFiles } from '#stores/files'
import { migrate, openSqlite, sqlViewRecords } from '#stores/sql'
import type { Principal } from '../api/principal.ts'
import type { Pictures } from '../ports/pictures.ts'
import { artworkCore, artworkDesk, artworkNews, tidyArtwork } from './index.ts'

const HOUR_MS = 3_600_000
const ROOM = { bytes: 1_000_000, posts: 100 }

test('[AR2, AR15] a picture that cannot be kept leaves neither row nor file, and the same form may come again', async () => {
  await using world = await openWorld()
  const { ada, store } = world
  world.breakPictures(true)
  await assert.rejects(world.put(ada, 'once'), /No room/)
  assert.deepEqual([await world.files(), world.told], [[], []])
  assert.deepEqual(await store.forgettable({ ...ALL, limit: 9 }), [])
  world.breakPictures(false)
  const { postId } = await world.put(ada, 'once')
  assert.equal(postId, 2)
  assert.deepEqual(world.told, [1])
  assert.equal((await world.files()).length, 1)
})

test('[AR2, AR15] of what was begun and never published neither row nor file is left, an hour later and not before', async () => {
  await using world = await openWorld()
  const { ada, store } = world
  store.publish = () => Promise.reject(new Error('Killed here'))
  await assert.rejects(world.put(ada), /Killed here/)
  world.pass(HOUR_MS)
  await world.tidy()
  assert.equal((await world.files()).length, 1, 'somebody may be at it')
  world.pass(1)
  await world.tidy()
  assert.deepEqual(await world.files(), [])
  assert.deepEqual(await store.forgettable({ ...ALL, limit: 9 }), [])
})

test('[AR10, AR15] what can be restored no more is forgotten with its picture, an hour later and not before', async () => {
  await using world = await openWorld()
  const { ada, ben, desk } = world
  const [deleted, kept, bens] = [await world.put(ada), await world.put(ada), await world.put(ben)]
  await desk.delete(ada, deleted.postId)
  await world.remove(ben)
  await world.tidy()
  assert.deepEqual([await world.ids(), (await world.files()).length], [[kept.postId], 2])
  world.pass(ARTWORK_RESTORABLE_MS)
  await world.tidy()
  assert.equal((await world.files()).length, 2, 'whoever restores at the last moment is through')
  world.pass(HOUR_MS)
  await world.tidy()
  assert.equal((await world.files()).length, 1)
  await assert.rejects(desk.restore(ada, deleted.postId), { code: 'artwork.not-found' })
  assert.equal(await world.core.post(bens.postId), null)
})

test('[AR10, AR17, VW18] reactions of people who were removed make nothing trend, and whoever looks is told', async () => {
  await using world = await openWorld()
  const { ada, ben, desk } = world
  const { postId } = await world.put(ada)
  await desk.react(ada, postId, '👍')
  await desk.react(ben, postId, '👍')
  assert.deepEqual(await world.reactionHours(), [[postId, 2]])
  await world.remove(ben)
  assert.deepEqual(await world.reactionHours(), [[postId, 1]])
  world.told.length = 0
  await world.tidy()
  await world.tidy()
  assert.equal(world.told.length, 1)
  assert.deepEqual(await world.reactionHours(), [[postId, 1]])
})

test('[AR8] beyond the room of a person nothing more is put in, and room that was given up counts after an hour', async () => {
  await using world = await openWorld({ bytes: 1_000_000, posts: 2 })
  const { ada, ben, desk } = world
  const { postId } = await world.put(ada)
  await world.put(ada)
  await assert.rejects(world.put(ada), { code: 'artwork.quota' })
  await world.put(ben)
  await desk.delete(ada, postId)
  await assert.rejects(world.put(ada), { code: 'artwork.quota' })
  world.pass(2 * HOUR_MS)
  await world.tidy()
  await world.put(ada)
  assert.equal((await world.files()).length, 3)
})

test('[AR3] a box puts in nothing and has no opinion, and scopes are asked for', async () => {
  await using world = await openWorld()
  const { ada, desk } = world
  const { postId } = await world.put(ada)
  const box = { ...ada, isBox: true } as const
  await assert.rejects(world.put(box), { code: 'auth.forbidden' })
  await assert.rejects(desk.react(box, postId, '👍' as never), { code: 'auth.forbidden' })
  assert.equal((await desk.read(box, postId)).postId, postId)
  const reader = { ...ada, scopes: ['read'] } as const
  for (const refused of [
    world.put(reader),
    desk.change(reader, postId, { title: 'Other' }),
    desk.react(reader, postId, '👍' as never),
    desk.promote(reader, postId, true),
  ]) {
    await assert.rejects(refused, { code: 'auth.scope' })
  }
})

test('[AR17] a worker tells its followers what it changed at once, and what others changed when it looks', async () => {
  const told: string[] = []
  let changes = 4
  let isFollowed = false
  let looks = 0
  const clock = new VirtualClock()
  await using news = artworkNews({
    engine: {
      followed: () => (isFollowed ? ['home', 'next door'] : []) as HouseholdId[],
      beaconHere: (householdId, room, beacon) =>
        told.push(`${householdId} ${room} ${JSON.stringify(beacon)}`),
    },
    store: {
      async changes() {
        looks += 1
        return changes
      },
    },
    clock,
    soleWorker: false,
    onFailure: (error) => assert.fail(String(error)),
  })
  const look = () => clock.advance(2_000)
  await look()
  assert.deepEqual([looks, told], [0, []], 'nobody follows')
  isFollowed = true
  const all = (count: number) =>
    ['home', 'next door'].map((name) => `${name} artwork {"type":"artwork","artworkChanges":${count}}`)
  await look()
  assert.deepEqual(told.splice(0), all(4))
  await look()
  assert.deepEqual(told, [])
  news.tell(null)
  news.tell(5)
  assert.deepEqual(told.splice(0), all(5))
  changes = 5
  await look()
  news.tell(3)
  assert.deepEqual(told, [], 'what was told already is told once')
  changes = 6
  await look()
  assert.deepEqual(told, all(6))
})

const ALL = { deletedBefore: Number.MAX_SAFE_INTEGER, reservedBefore: Number.MAX_SAFE_INTEGER }

async function openWorld(quota = ROOM) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-artwork-'))
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const world = postsWorld(database, () => database.close())
  const store = world.posts
  let now = Date.UTC(2026, 10, 30)
  let isBroken = false
  const told: number[] = []
  const kept = artworkPictures(keptFiles(folder))
  const pictures: Pictures = {
    ...kept,
    keep: (key, bytes) => (isBroken ? Promise.reject(new Error('No room')) : kept.keep(key, bytes)),
  }
  const news = {
    tell: (changes: number | null) => {
      if (changes !== null) told.push(changes)
    },
    [Symbol.asyncDispose]: async () => {},
  }
  const parts = { store, pictures, engine: { now: () => now }, news, chance }
  const core = artworkCore(parts)
  const desk = artworkDesk({ ...parts, core, quota, publicViews: async () => new Map() })
  const [ada, ben] = [await principal('Ada'), await principal('Ben')]
  const image = await png()
  const words = {
    title: 'A picture',
    description: '',
    hashtags: [] as string[],
    visibility: 'public' as const,
  }

  async function principal(name: string): Promise<Principal> {
    const person: Person = await world.person(name, 'home')
    return { ...person, username: name, roles: ['owner'], scopes: SCOPES } as unknown as Principal
  }
  return {
    ada,
    ben,
    core,
    desk,
    store,
    told,
    put: (by: Principal, commandId?: string) => desk.upload(by, { ...words, image }, commandId as never),
    breakPictures(broken: boolean) {
      isBroken = broken
    },
    remove: (person: Principal) => world.remove(person),
    tidy: () => tidyArtwork(parts, new AbortController().signal),
    async ids(): Promise<readonly PostId[]> {
      return (await desk.list(ada, { channel: 'all', sort: 0, limit: 50 })).items.map(({ postId }) => postId)
    },
    async reactionHours() {
      const records = sqlViewRecords(database)
      const hours = await records.reactions(0)
      await records.close()
      return hours.map((hour) => [hour.postId, hour.reactions])
    },
    async files() {
      const found = await readdir(folder, { recursive: true, withFileTypes: true })
      return found.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    pass(ms: number) {
      now += ms
    },
    async [Symbol.asyncDispose]() {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
