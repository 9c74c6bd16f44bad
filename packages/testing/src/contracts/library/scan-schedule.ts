import assert from 'node:assert/strict'
import { mkdir, rename, rm } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { type Clock, type Leases, type LibraryFolder, leases } from '@baton/hub/engine'
import { requestOfHolder, shareAmongWorkers } from '@baton/hub/jobs/library'
import { type SqlDatabase, sqlInstallation } from '@baton/hub/stores/sql'
import { BatonError, type HouseholdId } from '@baton/protocol'
import { VirtualClock } from '../../fakes/virtual-clock.ts'
import { type Neighbour, scanScheduleWorld } from '../../worlds/scan-schedule-world.ts'

/** Many households' scans beside each other: rules B39 to B44 of docs/protocol/library.md, and W10. */
export function scanScheduleContract({
  name,
  open,
}: {
  readonly name: string
  open(): Promise<SqlDatabase>
}): void {
  describe(`the scan schedule on ${name}`, () => {
    test('[B39] a household is shown its own scan only, and keeps what it was shown', async () => {
      await using world = await scanScheduleWorld(await open())
      const [ann, ben] = [await world.household('a1', 'a2', 'a3'), await world.household('b1')]
      const schedule = world.schedule()
      const letGo = world.hold(ann)
      schedule.start(ann.householdId)
      await world.until('the first is scanned', () => world.begun.length === 1)
      assert.equal(schedule.progress(ann.householdId).phase, 'looking')
      assert.equal(schedule.progress(ben.householdId).phase, 'idle')
      letGo()
      await world.until('it is done', () => world.done(ann) === 1)
      assert.equal(schedule.progress(ben.householdId).phase, 'idle')
      assert.deepEqual(new Set(world.told.map(({ to }) => to)), new Set([ann.householdId]))
      schedule.start(ben.householdId)
      await world.until('the second is done', () => world.done(ben) === 1)
      assert.equal(schedule.progress(ann.householdId).seen, 3)
      assert.equal(schedule.progress(ben.householdId).seen, 1)
      assert.deepEqual(await world.titles(ben), ['b1'])
    })

    test('[B40] a folder that is added while another household is scanned is read', async () => {
      await using world = await scanScheduleWorld(await open())
      const [ann, ben] = [await world.household('a1'), await world.household('b1')]
      const more = await world.folderWith('more', 'b2')
      const schedule = world.schedule({ atOnce: 1 })
      const letGo = world.hold(ann)
      schedule.start(ann.householdId)
      await world.until('the first is scanned', () => world.begun.length === 1)
      await schedule.addFolder(ben.householdId, more)
      assert.equal(schedule.progress(ben.householdId).phase, 'looking', 'it was heard')
      await world.settle()
      assert.deepEqual(world.begun, [ann.householdId], 'it waits its turn')
      letGo()
      await world.until('the folder is read', async () => (await world.titles(ben)).join() === 'b1,b2')
      assert.deepEqual(await world.titles(ann), ['a1'])
    })

    test('[B40] what is asked for during one’s own scan is done once afterwards, however often it was asked', async () => {
      await using world = await scanScheduleWorld(await open())
      const ann = await world.household('a1')
      const schedule = world.schedule()
      const letGo = world.hold(ann)
      schedule.start(ann.householdId)
      await world.until('it is scanned', () => world.begun.length === 1)
      const more = await world.folderWith('more', 'a2')
      for (let i = 0; i < 3; i++) schedule.start(ann.householdId)
      await schedule.addFolder(ann.householdId, more)
      letGo()
      await world.until('what was added is read', async () => (await world.titles(ann)).join() === 'a1,a2')
      await world.until('both are done', () => world.done(ann) === 2)
      await world.settle()
      await world.settle()
      assert.equal(world.done(ann), 2)
      assert.equal(world.phases(ann).at(-1), 'done')
    })

    test('[B41] so many households are scanned at once, the others in the order in which they asked', async () => {
      await using world = await scanScheduleWorld(await open())
      const all: Neighbour[] = []
      for (let n = 0; n < 6; n++) all.push(await world.household())
      const letGo = all.map((one) => world.hold(one))
      const schedule = world.schedule({ atOnce: 2 })
      for (const { householdId } of all) schedule.acquire(householdId)
      const order = all.map(({ householdId }) => householdId)
      for (let n = 0; n < 5; n++) {
        await world.until('two are scanned', () => world.begun.length === n + 2)
        await world.settle()
        // Of those whose turn it is at once, either may come to its files first.
        assert.deepEqual(world.begun.toSorted(), order.slice(0, n + 2).toSorted())
        letGo[n]?.()
      }
      letGo[5]?.()
      await world.until('all are done', () => all.every((one) => world.done(one) === 1))
    })

    test('[B41] what people ask for goes before what the hub does by itself, and nobody goes twice before all others', async () => {
      await using world = await scanScheduleWorld(await open())
      const [ann, ben, cem, dan] = [
        await world.household(),
        await world.household(),
        await world.household(),
        await world.household(),
      ]
      const schedule = world.schedule({ atOnce: 1 })
      const letGo = world.hold(ann)
      schedule.start(ann.householdId)
      await world.until('the first is scanned', () => world.begun.length === 1)
      schedule.acquire(ben.householdId)
      schedule.acquire(cem.householdId)
      schedule.start(ann.householdId)
      schedule.start(dan.householdId)
      schedule.start(cem.householdId)
      letGo()
      await world.until('all are done', () => world.done(ben) === 1 && world.begun.length === 5)
      const order = [ann, dan, cem, ann, ben].map(({ householdId }) => householdId)
      assert.deepEqual(world.begun, order)
    })

    test('[B42] a household whose scan fails is told so alone, and holds up no other', async () => {
      await using world = await scanScheduleWorld(await open())
      const [ann, ben] = [await world.household(), await world.household()]
      const schedule = world.schedule({ atOnce: 1 })
      world.break(ann, new Error('The rows are gone'))
      schedule.start(ann.householdId)
      schedule.start(ben.householdId)
      await world.until('the other is done', () => world.done(ben) === 1)
      assert.equal(schedule.progress(ann.householdId).phase, 'failed')
      assert.deepEqual(world.lines, [{ level: 'error', line: 'the scan failed' }])
      world.break(ann, null)
      schedule.start(ann.householdId)
      await world.until('it is done as well', () => world.done(ann) === 1)
    })

    test('[B42] scans that break off while the store is away are told once, and gone on with when it is back', async () => {
      const clock = new VirtualClock(Date.now())
      await using world = await scanScheduleWorld(await open(), { clock })
      const [ann, ben] = [await world.household(), await world.household()]
      const schedule = world.schedule({ atOnce: 2 })
      for (const one of [ann, ben]) world.break(one, new BatonError('store.unavailable'))
      for (const one of [ann, ben]) schedule.start(one.householdId)
      const said = [{ level: 'warn', line: 'the scan was broken off: the store is away' }]
      await world.until('both broke off', () =>
        [ann, ben].every((one) => world.phases(one).at(-1) === 'failed'),
      )
      assert.deepEqual(world.lines, said)
      await clock.advance(45_000)
      assert.deepEqual(world.lines, said)
      assert.equal(world.done(ann), 0)
      for (const one of [ann, ben]) world.break(one, null)
      await clock.advance(10_000)
      await world.until('both are done', () => world.done(ann) === 1 && world.done(ben) === 1)
      assert.deepEqual(world.lines, said)
    })

    test('[B18] cancelling ends what runs and forgets what waits, of one household only', async () => {
      await using world = await scanScheduleWorld(await open())
      const [ann, ben, cem] = [await world.household(), await world.household(), await world.household()]
      const schedule = world.schedule({ atOnce: 1 })
      const letGo = world.hold(ann)
      for (const one of [ann, ben, cem]) schedule.start(one.householdId)
      schedule.start(ann.householdId)
      await world.until('the first is scanned', () => world.begun.length === 1)
      schedule.cancel(ann.householdId)
      schedule.cancel(ben.householdId)
      assert.equal(schedule.progress(ben.householdId).phase, 'cancelled')
      letGo()
      await world.until('the third is done', () => world.done(cem) === 1)
      assert.equal(schedule.progress(ann.householdId).phase, 'cancelled')
      assert.deepEqual(world.begun, [ann.householdId, cem.householdId])
    })

    test('[B33] every half hour each household is looked through by itself', async () => {
      const clock = new VirtualClock(Date.now())
      await using world = await scanScheduleWorld(await open(), { clock })
      const [ann, ben] = [await world.household(), await world.household()]
      const schedule = world.schedule({ atOnce: 1 })
      for (const one of [ann, ben]) schedule.acquire(one.householdId)
      await world.until('both are done', () => world.done(ann) === 1 && world.done(ben) === 1)
      await clock.advance(29 * 60_000)
      assert.deepEqual([ann, ben].map(world.done), [1, 1])
      await world.until('both are done again', async () => {
        await clock.advance(60_000)
        return [ann, ben].every((one) => world.done(one) >= 2)
      })
    })

    test('[B52] a music folder that is away when the hub starts, or that is empty yet, is waited for', async () => {
      const clock = new VirtualClock(Date.now())
      await using world = await scanScheduleWorld(await open(), { clock })
      const [away, empty] = [await world.household(), await world.household()]
      await rename(away.music, `${away.music}-elsewhere`)
      const schedule = world.schedule({ atOnce: 2 })
      for (const one of [away, empty]) schedule.acquire(one.householdId)
      await world.until('one is away', () => world.phases(away).at(-1) === 'failed')
      await world.until('the other is done', () => world.done(empty) === 1)
      assert.equal(world.lines[0]?.line, 'a music folder is away; it is waited for')
      await rename(`${away.music}-elsewhere`, away.music)
      for (const one of [away, empty]) await world.addMusic(one.music, 'late')
      await world.until('both are read', async () => {
        await clock.advance(1_000)
        const titles = await Promise.all([away, empty].map(world.titles))
        return titles.flat().join() === 'late,late'
      })
      // Titles are there before the scan that read them is over.
      await world.until('it is away no longer', () => schedule.progress(away.householdId).phase === 'done')
    })

    test('[B50] a music folder that is suddenly empty takes nothing along, and is read again when it is back', async () => {
      const clock = new VirtualClock(Date.now())
      await using world = await scanScheduleWorld(await open(), { clock })
      const ann = await world.household('gone meanwhile', 'stays')
      const schedule = world.schedule()
      schedule.start(ann.householdId)
      await world.until('it is read', () => world.done(ann) === 1)
      await rename(ann.music, `${ann.music}-elsewhere`)
      await mkdir(ann.music)
      schedule.start(ann.householdId)
      await world.until('it is away', () => world.phases(ann).at(-1) === 'failed')
      assert.deepEqual(await world.titles(ann), ['gone meanwhile', 'stays'])
      const [problem] = (await world.library.scanErrors(ann.householdId, { limit: 9 })).items
      assert.deepEqual([problem?.path, problem?.code], ['', 'folder.away'])
      await rm(`${ann.music}-elsewhere/gone meanwhile.flac`)
      await rename(`${ann.music}-elsewhere`, ann.music)
      await world.until('it is read again', async () => {
        await clock.advance(1_000)
        return world.done(ann) > 1
      })
      assert.deepEqual(await world.titles(ann), ['stays'])
      assert.deepEqual((await world.library.scanErrors(ann.householdId, { limit: 9 })).items, [])
    })

    test('[B53] the last file of a folder that moves to another one keeps its id, and its folder is away no longer', async (t) => {
      await using world = await scanScheduleWorld(await open())
      const ann = await world.household('only')
      // Behind the household's own in the order of their paths, so the emptied one is looked at first.
      const other = `${ann.music}-more`
      await mkdir(other)
      const schedule = world.schedule()
      await schedule.addFolder(ann.householdId, other)
      schedule.start(ann.householdId)
      const files = async () => {
        const { items } = await world.library.listTracks(ann.householdId, { limit: 9 })
        const found = items.map(({ trackId }) => world.library.file(ann.householdId, trackId))
        return (await Promise.all(found)).map((file, nth) => [items[nth]?.trackId, file?.folderPath])
      }
      await world.until('it is read', async () => world.done(ann) > 0 && (await files()).length === 1)
      const [{ folderId }] = (await world.library.folders(ann.householdId)) as [LibraryFolder]
      if ((await world.library.placeKept(ann.householdId, folderId)) === null)
        return t.skip('this file system does not say when a folder was made')
      const [[trackId] = []] = await files()
      await rename(`${ann.music}/only.flac`, `${other}/only.flac`)
      const before = world.done(ann)
      schedule.start(ann.householdId)
      await world.until('it has moved', async () => (await files()).join() === `${trackId},${other}`)
      await world.until('nothing is away', async () => {
        const away = await schedule.foldersAway(ann.householdId)
        return away === 0 && world.done(ann) > before && schedule.progress(ann.householdId).phase === 'done'
      })
      assert.deepEqual((await world.library.scanErrors(ann.householdId, { limit: 9 })).items, [])
      assert.deepEqual(await files(), [[trackId, other]])
    })

    test('[B52] one music folder of several that is away makes the scan fail, and the others are read', async () => {
      await using world = await scanScheduleWorld(await open())
      const ann = await world.household()
      const schedule = world.schedule({
        musicDirs: [await world.folderWith('a', 'a'), `${ann.music}/none`, await world.folderWith('z', 'z')],
      })
      schedule.start(ann.householdId)
      await world.until('it ends', () => world.phases(ann).at(-1) === 'failed')
      assert.deepEqual(await world.titles(ann), ['a', 'z'])
    })

    test('[B43] what changes in a folder is read for the households whose folder it is, and for no other', async () => {
      await using world = await scanScheduleWorld(await open(), { clock: realTime })
      const [ann, ben, cem] = [
        await world.household('a'),
        await world.household('b'),
        await world.household('c'),
      ]
      const shared = await world.folderWith('shared', 's1')
      const schedule = world.schedule({ atOnce: 2 })
      for (const one of [ann, ben]) await schedule.addFolder(one.householdId, shared)
      schedule.start(cem.householdId)
      await world.until('all is announced', () => [ann, ben, cem].map(world.added).join() === '2,2,1')
      world.told.length = 0
      world.changed.length = 0
      await world.addMusic(ben.music, 'b2')
      await world.until('its own file is there', async () => (await world.titles(ben)).includes('b2'))
      await world.until('it is told', () => world.added(ben) === 1)
      assert.deepEqual([ann, cem].map(world.added), [0, 0])
      await world.addMusic(shared, 's2')
      await world.until('the file is there for both', async () =>
        (await Promise.all([ann, ben].map(world.titles))).every((titles) => titles.includes('s2')),
      )
      assert.deepEqual(await world.titles(cem), ['c'])
      await world.until('it is told to both', () => [ann, ben].map(world.added).join() === '1,2')
      assert.equal(world.added(cem), 0)
      assert.deepEqual(world.told, [], 'nobody asked, so no progress is shown')
    })

    test('[W10] of two workers the holder of a household’s lease scans it; both are asked, and both know how far it is', async () => {
      const clock = new VirtualClock(Date.now())
      const database = await open()
      await using world = await scanScheduleWorld(database, { clock })
      const [ann, ben] = [await world.household(), await world.household()]
      const ids = [ann.householdId, ben.householdId]
      const first = worker('first')
      await world.until('it does both', async () => {
        await clock.advance(100)
        return [ann, ben].every((one) => world.done(one) === 1)
      })
      const second = worker('second')
      await clock.advance(5_000)
      assert.equal(world.done(ann), 1)
      await world.addMusic(ben.music, 'b1')
      second.schedule.start(ben.householdId)
      await world.until('the holder has done it', async () => {
        await clock.advance(100)
        return world.done(ben) === 2
      })
      assert.equal(world.done(ann), 1)
      assert.deepEqual(
        [first, second].map(({ schedule }) => schedule.progress(ben.householdId).seen),
        [1, 1],
      )
      assert.equal(second.schedule.progress(ann.householdId).phase, 'idle', 'it was not there then')
      await first.stop()
      await world.until('the other goes on', async () => {
        await clock.advance(500)
        return world.done(ann) === 2 && world.done(ben) === 3
      })
      await second.stop()

      function worker(nameOf: string) {
        const onFailure = (error: unknown) => assert.fail(String(error))
        const installation = sqlInstallation(database)
        const own: Leases = leases({ installation, clock, chance: { uuid: () => nameOf }, onFailure })
        const schedule = world.schedule({ passOn: requestOfHolder({ installation, onFailure }) })
        const giveUp = shareAmongWorkers(schedule, {
          installation,
          leases: own,
          clock,
          onFailure,
          households: async () => ids,
          bell: {
            onPassed: (listener) =>
              world.onPassed((householdId: HouseholdId, progress) =>
                listener({
                  householdId,
                  room: 'library',
                  beacon: { type: 'scan', ...progress },
                  audience: 'household',
                }),
              ),
          },
        })
        return { schedule, stop: giveUp }
      }
    })
  })
}

const realTime: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
}
