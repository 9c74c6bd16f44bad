import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { uploadArtwork } from '../artwork/upload-artwork.ts'
import { registeredDisplay } from '../displays/display-client.ts'
import { type HangingDisplay, owedFor, showings, tellAll } from '../displays/wall.ts'
import { explores, seedOr } from '../fakes/fixed-seeds.ts'
import { Dice } from '../fakes/seeded-chance.ts'
import { ask, type Program, program } from '../worlds/http-world.ts'
import { HUB_OWNER, HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const {
  displays: DISPLAYS,
  kills: KILLS,
  each: EACH,
} = explores ? { displays: 200, kills: 12, each: 60 } : { displays: 10, kills: 3, each: 20 }
/** A user has no more. */
const DISPLAYS_OF_ONE = 100
const HOUR_MS = 3_600_000
const LATE_MS = 30_000
const PATIENT_MS = explores ? 500_000 : 60_000

test('[VW5] [VW6] [VW11] [VW12] [VW16] what displays have shown counts once, however often the hub is killed', async (t) => {
  const seed = seedOr(7)
  t.diagnostic(`seed ${seed}`)
  const dice = new Dice(seed)
  // Whoever scans nothing starts sooner.
  await using world = await HubProcessWorld.build({ tracks: [], settings: ['--limits', 'off'] })
  const ada = await program(world.baseUrl, HUB_OWNER)
  const postIds = [await put(world, ada, 'Harbour'), await put(world, ada, 'Night')]
  const owners: Program[] = []
  const hanging: { readonly display: HangingDisplay; readonly own: number }[] = []
  const hub = { ask: (path: string, options?: object) => ask(world.baseUrl, path, options) }
  let own = 0
  for (let nth = 0; nth < DISPLAYS; nth++) {
    const name = `Owner ${owners.length}`
    if (nth % DISPLAYS_OF_ONE === 0) {
      await ada.post('/users', { username: name, password: HUB_OWNER.password, role: 'member' })
      const owner = await program(world.baseUrl, { ...HUB_OWNER, username: name })
      owners.push(owner)
      own = await put(world, owner, 'Their own')
    }
    const owner = owners.at(-1) as Program
    const credentials = await registeredDisplay(hub, owner, `Frame ${nth}`)
    hanging.push({ display: { ...credentials, owner: `${owners.length}` }, own })
  }
  // Each was away for hours, some for most of a day.
  const now = Date.now()
  const wall = hanging.map(({ display, own }) => {
    const since = now - dice.between(2, 20) * HOUR_MS
    const shown = showings(dice, { count: EACH, since, until: now - LATE_MS, postIds: [...postIds, own] })
    return { display, shown }
  })

  const told = wall.reduce((sum, { shown }) => sum + shown.length + shown.filter(isTwice).length, 0)
  let acknowledged = 0
  const url = `${world.baseUrl.replace('http', 'ws')}/mqtt`
  const onAcknowledged = () => void acknowledged++
  const telling = wall.map(({ display, shown }) =>
    tellAll(url, display, shown, { dice: new Dice(dice.seed()), onAcknowledged }),
  )
  const over = Promise.all(telling)
  for (let kill = 1; kill <= KILLS; kill++) {
    const from = Math.floor((told * (kill - 0.5)) / (KILLS + 1))
    await until(`${from} of ${told} were taken`, async () => acknowledged >= from, PATIENT_MS)
    await wait(dice.below(20))
    await world.restart('SIGKILL')
  }
  await over
  assert.equal(acknowledged, told)

  for (const postId of postIds) {
    const { json } = await ada.ask(`/api/post/${postId}/stats`)
    const { views, impressions, public_views: publicViews, unique_displays: uniqueDisplays } = json
    assert.deepEqual({ views, impressions, publicViews, uniqueDisplays }, owedFor(postId, wall))
    const hours = json.by_hour as readonly { readonly views: number; readonly impressions: number }[]
    const inHours = hours.reduce((sum, hour) => sum + hour.views + hour.impressions, 0)
    assert.equal(inHours, Number(views) + Number(impressions))
  }
  const { json: theirs } = await (owners[0] as Program).ask('/api/post/stats')
  assert.deepEqual([theirs.views, theirs.impressions], [0, 0], 'what is one’s own counts nowhere')
})

const isTwice = (one: { readonly isTwice: boolean }) => one.isTwice

async function put(world: HubProcessWorld, { token }: Program, title: string): Promise<number> {
  return (await uploadArtwork(world.baseUrl, token, { title })).post.post_id
}
