// A load generator: displays that tell a broker by MQTT what they have shown, each publish acknowledged (QoS 1). Every
// display has its own backlog, an event every five seconds of the last hours, so that none of them is refused.
import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { answering } from './messages.ts'

export interface ViewsTask {
  readonly url: string
  readonly displays: readonly { readonly playerKey: string; readonly apiToken: string }[]
  readonly postIds: readonly number[]
  /** So many publishes of a display wait for their acknowledgement at one time. */
  readonly inFlight: number
  readonly warmUpMs: number
  readonly measuredMs: number
}

export interface ViewsOutcome {
  readonly perSecond: number
  /** All that were acknowledged, those of the warming up too. */
  readonly acknowledged: number
}

const APART_MS = 5_000
const OLDEST_MS = 23.5 * 3_600_000

let acknowledged = 0

answering<ViewsTask, ViewsOutcome>(async (task) => {
  const beganAt = Date.now() - OLDEST_MS
  let isOver = false
  const clients = await Promise.all(
    task.displays.map(({ playerKey, apiToken }) =>
      connectAsync(task.url, {
        username: playerKey,
        password: apiToken,
        protocolVersion: 4,
        reconnectPeriod: 0,
      }),
    ),
  )
  const showing = clients.map(async (client, nth) => {
    const { playerKey = '' } = task.displays[nth] ?? {}
    let shown = 0
    const one = async () => {
      while (!isOver) {
        const shownAt = beganAt + APART_MS * shown++
        if (shownAt > Date.now() - 2 * APART_MS) throw new Error('The backlog of a display is used up.')
        await show(client, playerKey, shownAt, task.postIds[shown % task.postIds.length] ?? 1)
      }
    }
    await Promise.all(Array.from({ length: task.inFlight }, one))
  })
  await sleep(task.warmUpMs)
  const before = acknowledged
  const from = performance.now()
  await sleep(task.measuredMs)
  const perSecond = ((acknowledged - before) * 1_000) / (performance.now() - from)
  isOver = true
  await Promise.all(showing)
  await Promise.all(clients.map((client) => client.endAsync()))
  return { perSecond, acknowledged }
})

async function show(client: MqttClient, playerKey: string, shownAt: number, postId: number): Promise<void> {
  const event = {
    post_id: postId,
    timestamp: new Date(shownAt).toISOString(),
    timezone: '',
    intent: shownAt % 7 === 0 ? 'artwork' : 'channel',
    play_order: 0,
    channel: 'all',
    player_key: playerKey,
    request_ack: false,
  }
  await client.publishAsync(`makapix/player/${playerKey}/view`, JSON.stringify(event), { qos: 1 })
  acknowledged++
}
