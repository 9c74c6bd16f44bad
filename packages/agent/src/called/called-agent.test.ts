import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { store } from '@baton/client'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { FakeSound } from '@baton/testing/fakes/fake-sound'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { Player } from '../mpv/player.ts'
import { callersOf } from './callers.ts'
import { healthReport } from './health-report.ts'
import { serve } from './http-server.ts'
import { musicFolder } from './music-folder.ts'
import { playReports } from './play-reports.ts'
import { type Playback, playback } from './playback.ts'
import { playerOutput } from './player-output.ts'
import { type Registrations, registrations } from './registrations.ts'
import { calledRoutes } from './routes.ts'

type Json = Readonly<Record<string, unknown>>

const HUB = 'http://127.0.0.1:4040'
const CALLBACK = `${HUB}/agents/secret/play`
const SONG = `${HUB}/media/tracks/1?token=secret`

test('[AG40] it answers the words of the reference and its own, and says what it can do', async () => {
  await using agent = await called()
  const { status, json } = await agent.ask('GET', '/healthz')
  assert.deepEqual(
    [status, json.success, json.data],
    [200, true, { music_folder_mounted: true, socket: { healthy: true } }],
  )
  const { data } = (await agent.ask('GET', '/capabilities')).json
  const skills = { pause: true, resume: true, seek: true, volume: true, start_position: true }
  assert.deepEqual(data, { ...skills, formats: ['audio/flac'] })
  assert.equal((await agent.ask('POST', '/nonsense')).status, 404)
  for (const path of ['/pause', '/resume', '/seek']) {
    assert.equal((await agent.post(path, { position: 3 })).json.success, false, `${path} of nothing`)
  }
  await agent.play({ start_position: 30 })
  assert.deepEqual(agent.sound.heard.at(-1)?.positionMs, 30_000)
  assert.equal((await agent.post('/pause')).json.success, true)
  assert.equal(agent.state().paused, true)
  await agent.post('/seek', { position: 60 })
  await agent.post('/resume')
  await agent.clock.advance(1_000)
  assert.deepEqual([agent.state().paused, Math.floor((agent.state().positionMs ?? 0) / 1_000)], [false, 60])
  await agent.post('/volume', { volume: 50, muted: true })
  await agent.post('/volume_down')
  await agent.post('/mute')
  assert.deepEqual(agent.sound.volume, { volume: 45, muted: false })
  assert.equal((await agent.post('/volume', { volume: 101 })).json.success, false)
  await agent.post('/volume_up')
  assert.deepEqual(agent.sound.volume, { volume: 50, muted: false })
  const form = new URLSearchParams({ url: SONG, callback_url: CALLBACK }).toString()
  const ordered = agent.post('/play', form)
  await agent.loads()
  await agent.clock.advance(100)
  assert.equal((await ordered).json.success, true)
  await agent.post('/stop')
  assert.equal(agent.sound.source, null)
})

test('[AG41] only the hub may call, no web page, and not with too much', async () => {
  await using agent = await called({ hub: 'http://127.0.0.9:4040' })
  assert.equal((await agent.ask('GET', '/healthz')).status, 403)
  const from = (localAddress: string, headers: Record<string, string> = {}, body = '') =>
    new Promise<number>((resolve, reject) => {
      const options = {
        port: agent.port,
        host: '127.0.0.1',
        localAddress,
        path: '/stop',
        method: 'POST',
        headers,
      }
      request(options, (answer) => resolve(answer.resume().statusCode ?? 0))
        .on('error', reject)
        .end(body)
    })
  assert.equal(await from('127.0.0.9'), 200)
  assert.equal(await from('127.0.0.8'), 403)
  assert.equal(await from('127.0.0.9', { origin: 'http://127.0.0.9:4040' }), 403)
  assert.equal(await from('127.0.0.9', {}, 'x'.repeat(17_000)), 413)
})

test('[AG42] it fetches and posts nowhere else', async () => {
  await using agent = await called()
  const elsewhere = 'http://192.0.2.1/agents/x/health'
  const refused = await agent.post('/register_client', { callback_url: elsewhere })
  assert.deepEqual(refused.json.data, { registered: false, retry: false })
  for (const body of [
    { url: SONG, callback_url: elsewhere },
    { url: 'http://192.0.2.1/song', callback_url: CALLBACK },
    { url: 'file:///etc/passwd', callback_url: CALLBACK },
    { url: '/etc/passwd', callback_url: CALLBACK },
    { callback_url: CALLBACK },
  ]) {
    assert.equal((await agent.post('/play', body)).json.success, false, JSON.stringify(body))
  }
  assert.deepEqual([agent.sound.source, agent.posts], [null, []])
})

test('[AG44] an order is answered when it is heard, or after a second; a stop waits for no sound', async () => {
  await using agent = await called()
  agent.sound.loadMs = 700
  const heard = agent.post('/play', { url: SONG, callback_url: CALLBACK })
  await agent.loads()
  await agent.clock.advance(600)
  assert.equal(agent.sound.heard.length, 0)
  await agent.clock.advance(200)
  assert.equal((await heard).json.success, true)
  agent.sound.loadMs = 60_000
  const slow = agent.post('/play', { url: SONG, callback_url: CALLBACK })
  await agent.loads()
  assert.equal((await agent.post('/stop')).json.success, true)
  assert.equal((await slow).json.success, true)
  const late = agent.post('/play', { url: SONG, callback_url: CALLBACK })
  await agent.loads()
  await agent.clock.advance(1_000)
  assert.equal((await late).json.success, true)
})

test('[AG45] it plays its own file where it has one, else what the hub sends', async () => {
  await using made = new AsyncDisposableStack()
  const music = await mkdtemp(join(tmpdir(), 'baton-called-music-'))
  made.defer(() => rm(music, { recursive: true, force: true }))
  await mkdir(join(music, 'album'))
  await writeFile(join(music, 'album', 'song.flac'), 'x')
  await using agent = await called({ music })
  await agent.play({ filepath: 'album/song.flac' })
  assert.equal(agent.sound.source?.url, join(music, 'album', 'song.flac'))
  await agent.play({ filepath: 'album/other.flac' })
  assert.equal(agent.sound.source?.url, SONG)
  await rm(music, { recursive: true })
  const { json } = await agent.ask('GET', '/healthz')
  assert.deepEqual([json.success, (json.data as Json).music_folder_mounted], [false, false])
})

test('[AG46] it tells the start, what is printed, and the end; of what was stopped or replaced no end', async () => {
  await using agent = await called()
  agent.sound.durationMs = 7_000
  await agent.play()
  agent.output.add('ffmpeg: a strange frame of http://x/y?token=abc')
  await agent.clock.advance(6_500)
  const told = () => agent.posts.map(({ body }) => body.data as Json)
  assert.deepEqual(told(), [{ start: true }, {}, {}])
  assert.equal(agent.posts[1]?.body.message, 'ffmpeg: a strange frame of http://x/y?…\n')
  agent.isTaken = false
  await agent.clock.advance(1_000)
  await agent.clock.advance(2_000)
  agent.isTaken = true
  await agent.clock.advance(20_000)
  const ends = told().filter(({ complete }) => complete)
  assert.equal(ends.length, 3, 'two were not taken')
  assert.deepEqual([ends[0]?.returncode, agent.state().returncode, agent.state().isAlive], [0, 0, false])

  await agent.play()
  agent.posts.length = 0
  agent.isTaken = false
  await agent.clock.advance(60_000)
  agent.isTaken = true
  assert.equal(told().filter(({ complete }) => complete).length, 4)

  agent.posts.length = 0
  agent.sound.durationMs = 60_000
  await agent.play()
  await agent.play()
  await agent.post('/stop')
  await agent.clock.advance(120_000)
  assert.deepEqual(told(), [{ start: true }, { start: true }])

  const failed = agent.post('/play', { url: SONG, callback_url: CALLBACK })
  await agent.loads()
  agent.sound.fail('source')
  await settled()
  assert.equal((await failed).json.success, false)
  await agent.clock.advance(100)
  assert.deepEqual(told().at(-1)?.returncode, 2)
})

test('[AG47] reports come every 5 s and when something changes, until they are not taken six times', async () => {
  await using agent = await called()
  const callback_url = `${HUB}/agents/secret/health`
  const first = await agent.post('/register_client', { callback_url })
  assert.deepEqual([first.json.success, first.json.data], [true, { registered: true, retry: true }])
  const again = await agent.post('/register_client', { callback_url })
  assert.deepEqual([again.json.success, again.json.data], [false, { registered: true, retry: true }])
  const reports = () => agent.posts.filter(({ url }) => url.startsWith(callback_url))
  await agent.clock.advance(10_000)
  assert.equal(reports().length, 2)
  assert.deepEqual(reports()[0]?.body.data, {
    agent_base_url: 'http://127.0.0.1:1',
    time: [null, null],
    ps: { returncode: null, pid: null, is_alive: false },
    socket: { healthy: true },
    current_command: null,
    music_folder_mounted: true,
    paused: false,
    volume: 100,
    muted: false,
  })
  await agent.play()
  await agent.clock.advance(200)
  const playing = reports().at(-1)?.body.data as Json
  assert.equal((playing.ps as Json).is_alive, true)
  const [position, left] = playing.time as readonly number[]
  assert.equal(Number(position) + Number(left), agent.sound.durationMs / 1_000)
  assert.equal(playing.current_command, `${HUB}/media/tracks/1?…`)
  await agent.post('/pause')
  await agent.clock.advance(200)
  const paused = reports().at(-1)?.body.data as Json
  assert.equal(paused.paused, true)
  agent.able.set(false)
  await agent.clock.advance(200)
  agent.able.set(true)
  await agent.clock.advance(200)
  const healthy = reports().map(({ body }) => ((body.data as Json).socket as Json).healthy)
  assert.deepEqual(healthy.slice(-2), [false, true])
  const before = reports().length
  agent.isTaken = false
  await agent.clock.advance(25_000)
  agent.isTaken = true
  await agent.clock.advance(5_000)
  agent.isTaken = false
  await agent.clock.advance(60_000)
  assert.equal(reports().length, before + 5 + 1 + 6)
  for (let nth = 0; nth < 9; nth++)
    await agent.post('/register_client', { callback_url: `${callback_url}${nth}` })
  agent.posts.length = 0
  agent.isTaken = true
  await agent.clock.advance(5_000)
  assert.deepEqual(
    reports().map(({ url }) => url.slice(callback_url.length)),
    ['1', '2', '3', '4', '5', '6', '7', '8'],
  )
})

test('[AG48] when no hub was heard of for 29 s it falls silent, and stays so until it is told to go on', async () => {
  await using agent = await called()
  await agent.play()
  await agent.clock.advance(20_000)
  // A hub that cannot tell others that it was heard may ask as well.
  assert.equal((await agent.ask('GET', '/healthz')).status, 200)
  await agent.clock.advance(8_000)
  assert.equal(agent.state().paused, false)
  await agent.clock.advance(1_500)
  assert.equal(agent.state().paused, true)
  assert.ok(agent.sound.heard.every(({ until }) => until !== null))
  await agent.ask('GET', '/healthz')
  await agent.clock.advance(5_000)
  assert.equal(agent.state().paused, true)
  await agent.post('/resume')
  await agent.clock.advance(1_000)
  assert.equal(agent.sound.heard.at(-1)?.until, null)
})

test('[AG49] while it cannot sound nothing is blamed', async () => {
  await using agent = await called()
  await agent.play()
  agent.able.set(false)
  assert.equal((await agent.ask('GET', '/healthz')).status, 503)
  assert.equal((await agent.post('/play', { url: SONG, callback_url: CALLBACK })).status, 503)
  assert.equal(agent.state().returncode, null)
  assert.equal((await agent.post('/stop')).status, 200)

  agent.able.set(true)
  agent.sound.block()
  agent.posts.length = 0
  const blocked = agent.post('/play', { url: SONG, callback_url: CALLBACK })
  await agent.loads()
  assert.equal((await blocked).json.success, true)
  assert.deepEqual([agent.state().paused, agent.state().returncode], [true, null])
  assert.deepEqual(
    agent.posts.map(({ body }) => body.data),
    [{ start: true }],
  )
})

/** All of an agent that is called, but for mpv, the hub and the time. */
async function called({
  hub = HUB,
  music = null,
}: {
  readonly hub?: string
  readonly music?: string | null
} = {}) {
  await using made = new AsyncDisposableStack()
  const clock = new FakeClock()
  const sound = new FakeSound({ clock })
  const able = store(true)
  const player: Player = {
    able,
    pid: 7,
    durationMs: () => sound.durationMs,
    load: (source, at) => sound.load(source, at),
    prepareNext: (source) => sound.prepareNext(source),
    play: () => sound.play(),
    pause: () => sound.pause(),
    seek: (positionMs) => sound.seek(positionMs),
    setVolume: (volume, muted) => sound.setVolume(volume, muted),
    positionMs: () => sound.positionMs(),
    unload: () => sound.unload(),
    unlocked: () => true,
    listen: (listener) => sound.listen(listener),
    async [Symbol.asyncDispose]() {},
  }
  const posts: { readonly url: string; readonly body: Json }[] = []
  const output = playerOutput()
  let contactAt = clock.now()
  const plays: Playback = made.use(
    playback({
      player,
      clock,
      contactAgeMs: () => clock.now() - contactAt,
      onChange: () => posted.changed(),
      say: () => {},
    }),
  )
  const post = async (url: string, body: Json) => {
    posts.push({ url, body })
    return agent.isTaken
  }
  const folder = musicFolder(music, clock)
  const posted: Registrations = made.use(
    registrations({
      clock,
      post,
      report: async () =>
        healthReport({ player, state: plays.state(), isMounted: true, baseUrl: 'http://127.0.0.1:1' }),
      say: () => {},
    }),
  )
  const callers = callersOf({ hub, networks: [], clock })
  const server = made.use(
    await serve({
      at: { host: '127.0.0.1', port: 0 },
      mayCall: callers.mayCall,
      say: () => {},
      routes: calledRoutes({
        ...{ player, playback: plays, folder, callers, registrations: posted, formats: ['audio/flac'] },
        reportsTo(url) {
          output.reset()
          return playReports({ url, post, clock, output })
        },
        onRegistered: () => {},
        onContact() {
          contactAt = clock.now()
        },
      }),
    }),
  )
  const { port } = server
  const ask = async (method: string, path: string, body?: unknown) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(text && { body: text }) })
    return { status: answer.status, json: (await answer.json()) as Json }
  }
  let orders = 0
  const kept = made.move()
  const agent = {
    isTaken: true,
    port,
    clock,
    sound,
    able,
    posts,
    output,
    ask,
    post: (path: string, body?: unknown) => ask('POST', path, body),
    state: () => plays.state(),
    /** Waits until what was ordered last is being loaded. */
    async loads() {
      orders += 1
      const key = String(orders)
      await until('it is being loaded', async () => sound.source?.key === key)
    },
    /** Orders it, and waits until it is heard. */
    async play(body: Json = {}) {
      const asked = ask('POST', '/play', { url: SONG, callback_url: CALLBACK, ...body })
      await agent.loads()
      await clock.advance(100)
      assert.equal((await asked).json.success, true)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
  return agent
}
