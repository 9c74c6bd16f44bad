import assert from 'node:assert/strict'
import { test } from 'node:test'
import { musicBoxContract } from '@baton/protocol'
import { type BoxClient, namesOf } from '@baton/testing/sockets/box-client'
import { connected } from '@baton/testing/sockets/connected'
import { serveHub } from '@baton/testing/worlds/http-world'

const BEN = { username: 'Ben', password: 'another long password' }
const NOBODYS = '7d5f0d0e-0000-4000-8000-1234567890ab'
const TRACKS = [{ name: '1.flac', durationMs: 180_000 }]

test('[SO50, SO51, SO52] all sockets of the household in the room are told the same, once and in order', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const kitchen = await hub.program('Kitchen')
  await using box = await connected(hub, kitchen.token)
  await using screen = await connected(hub, (await hub.program('Screen')).token)
  const { data: list } = await box.operate('op:playlist.create', { title: 'Mornings' })
  screen.send('join:nfc', { playlist_id: list.id })
  const { success } = await screen.next('ack:join')
  assert.equal(success, true)
  assert.deepEqual(namesOf(screen).slice(-2), ['nfc_status', 'ack:join'])
  const { state, assoc_id } = await screen.next('nfc_status')
  assert.deepEqual([state, assoc_id], ['stopped', null])

  const begun = await box.operate('start_nfc_link', { playlist_id: list.id })
  const id = begun.data.assoc_id
  assert.equal(begun.data.state, 'listening')
  const own = await box.next('nfc_status')
  assert.deepEqual([own.state, own.assoc_id], ['listening', id], 'it is in the room by itself')
  await kitchen.post('/tags/scan', { tag_id: 'AB:CD' })
  for (const one of [box, screen]) {
    const done = await one.next('nfc_status', (data) => data.state === 'success')
    assert.deepEqual([done.assoc_id, done.tag_id], [id, 'abcd'])
    await one.next('nfc_association_state', (data) => data.state === 'success')
  }
  const told = screen.heard.filter(({ event }) => event.startsWith('nfc_'))
  assert.deepEqual(
    told.map(({ event, data }) => `${event} ${data.state}`),
    [
      'nfc_status stopped',
      'nfc_status listening',
      'nfc_association_state listening',
      'nfc_status success',
      'nfc_association_state success',
    ],
  )

  screen.send('leave:nfc')
  await screen.next('ack:leave')
  const again = await box.operate('override_nfc_tag', { playlist_id: list.id })
  assert.notEqual(again.data.assoc_id, id)
  await kitchen.post('/tags/scan', { tag_id: 'abcd' })
  await box.next('nfc_status', (data) => data.state === 'success' && data.assoc_id === again.data.assoc_id)
  screen.send('sync:request', { last_global_seq: begun.server_seq - 1, requested_rooms: ['nfc'] })
  await screen.next('sync:complete')
  const replayed = screen.heard
    .slice(screen.heard.findIndex(({ event }) => event === 'ack:leave'))
    .filter(({ event }) => event === 'nfc_status')
  assert.deepEqual(
    replayed.map(({ data }) => data.state),
    ['listening', 'success', 'listening', 'success'],
  )
  assert.deepEqual(hub.failures, [])
})

test('[SO54, TG14] a tag that is linked, moved or unlinked changes the playlists for whoever follows them', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const kitchen = await hub.program('Kitchen')
  await using box = await connected(hub, kitchen.token)
  await using screen = await connected(hub, (await hub.program('Screen')).token)
  const { data: first } = await box.operate('op:playlist.create', { title: 'Mornings' })
  const { data: second } = await box.operate('op:playlist.create', { title: 'Evenings' })
  screen.send('join:playlists')
  await screen.next('ack:join')
  for (const { id } of [first, second]) {
    screen.send('join:playlist', { playlist_id: id })
    await screen.next('ack:join', ({ room }) => room === `playlist:${id}`)
  }
  const from = screen.heard.length
  const bear = { tag_id: 'abcd' }
  await box.operate('start_nfc_link', { playlist_id: first.id })
  await kitchen.post('/tags/scan', bear)
  await box.operate('override_nfc_tag', { playlist_id: second.id, ...bear })
  await kitchen.ask('/tags/abcd', { method: 'PATCH', body: { label: 'Bear' } })
  const { json } = await kitchen.ask('/api/nfc/associate/abcd', { method: 'DELETE' })
  const last = (json as { readonly server_seq: number }).server_seq
  await screen.next('state:playlists', ({ server_seq }) => server_seq >= last)

  const told = screen.heard.slice(from)
  const steps = ['Mornings abcd 2', 'Mornings null 3', 'Evenings abcd 2', 'Evenings null 3']
  for (const event of ['state:playlist', 'state:playlist_updated']) {
    const lists = told.filter((one) => one.event === event).map(({ data }) => data.data.playlist ?? data.data)
    const seen = lists.map(({ title, nfc_tag_id, playlist_seq }) => `${title} ${nfc_tag_id} ${playlist_seq}`)
    assert.deepEqual(seen, steps, event)
  }
  assert.deepEqual(hub.failures, [])
})

test('[SO51, SO52] a playlist that is not for its reader has no title, and what has ended is shown for a minute', async () => {
  await using hub = await serveHub()
  await hub.accounts.createMember(hub.owner, BEN)
  const ada = await hub.program('Kitchen')
  await using hers = await connected(hub, ada.token)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  for (const box of [hers, his]) await shownToNewcomer(box)
  const made = await ada.post('/playlists', { title: 'Secret', visibility: 'private' })
  const { playlist_id } = made.json.playlist as { readonly playlist_id: string }
  await ada.post('/tags', { tag_id: 'abcd', playlist_id })
  const { data: begun } = await hers.operate('start_nfc_link', { playlist_id })
  await ada.post('/tags/scan', { tag_id: 'abcd' })
  for (const [box, title] of [
    [hers, 'Secret'],
    [his, ''],
  ] as const) {
    const { existing_playlist } = await box.next(
      'nfc_association_state',
      ({ state }) => state === 'duplicate',
    )
    assert.deepEqual(existing_playlist, { id: playlist_id, title })
  }
  await hers.operate('stop_nfc_link', { playlist_id })
  await his.next('nfc_association_state', ({ state }) => state === 'stopped')
  assert.equal((await shownToNewcomer(his)).assoc_id, begun.assoc_id)
  hub.pass(60_000)
  assert.equal((await shownToNewcomer(his)).assoc_id, null)
  assert.deepEqual(hub.failures, [])
})

test('[SO53] tags over HTTP are the same commands as by socket, with the same answers and refusals', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  const kitchen = await hub.program('Kitchen')
  await using box = await connected(hub, kitchen.token)
  const { data: list } = await box.operate('op:playlist.create', { title: 'Mornings' })
  const { data: other } = await box.operate('op:playlist.create', { title: 'Evenings' })
  const asked = new Set<string>()
  const ask = async (method: string, path: string, body: object = {}) => {
    asked.add(
      `${method} ${path.replace(/(associate|session)\/.+/, (_, word) => `${word}/:${ID_IN[word as 'session']}`)}`,
    )
    const { status, json } = await kitchen.ask(path, { method, ...(method !== 'GET' && { body }) })
    return { code: status, ...(json as BoxClient['heard'][number]['data']) }
  }

  const begun = await ask('POST', '/api/nfc/associate', {
    playlist_id: list.id,
    timeout_s: 30,
    client_op_id: 'begin',
  })
  assert.deepEqual([begun.code, begun.status, begun.data.state], [200, 'success', 'listening'])
  const ack = await box.next('ack:op', ({ client_op_id }) => client_op_id === 'begin')
  assert.deepEqual([ack.data, ack.server_seq], [begun.data, begun.server_seq])
  const again = await ask('POST', '/api/nfc/associate', {
    playlist_id: list.id,
    timeout_s: 30,
    client_op_id: 'begin',
  })
  assert.equal(again.data.assoc_id, begun.data.assoc_id)
  assert.deepEqual((await ask('GET', '/api/nfc/status')).data, begun.data)
  const seen = await ask('POST', '/api/nfc/scan', { tag_id: 'AB:CD' })
  assert.deepEqual([seen.data.scanned, seen.data.state, seen.data.tag_id], ['linked', 'success', 'abcd'])
  box.send('join:playlist', { playlist_id: list.id })
  assert.equal((await box.next('state:playlist', ({ data }) => data.id === list.id)).data.nfc_tag_id, 'abcd')

  const taken = await ask('POST', '/api/nfc/associate', { playlist_id: other.id, tag_id: 'abcd' })
  assert.deepEqual(
    [taken.code, taken.error_type, taken.details.code],
    [409, 'conflict', 'tag.already-linked'],
  )
  await ask('POST', '/api/nfc/associate', { playlist_id: other.id, tag_id: 'abcd', force: true })
  const heads = (await ask('GET', '/api/playlists')).data.playlists as readonly Record<string, unknown>[]
  assert.deepEqual(
    [list.id, other.id].map((id) => heads.find((one) => one.id === id)?.nfc_tag_id),
    [null, 'abcd'],
  )
  await ask('POST', '/api/nfc/associate', { playlist_id: other.id, tag_id: 'ef01' })
  const { nfc_tag_id } = (await ask('GET', `/api/playlists/${other.id}`)).data
  assert.equal(nfc_tag_id, 'ef01', 'of several the one that was linked last')
  await ask('DELETE', '/api/nfc/associate/AB-CD')
  assert.equal((await ask('DELETE', '/api/nfc/associate/abcd')).code, 404)
  const open = await ask('POST', '/api/nfc/associate', { playlist_id: list.id })
  const stopped = await ask('DELETE', `/api/nfc/session/${open.data.assoc_id}`)
  assert.equal(stopped.data.state, 'stopped')
  assert.equal((await ask('DELETE', `/api/nfc/session/${NOBODYS}`)).code, 404)
  assert.equal((await ask('POST', '/api/nfc/scan', { tag_id: 'song' })).code, 400)
  const about = Object.values(musicBoxContract).filter(({ endpoint }) => endpoint.includes('/api/nfc/'))
  assert.deepEqual(
    [...asked].filter((one) => one.includes('/nfc/')).sort(),
    about.map(({ endpoint }) => endpoint as string).sort(),
  )
  assert.deepEqual(hub.failures, [])
})

const ID_IN = { associate: 'tag', session: 'id' } as const

/** The `nfc_status` that somebody is shown who joins. */
async function shownToNewcomer(box: BoxClient) {
  box.send('leave:nfc')
  await box.next('ack:leave')
  const from = box.heard.length
  box.send('join:nfc')
  await box.next('ack:join')
  const shown = box.heard.slice(from).find(({ event }) => event === 'nfc_status')
  assert.ok(shown)
  return shown.data
}
