import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ViewRecords } from '@baton/hub/engine'
import { AUTHOR, NEVER, type ViewHouse, viewHouse } from '../views/view-house.ts'
import { NOON, playerKey, UNSYNCED } from '../views/views.ts'

export interface ViewRecordsWorld extends AsyncDisposable {
  readonly records: ViewRecords
  /** Another worker's, on the same database. */
  readonly others: ViewRecords
  /** The statement of that number from now on fails, counted from 1; null: none. Answers how many there were since. */
  failAt(nth: number | null): number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** What is kept of views: rules VW6 to VW16 of docs/protocol/views.md. */
export function viewRecordsContract({
  name,
  open,
}: {
  readonly name: string
  /** An empty store. */
  open(): Promise<ViewRecordsWorld>
}): void {
  test(`[VW6] ${name}: what was accepted is known from then on, by every worker`, async () => {
    await using world = await open()
    const [here, there] = [viewHouse(world.records), viewHouse(world.others)]
    assert.equal(await here.show('a', { post_id: 1 }), 'recorded')
    assert.equal(await there.show('a', { post_id: 1 }), 'duplicate')
    assert.equal(await there.show('a', { post_id: 2, shownAt: NOON - 4_000 }), 'rate_limited')
    assert.equal(await there.show('a', { post_id: 999, shownAt: NOON - 5_000 }), 'post_not_found')
    assert.equal(await here.show('a', { post_id: 2, shownAt: NOON - 5_000 }), 'recorded')
    assert.equal(await there.show('a', { post_id: 1, shownAt: UNSYNCED }), 'rate_limited')
    there.now += 5_000
    assert.equal(await there.show('a', { post_id: 1, shownAt: UNSYNCED }), 'recorded')
    here.now += 15_000
    assert.equal(await here.show('a', { post_id: 1, shownAt: UNSYNCED }), 'duplicate')
    assert.equal(await here.show('b', { post_id: 1 }), 'recorded')
  })

  test(`[VW11] ${name}: of one event that several workers are handed at once one records it`, async () => {
    await using world = await open()
    const houses = [viewHouse(world.records), viewHouse(world.others)]
    const displays = Array.from({ length: 40 }, (_, nth) => `${nth + 1}`)
    const all = await Promise.all(
      displays.flatMap((display) => houses.map((house) => house.show(display, { intent: 'artwork' }))),
    )
    assert.deepEqual(counted(all), { recorded: 40, duplicate: 40 })
    assert.equal((await stats(houses[1])).views, 40)
    assert.deepEqual(
      houses.flatMap(({ failures }) => failures),
      [],
    )
  })

  test(`[VW11] ${name}: whatever a judgement says, the store keeps nothing twice`, async () => {
    await using world = await open()
    const { records } = world
    const view = {
      playerKey: 'one',
      postId: 1,
      stamp: NOON,
      recordedAt: NOON,
      ownerId: 'ada',
      authorId: 'author',
      intent: 'artwork',
      channel: 'all',
      context: null,
    } as const
    const judge = () => ({
      recorded: [view, { ...view, recordedAt: NOON + 9_000 }, { ...view, stamp: NOON + 1 }],
    })
    assert.deepEqual((await records.take([view], judge)).twice.length, 2)
    assert.deepEqual((await records.take([view], judge)).twice.length, 3)
    assert.equal((await stats(viewHouse(records))).views, 1)
  })

  test(`[VW12] ${name}: wherever taking breaks off nothing is kept, and sent again it is taken`, async () => {
    await using world = await open()
    const house = viewHouse(world.records)
    const send = () =>
      Promise.all(
        ['a', 'b'].map((who) => house.show(who, { post_id: 5, intent: 'artwork', shownAt: UNSYNCED })),
      )
    let statements = 1
    for (let nth = 1; nth <= statements; nth++) {
      house.now += 60_000
      world.failAt(nth)
      assert.equal(await house.show('a', { post_id: 4, intent: 'artwork', shownAt: UNSYNCED }), 'failed')
      world.failAt(null)
      assert.deepEqual(await send(), ['recorded', 'recorded'])
      statements = Math.max(statements, world.failAt(null))
    }
    assert.ok(statements >= 5, `${statements}`)
    assert.equal((await stats(house, 4)).views, 0)
    const { views, publicViews, uniqueDisplays } = await stats(house, 5)
    assert.deepEqual(
      { views, publicViews, uniqueDisplays },
      { views: 2 * statements, publicViews: 2, uniqueDisplays: 2 },
    )
  })

  test(`[VW10] ${name}: the public counter takes one view of each owner, artwork and day`, async () => {
    await using world = await open()
    const house = viewHouse(world.records)
    const view = (who: string, shownAt: number, post_id = 1) =>
      house.show(who, { intent: 'artwork', shownAt, post_id })
    for (const [who, shownAt] of [
      ['a', NOON - HOUR],
      ['a', NOON - 2 * HOUR],
      ['a', NOON - 13 * HOUR],
      ['b', NOON - HOUR],
    ] as const) {
      assert.equal(await view(who, shownAt), 'recorded')
    }
    await house.show('b', { intent: 'channel', shownAt: NOON - 3 * HOUR })
    await view('b', NOON - 4 * HOUR, 2)
    const told = async () => {
      const { views, impressions, publicViews } = await stats(house)
      return { views, impressions, publicViews, ofAll: await world.records.publicViews([1, 2, 77]) }
    }
    const expected = {
      views: 4,
      impressions: 1,
      publicViews: 3,
      ofAll: new Map([
        [1, 3],
        [2, 1],
      ]),
    }
    assert.deepEqual(await told(), expected)
    await house.upkeep.rollUp(NEVER)
    assert.deepEqual(await told(), expected)
    assert.equal(await view('a', NOON - 5 * HOUR), 'recorded')
    assert.equal((await stats(house)).publicViews, 3)
  })

  test(`[VW13] [VW16] ${name}: figures are the same before and after the roll-up, wherever it breaks off`, async () => {
    await using world = await open()
    const house = viewHouse(world.records)
    const send = async () => {
      for (const [nth, who] of ['a', 'b', 'c', 'a', 'b', 'a'].entries()) {
        const context =
          nth % 2 === 0 ? { channel: 'hashtag', channel_hashtag: `tag${nth}` } : { channel: 'all' }
        const shownAt = house.now - nth * 5 * HOUR
        await house.show(who, {
          post_id: 1 + (nth % 2),
          intent: nth % 3 === 0 ? 'artwork' : 'channel',
          shownAt: nth * 5 < 24 ? shownAt : house.now,
          ...(context as { channel: 'all' }),
        })
      }
    }
    const picture = async () => [
      await stats(house),
      await stats(house, 2),
      await house.readings.ofAuthor(AUTHOR, 9),
      await house.readings.trending(AUTHOR, 10),
    ]
    let statements = 1
    for (let nth = 1; nth <= statements; nth++) {
      house.now += 7 * HOUR
      await send()
      const before = await picture()
      world.failAt(nth)
      await assert.rejects(house.upkeep.rollUp(NEVER), `statement ${nth}`)
      world.failAt(null)
      assert.deepEqual(await picture(), before, `broken off at statement ${nth}`)
      await house.upkeep.rollUp(NEVER)
      statements = Math.max(statements, world.failAt(null))
      assert.deepEqual(await picture(), before, `after statement ${nth}`)
      await house.upkeep.rollUp(NEVER)
      assert.deepEqual(await picture(), before, 'once more changes nothing')
    }
    assert.ok(statements >= 7, `${statements}`)
    assert.ok((await stats(house)).impressions > 0)
  })

  test(`[VW13] ${name}: two that roll up at once count nothing twice`, async () => {
    await using world = await open()
    const [here, there] = [viewHouse(world.records), viewHouse(world.others)]
    await Promise.all(Array.from({ length: 60 }, (_, nth) => here.show(`${nth + 1}`, { intent: 'artwork' })))
    await Promise.all([here.upkeep.rollUp(NEVER), there.upkeep.rollUp(NEVER), there.show('99')])
    await there.upkeep.rollUp(NEVER)
    const { views, impressions, uniqueDisplays, byDay } = await stats(there)
    assert.deepEqual(
      { views, impressions, uniqueDisplays },
      { views: 60, impressions: 1, uniqueDisplays: 61 },
    )
    assert.equal(byDay.at(-1)?.uniqueDisplays, 61)
  })

  test(`[VW14] ${name}: a mark outlives its event by 48 h, and goes then`, async () => {
    await using world = await open()
    const house = viewHouse(world.records)
    const again = () => house.show('a', { post_id: 1, shownAt: NOON - 30 * DAY })
    const tidy = async () => {
      await house.upkeep.rollUp(NEVER)
      await house.upkeep.prune(NEVER)
    }
    assert.equal(await again(), 'recorded')
    // The hub was off meanwhile: what counts is when its event went.
    house.now += 5 * DAY
    await tidy()
    house.now += 48 * HOUR
    await tidy()
    assert.equal(await again(), 'duplicate')
    house.now += 2 * HOUR
    await tidy()
    assert.equal(await again(), 'recorded')
    assert.equal((await stats(house)).impressions, 2)
  })

  test(`[VW15] ${name}: which displays are in the figures of a day is forgotten when no event of it can come`, async () => {
    await using world = await open()
    const { records } = world
    const house = viewHouse(records)
    await house.show('a', { intent: 'artwork' })
    await house.upkeep.rollUp(NEVER)
    // A round of long ago, so that none of this waits for one.
    await records.noteRound({ finishedAt: 1, through: 1 })
    const [first] = (await records.figures({ authorId: 'author', postId: 1 }, 0)).known.days
    let later = NOON
    const known = async () => {
      later += 10_000
      const view = {
        playerKey: playerKey('a'),
        postId: 1,
        stamp: later,
        recordedAt: later,
        ownerId: 'owner-a',
        authorId: 'author',
        intent: 'artwork',
        channel: 'all',
        context: null,
      } as const
      await records.take([view], () => ({ recorded: [view] }))
      return (await records.figures({ authorId: 'author', postId: 1 }, 0)).newlySeen.length === 0
    }
    /** Takes one more of an owner who was forgotten. */
    const counter = async () => (await records.publicViews([1])).get(1)
    assert.equal(first?.uniqueDisplays, 1)
    house.now += 2 * DAY
    await house.upkeep.prune(NEVER)
    assert.deepEqual([await known(), await counter()], [true, 1])
    house.now += DAY
    await house.upkeep.prune(NEVER)
    assert.deepEqual([await known(), await counter()], [false, 2])
  })

  test(`[VW16] ${name}: figures tell days, channels with their contexts, hours and displays`, async () => {
    await using world = await open()
    const house = viewHouse(world.records)
    await house.show('a', { intent: 'artwork', shownAt: NOON - 14 * HOUR })
    await house.show('a', { channel: 'hashtag', channel_hashtag: 'cat', shownAt: NOON - HOUR })
    await house.show('b', { channel: 'hashtag', channel_hashtag: 'cat', shownAt: NOON - HOUR })
    await house.show('b', { channel: 'hashtag', channel_hashtag: 'dog' })
    const { byDay, byChannel, byHour, uniqueDisplays } = await house.readings.ofArtwork(AUTHOR, 1, 3)
    assert.deepEqual(byDay, [
      { date: '2026-11-28', views: 0, impressions: 0, uniqueDisplays: 0 },
      { date: '2026-11-29', views: 1, impressions: 0, uniqueDisplays: 1 },
      { date: '2026-11-30', views: 0, impressions: 3, uniqueDisplays: 2 },
    ])
    assert.equal(uniqueDisplays, 2)
    assert.deepEqual(byChannel, {
      all: { views: 1, impressions: 0, contexts: [] },
      hashtag: {
        views: 0,
        impressions: 3,
        contexts: [
          { context: 'cat', views: 0, impressions: 2 },
          { context: 'dog', views: 0, impressions: 1 },
        ],
      },
    })
    assert.deepEqual(
      byHour.filter(({ views, impressions }) => views + impressions > 0),
      [
        { hour: 11, views: 0, impressions: 2 },
        { hour: 12, views: 0, impressions: 1 },
        { hour: 22, views: 1, impressions: 0 },
      ],
    )
    const author = await house.readings.ofAuthor(AUTHOR, 1)
    assert.deepEqual(
      author.artworks.map(({ postId, views, impressions }) => ({ postId, views, impressions })),
      [{ postId: 1, views: 1, impressions: 3 }],
    )
    await assert.rejects(house.readings.ofArtwork(AUTHOR, 3, 3), { code: 'artwork.not-found' })
  })
}

function stats(house: ViewHouse | undefined, postId = 1) {
  if (!house) throw new Error('There is no such house')
  return house.readings.ofArtwork(AUTHOR, postId, 9)
}

function counted(all: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Array.from(
      Map.groupBy(all, (one) => one),
      ([one, some]) => [one, some.length],
    ),
  )
}
