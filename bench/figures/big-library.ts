import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { trackAt } from '../../packages/testing/src/music/many-tracks.ts'
import { makeTaggedFlacs } from '../../packages/testing/src/music/tagged-flacs.ts'
import { pageAsked, typed } from '../load/library-questions.ts'
import { makeFolder } from '../machine/folder.ts'
import { quantile } from '../machine/statistics.ts'
import { type MusicHub, startMusicHub } from '../servers/music-hub.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain, promised } from './rows.ts'

const FILES = 100_000
const FILES_SHORT = 400
/** Read again while the whole library is asked for. */
const CHANGED_PART = 0.25
const SECONDS_OF_SOUND = 0.1
const AT_REST = 300
/** Somebody who types and leafs does not ask without a pause. */
const PAUSE_MS = 10
const MS_AT_MOST = 50
const HELD_AT_MOST_MS = 20
const MIB_AT_MOST = 300
const MIB = 1_024 * 1_024

export const bigLibrary: Figure = {
  name: 'big-library',
  title: 'A large library while it is scanned',
  how: `A hub is started on ${FILES.toLocaleString('en')} tagged FLAC files (odd letters, a cover for each album) and asked over HTTP, one question after the other: searches as somebody types them, and pages of 50. First while it reads everything for the first time, then while it reads a quarter again that was touched, then at rest. The reference is what is promised. What limits the answers is that the threads that read files and write rows want the same two cores; what limits the scan is the thread that writes rows.`,
  async measure({ starts }: Extent) {
    const files = starts > 1 ? FILES : FILES_SHORT
    await using folder = await makeFolder()
    const music = join(folder.path, 'music')
    await makeTaggedFlacs(music, files, SECONDS_OF_SOUND)
    await using hub = await startMusicHub(folder)

    const begun = performance.now()
    const growing = await askWhile(hub, files, async () => (await isBusy(hub)) || !(await isFull(hub, files)))
    const seconds = (performance.now() - begun) / 1_000
    await touch(music, Math.round(files * CHANGED_PART))
    await hub.post('/library/scan')
    const whole = await askWhile(hub, files, () => isBusy(hub))
    let left = AT_REST
    const atRest = await askWhile(hub, files, async () => left-- > 0)
    const loop = hub.loopMoments()
    const late = loop.flatMap(({ lateMs }) => lateMs)
    const ticks = loop.reduce((sum, moment) => sum + moment.ticks, 0)
    const inTime = Array.from({ length: ticks - late.length }, () => 0)
    const held = Math.max(...loop.map(({ longestCpuMs }) => longestCpuMs))

    return [
      ...answersOf('the first scan', growing),
      ...answersOf('a scan of what was touched', whole),
      ...answersOf('rest', atRest),
      plain('files of the first scan, while it is asked', 'files/s', files / seconds),
      promised('highest memory of the hub', 'MiB', hub.highestRssBytes() / MIB, MIB_AT_MOST),
      promised('longest time the event loop was held, processor time', 'ms', held, HELD_AT_MOST_MS),
      plain('the same by the clock, 999 of 1,000 times', 'ms', quantile([...inTime, ...late], 0.999)),
      plain('the same by the clock, the longest', 'ms', Math.max(0, ...late)),
    ]
  },
}

type Times = { readonly searches: number[]; readonly pages: number[] }

/** Asks until nobody wants it any more, and looks whether that is so now and then. */
async function askWhile(hub: MusicHub, files: number, isWanted: () => Promise<boolean>): Promise<Times> {
  const times: Times = { searches: [], pages: [] }
  for (let index = 0; await isWanted(); index += 1) {
    times.searches.push(await timed(() => hub.get(`/library/search?${params(typed(index, files))}`)))
    await sleep(PAUSE_MS)
    const { of, query } = pageAsked(index)
    times.pages.push(await timed(() => hub.get(`/library/${of}?${params(query)}`)))
    await sleep(PAUSE_MS)
  }
  return times
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await ask()
  return performance.now() - begun
}

async function isBusy(hub: MusicHub): Promise<boolean> {
  return ['looking', 'reading'].includes((await hub.scan()).phase)
}

async function isFull(hub: MusicHub, files: number): Promise<boolean> {
  const { read, unchanged } = await hub.scan()
  return read + unchanged >= files
}

async function touch(music: string, files: number): Promise<void> {
  const now = new Date()
  for (let index = 0; index < files; index += 1) await utimes(join(music, trackAt(index).path), now, now)
}

function params(query: Readonly<Record<string, string | number>>): URLSearchParams {
  return new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
}

function answersOf(when: string, { searches, pages }: Times): readonly Row[] {
  return [
    plain(`search during ${when}, p50`, 'ms', quantile(searches, 0.5)),
    promised(`search during ${when}, p95`, 'ms', quantile(searches, 0.95), MS_AT_MOST),
    plain(`page during ${when}, p50`, 'ms', quantile(pages, 0.5)),
    promised(`page during ${when}, p95`, 'ms', quantile(pages, 0.95), MS_AT_MOST),
  ]
}
