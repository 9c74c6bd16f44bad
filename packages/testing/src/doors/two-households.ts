import assert from 'node:assert/strict'
import { join } from 'node:path'
import { makeSound } from '../music/sound-files.ts'
import { until } from '../worlds/hub-process-world.ts'
import { twoHouseholdHub } from '../worlds/two-household-hub.ts'

const WITHIN_MS = 60_000

/** What two households of one hub see of each other's scans: nothing. Rules B39, B40 and B43. */
export async function scansApart(databaseUrl?: string): Promise<void> {
  await using hub = await twoHouseholdHub({ ...(databaseUrl !== undefined && { databaseUrl }) })
  const { ada, eve } = hub
  const [hers, theirs] = [await hub.folderWith('adas', 'a1', 'a2'), await hub.folderWith('eves', 'e1')]
  await until('both follow', async () => ada.follower.events.length > 0 && eve.follower.events.length > 0)

  const added = await Promise.all([
    ada.post('/library/folders', { path: hers }),
    eve.post('/library/folders', { path: theirs }),
  ])
  assert.deepEqual(
    added.map(({ status }) => status),
    [201, 201],
  )
  await until('hers is read', async () => (await ada.titles()).join() === 'a1,a2', WITHIN_MS)
  await until('theirs is read', async () => (await eve.titles()).join() === 'e1', WITHIN_MS)
  // Another may begin behind it: what the first that is over has seen is told by that very answer.
  const seenBy = async ({ scan }: typeof ada) => {
    const ended = async () => {
      const state = await scan()
      return state.phase === 'done' && state
    }
    return (await until('its scan is done', ended, WITHIN_MS)).seen
  }
  assert.deepEqual([await seenBy(ada), await seenBy(eve)], [2, 1])

  for (let i = 0; i < 3; i++) assert.equal((await ada.post('/library/scan')).status, 202)
  const seen = ({ follower }: typeof ada) =>
    follower.named('scan_beacon').map(({ data }) => Number(data.seen))
  await until('she is shown that it is done', async () => {
    return ada.follower.named('scan_beacon').filter(({ data }) => data.phase === 'done').length >= 2
  })
  assert.equal(Math.max(...seen(ada)), 2)
  assert.equal(Math.max(...seen(eve)), 1, 'nobody next door is shown how many files she has')

  await makeSound({ path: join(theirs, 'e2.flac'), hz: 700 })
  await until('what came is read', async () => (await eve.titles()).join() === 'e1,e2', WITHIN_MS)
  await makeSound({ path: join(hub.musicDir, 's1.flac'), hz: 900 })
  await until(
    'the folder of the settings is everybody’s',
    async () => [(await ada.titles()).join(), (await eve.titles()).join()].join(' ') === 'a1,a2,s1 e1,e2,s1',
    WITHIN_MS,
  )
}
