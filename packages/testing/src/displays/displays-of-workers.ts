import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { uploadArtwork } from '../artwork/upload-artwork.ts'
import type { MosquittoServer } from '../machine/mosquitto.ts'
import type { Cluster, ClusterWorker } from '../worlds/cluster-world.ts'
import { ask, type Program, program } from '../worlds/http-world.ts'
import { HUB_OWNER, until } from '../worlds/hub-process-world.ts'
import { type DisplayClient, displayClient, registeredDisplay } from './display-client.ts'

const FIRST_VIEW = Date.now() - 3 * 3_600_000
/** Further than this apart each of them counts. */
const APART_MS = 10_000
/** Two leases, one after the other, on a machine that is busy. */
const TAKEN_OVER_WITHIN_MS = 90_000
const LOOK_EVERY_MS = 300

/** Many workers and one Mosquitto, as one of the workers is killed: it is not started again. */
export function displaysOfWorkers(
  opened: () => { readonly cluster: Cluster; readonly mosquitto: MosquittoServer },
): void {
  describe('displays of many workers and one Mosquitto', () => {
    let ada: Program
    let display: DisplayClient
    let playerKey: string
    let postId: number
    let author: Program
    before(async () => {
      const { cluster, mosquitto } = opened()
      ada = await program(cluster.baseUrl, HUB_OWNER)
      const ben = { username: 'Ben', password: HUB_OWNER.password }
      const made = await ada.post('/users', { ...ben, role: 'member' })
      assert.ok(made.status < 300, made.text)
      author = await program(cluster.baseUrl, ben)
      postId = (await uploadArtwork(cluster.baseUrl, author.token, { visibility: 'public' })).post.post_id
      const hub = { ask: (path: string, options?: object) => ask(cluster.baseUrl, path, options) }
      const credentials = await registeredDisplay(hub, ada)
      playerKey = credentials.playerKey
      display = await until('the broker lets it in', () =>
        displayClient(mosquitto.displayUrl, credentials, { protocolVersion: 5 }).catch(() => null),
      )
      await display.follow(`makapix/player/${playerKey}/command`)
    })
    after(() => display?.[Symbol.asyncDispose]())

    let shown = 0
    /** As they are shown one after the other. */
    async function show(count: number): Promise<void> {
      for (let n = 0; n < count; n++) {
        const timestamp = new Date(FIRST_VIEW + shown++ * APART_MS).toISOString()
        const how = { timezone: '', intent: 'channel', play_order: 0, channel: 'all' }
        await display.say('view', { post_id: postId, timestamp, player_key: playerKey, ...how })
      }
    }
    const showing = (post: number) => ({ player_key: playerKey, status: 'online', current_post_id: post })
    /** Whoever waits for leases need not ask at once. */
    const inTime = (what: string, isSo: () => Promise<boolean>) =>
      until(what, () => sleep(LOOK_EVERY_MS).then(isSo), TAKEN_OVER_WITHIN_MS)
    const counted = async (): Promise<number> => {
      const { json } = await author.ask(`/api/post/${postId}/stats?days=3`)
      return Number(json.impressions)
    }
    const shownAt = async ({ baseUrl }: ClusterWorker): Promise<unknown> => {
      const { json } = await ask(baseUrl, '/api/player', { token: ada.token })
      return (json as unknown as readonly Record<string, unknown>[])[0]?.current_post_id
    }

    test('[MQ36] [MQ40] what it says of itself holds in its order, at each worker, and each reaches it', async () => {
      await display.say('capabilities', { commands: ['set_brightness'] })
      for (let post = 1; post <= 40; post++) await display.say('status', showing(post))
      for (const worker of opened().cluster.workers) {
        await inTime('the last word is there', async () => (await shownAt(worker)) === 40)
        const told = ask(worker.baseUrl, `/api/player/${playerKey}/command`, {
          method: 'POST',
          token: ada.token,
          body: { command: 'set_brightness', brightness: 30 },
        })
        const { command_id } = await display.heard('command')
        await display.say('command/ack', { command_id, success: true })
        const answer = await told
        assert.equal(answer.status, 200, answer.text)
      }
    })

    test('[MQ36] each of its views counts once, though a worker is killed in the middle', async () => {
      await show(30)
      const [killed, ...others] = opened().cluster.workers
      await killed?.end('SIGKILL')
      await show(30)
      await display.say('status', showing(41))
      for (const worker of others)
        await inTime('it is heard how it is', async () => (await shownAt(worker)) === 41)
      await inTime('all are counted', async () => (await counted()) >= shown)
      assert.equal(await counted(), shown)
    })
  })
}
