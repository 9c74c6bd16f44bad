import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { openStream } from '@baton/testing/worlds/event-stream'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { type MetricsPage, startMetrics } from '#doors/http'

const GRAFANA = new URL('../../../../../../deploy/grafana/', import.meta.url)
const NOBODY = '7d5f0d0e-0000-4000-8000-1234567890ab'
const LOCAL = ['127.0.0.0/8', '::1']

async function measuredHub(near: readonly string[] = LOCAL, more: object = {}): Promise<ServedHub> {
  const metrics: MetricsPage = { metrics: await startMetrics('1.2.3'), near }
  return serveHub({ metrics, tracks: [{ name: '1.flac', durationMs: 60_000 }], ...more })
}

test('[O1] the figures are for whoever asks from nearby, and for owners from anywhere', async () => {
  await using hub = await measuredHub()
  assert.equal((await hub.ask('/metrics')).status, 200)
  assert.match(`${(await hub.ask('/metrics')).headers.get('content-type')}`, /^text\/plain/)
  const forwarded = { headers: { 'x-forwarded-for': '127.0.0.1' } }
  assert.equal((await hub.ask('/metrics', forwarded)).status, 401, 'a proxy that nobody vouches for')
  const owner = await hub.program()
  assert.equal((await owner.ask('/metrics', forwarded)).status, 200)
  await owner.post('/users', { username: 'Grace', password: 'a long password' })
  const member = await hub.program(undefined, { username: 'Grace', password: 'a long password' })
  assert.equal((await member.ask('/metrics', forwarded)).status, 403)

  for (const [scope, status] of [
    ['read', 200],
    ['control', 403],
  ] as const) {
    const key = await owner.post('/me/keys', { name: 'Prometheus', kind: 'key', scopes: [scope] })
    assert.equal(key.status, 201)
    const token = String(key.json.token ?? key.json.secret)
    assert.equal((await hub.ask('/metrics', { ...forwarded, token })).status, status, scope)
  }

  await using strict = await measuredHub([])
  assert.equal((await strict.ask('/metrics')).status, 401)
  assert.equal((await (await strict.program()).ask('/metrics')).status, 200)

  await using proxied = await measuredHub(LOCAL, { config: { trustedProxies: ['127.0.0.1'] } })
  const from = (address: string) => proxied.ask('/metrics', { headers: { 'x-forwarded-for': address } })
  assert.equal((await from('203.0.113.7')).status, 401)
  assert.equal((await from('127.0.0.1, 203.0.113.7')).status, 401)

  await using without = await serveHub()
  assert.equal((await without.ask('/metrics')).status, 404)
})

test('[O2] each figure is what was done, and nothing else', async () => {
  await using hub = await measuredHub()
  const kitchen = await hub.program('kitchen')
  const before = await figuresOf(hub)
  await scriptedRun(hub, kitchen)
  const after = await figuresOf(hub)
  const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)

  const byClient = (type: string, outcome: string) =>
    grown(`baton_commands_total{type="${type}",by="client",outcome="${outcome}"}`)
  assert.equal(byClient('session.seek', 'accepted'), 3)
  assert.equal(byClient('session.seek', 'repeated'), 1)
  assert.equal(byClient('queue.enqueue', 'accepted'), 1)
  assert.equal(byClient('session.jump', 'rejected'), 1)
  assert.equal(grown('baton_refusals_total{code="queue.entry-not-found"}'), 1)
  assert.equal(grown('baton_ticket_refusals_total{reason="unreadable"}'), 2)
  assert.equal(grown('baton_resyncs_total{reason="other-log"}'), 1)
  assert.equal(grown('baton_replays_total'), 1)
  assert.equal(grown('baton_replayed_events_total'), 3)
  assert.equal(grown('baton_hand_overs_total{outcome="completed"}'), 1)
  assert.equal(grown('baton_hand_over_gap_seconds_count'), 1)
  assert.equal(grown('baton_hand_over_position_error_seconds_count'), 1)
  assert.ok(grown('baton_hand_over_position_error_seconds_sum') < 0.5)
  assert.equal(grown('baton_devices_total{change="registered"}'), 1)
  assert.equal(after.get('baton_followers'), 1)
  assert.equal(after.get('baton_store_up'), 1)
  assert.ok(grown('baton_fan_out_seconds_count') > 0)
  const seek = 'method="POST",route="/sessions/:id/seek",status="200"'
  assert.equal(grown(`baton_http_requests_total{${seek}}`), 4)
  assert.ok(grown('baton_commit_seconds_count') >= 4)
  assert.equal(after.get('baton_build_info{version="1.2.3"}'), 1)
})

test('[O3] no figure carries an id, a name or an address, and what is asked for in vain adds none', async () => {
  await using hub = await measuredHub()
  const kitchen = await hub.program('kitchen')
  await scriptedRun(hub, kitchen)
  await hub.ask('/metrics')
  // Those of the process come with the process: a first full collection of garbage adds ten at any moment.
  const series = (figures: ReadonlyMap<string, number>) =>
    [...figures.keys()].filter((name) => name.startsWith('baton_'))
  const before = series(await figuresOf(hub))
  for (let i = 0; i < 50; i++) await kitchen.ask(`/nothing/${i}?q=${i}`)
  const after = await figuresOf(hub)
  assert.ok(before.length > 50)
  const added = series(after).filter((name) => !before.includes(name))
  assert.ok(added.length <= 2, `added: ${added.join(', ')}`)
  for (const name of after.keys()) {
    assert.doesNotMatch(name, /[0-9a-f]{8}-[0-9a-f]{4}|kitchen|Ada|127\.0\.0\.1|1\.flac/, name)
  }
})

test('[O2] every figure of the dashboard and of the alerts exists', async () => {
  await using hub = await measuredHub()
  const { text } = await hub.ask('/metrics')
  const known = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name],
    ),
  )
  const panels = expressionsOf(JSON.parse(readFileSync(new URL('baton.json', GRAFANA), 'utf8')) as object)
  const alerts = readFileSync(new URL('baton-alerts.yml', GRAFANA), 'utf8').match(/expr: .*/g) ?? []
  assert.ok(panels.length > 20 && alerts.length > 3)
  for (const expression of [...panels, ...alerts]) {
    // `up` is Prometheus' own.
    const names = expression.match(/\b(?:baton|nodejs|process)_[a-z0-9_]+|\bup\{/g) ?? []
    assert.ok(names.length > 0, expression)
    for (const name of names) {
      assert.ok(name === 'up{' || known.has(name), `${name} of "${expression}" is not at /metrics`)
    }
  }
})

/** One of everything that the figures tell of. Leaves one stream open until the hub is gone. */
async function scriptedRun(hub: ServedHub, kitchen: Program): Promise<void> {
  const session = `/sessions/${hub.owner.sessionId}`
  const [trackId] = hub.trackIds
  await kitchen.post('/queue/enqueue', { track_ids: [trackId], at: 'now' })
  const { epoch, server_seq: seq } = (await kitchen.ask(session)).json
  const seeks = [1_000, 2_000, 3_000].map((position_ms) => ({
    position_ms,
    client_event_uuid: `to-${position_ms}`,
  }))
  for (const seek of seeks) await kitchen.post(`${session}/seek`, seek)
  await kitchen.post(`${session}/seek`, seeks[0])
  await kitchen.post(`${session}/jump`, { entry_id: NOBODY })
  for (let i = 0; i < 2; i++) await hub.ask(`/media/tracks/${trackId}?token=nonsense`)
  await caughtUp(hub, kitchen, `${epoch}-${seq}`, 'caught_up')
  await caughtUp(hub, kitchen, 'aaaaaaaaaaaa-1', 'resync')
  const headers = { authorization: `Bearer ${kitchen.token}` }
  const open = await openStream(`${hub.baseUrl}/events?rooms=session`, headers)
  await open.next()
  await handedOver(hub, kitchen, session)
}

async function caughtUp(hub: ServedHub, kitchen: Program, cursor: string, end: string): Promise<void> {
  const headers = { authorization: `Bearer ${kitchen.token}`, 'last-event-id': cursor }
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=session`, headers)
  await stream.until(end)
}

/** Offered, taken and heard, by a device that reports. */
async function handedOver(hub: ServedHub, kitchen: Program, session: string): Promise<void> {
  const parlour = await hub.program()
  const capabilities = { reports: true, unlocked: true }
  const { json } = await parlour.post('/devices/register', { device_name: 'parlour', capabilities })
  const choosing = kitchen.post(`${session}/speaker`, { device_uuid: json.device_uuid })
  const offered = await until('there is an offer', async () => {
    const { json: now } = await parlour.ask(session)
    return now.offer
      ? (now as { offer: { offer_id: string }; speaker_epoch: number; entry_id: string })
      : null
  })
  const { entry_id, offer, speaker_epoch } = offered
  const said = { entry_id, position_ms: 3_000 }
  await parlour.post('/devices/me/report', {
    ...{ n: 1, epoch: speaker_epoch, offer_id: offer.offer_id, event: 'ready', ...said },
  })
  assert.equal((await choosing).status, 200)
  const { position_ms } = (await parlour.ask(session)).json
  await parlour.post('/devices/me/report', {
    ...{ n: 2, epoch: speaker_epoch + 1, entry_id, event: 'sounding', position_ms },
  })
}

async function figuresOf(hub: ServedHub): Promise<ReadonlyMap<string, number>> {
  const { text } = await hub.ask('/metrics')
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  )
}

function expressionsOf(part: object): readonly string[] {
  return Object.entries(part).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'expr' && typeof value === 'string') return [value]
    return typeof value === 'object' && value !== null ? expressionsOf(value) : []
  })
}
