import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { explores, seedOr } from '@baton/testing/fakes/fixed-seeds'
import { Dice } from '@baton/testing/fakes/seeded-chance'
import { cuttableLink } from '@baton/testing/machine/cuttable-link'
import { waveFile } from '@baton/testing/music/wave-file'
import { SendingPage } from '@baton/testing/uploads/sending-page'
import { sha256, tusByHand } from '@baton/testing/uploads/tus-by-hand'
import { HubProcessWorld, until } from '@baton/testing/worlds/hub-process-world'

const MIB = 1024 * 1024
const WITHIN_MS = 120_000
/** `npm run explore` sends what an hour of uncompressed music takes. */
const LARGE = (explores ? 300 : 48) * MIB
const KILLED = ['hub', 'connection', 'browser'] as const
const FAULTS = explores ? 20 : 6

interface Shown {
  readonly phase: string
  readonly failure: string | null
  readonly track_id: string | null
}

test('[U13] hub, connection and browser are killed at any offset of a large file: it goes on, and the file is whole', async () => {
  const dice = new Dice(seedOr(4_711))
  await using world = await HubProcessWorld.build({ tracks: [] })
  await using link = await cuttableLink(Number(new URL(world.baseUrl).port))
  const bytes = waveFile(LARGE, 4_711)
  const file = new File([new Uint8Array(bytes)], 'Long.wav')
  const token = await world.token()
  const page = () => new SendingPage(link.url, token, file)
  let sender = page()
  const kills = {
    hub: () => world.restart('SIGKILL'),
    connection: async () => link.cut(),
    browser: async () => sender.close(),
  }
  // Each of them once, and then whichever comes.
  const faults = [...KILLED, ...Array.from({ length: FAULTS - KILLED.length }, () => dice.pick(KILLED))]
  let sent = sender.send()
  for (const killed of faults) {
    await Promise.race([link.stopAfter(dice.between(1, Math.floor(LARGE / FAULTS))), sent])
    assert.equal(sender.isOver, false, `it goes on until ${killed} is killed`)
    await kills[killed]()
    link.heal()
    if (killed !== 'browser') continue
    await assert.rejects(sent)
    sender = page()
    sent = sender.send()
  }
  await sent
  const done = await over(world, token)
  assert.deepEqual([done.phase, done.failure], ['done', null])
  const [kept] = await wavesIn(join(world.data, 'uploads'))
  assert.equal(sha256(await readFile(String(kept))), sha256(bytes))
  assert.deepEqual(await readdir(join(world.data, 'uploads', 'incoming')), [])
})

test('[U12] fifty large files at once are on their way in memory that does not grow with them', async (context) => {
  await using world = await HubProcessWorld.build({ tracks: [] })
  const tus = tusByHand(world.baseUrl, await world.token())
  const file = waveFile(6 * MIB, 100)
  const bytes = file.subarray(0, -4)
  const names = Array.from({ length: 50 }, (_, nth) => `Many ${nth}.wav`)
  const created = await Promise.all(names.map((filename) => tus.create(file, { filename })))
  const urls = created.map(({ headers }) => String(headers.get('location')))
  const before = await memoryOf(world.hub.child.pid)
  if (before === null) return context.skip('this system does not tell how much memory a process takes')
  const sent = await Promise.all(urls.map((url) => tus.patch(url, 0, bytes)))
  const after = await memoryOf(world.hub.child.pid)
  assert.deepEqual(new Set(sent.map(({ status }) => status)), new Set([204]))
  const grown = Number(after?.most) - before.now
  assert.ok(grown < 150 * MIB, `${Math.round(grown / MIB)} MiB more for 300 MiB of music`)
})

test('[U13] a hub that is killed while it checks a file goes on when it starts again', async () => {
  await using world = await HubProcessWorld.build({ tracks: [] })
  const file = waveFile(30 * MIB, 99)
  const token = await world.token()
  const tus = tusByHand(world.baseUrl, token)
  const created = await tus.create(file, { filename: 'Checked later.wav' })
  const url = String(created.headers.get('location'))
  assert.equal((await tus.patch(url, 0, file.subarray(0, -4))).status, 204)
  const last = tus.patch(url, file.length - 4, file.subarray(-4)).catch(() => null)
  await until('it is being checked', async () => (await shown(world, token)).phase !== 'receiving', WITHIN_MS)
  await world.restart('SIGKILL')
  await last
  const done = await over(world, token)
  assert.deepEqual([done.phase, done.failure], ['done', null])
  assert.equal((await wavesIn(join(world.data, 'uploads'))).length, 1)
})

test('[U14] a full disk refuses the file, and nothing is left behind', async (context) => {
  await using world = await HubProcessWorld.build({ tracks: [] })
  const disk = join(world.data, `disk-${randomUUID()}`)
  await mkdir(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    context.skip('this machine lets nobody mount a small disk')
    return
  }
  try {
    world.moreSettings = ['--uploads', join(disk, 'uploads')]
    await world.restart('SIGTERM')
    const token = await world.token()
    const tus = tusByHand(world.baseUrl, token)
    const early = await tus.create(waveFile(9 * MIB, 1), { filename: 'Too much.wav' })
    assert.equal(early.status, 507)
    const file = waveFile(6 * MIB, 2)
    const url = String((await tus.create(file, { filename: 'Just so.wav' })).headers.get('location'))
    execFileSync('dd', ['if=/dev/zero', `of=${join(disk, 'other')}`, 'bs=1M', 'count=4'], { stdio: 'ignore' })
    assert.equal((await tus.patch(url, 0, file)).status, 507)
    const failed = await over(world, token)
    assert.deepEqual([failed.phase, failed.failure], ['failed', 'upload.disk-full'])
    assert.deepEqual(await readdir(join(disk, 'uploads', 'incoming')), [])
  } finally {
    await world.hub.end('SIGTERM')
    execFileSync('umount', [disk])
    await world.start()
  }
})

/** In bytes, and the most since this was asked last; null: nobody tells. */
async function memoryOf(
  pid: number | undefined,
): Promise<{ readonly now: number; readonly most: number } | null> {
  try {
    const told = await readFile(`/proc/${pid}/status`, 'utf8')
    await writeFile(`/proc/${pid}/clear_refs`, '5')
    const [now, most] = ['VmRSS', 'VmHWM'].map((name) =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(told)?.[1]),
    )
    return { now: Number(now) * 1024, most: Number(most) * 1024 }
  } catch {
    return null
  }
}

async function shown(world: HubProcessWorld, token: string): Promise<Shown> {
  const answer = await fetch(`${world.baseUrl}/uploads`, { headers: { authorization: `Bearer ${token}` } })
  const { items } = (await answer.json()) as { items: readonly Shown[] }
  return items.at(-1) as Shown
}

function over(world: HubProcessWorld, token: string): Promise<Shown> {
  return until(
    'the upload is over',
    async () => {
      const now = await shown(world, token)
      return (now.phase === 'done' || now.phase === 'failed') && now
    },
    WITHIN_MS,
  )
}

async function wavesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(({ name }) => name.endsWith('.wav'))
    .map(({ parentPath, name }) => join(parentPath, name))
}
