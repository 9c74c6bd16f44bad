import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'node:test'
import type { DeviceView, ErrorCode, ReaderState } from '@baton/protocol'
import { type Finding, seldom, steady, well } from '../look.ts'
import { findProgram } from './find-program.ts'
import { audioFinding, libraryFinding, MISSED_FOR_MS, nfcFinding, scannerFinding } from './household.ts'
import { converterLook, diskFinding, diskLook, downloadsLook, mqttLook, processFinding } from './worker.ts'

const GIB = 1024 ** 3
const NOW = 10_000_000_000

test('[HE10] a disk is short below 1 GiB, or a tenth of a small one, and well again only with a quarter more', () => {
  const of = (freeBytes: number, totalBytes: number, before: Finding['status'] = 'healthy') =>
    diskFinding({ freeBytes, totalBytes }, before).code
  assert.equal(of(2 * GIB, 500 * GIB), 'well')
  assert.equal(of(0.9 * GIB, 500 * GIB), 'disk.low')
  assert.equal(of(0.1 * GIB, 500 * GIB), 'disk.full')
  assert.equal(of(0.5 * GIB, 2 * GIB), 'well')
  assert.equal(of(0.1 * GIB, 2 * GIB), 'disk.low')
  assert.equal(of(1.1 * GIB, 500 * GIB, 'degraded'), 'disk.low')
  assert.equal(of(1.3 * GIB, 500 * GIB, 'degraded'), 'well')
})

test('[HE10] the disks of folders are looked at, and a folder that is not made yet is passed over', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-disk-'))
  t.after(() => rm(folder, { recursive: true }))
  const { figures } = await diskLook([folder, join(folder, 'not made')])()
  assert.ok(Number(figures.totalBytes) > 0 && Number(figures.freeBytes) >= 0)
})

test('[HE11] what is optional and absent is unavailable; what was there and has gone is degraded', async () => {
  let isThere = false
  const converter = converterLook(async () => isThere)
  assert.equal((await converter()).code, 'converter.none')
  isThere = true
  assert.equal((await converter()).status, 'healthy')
  isThere = false
  assert.deepEqual(await converter(), { status: 'degraded', code: 'converter.gone', figures: {} })

  let problem: ErrorCode | null = 'download.old-program'
  const downloads = downloadsLook(async () => problem)
  const codes = [(await downloads()).code]
  for (problem of ['download.off', null, 'download.no-program'] as const) codes.push((await downloads()).code)
  assert.deepEqual(codes, ['downloads.old', 'downloads.off', 'well', 'downloads.gone'])
})

test('[HE12] the process is degraded where memory runs out, and where it has been busy for three looks', async () => {
  const usual = { busyPercent: 10, loopDelayMs: 1, heapBytes: 10, heapLimitBytes: 100, residentBytes: 20 }
  assert.equal(processFinding(usual).code, 'well')
  assert.equal(processFinding({ ...usual, heapBytes: 91 }).code, 'process.memory')
  const busy = { ...usual, busyPercent: 99 }
  let figures = usual
  const look = steady(async () => processFinding(figures), 3)
  const codes: string[] = []
  for (figures of [usual, busy, busy, usual, busy, busy, busy, usual, usual, usual])
    codes.push((await look()).code)
  const [well, slow] = ['well', 'process.busy']
  assert.deepEqual(codes, [well, well, well, well, well, well, slow, slow, slow, well])
})

test('[HE11] what costs something is looked at anew only after a while, sooner where it is missing', async () => {
  let nowMs = 0
  let looks = 0
  let found = well()
  const look = seldom(
    async () => {
      looks++
      return found
    },
    { everyMs: ({ status }) => (status === 'healthy' ? 100 : 10), monotonicMs: () => nowMs },
  )
  await look()
  nowMs = 99
  await look()
  assert.equal(looks, 1)
  found = { status: 'unavailable', code: 'downloads.none', figures: {} }
  nowMs = 100
  await look()
  nowMs = 110
  await look()
  assert.equal(looks, 3)
})

test('[HE11] a program is found in the folders of the search path, if it may be started', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-program-'))
  t.after(() => rm(folder, { recursive: true }))
  const path = ['', '/nowhere', folder].join(delimiter)
  await writeFile(join(folder, 'player'), '')
  await chmod(join(folder, 'player'), 0o644)
  assert.equal(await findProgram('player', path), false)
  await chmod(join(folder, 'player'), 0o755)
  assert.equal(await findProgram('player', path), true)
  assert.equal(await findProgram(join(folder, 'player'), ''), true)
})

test('[HE13] a music folder that is away is the library’s; a scan that failed beside that is the scanner’s', () => {
  assert.equal(libraryFinding({ folders: 2, foldersAway: 0 }).code, 'well')
  assert.equal(libraryFinding({ folders: 2, foldersAway: 1 }).code, 'library.folder-away')
  assert.equal(libraryFinding({ folders: 0, foldersAway: 0 }).status, 'unavailable')
  const failed = { phase: 'failed', failed: 3 } as const
  assert.equal(scannerFinding(failed, { foldersAway: 1 }).code, 'well')
  assert.deepEqual(scannerFinding(failed, { foldersAway: 0 }), {
    status: 'degraded',
    code: 'scanner.failed',
    figures: { unreadable: 3 },
  })
})

test('[HE14] an agent that goes is missed for a week; browsers come and go, and what is switched off is left out', () => {
  const agent = device({ kind: 'agent' })
  const browser = device({ kind: 'browser' })
  const codeOf = (...devices: readonly DeviceView[]) => audioFinding(devices, NOW).code
  assert.equal(codeOf(), 'audio.no-speaker')
  assert.equal(codeOf(agent, browser), 'well')
  assert.equal(codeOf({ ...browser, online: false }), 'audio.no-speaker')
  assert.equal(codeOf(browser, { ...agent, online: false }), 'audio.speaker-away')
  assert.equal(codeOf(browser, { ...agent, health: 'down' }), 'audio.speaker-away')
  assert.equal(codeOf(browser, { ...agent, online: false, enabled: false }), 'well')
  assert.equal(codeOf(browser, { ...agent, online: false, lastSeen: NOW - MISSED_FOR_MS }), 'well')
})

test('[HE15] a reader of tags is one that its device tells of', () => {
  const withReader = (reader: ReaderState | null, online = true): DeviceView => {
    const { capabilities, ...rest } = device({ kind: 'agent' })
    return { ...rest, online, capabilities: { ...capabilities, reader } }
  }
  const codeOf = (...devices: readonly DeviceView[]) => nfcFinding(devices, NOW).code
  assert.equal(codeOf(device({ kind: 'agent' }), withReader(null)), 'nfc.none')
  assert.equal(codeOf(withReader('ready')), 'well')
  assert.equal(codeOf(withReader('ready'), withReader('no-reader')), 'nfc.reader-away')
  assert.equal(codeOf(withReader('ready', false)), 'nfc.reader-away')
})

function device(about: Pick<DeviceView, 'kind'>): DeviceView {
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true, gapless: true }
  const rest = { enabled: true, online: true, health: 'ready', lastSeen: NOW - 1_000, capabilities }
  return { ...rest, ...about } as unknown as DeviceView
}

test('[MQ23] MQTT is well where it has its port, and else not there, with how many displays have come all the same', async () => {
  const look = async (port: number | null, problem: string | null) => {
    const figures = () => ({ connections: 3, dropped: 0, refused: 0 })
    const { status, code, figures: told } = await mqttLook({ port, problem, figures })()
    assert.deepEqual(told, { displays: 3 })
    return [status, code]
  }
  assert.deepEqual(await look(1883, null), ['healthy', 'well'])
  assert.deepEqual(await look(null, null), ['unavailable', 'mqtt.none'])
  assert.deepEqual(await look(null, 'EADDRINUSE'), ['unavailable', 'mqtt.port'])
})

test('[MQ37] a broker beside the hub is missed where it is not as it should be', async () => {
  const look = async (port: number | null, problem: string | null) => {
    const figures = () => ({ connections: null, dropped: 0, refused: 0 })
    const { status, code, figures: told } = await mqttLook({ port, problem, figures })()
    assert.deepEqual(told, {})
    return [status, code]
  }
  assert.deepEqual(await look(1883, null), ['healthy', 'well'])
  assert.deepEqual(await look(null, null), ['healthy', 'well'], 'displays come by TLS')
  for (const trouble of ['broker-away', 'broker-refuses', 'broker-access', 'broker-tokens'])
    assert.deepEqual(await look(1883, trouble), ['degraded', `mqtt.${trouble}`])
})
