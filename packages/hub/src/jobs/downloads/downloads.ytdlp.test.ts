import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startHub } from '@baton/hub'
import { downloadTools } from '@baton/hub/jobs/downloads'
import { type MediaSite, mediaSite } from '@baton/testing/downloads/media-site'
import { finish, lacking, spawnOwned } from '@baton/testing/machine/child'
import { waveFile } from '@baton/testing/music/wave-file'
import { boxClient } from '@baton/testing/sockets/box-client'
import { type ComposedHub, composedHub } from '@baton/testing/worlds/composed-hub'
import { OWNER, type Program, program } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import { guarded } from './program/guard.ts'
import { makeFile } from './program/make-file.ts'

const WITHIN_MS = 240_000
const plan = { skip: lacking('yt-dlp', 'ffmpeg'), timeout: 900_000 }
/** The site is on this machine, so it has to be allowed; what lies beside it is not. */
const SETTINGS = { downloadNetworks: ['127.0.0.1'], downloadsAtOnce: 2 }

let site: MediaSite
let hub: ComposedHub
let ada: Program
before(async () => {
  if (plan.skip) return
  site = await mediaSite()
  hub = await composedHub({ tracks: [{ title: 'One', durationMs: 2_000 }], downloads: SETTINGS })
  ada = await hub.program()
})
after(async () => {
  await hub?.[Symbol.asyncDispose]()
  await site?.[Symbol.asyncDispose]()
})

interface Shown {
  readonly download_id: string
  readonly url: string
  readonly phase: string
  readonly failure: string | null
  readonly track_id: string | null
  readonly is_duplicate: boolean
  readonly tags: {
    readonly title: string
    readonly artist: string | null
    readonly album: string | null
  } | null
  readonly progress: { readonly step: string; readonly percent: number | null } | null
}

test(
  '[DL1] [DL4] [DL11] [SO60] the music of a page comes with its picture into the library and the playlist, and sockets are told',
  plan,
  async () => {
    const { playlist } = (await ada.post('/playlists', { title: 'Found' })).json as {
      playlist: { playlist_id: string }
    }
    await using box = boxClient(hub.baseUrl, { token: ada.token })
    box.send('join:playlist', { playlist_id: playlist.playlist_id })
    await box.next('ack:join')
    const wish = { url: `${site.url}/page.html`, format: 'mp3', playlist_id: playlist.playlist_id }
    const id = await begun(wish)
    const done = await over(id)
    assert.equal(done.phase, 'completed', String(done.failure))
    assert.equal(done.tags?.title, 'Inner song')
    const progress = await box.next('youtube:progress', (data) => data.status === 'processing')
    assert.deepEqual([progress.task_id, progress.progress_percent], [id, 100])
    const complete = await box.next('youtube:complete')
    assert.deepEqual([complete.task_id, complete.playlist_id], [id, playlist.playlist_id])
    assert.deepEqual([complete.track.id, complete.track.title], [done.track_id, 'Inner song'])

    const list = await ada.ask(`/playlists/${playlist.playlist_id}`)
    const tracks = list.json.tracks as readonly { track_id: string; title: string; cover_id: string | null }[]
    assert.deepEqual(
      tracks.map(({ track_id, title }) => [track_id, title]),
      [[done.track_id, 'Inner song']],
    )
    assert.notEqual(tracks[0]?.cover_id ?? null, null, 'the picture of the page is its cover')
    await nothingLeft(hub.uploadsDir)

    // The same once more is recognised.
    const again = await over(await begun(wish))
    assert.deepEqual([again.phase, again.track_id, again.is_duplicate], ['completed', done.track_id, true])
  },
)

test(
  '[DL3] [DL5] it waits until its tags were looked at, and comes with those that were corrected',
  plan,
  async () => {
    const id = await begun({ url: `${site.url}/song.wav`, asks_first: true })
    await until('it waits', async () => (await one(id))?.phase === 'waiting', WITHIN_MS)
    const tags = { title: 'Corrected', artist: 'Somebody', album: 'Some album' }
    const described = await ada.ask(`/downloads/${id}`, { method: 'PATCH', body: tags })
    assert.equal(described.status, 200)
    const done = await over(id)
    assert.equal(done.phase, 'completed', String(done.failure))
    const { json } = await ada.ask(`/library/tracks?q=Corrected`)
    const [track] = json.items as readonly Record<string, unknown>[]
    assert.deepEqual([track?.title, track?.artist, track?.album], [tags.title, tags.artist, tags.album])
  },
)

test('[DL6] [DL7] [DL8] what cannot be had says why, and nothing is left of it', plan, async () => {
  const cases = {
    '/gone.wav': 'download.unavailable',
    '/text.html': 'download.unsupported',
    '/cut.wav': 'download.interrupted',
    '/to-hidden.wav': 'download.private-address',
  }
  const ids = await Promise.all(Object.keys(cases).map((path) => begun({ url: `${site.url}${path}` })))
  const failures = await Promise.all(ids.map(async (id) => (await over(id)).failure))
  assert.deepEqual(failures, Object.values(cases))
  assert.deepEqual(site.hidden.asked, [], 'nobody asked where nobody is let in')
  await nothingLeft(hub.uploadsDir)
})

test(
  '[DL8] an address and a redirect that name another proxy lead nowhere but to the hub’s',
  plan,
  async () => {
    await using tools = await fetching()
    assert.equal(await tools.problem(), null)
    for (const url of [`${site.url}/to-smuggled.wav`, site.smuggled]) {
      await assert.rejects(tools.fetch(url), { code: 'download.private-address' }, url)
      assert.deepEqual(site.hidden.asked, [], url)
    }
    const refused = await ada.post('/downloads', { url: site.smuggled })
    assert.equal((refused.json.error as { code: string }).code, 'download.unsupported')
  },
)

test('[DL16] a page that unpacks to gigabytes, or has no end, is given up', plan, async () => {
  await using tools = await fetching()
  const tooLarge = { code: 'upload.too-large' }
  await assert.rejects(tools.fetch(`${site.url}/bomb.html`), tooLarge, 'it was not unpacked')
  await assert.rejects(tools.fetch(`${site.url}/endless.html`, 1_000), tooLarge, 'it was cut off')
  assert.deepEqual(await tools.left(), [])
})

test('[DL16] what fetches gets so much memory, and writes no larger file', plan, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bounds-'))
  try {
    const path = join(folder, 'bounds')
    const bounds = ['RLIMIT_DATA', 'RLIMIT_FSIZE'].map((name) => `resource.getrlimit(resource.${name})`)
    await writeFile(path, `#!/usr/bin/env python3\nimport resource\nprint(${bounds.join()})\n`)
    await chmod(path, 0o700)
    const command = await guarded(path, 'http://127.0.0.1:9', [], 12_345)
    assert.ok(command)
    const { stdout } = await finish(spawnOwned(command.program, command.words))
    assert.equal(stdout, '(536870912, 536870912) (12345, 12345)\n')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('[DL15] a file that grows beyond the largest while it is made is refused', plan, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-large-'))
  try {
    await writeFile(join(folder, 'media.wav'), waveFile(400_000, 25))
    const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }
    const tags = { title: 'Large', artist: null, album: null }
    const make = (maxBytes: number) =>
      makeFile({ programs, folder, format: 'flac', tags, maxBytes }, AbortSignal.timeout(WITHIN_MS))
    await assert.rejects(make(20_000), { code: 'upload.too-large' })
    const [making] = (await readdir(folder)).filter((name) => name.startsWith('making.'))
    assert.ok((await stat(join(folder, making ?? ''))).size < 60_000, 'it ended early')
    const { size } = await stat(await make(1_000_000))
    assert.ok(size > 60_000, String(size))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
})

test('[DL2] [DL7] it shows how far it is, and one that is given up leaves nothing', plan, async () => {
  const id = await begun({ url: `${site.url}/slow.wav` })
  const half = await until(
    'half of it is there',
    async () => {
      const { progress } = (await one(id)) ?? {}
      return progress?.step === 'fetching' && (progress.percent ?? 0) > 0 && progress
    },
    WITHIN_MS,
  )
  assert.ok(half.percent !== null && half.percent <= 50, String(half.percent))
  const cancelled = await ada.ask(`/downloads/${id}`, { method: 'DELETE' })
  assert.equal(cancelled.status, 200)
  await until('the site is left alone', async () => site.waiting() === 0, WITHIN_MS)
  assert.equal(await one(id), undefined)
  await nothingLeft(hub.uploadsDir)
})

test('[DL10] one that was on its way when the hub was stopped goes on where it was', plan, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-downloads-'))
  try {
    await mkdir(join(folder, 'music'))
    const config = {
      ...SETTINGS,
      host: '127.0.0.1',
      port: 0,
      dataDir: join(folder, 'data'),
      musicDir: join(folder, 'music'),
      owner: OWNER,
      hostNames: [],
      logLevel: 'silent',
      limits: 'off',
    } as const
    const before = site.slow.length
    let id = ''
    {
      await using first = await startHub(config)
      const owner = await program(`http://127.0.0.1:${first.port}`, OWNER)
      id = await begun({ url: `${site.url}/slow.wav` }, owner)
      await until('half of it is there', async () => (await one(id, owner))?.progress?.percent, WITHIN_MS)
    }
    await until('the site is left alone', async () => site.waiting() === 0, WITHIN_MS)
    site.release()
    await using second = await startHub(config)
    const owner = await program(`http://127.0.0.1:${second.port}`, OWNER)
    const done = await over(id, owner)
    assert.equal(done.phase, 'completed', String(done.failure))
    const places = site.slow.slice(before)
    assert.ok((places.at(-1) ?? 0) > 0, `it was wanted from ${places.join(', ')} on`)
    await nothingLeft(join(config.dataDir, 'uploads'))
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
})

async function begun(wish: object, by: Program = ada): Promise<string> {
  const answer = await by.post('/downloads', wish)
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return (answer.json.download as Shown).download_id
}

async function one(id: string, by: Program = ada): Promise<Shown | undefined> {
  const { json } = await by.ask('/downloads')
  return (json.items as readonly Shown[]).find(({ download_id }) => download_id === id)
}

function over(id: string, by: Program = ada): Promise<Shown> {
  return until(
    'the download is over',
    async () => {
      const shown = await one(id, by)
      return (shown?.phase === 'completed' || shown?.phase === 'failed') && shown
    },
    WITHIN_MS,
  )
}

/** The programs alone, in a folder of their own. */
async function fetching() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-fetching-'))
  const programs = { ytDlp: 'yt-dlp', ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }
  const clock = { monotonicMs: () => performance.now() }
  const tools = downloadTools({ programs, networks: SETTINGS.downloadNetworks, clock })
  const signal = AbortSignal.timeout(WITHIN_MS)
  return {
    problem: async () => (await tools.look(signal)).problem,
    fetch: (url: string, maxBytes = 1_000_000_000) =>
      tools.fetch({ url, folder, maxBytes, onTags() {}, onProgress() {} }, signal),
    left: () => readdir(folder),
    async [Symbol.asyncDispose]() {
      await tools[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

/** Where downloads are on their way nothing lies a little after they are over. */
async function nothingLeft(uploadsDir: string): Promise<void> {
  const names = () => readdir(join(uploadsDir, 'downloading')).catch(() => [])
  await until('nothing is left', async () => (await names()).length === 0, WITHIN_MS)
}
