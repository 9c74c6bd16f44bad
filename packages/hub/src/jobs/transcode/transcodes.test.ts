import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { BatonError, type HouseholdId } from '@baton/protocol'
import type { OpenTrackFile } from '#engine'
import { hertzOf, RATE, samplesOf, streamOf } from '../../../../testing/src/music/measured-sound.ts'
import { dffFile, dsfFile } from '../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../testing/src/music/sound-files.ts'
import { until } from '../../../../testing/src/worlds/hub-process-world.ts'
import { HOME, never, open, transcodeWorld } from '../../../../testing/src/worlds/transcode-world.ts'

const OTHERS = 'others' as HouseholdId

test('[M25] [M26] what was lossless is the same in FLAC, sample for sample', async () => {
  await using world = await transcodeWorld()
  const lossless = {
    'sixteen.aiff': [],
    'more.aiff': ['-c:a', 'pcm_s24be'],
    'apple.m4a': ['-c:a', 'alac'],
    'more.m4a': ['-c:a', 'alac', '-sample_fmt', 's32p'],
    'pack.wv': ['-c:a', 'wavpack'],
    'box.mka': ['-c:a', 'flac'],
  }
  for (const [name, codec] of Object.entries(lossless)) {
    const path = join(world.music, name)
    await makeSound({ path, seconds: 1.2345, codec })
    const made = await world.made(name, 'flac')
    assert.deepEqual(await samplesOf(made.path), await samplesOf(path), name)
    const { bits_per_raw_sample: bits } = await streamOf(made.path)
    assert.equal(bits, name.startsWith('more') ? '24' : '16', name)
  }
})

test('[M33] the parts of a file join to the whole, sample for sample, also from a place inside', async () => {
  await using world = await transcodeWorld()
  for (const [name, codec] of Object.entries({ 'disc.flac': 'flac', 'apple.m4a': 'alac' })) {
    await makeSound({ path: join(world.music, name), seconds: 3, codec: ['-c:a', codec] })
    const cut = async ([startFrame, endFrame]: readonly [number, number | null], startMs = 0) =>
      samplesOf((await world.made(name, 'flac', { part: { startFrame, endFrame } }, startMs)).path)
    const parts = [await cut([0, 41]), await cut([41, 130]), await cut([130, null])]
    assert.deepEqual(Buffer.concat(parts), await samplesOf(join(world.music, name)), name)
    assert.deepEqual(await cut([41, 130], 560), parts[1]?.subarray((parts[1].length * 42) / 89), name)
  }
})

test('[M25] DSD becomes 24 bits at 88.2 kHz, as long as it was, and as it sounded', async () => {
  await using world = await transcodeWorld()
  for (const [name, fileOf] of Object.entries({ 'tone.dsf': dsfFile, 'tone.dff': dffFile })) {
    await writeFile(join(world.music, name), fileOf({ seconds: 1, hz: 1_000 }))
    const made = await world.made(name, 'flac', { durationMs: 1_000 })
    const { sample_rate, bits_per_raw_sample, duration_ts } = await streamOf(made.path)
    assert.deepEqual([sample_rate, bits_per_raw_sample], ['88200', '24'], name)
    assert.ok(Math.abs(Number(duration_ts) - 88_200) <= 88, `${name}: ${duration_ts} samples`)
    assert.ok(Math.abs((await hertzOf(made.path)) - 1_000) < 10, name)
    const last = await world.made(name, 'flac', { durationMs: 600, part: { startFrame: 30, endFrame: null } })
    const { duration_ts: samples } = await streamOf(last.path)
    assert.ok(Math.abs(Number(samples) - 52_920) <= 88, `the last part of ${name}: ${samples} samples`)
  }
})

test('[M24] [M26] what was not lossless is converted to each format, and as long as it was', async () => {
  await using world = await transcodeWorld()
  for (const name of ['old.wma', 'bare.aac']) {
    const path = join(world.music, name)
    await makeSound({ path, seconds: 2, hz: 880, ...(name === 'old.wma' && { codec: ['-c:a', 'wmav2'] }) })
    const before = (await samplesOf(path)).length
    for (const [target, codec] of [
      ['flac', 'flac'],
      ['opus', 'opus'],
      ['mp3', 'mp3'],
    ] as const) {
      const made = await world.made(name, target)
      assert.equal((await streamOf(made.path)).codec_name, codec)
      const lengthMs = ((await samplesOf(made.path)).length / 4 / RATE) * 1_000
      assert.ok(Math.abs(lengthMs - (before / 4 / RATE) * 1_000) < 2, `${name} ${target}: ${lengthMs} ms`)
      assert.ok(Math.abs((await hertzOf(made.path)) - 880) < 10, `${name} ${target}`)
    }
  }
})

test('[M27] a sound that begins at a place is what is left from there, to the sample', async () => {
  await using world = await transcodeWorld()
  for (const [name, codec] of [
    ['a.flac', []],
    ['b.wv', ['-c:a', 'wavpack']],
    ['c.m4a', ['-c:a', 'alac']],
  ] as const) {
    const path = join(world.music, name)
    await makeSound({ path, seconds: 2, codec: codec.length > 0 ? codec : ['-c:a', 'flac'] })
    const made = await world.made(name, 'flac', {}, 1_500)
    const whole = await samplesOf(path)
    assert.ok((await samplesOf(made.path)).equals(whole.subarray(1.5 * RATE * 4)), name)
  }
})

test('[M26] [M30] a file is converted once, alike wherever it is, and still there after a restart', async () => {
  await using world = await transcodeWorld()
  await makeSound({ path: join(world.music, 'a.wv'), codec: ['-c:a', 'wavpack'] })
  const wanted = world.wanted('a.wv', 'flac')
  const counted = await world.countingProgram()
  const first = world.start({ program: counted.path })
  const [one, two] = await Promise.all([open(first, wanted), open(first, wanted)])
  const bytes = await whole(one)
  assert.equal(one.etag, two.etag)
  assert.equal(one.mime, 'audio/flac')
  await first[Symbol.asyncDispose]()

  const again = world.start({ program: counted.path })
  const kept = await open(again, wanted)
  assert.equal(kept.etag, one.etag)
  assert.equal(await counted.runs(), 1)
  const elsewhere = world.start({ folder: join(world.folder, 'elsewhere') })
  const other = await open(elsewhere, wanted)
  assert.equal(other.etag, one.etag)
  assert.equal(other.mtimeMs, one.mtimeMs)
  assert.ok((await whole(other)).equals(bytes))

  await makeSound({ path: join(world.music, 'a.wv'), codec: ['-c:a', 'wavpack'], hz: 660, seconds: 1.5 })
  const changed = await open(again, wanted)
  assert.notEqual(changed.etag, one.etag, 'a file that was replaced is another one')
  for (const file of [one, two, kept, other, changed]) await file.close()
})

test('[M31] what cannot be converted is refused with the reason, and not tried again at once', async () => {
  await using world = await transcodeWorld()
  const { music } = world
  await makeSound({ path: join(music, 'good.aiff') })
  const good = await readFile(join(music, 'good.aiff'))
  await writeFile(join(music, 'noise.flac'), 'fLaC and nothing else')
  await writeFile(join(music, 'head.aiff'), good.subarray(0, 54))
  await writeFile(join(music, 'other.flac'), good)
  const transcodes = world.start()
  for (const name of ['noise.flac', 'head.aiff', 'other.flac'])
    await assert.rejects(open(transcodes, world.wanted(name, 'flac')), coded('media.cannot-decode'), name)
  const missing = world.start({ program: join(world.folder, 'no-such-program') })
  await assert.rejects(open(missing, world.wanted('good.aiff', 'flac')), coded('media.no-transcoder'))
  for (const name of ['away.aiff', '../../../etc/passwd'])
    assert.equal(await transcodes.open(world.wanted(name, 'flac'), never()), null)

  const counted = await world.countingProgram()
  const counting = world.start({ program: counted.path })
  for (let times = 0; times < 3; times += 1)
    await assert.rejects(open(counting, world.wanted('noise.flac', 'flac')), coded('media.cannot-decode'))
  assert.equal(await counted.runs(), 1)
  assert.deepEqual(await world.drafts(), [])
})

test('[M31] of a file that was cut off there is what it still has', async () => {
  await using world = await transcodeWorld()
  const path = join(world.music, 'cut.aiff')
  await makeSound({ path, seconds: 2 })
  const bytes = await readFile(path)
  await writeFile(path, bytes.subarray(0, bytes.length / 2))
  const made = await world.made('cut.aiff', 'flac', { durationMs: 2_000 })
  const seconds = (await samplesOf(made.path)).length / 4 / RATE
  assert.ok(seconds > 0.9 && seconds < 1.1, `${seconds} s`)
})

test('[M28] a conversion that takes long is told of, and goes on for whoever asks again', async () => {
  await using world = await transcodeWorld()
  await makeSound({ path: join(world.music, 'a.aiff') })
  const slow = await world.waitingProgram()
  const transcodes = world.start({ program: slow.path, answersWithinMs: 20 })
  const wanted = world.wanted('a.aiff', 'flac')
  await assert.rejects(open(transcodes, wanted), coded('media.preparing'))
  await assert.rejects(open(transcodes, wanted), coded('media.preparing'))
  await slow.letGo()
  const file = await until('it is ready', () => open(transcodes, wanted).catch(() => null))
  assert.ok(file)
  assert.equal((await slow.pids()).length, 1)
  await file.close()
})

test('[M28] a conversion that nobody waits for any more is ended, with all that it wrote', async () => {
  await using world = await transcodeWorld()
  await makeSound({ path: join(world.music, 'a.aiff') })
  const slow = await world.waitingProgram()
  const transcodes = world.start({ program: slow.path, abandonedAfterMs: 20 })
  const [one, other] = [new AbortController(), new AbortController()]
  const wanted = world.wanted('a.aiff', 'flac')
  const waits = [one, other].map(({ signal }) => transcodes.open(wanted, signal))
  const [pid] = await until('it runs', async () => {
    const pids = await slow.pids()
    return pids.length > 0 && pids
  })
  one.abort()
  await assert.rejects(waits[0] as Promise<unknown>)
  // Another one still waits: had it been ended, this would have failed.
  const still = await Promise.race([waits[1], new Promise((resolve) => setTimeout(resolve, 200, 'waits'))])
  assert.equal(still, 'waits')
  other.abort()
  await assert.rejects(waits[1] as Promise<unknown>)
  await until('it is ended', async () => !isAlive(Number(pid)))
  await until('its draft is gone', async () => (await world.drafts()).length === 0)

  await slow.letGo()
  const file = await open(transcodes, wanted)
  assert.ok(file.sizeBytes > 0, 'that was no fault of the file')
  await file.close()
})

test('[M29] a household has four conversions at most, and takes nobody else their turn', async () => {
  await using world = await transcodeWorld()
  const slow = await world.waitingProgram()
  const transcodes = world.start({ program: slow.path, atOnce: 6 })
  const waits: Promise<unknown>[] = []
  const leave = new AbortController()
  const ask = (name: string, householdId: string) => {
    const wanted = { ...world.wanted(name, 'flac'), householdId: householdId as HouseholdId }
    return transcodes.open(wanted, leave.signal)
  }
  for (let nth = 0; nth < 5; nth += 1)
    await makeSound({ path: join(world.music, `${nth}.aiff`), seconds: 0.1 })
  for (let nth = 0; nth < 4; nth += 1) waits.push(ask(`${nth}.aiff`, HOME))
  await until('four run', async () => (await slow.pids()).length === 4)
  await assert.rejects(ask('4.aiff', HOME), coded('hub.busy'))
  waits.push(ask('4.aiff', 'another'))
  await until('that of another household runs too', async () => (await slow.pids()).length === 5)
  leave.abort()
  await Promise.allSettled(waits)
})

test('[M30] what was used least recently goes first, and drafts that nobody writes any more go at the start', async () => {
  await using world = await transcodeWorld()
  const names = ['a.aiff', 'b.aiff', 'c.aiff', 'd.aiff']
  for (const name of names) await makeSound({ path: join(world.music, name) })
  const probe = await world.made('a.aiff', 'flac')
  const maxBytes = Math.floor((await stat(probe.path)).size * 3.5)
  const counted = await world.countingProgram()
  const transcodes = world.start({ maxBytes, program: counted.path })
  const use = async (name: string) => {
    await (await open(transcodes, world.wanted(name, 'flac'))).close()
    return counted.runs()
  }
  assert.equal(await use('a.aiff'), 0, 'it was kept from before')
  await use('b.aiff')
  assert.equal(await use('c.aiff'), 2)
  await world.usedAgo({ [names[0] as string]: 3, [names[1] as string]: 2, [names[2] as string]: 1 })
  assert.equal(await use('a.aiff'), 2, 'used again it is the newest')
  assert.equal(await use('d.aiff'), 3)
  assert.equal(await use('a.aiff'), 3)
  assert.equal(await use('c.aiff'), 3)
  assert.equal(await use('b.aiff'), 4, 'this one had gone')

  const dead = join(world.kept, `${randomUUID()}.part`)
  const alive = join(world.kept, `${randomUUID()}.part`)
  await writeFile(dead, 'left by a worker that was killed')
  await writeFile(alive, 'another worker writes it')
  await utimes(dead, new Date(), new Date(Date.now() - 3_600_000))
  world.start({ maxBytes })
  await until('it is tidied', async () => (await world.drafts()).length === 1)
  await stat(alive)
})

test('[M30] one that would take more than half of the space is not made', async () => {
  await using world = await transcodeWorld()
  await makeSound({ path: join(world.music, 'long.aiff'), seconds: 600, codec: ['-c:a', 'pcm_s24be'] })
  const transcodes = world.start({ maxBytes: 200_000 })
  await assert.rejects(open(transcodes, world.wanted('long.aiff', 'flac')), coded('media.cannot-decode'))
  assert.deepEqual(await world.drafts(), [])
})

test('[M34] what was converted for one household is not found by another, nor what could not be', async () => {
  await using world = await transcodeWorld()
  await makeSound({ path: join(world.music, 'a.aiff') })
  await writeFile(join(world.music, 'noise.flac'), 'fLaC and nothing else')
  const counted = await world.countingProgram()
  const transcodes = world.start({ program: counted.path })
  const runs: number[] = []
  for (const householdId of [HOME, OTHERS, HOME, OTHERS]) {
    const good = { ...world.wanted('a.aiff', 'flac'), householdId }
    const bad = { ...world.wanted('noise.flac', 'flac'), householdId }
    await (await open(transcodes, good)).close()
    await assert.rejects(open(transcodes, bad), coded('media.cannot-decode'))
    runs.push(await counted.runs())
  }
  assert.deepEqual(runs, [2, 4, 4, 4])
})

test('[M34] the household that has kept the most gives way, and one with less than its share loses nothing', async () => {
  await using world = await transcodeWorld()
  const names = ['a.aiff', 'b.aiff', 'c.aiff', 'd.aiff']
  for (const name of names) await makeSound({ path: join(world.music, name) })
  const counted = await world.countingProgram()
  const probe = await world.made('a.aiff', 'flac')
  const { size } = await stat(probe.path)
  const transcodes = world.start({ maxBytes: Math.floor(size * 4.5), program: counted.path })
  const runsFor = async (name: string, householdId: HouseholdId) => {
    const before = await counted.runs()
    await (await open(transcodes, { ...world.wanted(name, 'flac'), householdId })).close()
    return (await counted.runs()) - before
  }
  await writeFile(join(world.kept, 'of-nobody.flac'), 'kept before households had folders')
  for (const name of ['a.aiff', 'b.aiff']) assert.equal(await runsFor(name, OTHERS), 1)
  for (const path of await world.keptFiles()) {
    const daysAgo = path === probe.path ? 1 : 10
    await utimes(path, new Date(Date.now() - daysAgo * 86_400_000), (await stat(path)).mtime)
  }
  for (const name of ['b.aiff', 'c.aiff', 'd.aiff']) assert.equal(await runsFor(name, HOME), 1)
  assert.equal((await world.keptFiles()).length, 4)
  for (const name of ['a.aiff', 'b.aiff'])
    assert.equal(await runsFor(name, OTHERS), 0, 'the oldest of all, and still there')
  assert.equal(await runsFor('d.aiff', HOME), 0, 'the newest of the one that has the most')
})

async function whole(file: OpenTrackFile): Promise<Buffer> {
  return Buffer.from(await file.readAtOnce(0, file.sizeBytes - 1))
}

function coded(code: string) {
  return (error: unknown) => error instanceof BatonError && error.code === code
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
