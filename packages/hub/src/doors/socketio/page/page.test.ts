import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { BoxClient } from '@baton/testing/sockets/box-client'
import { connected } from '@baton/testing/sockets/connected'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { clockOf } from './page-documents.ts'

/** The last one is by somebody else. */
const TRACKS = [1, 2, 3, 4].map((n) => ({
  ...{ name: `${n}.flac`, durationMs: 180_000 },
  ...(n === 4 && { artist: 'Another' }),
}))
const BEN = { username: 'Ben', password: 'another long password' }

/** A window of Ada's at the kitchen's program, which plays everything; the bath's program is there as well. */
async function page(options: Parameters<typeof serveHub>[0] = {}) {
  const hub = await serveHub({ tracks: TRACKS, ...options })
  const kitchen = await hub.program('Kitchen')
  const bath = await hub.program('Bath')
  const window = await connected(hub, kitchen.token)
  const connection = String((await window.next('connect_response')).connectionId)
  return {
    ...{ hub, kitchen, bath, window, connection },
    press: (command: string, body: object = {}) =>
      kitchen.post(`/player/${command}`, { connection_id: connection, ...body }),
    status: async () => (await kitchen.ask(`/player_status_and_state?connection_id=${connection}`)).json,
    async [Symbol.asyncDispose]() {
      await window[Symbol.asyncDispose]()
      await hub[Symbol.asyncDispose]()
    },
  }
}

const playing = (kitchen: Program, hub: ServedHub) =>
  kitchen.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })

/** Whether it is told this before it is told that its sockets are well for the second time from now. */
async function isTold(window: BoxClient, event: string): Promise<boolean> {
  const from = window.heard.length
  for (let nth = 0; nth < 2; nth++) await window.next('switchboard_health_ping')
  return window.heard.slice(from).some((one) => one.event === event)
}

test('[PG1] whoever connects is told its connection, and again and again that its socket is well', async () => {
  await using on = await page({ sockets: { pagePingEveryMs: 50 } })
  const { window, connection } = on
  assert.equal(connection, window.socket.id)
  const [said] = window.heard.filter(({ event }) => event === 'connect_response')
  assert.deepEqual(Object.keys(said?.data).sort(), ['connectionId', 'message', 'remoteAddress', 'userAgent'])
  assert.match(String(said?.data.remoteAddress), /127\.0\.0\.1/)
  for (let nth = 0; nth < 3; nth++)
    assert.deepEqual(await window.next('switchboard_health_ping'), { health: 'ok' })
})

test('[PG2] [PG3] a window shows the device that it has chosen, and no sound moves by that', async () => {
  await using on = await page()
  const { hub, kitchen, bath, window, connection } = on
  await playing(kitchen, hub)
  const before = (await kitchen.ask(`/sessions/${hub.owner.sessionId}`)).json
  const second = await connected(hub, kitchen.token)
  await using _second = second
  const chosen = await kitchen.post('/device_select', { device_id: bath.deviceId, connection_id: connection })
  assert.deepEqual([chosen.status, chosen.json], [200, { success: true, device_id: bath.deviceId }])
  const isStopped = ({ player }: { player: { state: string } }) => player.state === 'stopped'
  const shown = await window.next('player_status', isStopped as never)
  assert.deepEqual([shown.current_song, shown.player.time_pos, shown.playlist.length], [null, null, 4])
  const after = (await kitchen.ask(`/sessions/${hub.owner.sessionId}`)).json
  assert.deepEqual(
    [after.active_device_uuid, after.play_state, after.revision],
    [kitchen.deviceId, 'playing', before.revision],
  )
  // The other window of the same sign-in has chosen nothing.
  const other = (await kitchen.ask(`/player_status_and_state?connection_id=${second.socket.id}`)).json
  assert.equal((other.player as { state: string }).state, 'playing')
  const presence = await kitchen.post('/log_client_presence', { connection_id: connection })
  assert.deepEqual(presence.json, { success: true, device_id: bath.deviceId })
  const registered = await kitchen.post('/register_client', { connection_id: connection, user_agent: 'x' })
  assert.deepEqual([registered.status, registered.json.device_id], [200, bath.deviceId])
  for (const id of [randomUUID(), 'x']) {
    const { status } = await kitchen.post('/device_select', { device_id: id })
    assert.ok(status === 404 || status === 400, `${status}`)
  }
})

test('[PG3] without a connection the choice holds for all windows of the sign-in, and for no other person’s', async () => {
  await using on = await page()
  const { hub, kitchen, bath, window } = on
  await playing(kitchen, hub)
  await hub.accounts.createMember(hub.owner, BEN)
  const ben = await hub.program('Phone', BEN)
  await using his = await connected(hub, ben.token)
  const foreign = await ben.post('/device_select', { device_id: bath.deviceId })
  assert.deepEqual([foreign.status, (foreign.json.error as { code: string }).code], [404, 'device.not-found'])
  await kitchen.post('/device_select', { device_id: bath.deviceId })
  await window.next(
    'player_status',
    (({ player }: { player: { state: string } }) => player.state === 'stopped') as never,
  )
  // He names her window, and is shown his own player.
  const named = await ben.ask(`/player_status_and_state?connection_id=${on.connection}`)
  assert.deepEqual([named.status, named.json.current_song], [200, null])
  assert.ok(!his.heard.some(({ event }) => event === 'player_status'))
})

test('[PG4] a presence goes to the loop of the device that is shown: the chosen one, else the active one', async () => {
  const watched: [deviceId: string, isChosen: boolean][] = []
  const agents = {
    find: async () => null,
    watched: (_: unknown, deviceId: string, isChosen: boolean) => void watched.push([deviceId, isChosen]),
  }
  await using on = await page({ sockets: { agents } })
  const { hub, kitchen, bath, connection } = on
  assert.deepEqual((await kitchen.post('/log_client_presence')).json, { success: true, device_id: null })
  await playing(kitchen, hub)
  await kitchen.post('/log_client_presence', { connection_id: connection })
  await kitchen.post('/device_select', { device_id: bath.deviceId, connection_id: connection })
  await kitchen.post('/log_client_presence', { connection_id: connection })
  assert.deepEqual(watched, [
    [kitchen.deviceId, false],
    [bath.deviceId, true],
    [bath.deviceId, false],
  ])
})

test('[PG5] the status says what plays, in seconds and as a clock shows them, and is pushed when something changes', async () => {
  await using on = await page()
  const { hub, kitchen, window } = on
  const nothing = (await on.status()) as Record<string, unknown>
  assert.deepEqual(
    [nothing.current_song, nothing.playlist, (nothing.player as { state: string }).state],
    [null, [], 'stopped'],
  )
  await playing(kitchen, hub)
  await kitchen.post(`/sessions/${hub.owner.sessionId}/pause`)
  await kitchen.post(`/sessions/${hub.owner.sessionId}/seek`, { position_ms: 61_500 })
  const isThere = ({ player }: { player: { time_pos: number } }) => player.time_pos === 61.5
  const { player, current_song, playlist } = await window.next('player_status', isThere as never)
  assert.deepEqual(player, {
    state: 'paused',
    shuffle: false,
    repeat_song: false,
    mute: false,
    volume: 100,
    time_pos: 61.5,
    time_remaining: 118.5,
    percent_pos: 34.2,
    time_pos_display: '1:01',
    time_remaining_display: '1:58',
  })
  const [first] = hub.trackIds
  assert.deepEqual(
    [current_song.track_id, current_song.title, current_song.duration_ms, current_song.cover_url],
    [first, '1.flac', 180_000, null],
  )
  assert.deepEqual(
    playlist.map(({ idx, track_id, status }: Record<string, unknown>) => [idx, track_id, status]),
    hub.trackIds.map((id, nth) => [nth, id, nth === 0 ? 'playing' : 'queued']),
  )
  assert.deepEqual(await on.status(), { player, current_song, playlist })
  assert.equal(clockOf(3_723_000), '1:02:03')
})

test('[PG6] the buttons of the player', async () => {
  await using on = await page()
  const { hub, kitchen, press } = on
  const [one, two, three, four] = hub.trackIds
  const session = async () => (await kitchen.ask(`/sessions/${hub.owner.sessionId}`)).json
  const queue = async () =>
    ((await kitchen.ask('/queue')).json.entries as { track_id: string; entry_id: string }[]).map(
      ({ track_id }) => track_id,
    )
  assert.equal((await press('play', { track_id: one })).json.play_state, 'playing')
  assert.equal((await press('enqueue', { track_id: three })).status, 200)
  assert.equal((await press('splice', { track_id: two })).status, 200)
  assert.deepEqual(await queue(), [one, two, three])
  assert.equal((await press('pause')).json.play_state, 'paused')
  assert.equal((await press('next')).json.track_id, two)
  const entries = (await kitchen.ask('/queue')).json.entries as { entry_id: string }[]
  assert.equal((await press('play', { entry_id: entries[2]?.entry_id })).json.track_id, three)
  assert.equal((await session()).play_state, 'playing')
  assert.equal((await press('remove', { entry_id: entries[1]?.entry_id })).status, 200)
  assert.deepEqual(await queue(), [one, three])
  assert.equal((await press('restart')).status, 200)
  assert.equal((await press('previous')).json.track_id, one)
  assert.deepEqual(
    [(await press('volume_down')).json.volume, (await press('volume_up')).json.volume],
    [95, 100],
  )
  assert.equal((await press('volume_up')).json.volume, 100)
  assert.deepEqual(
    [(await press('toggle_mute')).json.muted, (await press('toggle_mute')).json.muted],
    [true, false],
  )
  assert.equal((await press('toggle_repeat_song')).json.repeat_mode, 'one')
  const twice = { client_event_uuid: randomUUID() }
  for (let nth = 0; nth < 2; nth++) assert.equal((await press('toggle_shuffle', twice)).json.shuffle, true)
  assert.equal((await press('toggle_shuffle')).json.shuffle, false)
  // Everything in the queue is by one artist: there is nobody else to go on to.
  assert.equal((await press('next_artist')).json.track_id, three)
  for (const track_id of [two, four]) await press('enqueue', { track_id })
  assert.equal((await press('next_artist')).json.track_id, four)
  assert.equal((await press('stop')).json.play_state, 'stopped')
  for (const [command, status] of [
    ['dance', 404],
    ['splice', 400],
    ['remove', 400],
  ] as const)
    assert.equal((await press(command)).status, status)
})

test('[PG7] play makes the device that the window shows the speaker first; no other button does', async () => {
  await using on = await page()
  const { hub, kitchen, bath, connection, press } = on
  await playing(kitchen, hub)
  await kitchen.post('/device_select', { device_id: bath.deviceId, connection_id: connection })
  const session = async () => (await kitchen.ask(`/sessions/${hub.owner.sessionId}`)).json
  const active = async () => (await session()).active_device_uuid
  for (const command of ['pause', 'next', 'volume_down', 'toggle_shuffle']) await press(command)
  assert.equal(await active(), kitchen.deviceId)
  assert.deepEqual((await session()).volumes, { [String(bath.deviceId)]: { volume: 95, muted: false } })
  const { status, json } = await press('play', { track_id: hub.trackIds[2] })
  assert.deepEqual([status, json.active_device_uuid, json.track_id], [200, bath.deviceId, hub.trackIds[2]])
  assert.equal(json.play_state, 'playing')
  await kitchen.ask(`/devices/${kitchen.deviceId}`, { method: 'PATCH', body: { enabled: false } })
  await kitchen.post('/device_select', { device_id: kitchen.deviceId, connection_id: connection })
  const refused = await press('play')
  assert.deepEqual([refused.status, (refused.json.error as { code: string }).code], [409, 'device.disabled'])
  assert.equal(await active(), bath.deviceId)
})

test('[PG9] where the device that is shown is not able any more, the next one that is ready is named', async () => {
  await using on = await page({ sockets: { pagePingEveryMs: 50 } })
  const { hub, kitchen, bath, window, connection } = on
  await kitchen.post('/device_select', { device_id: bath.deviceId, connection_id: connection })
  assert.equal(await isTold(window, 'change_device'), false)
  const enabled = (isOn: boolean) =>
    kitchen.ask(`/devices/${bath.deviceId}`, { method: 'PATCH', body: { enabled: isOn } })
  await enabled(false)
  assert.deepEqual(await window.next('change_device'), { device_id: kitchen.deviceId })
  // It is named again as long as somebody is in front of a window that shows it.
  await kitchen.post('/log_client_presence', { connection_id: connection })
  assert.deepEqual(await window.next('change_device'), { device_id: kitchen.deviceId })
  assert.equal((await kitchen.ask(`/sessions/${hub.owner.sessionId}`)).json.active_device_uuid, null)
  await kitchen.ask(`/devices/${kitchen.deviceId}`, { method: 'PATCH', body: { enabled: false } })
  await kitchen.post('/log_client_presence', { connection_id: connection })
  assert.match((await window.next('alert')).message, /Bath/)
})
