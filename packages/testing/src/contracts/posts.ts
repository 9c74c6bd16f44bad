import assert from 'node:assert/strict'
import { test } from 'node:test'
import { visibleTo } from '@baton/hub/domain'
import type { NewPost, PostPageQuery, PostStore } from '@baton/hub/engine'
import type { CommandId, HouseholdId, PostId, PostVisibility, Reaction, Sqid, UserId } from '@baton/protocol'

export interface PostsWorld extends AsyncDisposable {
  readonly posts: PostStore
  /** A person of a household of that name; the first one ever runs the installation. */
  person(name: string, household: string): Promise<Person>
  remove(person: Person): Promise<void>
}

export interface Person {
  readonly userId: UserId
  readonly householdId: HouseholdId
}

const ROOM = { bytes: 1_000_000, posts: 1_000 }
const HEART = '❤️' as Reaction
const THUMB = '👍' as Reaction

/** What is kept of artwork: rules AR1 to AR9 of docs/protocol/artwork.md. */
export function postsContract({ name, open }: { readonly name: string; open(): Promise<PostsWorld> }): void {
  test(`[AR1] ${name}: numbers grow from 1, however many take one at once, and none is given twice`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const ids = await Promise.all(Array.from({ length: 5 }, () => put(world, ada)))
    assert.deepEqual(ids.toSorted(), [1, 2, 3, 4, 5])
    await world.posts.forget([5 as PostId])
    assert.equal(await put(world, ada), 6)
  })

  test(`[AR2] ${name}: an artwork is not there before its picture is, and then whole`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const reserved = await world.posts.reserve(work(ada, { title: 'Sea', hashtags: ['sea', 'blue'] }), ROOM)
    const postId = idIn(reserved)
    assert.equal(await world.posts.post(postId), null)
    assert.deepEqual(await idsOf(world, ada), [])
    assert.equal(await world.posts.publish(postId), 1)
    assert.equal(await world.posts.publish(postId), null, 'it was there')
    const post = await world.posts.post(postId)
    assert.deepEqual(
      [post?.title, post?.hashtags, post?.authorId, post?.authorName, post?.promoted, post?.deletedAt],
      ['Sea', ['sea', 'blue'], ada.userId, 'Ada', false, null],
    )
    assert.equal(await world.posts.userOfSqid(post?.authorSqid as Sqid), ada.userId)
    assert.deepEqual(await world.posts.posts([postId, 99 as PostId]), [post])
    assert.deepEqual(await world.posts.posts([]), [])
    assert.deepEqual(await idsOf(world, ada), [postId])
  })

  test(`[AR3] ${name}: a page holds what its viewer may see, and nothing else`, async () => {
    await using world = await open()
    const people = [
      await world.person('Ada', 'home'),
      await world.person('Ben', 'home'),
      await world.person('Eve', 'next door'),
    ]
    for (const author of people) {
      for (const visibility of ['public', 'household', 'private'] satisfies PostVisibility[]) {
        await put(world, author, { visibility })
      }
    }
    const all = await Promise.all(
      Array.from({ length: 9 }, (_, nth) => world.posts.post((nth + 1) as PostId)),
    )
    for (const viewer of people) {
      const may = all.flatMap((post) =>
        post && visibleTo(viewer.userId, viewer.householdId, post) ? [post.postId] : [],
      )
      assert.deepEqual(await idsOf(world, viewer), may)
      assert.ok(may.length > 3 && may.length < 9)
    }
  })

  test(`[AR4] ${name}: five channels`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const eve = await world.person('Eve', 'next door')
    await put(world, ada, { hashtags: ['sea', 'blue'] })
    await put(world, eve, { hashtags: ['sea'] })
    await put(world, ada, {})
    await world.posts.change(2 as PostId, { promoted: true })
    const [by, nobody] = [(await world.posts.post(2 as PostId))?.authorSqid as Sqid, 'zzzzzzzz' as Sqid]
    const channels: readonly (readonly [Partial<PostPageQuery>, readonly number[]])[] = [
      [{ channel: 'all' }, [1, 2, 3]],
      [{ channel: 'promoted' }, [2]],
      [{ channel: 'user' }, [1, 3]],
      [{ channel: 'by_user', authorSqid: by }, [2]],
      [{ channel: 'by_user', authorSqid: nobody }, []],
      [{ channel: 'hashtag', hashtag: 'sea' }, [1, 2]],
      [{ channel: 'hashtag', hashtag: 'se' }, []],
    ]
    for (const [query, found] of channels) {
      assert.deepEqual(await idsOf(world, ada, query), found, JSON.stringify(query))
    }
  })

  test(`[AR5] ${name}: three orders, page after page, each artwork once`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const count = 23
    // Several of one instant, and not made in the order of their times.
    for (let nth = 1; nth <= count; nth++) await put(world, ada, { createdAt: 1_000 + ((nth * 7) % 5) })
    const times = new Map<number, number>()
    for (let nth = 1; nth <= count; nth++) times.set(nth, 1_000 + ((nth * 7) % 5))
    const walk = async (query: Partial<PostPageQuery>) => {
      const found: number[] = []
      let after: PostPageQuery['after'] = null
      do {
        const page = await world.posts.page({ ...queryOf(ada), limit: 4, ...query, after })
        found.push(...page.posts.map(({ postId }) => postId))
        assert.ok(found.length < 100, 'the walk comes to an end')
        assert.ok(page.posts.length === 4 || page.next === null)
        after = page.next
        if (found.length === 8) await put(world, ada, { createdAt: 1_002, visibility: 'private' })
      } while (after)
      return found
    }
    const inOrder = Array.from({ length: count }, (_, nth) => nth + 1)
    assert.deepEqual((await walk({ order: 0 })).slice(0, count), inOrder)
    const newest = (await walk({ order: 1 })).filter((id) => id <= count)
    assert.deepEqual(
      newest,
      inOrder.toSorted((a, b) => Number(times.get(b)) - Number(times.get(a)) || b - a),
    )
    const shuffled = await walk({ order: 2, seed: 7 })
    assert.equal(new Set(shuffled).size, shuffled.length)
    assert.deepEqual(
      shuffled.filter((id) => id <= count).toSorted((a, b) => a - b),
      inOrder,
    )
    const again = (await walk({ order: 2, seed: 7 })).filter((id) => id <= count)
    assert.deepEqual(
      again,
      shuffled.filter((id) => id <= count),
    )
    assert.notDeepEqual(
      shuffled.filter((id) => id <= count),
      inOrder,
    )
    for (const seed of [0, 4_294_967_295]) {
      const other = (await walk({ order: 2, seed })).filter((id) => id <= count)
      assert.equal(new Set(other).size, count)
      assert.notDeepEqual(other, again, `another seed is another order: ${seed}`)
    }
  })

  test(`[AR6] ${name}: what is said beside a picture changes, and every change is counted once`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const postId = (await put(world, ada, { hashtags: ['a', 'b'] })) as PostId
    assert.equal(await world.posts.change(postId, { title: 'Other', hashtags: ['c'] }), 2)
    assert.equal(await world.posts.change(postId, { title: 'Other', hashtags: ['c'] }), null)
    const post = await world.posts.post(postId)
    assert.deepEqual([post?.title, post?.hashtags, post?.description], ['Other', ['c'], ''])
    assert.deepEqual(await idsOf(world, ada, { channel: 'hashtag', hashtag: 'a' }), [])
    assert.equal(await world.posts.change(99 as PostId, { title: 'None' }), null)
    assert.equal(await world.posts.change(postId, { deletedAt: 5_000 }), 3)
    assert.deepEqual(await idsOf(world, ada), [])
    assert.equal((await world.posts.post(postId))?.deletedAt, 5_000)
    assert.equal(await world.posts.change(postId, { deletedAt: null }), 4)
    assert.deepEqual(await idsOf(world, ada), [postId])
  })

  test(`[AR7] ${name}: reactions are counted by kind, once for each person, five kinds at most`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const eve = await world.person('Eve', 'next door')
    const postId = (await put(world, ada)) as PostId
    const react = (person: Person, emoji: string, at = 1) =>
      world.posts.react(postId, person.userId, emoji as Reaction, { at, most: 5 })
    assert.equal(await react(eve, THUMB), 2)
    assert.equal(await react(eve, THUMB), null, 'again')
    await react(eve, HEART)
    await react(ada, HEART)
    const shown = async (person: Person) => (await world.posts.reactions([postId], person.userId)).get(postId)
    assert.deepEqual(await shown(eve), [
      { emoji: HEART, count: 2, isMine: true },
      { emoji: THUMB, count: 1, isMine: true },
    ])
    assert.equal((await shown(ada))?.[1]?.isMine, false)
    const many = await Promise.all(['🐙', '🦀', '🐳', '🐬', '🦈', '🐡'].map((emoji) => react(ada, emoji)))
    assert.equal(many.filter((changes) => changes === 'full').length, 2)
    assert.equal((await shown(ada))?.filter(({ isMine }) => isMine).length, 5)
    assert.equal(typeof (await world.posts.unreact(postId, eve.userId, THUMB)), 'number')
    assert.equal(await world.posts.unreact(postId, eve.userId, THUMB), null)
    assert.equal(
      (await shown(eve))?.some(({ emoji }) => emoji === THUMB),
      false,
    )
  })

  test(`[AR8] ${name}: nobody fills more than their room, however many they put in at once`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const quota = { bytes: 250, posts: 10 }
    const tries = Array.from({ length: 4 }, () => world.posts.reserve(work(ada, { sizeBytes: 100 }), quota))
    const outcomes = await Promise.all(tries)
    assert.equal(outcomes.filter((outcome) => outcome === 'quota').length, 2)
    const few = { bytes: 10_000, posts: 2 }
    assert.equal(await world.posts.reserve(work(ada), few), 'quota')
    assert.notEqual(await world.posts.reserve(work(await world.person('Ben', 'home')), few), 'quota')
  })

  test(`[AR9] ${name}: the same command id of the same author is the same artwork`, async () => {
    await using world = await open()
    const ada = await world.person('Ada', 'home')
    const ben = await world.person('Ben', 'home')
    const commandId = 'once' as CommandId
    // The first attempt ended before its picture was written.
    await world.posts.reserve(work(ada, { commandId, createdAt: 1_000 }), ROOM)
    const sent = (createdAt: number) => world.posts.reserve(work(ada, { commandId, createdAt }), ROOM)
    assert.equal(await sent(60_999), 'begun')
    const postId = idIn(await sent(61_000))
    await world.posts.publish(postId)
    const again = await sent(999_000)
    assert.ok(typeof again === 'object' && 'known' in again)
    assert.equal(again.known.postId, postId)
    assert.ok('postId' in Object(await world.posts.reserve(work(ben, { commandId }), ROOM)))
  })

  test(`[AR10] ${name}: what is over is forgotten, and so is what belonged to people who were removed`, async () => {
    await using world = await open()
    const [ada, ben] = [await world.person('Ada', 'home'), await world.person('Ben', 'home')]
    const deleted = (await put(world, ada)) as PostId
    await world.posts.change(deleted, { deletedAt: 1_000 })
    const kept = (await put(world, ada)) as PostId
    const begun = idIn(await world.posts.reserve(work(ada, { createdAt: 500 }), ROOM))
    const bens = (await put(world, ben)) as PostId
    await world.posts.react(kept, ben.userId, HEART, { at: 1, most: 5 })
    await world.remove(ben)
    const { posts } = world
    assert.equal(await posts.post(bens), null)
    assert.deepEqual(await idsOf(world, ada), [kept])
    assert.deepEqual((await posts.reactions([kept], ada.userId)).get(kept) ?? [], [])
    const early = await posts.forgettable({ deletedBefore: 1_000, reservedBefore: 500, limit: 10 })
    assert.deepEqual(idsIn(early), [bens])
    const late = await posts.forgettable({ deletedBefore: 1_001, reservedBefore: 501, limit: 10 })
    assert.deepEqual(idsIn(late), [deleted, begun, bens])
    assert.ok(late.every(({ pictureKey }) => pictureKey.length > 0))
    const before = await posts.changes()
    assert.equal(await posts.forgetRemoved(), before + 1)
    assert.equal(await posts.forgetRemoved(), null, 'they were forgotten')
    assert.deepEqual(idsIn(await posts.forgettable({ deletedBefore: 0, reservedBefore: 0, limit: 10 })), [
      bens,
    ])
    assert.equal(await posts.sqidOf(ben.userId, 'bbbbbbbb' as Sqid), 'bbbbbbbb', 'the former is gone')
    await posts.forget([deleted, begun, bens])
    assert.deepEqual(await posts.forgettable({ deletedBefore: 9_999, reservedBefore: 9_999, limit: 10 }), [])
    assert.deepEqual(await idsOf(world, ada), [kept])
  })

  test(`[AR11] ${name}: a public name is given once, and the first household runs the installation`, async () => {
    await using world = await open()
    assert.equal(await world.posts.firstHousehold(), null)
    const ada = await world.person('Ada', 'home')
    const eve = await world.person('Eve', 'next door')
    assert.equal(await world.posts.firstHousehold(), ada.householdId)
    assert.equal(await world.posts.sqidOf(eve.userId, 'aaaaaaaa' as Sqid), 'aaaaaaaa')
    assert.equal(await world.posts.sqidOf(eve.userId, 'bbbbbbbb' as Sqid), 'aaaaaaaa')
    assert.equal(await world.posts.userOfSqid('bbbbbbbb' as Sqid), null)
    await world.remove(eve)
    assert.equal(await world.posts.userOfSqid('aaaaaaaa' as Sqid), null)
  })
}

let made = 0

function work({ userId, householdId }: Person, differs: Partial<NewPost> = {}): NewPost {
  made += 1
  return {
    authorId: userId,
    householdId,
    title: 'A picture',
    description: '',
    visibility: 'public',
    createdAt: 1_000,
    hashtags: [],
    width: 8,
    height: 8,
    frameCount: 1,
    pictureKey: `picture-${made}`,
    sizeBytes: 10,
    sha256: 'ab'.repeat(32),
    commandId: null,
    sqid: `person${made}` as Sqid,
    ...differs,
  }
}

async function put({ posts }: PostsWorld, author: Person, differs?: Partial<NewPost>): Promise<number> {
  const postId = idIn(await posts.reserve(work(author, differs), ROOM))
  await posts.publish(postId)
  return postId
}

function idIn(reserved: Awaited<ReturnType<PostStore['reserve']>>): PostId {
  assert.ok(typeof reserved === 'object' && 'postId' in reserved)
  return reserved.postId
}

function queryOf(viewer: Person): PostPageQuery {
  return {
    channel: 'all',
    order: 0,
    limit: 50,
    viewer,
    authorSqid: null,
    hashtag: null,
    seed: 1,
    after: null,
  }
}

async function idsOf({ posts }: PostsWorld, viewer: Person, query: Partial<PostPageQuery> = {}) {
  return idsIn((await posts.page({ ...queryOf(viewer), ...query })).posts)
}

function idsIn(found: readonly { readonly postId: PostId }[]): readonly number[] {
  return found.map(({ postId }) => postId)
}
