import { uploadArtwork } from '../../packages/testing/src/artwork/upload-artwork.ts'
import { registeredDisplay } from '../../packages/testing/src/displays/display-client.ts'
import { ask, program } from '../../packages/testing/src/worlds/http-world.ts'
import { startGenerator } from '../load/generator.ts'
import type { ViewsOutcome, ViewsTask } from '../load/views.ts'
import { cpuShares } from '../machine/cpu-share.ts'
import { type Hub, OWNER, startHub } from '../servers/hub.ts'
import { hasMosquitto, startMosquitto } from '../servers/mosquitto.ts'
import { type Extent, type Figure, gathered, type Row, type Sample } from './figure.ts'

const DISPLAYS = 120
const ARTWORKS = 5
const IN_FLIGHT = 4
const REFERENCE = 'Mosquitto, which acknowledges and keeps nothing'

export const views: Figure = {
  name: 'views',
  title: 'View events',
  how: `${DISPLAYS} displays publish view events with QoS 1, each with ${IN_FLIGHT} unacknowledged at a time. Baton acknowledges an event once it is judged and committed to SQLite with synchronous FULL; afterwards the author’s figures are compared with what was acknowledged. The reference is a bare broker with the same client.`,
  async measure(extent) {
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < extent.rounds; round++) rounds.push(await oneRound(extent))
    return gathered(rounds)
  },
}

async function oneRound({ measuredMs }: Extent): Promise<readonly Row[]> {
  const times = { inFlight: IN_FLIGHT, warmUpMs: measuredMs / 2, measuredMs }
  const baton = await ofBaton(times)
  const reference = hasMosquitto() ? [await ofMosquitto(times)] : []
  return [
    {
      what: 'view events, judged and durable',
      unit: '/s',
      baton: [baton],
      reference,
      referenceName: hasMosquitto() ? REFERENCE : 'none: Mosquitto is not installed',
      goal: { atLeast: 0.33 },
    },
  ]
}

type Times = Pick<ViewsTask, 'inFlight' | 'warmUpMs' | 'measuredMs'>

async function ofBaton(times: Times): Promise<Sample> {
  await using hub = await startHub()
  const author = await program(hub.baseUrl, OWNER)
  const postIds: number[] = []
  for (let nth = 0; nth < ARTWORKS; nth++) {
    const { post } = await uploadArtwork(hub.baseUrl, author.token, { title: `Artwork ${nth}` })
    postIds.push(post.post_id)
  }
  const { url, displays } = await displaysOf(hub)
  const { outcome, sample } = await driven(hub.pid, { ...times, url, displays, postIds })
  const { views: seen, impressions } = await hub.request('GET', '/api/post/stats', author.token)
  const counted = Number(seen) + Number(impressions)
  if (counted !== outcome.acknowledged) {
    throw new Error(`${outcome.acknowledged} events were acknowledged and ${counted} were counted.`)
  }
  return sample
}

async function ofMosquitto(times: Times): Promise<Sample> {
  await using broker = await startMosquitto()
  const displays = Array.from({ length: DISPLAYS }, (_, nth) => ({
    playerKey: `display-${nth}`,
    apiToken: 'any',
  }))
  const url = `mqtt://127.0.0.1:${broker.port}`
  return (await driven(broker.pid, { ...times, url, displays, postIds: [1, 2, 3, 4, 5] })).sample
}

/** Of somebody who is not the author: what one shows of one’s own is not counted. */
async function displaysOf(hub: Hub) {
  await hub.addPeople(1)
  const owner = await program(hub.baseUrl, { ...OWNER, username: 'person 1' })
  const asking = { ask: (path: string, options?: object) => ask(hub.baseUrl, path, options) }
  const displays: ViewsTask['displays'][number][] = []
  for (let nth = 0; nth < DISPLAYS; nth++) {
    displays.push(await registeredDisplay(asking, owner, `Frame ${nth}`))
  }
  const { json } = await asking.ask('/api/player/provision', { method: 'POST', body: {} })
  const { port } = json.mqtt_broker as { readonly port: number | null }
  const url = port === null ? `ws://127.0.0.1:${hub.port}/mqtt` : `mqtt://127.0.0.1:${port}`
  return { url, displays }
}

async function driven(pid: number, task: ViewsTask) {
  await using generator = startGenerator<ViewsTask, ViewsOutcome>('views')
  const { value: outcome, percent } = await cpuShares([generator.pid, pid], () => generator.ask(task))
  const [loadPercent = 0, serverPercent = 0] = percent
  const sample: Sample = { value: outcome.perSecond, serverPercent, loadPercent }
  return { outcome, sample }
}
