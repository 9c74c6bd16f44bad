// A display for artwork, without a screen: node examples/display.ts URL FILE
//
// It shows a code; once somebody has used it on the devices page, the credentials are kept in FILE. Then it shows a channel
// in its order and tells the hub what was seen, also what was seen while the hub was away.
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import mqtt from 'mqtt'

const DWELL_MS = 15_000
const SEEN_AFTER_MS = 2_000
const HEARTBEAT_MS = 300_000

interface Credentials {
  readonly player_key: string
  readonly api_token: string
}

interface Post {
  readonly post_id: number
  readonly art_url: string
}

interface Answer {
  readonly success: boolean
  readonly error_code?: string
  readonly event_id?: string
  readonly posts?: readonly Post[]
}

const [hub, file] = process.argv.slice(2)
if (hub === undefined || file === undefined) {
  console.error('Usage: node examples/display.ts URL FILE')
  process.exit(2)
}
const { player_key: key, api_token: token } = await credentials(hub, file)
const topic = `makapix/player/${key}`
let posts: readonly Post[] = []
let shown: Post | null = null
/** Views by their names, until the hub has answered. */
const unanswered = new Map<string, object>()

const client = mqtt.connect(`${hub.replace(/^http/, 'ws')}/mqtt`, {
  username: key,
  password: token,
  protocolVersion: 4,
  reconnectPeriod: 2_000,
  will: { topic: `${topic}/status`, payload: JSON.stringify(status('offline')), qos: 1, retain: false },
})
client.on('error', (error) => console.error(error.message))
// The hub keeps no sessions: everything is followed and said anew with each connection.
client.on('connect', () => {
  client.subscribe([`${topic}/view/ack`, `${topic}/response/#`], { qos: 1 })
  say('status', status())
  say('request/posts', { request_type: 'query_posts', channel: 'all', sort: 0, limit: 50 })
  for (const view of unanswered.values()) say('view', view)
})
client.on('message', (at, payload) => {
  const answer = JSON.parse(payload.toString()) as Answer
  if (at.startsWith(`${topic}/response/`)) posts = answer.posts ?? posts
  // What failed is told again with the next connection, unchanged: so it counts once.
  else if (answer.success || answer.error_code !== 'processing_error') {
    if (unanswered.delete(answer.event_id ?? '')) console.log(`answered ${answer.error_code ?? 'counted'}`)
  }
})
const heartbeat = setInterval(() => say('status', status()), HEARTBEAT_MS)
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())

for (let at = 0; !ending.signal.aborted; ) {
  const post = posts[at % Math.max(1, posts.length)]
  if (post && (await hasPicture(hub, post))) {
    at += 1
    shown = post
    console.log(`shown ${post.post_id}`)
    say('status', status())
    await wait(SEEN_AFTER_MS)
    if (!ending.signal.aborted) report(post)
    await wait(DWELL_MS - SEEN_AFTER_MS)
  } else {
    if (post) at += 1
    await wait(1_000)
  }
}
clearInterval(heartbeat)
say('status', status('offline'))
await client.endAsync()

/** Those of before, or new ones: a code is shown until somebody has used it. */
async function credentials(hub: string, file: string): Promise<Credentials> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials
  const body = { device_model: 'Example in TypeScript', firmware_version: '1.0.0', claim: true }
  const asked = await fetch(`${hub}/api/player/provision`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const made = (await asked.json()) as Record<'player_key' | 'registration_code' | 'claim_secret', string>
  console.log(`code ${made.registration_code}`)
  const headers = { authorization: `Bearer ${made.claim_secret}` }
  for (;;) {
    const answer = await fetch(`${hub}/api/player/${made.player_key}/credentials`, { headers })
    if (answer.ok) {
      const text = await answer.text()
      writeFileSync(file, text, { mode: 0o600 })
      return JSON.parse(text) as Credentials
    }
    await pause(2_000)
  }
}

function status(word = 'online') {
  return {
    player_key: key,
    status: word,
    firmware_version: '1.0.0',
    ...(shown && { current_post_id: shown.post_id }),
  }
}

function say(about: string, message: object): void {
  if (client.connected) client.publish(`${topic}/${about}`, JSON.stringify(message), { qos: 1 })
}

/** It counts as shown once its picture is there. The address that the hub tells may be for others: its path is right. */
async function hasPicture(hub: string, { art_url: url }: Post): Promise<boolean> {
  const headers = { authorization: `Bearer ${token}` }
  try {
    const answer = await fetch(hub + url.slice(url.indexOf('/api/')), { headers })
    return answer.ok && (await answer.arrayBuffer()).byteLength > 0
  } catch {
    return false
  }
}

function report({ post_id }: Post): void {
  const view = {
    post_id,
    timestamp: new Date().toISOString(),
    timezone: '',
    intent: 'channel',
    play_order: 0,
    channel: 'all',
    player_key: key,
    request_ack: true,
    event_id: randomUUID(),
  }
  unanswered.set(view.event_id, view)
  say('view', view)
}

async function wait(ms: number): Promise<void> {
  await pause(ms, undefined, { signal: ending.signal }).catch(() => {})
}
