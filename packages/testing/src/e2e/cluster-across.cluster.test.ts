import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, type Hub, isFailure, type Registration } from '@baton/client'
import type { DeviceId, TrackId } from '@baton/protocol'
import pg from 'pg'
import { waveFile } from '../music/wave-file.ts'
import { type BoxClient, type BoxClientOptions, boxClient } from '../sockets/box-client.ts'
import { sha256, type TusByHand, tusByHand } from '../uploads/tus-by-hand.ts'
import { type Cluster, lackingCluster, scanned, startCluster } from '../worlds/cluster-world.ts'
import { openStream } from '../worlds/event-stream.ts'
import { HUB_OWNER, signedIn, until, type WorldDevice } from '../worlds/hub-process-world.ts'
import { PlainFollower } from '../worlds/plain-follower.ts'
import { newDevice } from './faults/faults-world.ts'

const TOLD_WITHIN_MS = 5_000
const PEOPLE = 4
const ROUNDS = 3
const PASSWORD = 'a long password'
const KIB = 1024
const WITHIN_MS = 60_000

describe('what one worker does, and another has open', { skip: lackingCluster() }, () => {
  let cluster: Cluster
  let trackIds: TrackId[]
  let owner: Hub
  before(async () => {
    cluster = await startCluster({
      tracks: [{ title: 'Long', durationMs: 600_000 }],
      args: ['--limits', 'off', '--upload-quota', '4M'],
    })
    owner = await cluster.client(at(0))
    await scanned(owner, 1)
    trackIds = (await owner.library.tracks({ limit: 10 })).items.map(({ trackId }) => trackId)
  })
  after(() => cluster?.[Symbol.asyncDispose]())

  const at = (nth: number): string => {
    const worker = cluster.workers[nth]
    if (!worker) throw new RangeError(`There is no worker ${nth}`)
    return worker.baseUrl
  }
  const tokenOf = (as: { readonly username: string; readonly password: string }) => signedIn(at(0), as)
  const newPerson = async (username: string) => {
    const { userId } = await owner.addMember({ username, password: PASSWORD })
    return { userId, username, password: PASSWORD }
  }

  test('[A14] signing out at one worker ends a stream at another within seconds', async (t) => {
    const token = await tokenOf(HUB_OWNER)
    const headers = { authorization: `Bearer ${token}` }
    await using stream = await openStream(`${at(1)}/events`, headers)
    await stream.next()
    const asked = performance.now()
    const answer = await fetch(`${at(0)}/signout`, { method: 'POST', headers })
    assert.equal(answer.ok, true)
    await stream.ended
    const endedMs = performance.now() - asked
    await until('it opens nothing', async () => (await fetch(`${at(1)}/me`, { headers })).status === 401)
    const refusedMs = performance.now() - asked
    t.diagnostic(`ended after ${Math.round(endedMs)} ms, refused after ${Math.round(refusedMs)} ms`)
    assert.ok(endedMs < TOLD_WITHIN_MS && refusedMs < TOLD_WITHIN_MS + 500)
  })

  test('[A19] a role that is changed at one worker ends the streams at another, and holds there', async (t) => {
    const person = await newPerson('Changed')
    const headers = { authorization: `Bearer ${await tokenOf(person)}` }
    await using stream = await openStream(`${at(2)}/events?rooms=session,playlists`, headers)
    await stream.next()
    const asked = performance.now()
    const answer = await fetch(`${at(0)}/users/${person.userId}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${await tokenOf(HUB_OWNER)}`, 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'listener' }),
    })
    assert.equal(answer.status, 200)
    await stream.ended
    const endedMs = performance.now() - asked
    t.diagnostic(`ended after ${Math.round(endedMs)} ms`)
    assert.ok(endedMs < TOLD_WITHIN_MS)
  })

  test('[L6] who comes back at another worker is told what was missed, and nothing twice', async () => {
    const token = await tokenOf(HUB_OWNER)
    const url = (nth: number, after = '') => `${at(nth)}/events?rooms=session,devices${after}`
    const first = new PlainFollower(url(0), token)
    await until('it follows', async () => first.seq > 0)
    const volume = (level: number) => owner.send({ type: 'session.seek', positionMs: level * 1_000 })
    await owner.send({ type: 'queue.enqueue', source: { trackIds }, at: 'end' })
    await volume(1)
    const heard = () => first.named('timeline_update').at(-1)?.data.position_ms === 1_000
    await until('it has heard', async () => heard())
    await first[Symbol.asyncDispose]()
    const left = first.events.findLast(({ id }) => id !== '')
    assert.ok(left)
    for (let level = 2; level <= 31; level++) await volume(level)
    await using second = new PlainFollower(url(2, `&last_event_id=${left.id}`), token)
    await until('it is current', async () => second.named('caught_up').length > 0)
    assert.equal(second.named('snapshot').length, 0)
    assert.deepEqual(
      second.named('timeline_update').map(({ data }) => data.position_ms),
      Array.from({ length: 30 }, (_, nth) => (nth + 2) * 1_000),
    )
  })

  test('[H3] [H4] [H5] the music moves between devices that hang on different workers', async (t) => {
    const [a, b] = await Promise.all([1, 2].map((nth) => followingAt(nth)))
    assert.ok(a && b)
    await using _a = a
    await using _b = b
    await playOn(a)
    const asked = performance.now()
    await owner.send({ type: 'session.choose-speaker', deviceId: b.deviceId })
    await until('B is heard alone', async () => b.sound.isHeard && !a.sound.isHeard)
    const tookMs = performance.now() - asked
    const [fell, rose] = [a.sound.heard.at(-1), b.sound.heard.at(-1)]
    assert.ok(fell?.until && rose)
    const gapMs = rose.from - fell.until
    const jumpMs = rose.positionMs - (fell.positionMs + (fell.until - fell.from))
    t.diagnostic(
      `after ${Math.round(tookMs)} ms, with a gap of ${Math.round(gapMs)} ms, ${Math.round(jumpMs)} ms off`,
    )
    assert.ok(gapMs > -50, `both were heard for ${-gapMs} ms`)
    assert.ok(Math.abs(jumpMs) < 500)
  })

  test('[T6] an answer that one worker sends is cut when another commits the hand-over', async (t) => {
    const [a, b] = await Promise.all([1, 2].map((nth) => followingAt(nth)))
    assert.ok(a && b)
    await using _a = a
    await using _b = b
    await playOn(a)
    const address = await until('A has its address', async () => a.following.state.get().fileUrl)
    assert.ok(address.startsWith(at(1)))
    const open = await fetch(address)
    const reader = open.body?.getReader()
    assert.equal((await reader?.read())?.done, false)
    await owner.send({ type: 'session.choose-speaker', deviceId: b.deviceId })
    const committed = performance.now()
    await assert.rejects(async () => {
      while (!(await reader?.read())?.done);
    }, 'the whole file came')
    t.diagnostic(`cut ${Math.round(performance.now() - committed)} ms after the commit was answered`)
    for (const nth of [0, 1, 2]) {
      const refused = await fetch(address.replace(at(1), at(nth)))
      assert.equal(refused.status, 403)
      await refused.body?.cancel()
    }
  })

  test('[U19] an upload goes on at any worker, and each of them tells how far it is', async () => {
    const token = await tokenOf(HUB_OWNER)
    const tus = [0, 1, 2].map((nth) => tusByHand(at(nth), token))
    const worker = (nth: number) => tus[nth % tus.length] as TusByHand
    const file = waveFile(900 * KIB, 31)
    const created = await worker(0).create(file, { filename: 'Across.wav' })
    const url = String(created.headers.get('location'))
    for (let nth = 0; nth < 4; nth++) {
      const [from, to] = [nth * 200 * KIB, (nth + 1) * 200 * KIB]
      assert.equal((await worker(nth).patch(url, from, file.subarray(from, to))).status, 204)
      assert.deepEqual(await Promise.all(tus.map((one) => one.offset(url))), [to, to, to])
    }
    // Nginx hands on what has come, and keeps nothing back until the rest is there.
    const broken = new AbortController()
    const dripping = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(file.subarray(800 * KIB, 850 * KIB))),
    })
    const sending = tusByHand(cluster.baseUrl, token).patch(url, 800 * KIB, dripping, {}, broken.signal)
    const hasCome = async () => (await worker(2).offset(url)) === 850 * KIB
    await until('what was sent has come', hasCome, WITHIN_MS)
    broken.abort()
    await assert.rejects(sending)
    assert.equal((await worker(1).patch(url, 850 * KIB, file.subarray(850 * KIB))).status, 204)
    const known = { sha256: sha256(file), sizeBytes: file.length }
    const other = connect({ baseUrl: at(2), token: () => token })
    await until(
      'its track is there',
      async () => (await other.uploads.known([known])).length === 1,
      WITHIN_MS,
    )
    await until(
      'it is done',
      async () => (await other.uploads.all()).every(({ phase }) => phase === 'done'),
      WITHIN_MS,
    )
  })

  test('[U7] what is announced at many workers at once stays within the quota', async () => {
    const token = await tokenOf(HUB_OWNER)
    const begin = (nth: number) =>
      tusByHand(at(nth % 3), token).create(Buffer.alloc(1_800_000 + nth), { filename: `${nth}.wav` })
    await Promise.all(Array.from({ length: 9 }, (_, nth) => begin(nth)))
    const open = (await owner.uploads.all()).filter(({ phase }) => phase === 'receiving')
    assert.ok(open.length <= 1, `${open.length} were taken`)
    for (const { uploadId } of open) await owner.send({ type: 'upload.cancel', uploadId })
  })

  test('[C7] what is due at many workers at once has one effect each', async (t) => {
    const people: (readonly [PlainProgram, PlainProgram])[] = []
    for (let nth = 0; nth < PEOPLE; nth++) {
      const person = await newPerson(`Person ${nth}`)
      const a = await plainProgram(person, 'A', nth % 3)
      people.push([a, await plainProgram(person, 'B', (nth + 1) % 3)])
      await a.hub.send({ type: 'queue.enqueue', source: { trackIds }, at: 'now' })
    }
    const asked = performance.now()
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(
        people.map(async ([{ hub }, { deviceId, hub: other }]) => {
          await Promise.all([hub.heartbeat(), other.heartbeat()])
          await assert.rejects(hub.send({ type: 'session.choose-speaker', deviceId }), (error) =>
            isFailure(error, 'handover.unconfirmed'),
          )
        }),
      )
    }
    // Whoever would do it once more would have done it by now.
    await wait(2_000)
    const ends = await endsOfOffers(cluster.databaseUrl)
    t.diagnostic(`${ends.length} timers in ${Math.round(performance.now() - asked)} ms`)
    assert.equal(ends.length, PEOPLE * ROUNDS)
    assert.equal(new Set(ends).size, PEOPLE * ROUNDS)
  })

  test('[SO48] [SO41] clients at several workers and behind Nginx are told the same, and heal at another worker', async () => {
    const token = await tokenOf(HUB_OWNER)
    await using opened = new AsyncDisposableStack()
    const open = async (baseUrl: string, transports: BoxClientOptions['transports'] & object) => {
      const box = opened.use(boxClient(baseUrl, { token, transports }))
      await box.next('connection_status')
      return box
    }
    const a = await open(at(0), ['websocket'])
    const b = await open(at(1), ['polling'])
    const { id } = (await b.operate('op:playlist.create', { title: 'Shared' })).data.playlist
    const throughNginx = [['polling'], ['websocket'], ['polling', 'websocket']] as const
    const others = await Promise.all(throughNginx.map((transports) => open(cluster.baseUrl, transports)))
    const all = [a, b, ...others]
    await Promise.all(all.map((box) => joinPlaylist(box, id)))

    const add = (box: BoxClient) =>
      box.operate('op:playlist.add_tracks', { playlist_id: id, track_ids: trackIds })
    const each = Array.from({ length: 8 }, () => [a, b, ...others].map(add)).flat()
    for (const { success } of await Promise.all(each)) assert.equal(success, true)
    const haveHeard = (count: number, ...boxes: readonly BoxClient[]) =>
      until('they have heard', async () => boxes.every((box) => editsIn(box).length >= count), 60_000)
    await haveHeard(each.length, ...all)
    const told = editsIn(b)
    assert.equal(told.length, each.length)
    for (const box of all) assert.deepEqual(editsIn(box), told)

    const answer = await fetch(`${cluster.baseUrl}/api/playlists/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'By HTTP', client_op_id: 'by-http' }),
    })
    assert.equal(answer.status, 200)
    for (const box of others) await box.next('ack:op', ({ client_op_id }) => client_op_id === 'by-http')
    await haveHeard(each.length + 1, a)
    const last = a.heard.findLast(({ event }) => event === 'state:playlist')?.data
    const killed = cluster.workers[0]
    try {
      await killed?.end('SIGKILL')
      await a.next('disconnect')
      for (const title of ['One', 'Two', 'Three'])
        await b.operate('op:playlist.update', { playlist_id: id, title })
      await haveHeard(each.length + 4, b)
      const missed = editsIn(b).slice(-3)

      const healed = await open(at(2), ['websocket'])
      await joinPlaylist(healed, id)
      healed.send('sync:request', {
        last_global_seq: last.server_seq,
        last_playlist_seqs: { [id]: last.data.playlist_seq },
        requested_rooms: [`playlist:${id}`],
        epoch: last.epoch,
      })
      const complete = await healed.next(['sync:complete', 'sync:error'])
      assert.deepEqual(complete.synced_rooms, [`playlist:${id}`])
      assert.deepEqual(editsIn(healed), missed)
      // Whether it was the worker of those behind Nginx nobody has to know: they stay, or come back as easily.
      for (const [nth, box] of others.entries()) {
        const isEnd = (data: string | Told) => typeof data === 'string' || data.data.title === 'Three'
        if (typeof (await box.next(['disconnect', 'state:playlist'], isEnd)) !== 'string') continue
        const back = await open(cluster.baseUrl, throughNginx[nth] ?? ['websocket'])
        await joinPlaylist(back, id)
        await back.next('state:playlist', ({ data }) => data.title === 'Three')
      }
    } finally {
      await killed?.start()
    }
  })

  /** A device that never says that it is ready. */
  async function plainProgram(
    person: { readonly username: string; readonly password: string },
    name: string,
    nth: number,
  ): Promise<PlainProgram> {
    const token = await tokenOf(person)
    const hub: Hub = connect({ baseUrl: at(nth), token: () => token })
    const capabilities: Registration['capabilities'] = { sound: true, unlocked: true, reports: true }
    return { hub, deviceId: await hub.register({ name, kind: 'agent', capabilities }) }
  }

  async function followingAt(nth: number): Promise<WorldDevice> {
    const device = await newDevice(cluster, `At worker ${nth}`, at(nth))
    await device.connect()
    return device
  }

  async function playOn({ hub, sound, deviceId }: WorldDevice): Promise<void> {
    // The one that plays now may be gone with its test.
    await hub.send({ type: 'session.pause' })
    await hub.send({ type: 'session.choose-speaker', deviceId, now: true })
    await hub.send({ type: 'queue.enqueue', source: { trackIds }, at: 'now' })
    await until('it is heard', async () => sound.isHeard)
  }
})

interface PlainProgram {
  readonly hub: Hub
  readonly deviceId: DeviceId
}

interface Told {
  readonly data: Readonly<Record<string, unknown>>
}

async function joinPlaylist(box: BoxClient, playlist_id: string): Promise<void> {
  box.send('join:playlist', { playlist_id })
  assert.equal((await box.next('ack:join')).success, true)
}

/** What was told of the playlist since it was shown, in order: what stands in the log has the log's number in its id. */
function editsIn({ heard }: BoxClient): readonly string[] {
  return heard
    .filter(({ event, data }) => event === 'state:playlist' && data.event_id.endsWith(event))
    .map(({ data }) => data.event_id)
}

async function endsOfOffers(connectionString: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ readonly body: string }>(
      `select body from event where type = 'session.handover-failed'`,
    )
    return rows.map(({ body }) => (JSON.parse(body) as { readonly offerId: string }).offerId)
  } finally {
    await client.end()
  }
}
