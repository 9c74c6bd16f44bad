import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { type Clock, renewedLeases } from '@baton/hub/engine'
import type { DownloadTools } from '@baton/hub/jobs/downloads'
import { BatonError, type DownloadId } from '@baton/protocol'
import { stillDownloadTools } from '@baton/testing/fakes/still-download-tools'
import { type EventStream, openStream } from '@baton/testing/worlds/event-stream'
import { type Program, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const BEN = { username: 'Ben', password: 'another long password' }

interface Shown {
  readonly download_id: string
  readonly url: string
  readonly phase: string
  readonly failure: string | null
}

type Fetch = DownloadTools['fetch']

/** Fetches that are told apart by their addresses, and end when they are told to. */
function tools(fetch: Fetch): DownloadTools {
  return { ...stillDownloadTools(), fetch }
}

test('[DL12] two of a household run, the others wait for their turn, and one that is given up makes room', async () => {
  const running = new Set<string>()
  await using hub = await serveHub({
    downloads: {
      atOnce: 5,
      tools: tools(async ({ url }, signal) => {
        running.add(url)
        await once(signal, 'abort')
        running.delete(url)
        throw signal.reason
      }),
    },
  })
  const ada = await hub.program()
  const ids = new Map<string, string>()
  for (const name of ['a', 'b', 'c', 'd']) ids.set(address(name), await begun(ada, address(name)))
  await until('two run', async () => running.size === 2)
  assert.deepEqual([...running].sort(), [address('a'), address('b')])
  await until('it is told', async () => {
    const phase = new Map((await all(ada)).map(({ download_id, phase }) => [download_id, phase]))
    const inOrder = [...ids.values()].map((id) => phase.get(id))
    return inOrder.join() === 'downloading,downloading,pending,pending'
  })
  await cancel(ada, ids.get(address('c')))
  await cancel(ada, ids.get(address('a')))
  await until('the next one runs', async () => running.has(address('d')))
  assert.deepEqual([...running].sort(), [address('b'), address('d')])
  for (let n = 0; n < 48; n += 1) await begun(ada, address(`more-${n}`))
  const refused = await ada.post('/downloads', { url: address('too-many') })
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'download.limit'])
  assert.deepEqual(hub.failures, [])
})

test('[DL15] a full disk and too little room are told, and nothing is left', async () => {
  const folders: string[] = []
  const space = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
  await using hub = await serveHub({
    uploadQuotaBytes: 1_000,
    downloads: {
      tools: tools(async ({ url, folder, onProgress }, signal) => {
        folders.push(folder)
        await writeFile(join(folder, 'media.part'), 'bytes')
        if (url === address('disk')) throw space
        onProgress({ bytes: 1, totalBytes: 5_000, remainingMs: null })
        await once(signal, 'abort')
        throw signal.reason
      }),
    },
  })
  const ada = await hub.program()
  const disk = await begun(ada, address('disk'))
  const quota = await begun(ada, address('quota'))
  await until('both have failed', async () => (await phases(ada)).every((phase) => phase === 'failed'))
  const failures = new Map((await all(ada)).map(({ download_id, failure }) => [download_id, failure]))
  assert.deepEqual([failures.get(disk), failures.get(quota)], ['upload.disk-full', 'upload.quota'])
  for (const folder of folders) await assert.rejects(readdir(folder))
  assert.deepEqual(hub.failures, [])
})

test('[DL10] work whose lease another worker took is left to that one, with its files and without a failure', async () => {
  const folders: string[] = []
  let isLost = false
  let givenUp = 0
  let hasEnded = false
  let isAway = false
  let lookedMeanwhile = 0
  const outage = new BatonError('store.unavailable')
  const outages: unknown[] = []
  const clock = fastClock(() => 0)
  await using leases = renewedLeases({
    clock,
    chance: { uuid: () => 'here' },
    onFailure: (error) => outages.push(error),
    installation: {
      async takeLeases(names) {
        if (isAway) throw outage
        return new Map(isLost ? [] : names.map((name) => [name, 1]))
      },
      giveUpLeases: async () => {},
    },
  })
  await using hub = await serveHub({
    downloads: {
      clock,
      leases: {
        ...leases,
        isUnbroken(name) {
          if (outages.length > 0) lookedMeanwhile += 1
          return leases.isUnbroken(name)
        },
        async giveUp(name) {
          assert.ok(hasEnded, 'the program has ended by then')
          await leases.giveUp(name)
          givenUp += 1
        },
      },
      tools: tools(async ({ folder }, signal) => {
        folders.push(folder)
        await writeFile(join(folder, 'media.part'), 'bytes')
        await once(signal, 'abort')
        hasEnded = true
        throw signal.reason
      }),
    },
  })
  const ada = await hub.program()
  await begun(ada, address('a'))
  await until('it runs', async () => folders.length === 1)
  isAway = true
  await until('it was renewed in vain, and more than once', async () => outages.length >= 2)
  await until('it was looked at more than once', async () => lookedMeanwhile >= 2)
  assert.equal(hasEnded, false, 'the program goes on while the store is away')
  isAway = false
  isLost = true
  await until('it is let go', async () => givenUp === 1)
  assert.deepEqual(await readdir(folders[0] ?? ''), ['media.part'])
  assert.deepEqual(await phases(ada), ['downloading'])
  assert.deepEqual(new Set(outages), new Set([outage]))
  assert.deepEqual(hub.failures, [])
})

test('[DL7] [DL12] one that is no more ends where it runs, and nothing is left of it', async () => {
  const folders: string[] = []
  await using hub = await serveHub({
    downloads: {
      clock: fastClock(),
      tools: tools(async ({ folder }, signal) => {
        folders.push(folder)
        await once(signal, 'abort')
        // Whoever removed its folder before this has an end would find it again.
        await writeFile(join(folder, 'media.part'), 'bytes')
        throw signal.reason
      }),
    },
  })
  const ada = await hub.program()
  const downloadId = (await begun(ada, address('a'))) as DownloadId
  await until('it runs', async () => folders.length === 1)
  // As another worker does it.
  await hub.engine.executeAndShow(hub.owner, { type: 'download.cancel', downloadId })
  await until('it has ended', async () => (await readdir(folders[0] ?? '').catch(() => null)) === null)
  assert.deepEqual(hub.failures, [])
})

test('[DL14] hosts that are not named are refused, and where downloads are off so are all', async () => {
  await using named = await serveHub({ downloads: { hosts: ['example.org'] } })
  const ada = await named.program()
  await begun(ada, 'https://example.org/a')
  await begun(ada, 'https://Music.Example.org./a')
  for (const url of ['https://example.com/a', 'https://badexample.org/a', 'https://example.org.evil.net/a']) {
    const refused = await ada.post('/downloads', { url })
    assert.deepEqual([refused.status, codeOf(refused)], [403, 'download.host'], url)
  }
  await using off = await serveHub({ downloads: { atOnce: 0 } })
  const program = await off.program()
  const refused = await program.post('/downloads', { url: address('a') })
  assert.deepEqual([refused.status, codeOf(refused)], [409, 'download.off'])
  const about = await program.ask('/downloads/about')
  assert.equal(about.json.problem, 'download.off')
})

test('[DL1] only addresses of the web are taken, without a name or a password', async () => {
  await using hub = await serveHub()
  const ada = await hub.program()
  const wrong = ['file:///etc/passwd', 'ytsearch:song', '--exec=id', 'https://', 'ftp://example.org/a']
  for (const url of [...wrong, 'https://me:secret@example.org/a', 'a'.repeat(3_000), 7]) {
    const refused = await ada.post('/downloads', { url })
    assert.deepEqual([refused.status, codeOf(refused)], [400, 'request.invalid'], String(url))
  }
  const again = { url: address('a'), client_event_uuid: 'one' }
  const [first, second] = [await ada.post('/downloads', again), await ada.post('/downloads', again)]
  assert.equal((second.json.download as Shown).download_id, (first.json.download as Shown).download_id)
  assert.equal((await all(ada)).length, 1)
})

test('[DL14] one that is tried again is looked at as one that is begun', async () => {
  const hosts = ['example.org']
  await using hub = await serveHub({
    downloads: { hosts, tools: tools(() => Promise.reject(new BatonError('download.unavailable'))) },
  })
  const ada = await hub.program()
  const id = await begun(ada, address('a'))
  await until('it has failed', async () => (await phases(ada)).join() === 'failed')
  hosts.length = 0
  const refused = await ada.post(`/downloads/${id}/retry`, {})
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'download.host'])
})

test('[DL13] one for a private playlist is its owner’s alone; of the others everybody who may change things gives up', async () => {
  await using hub = await serveHub()
  await hub.accounts.createMember(hub.owner, BEN)
  const ada = await hub.program()
  const ben = await hub.program(undefined, BEN)
  const { playlist } = (await ada.post('/playlists', { title: 'Mine', visibility: 'private' })).json as {
    playlist: { playlist_id: string }
  }
  const secret = await begun(ada, address('secret'), { playlist_id: playlist.playlist_id })
  const open = await begun(ada, address('open'))
  assert.deepEqual(
    (await all(ben)).map(({ download_id }) => download_id),
    [open],
  )
  const refused = await ben.ask(`/downloads/${secret}`, { method: 'DELETE' })
  assert.deepEqual([refused.status, codeOf(refused)], [404, 'download.not-found'])
  const into = await ben.post('/downloads', { url: address('a'), playlist_id: playlist.playlist_id })
  assert.deepEqual([into.status, codeOf(into)], [404, 'playlist.not-found'])
  await cancel(ben, open)
  assert.deepEqual(
    (await all(ada)).map(({ download_id }) => download_id),
    [secret],
  )
})

test('[DL2] [DL13] how far one for a private playlist is its owner alone is told', async () => {
  await using hub = await serveHub()
  await hub.accounts.createMember(hub.owner, BEN)
  const [ada, ben] = [await hub.program(), await hub.program(undefined, BEN)]
  const { playlist } = (await ada.post('/playlists', { title: 'Mine', visibility: 'private' })).json as {
    playlist: { playlist_id: string }
  }
  const follow = ({ token }: Program) =>
    openStream(`${hub.baseUrl}/events?rooms=downloads`, { authorization: `Bearer ${token}` })
  await using ofAda = await follow(ada)
  await using ofBen = await follow(ben)
  const told = async (stream: EventStream) => JSON.stringify((await stream.until('download_beacon')).data)
  const secret = await begun(ada, address('secret'), { playlist_id: playlist.playlist_id })
  assert.match(await told(ofAda), new RegExp(secret))
  const open = await begun(ada, address('open'))
  const first = await told(ofBen)
  assert.match(first, new RegExp(open))
  assert.doesNotMatch(first, new RegExp(secret))
})

/** Its timers are early, so that nobody waits for what is looked at from time to time. */
function fastClock(monotonicMs = () => performance.now()): Clock {
  return {
    wallMs: Date.now,
    monotonicMs,
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs / 100)
      return () => clearTimeout(timer)
    },
  }
}

function address(name: string): string {
  return `https://example.org/${name}`
}

async function begun(by: Program, url: string, more: object = {}): Promise<string> {
  const answer = await by.post('/downloads', { url, ...more })
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return (answer.json.download as Shown).download_id
}

async function cancel(by: Program, id: string | undefined): Promise<void> {
  assert.equal((await by.ask(`/downloads/${id}`, { method: 'DELETE' })).status, 200)
}

async function all(by: Program): Promise<readonly Shown[]> {
  return (await by.ask('/downloads')).json.items as readonly Shown[]
}

async function phases(by: Program): Promise<readonly string[]> {
  return (await all(by)).map(({ phase }) => phase)
}

function codeOf({ json }: { readonly json: unknown }): string {
  return (json as { error: { code: string } }).error.code
}
