import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { waveFile } from '@baton/testing/music/wave-file'
import { sha256, tusByHand } from '@baton/testing/uploads/tus-by-hand'
import { HubProcessWorld, until } from '@baton/testing/worlds/hub-process-world'

const MIB = 1024 * 1024
const WITHIN_MS = 120_000

interface Shown {
  readonly phase: string
  readonly failure: string | null
  readonly track_id: string | null
}

test('[U13] the hub is killed at any offset of a large file: it goes on from what came, and the file is whole', async () => {
  await using world = await HubProcessWorld.build({ tracks: [] })
  const file = waveFile(48 * MIB, 4_711)
  const token = await world.token()
  const tus = tusByHand(world.baseUrl, token)
  const created = await tus.create(file, { filename: 'Long.wav', sha256: sha256(file) })
  const url = String(created.headers.get('location'))
  for (const offset of [1, 64 * 1024 + 1, 5 * MIB, 17 * MIB + 333, 40 * MIB + 7]) {
    const from = await tus.offset(url)
    const sending = tus.patch(url, from, dripping(file, from, offset)).catch(() => null)
    await until(`${offset} bytes are there`, async () => (await tus.offset(url)) >= offset, WITHIN_MS)
    await world.restart('SIGKILL')
    await sending
    const kept = await tus.offset(url)
    assert.ok(kept >= offset, `${kept} of ${offset}`)
  }
  const from = await tus.offset(url)
  assert.equal((await tus.patch(url, from, file.subarray(from))).status, 204)
  const done = await over(world, token)
  assert.deepEqual([done.phase, done.failure], ['done', null])
  const [kept] = await wavesIn(join(world.data, 'uploads'))
  assert.equal(sha256(await readFile(String(kept))), sha256(file))
  assert.deepEqual(await readdir(join(world.data, 'uploads', 'incoming')), [])
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

/** What lies between these offsets at once, and then nothing more, as over a link that has died. */
function dripping(file: Buffer, from: number, to: number): ReadableStream {
  return new ReadableStream({
    start(controller) {
      if (to > from) controller.enqueue(new Uint8Array(file.subarray(from, to)))
    },
  })
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
