import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fill, newMark } from '../load/fill.ts'
import { openWire, type Wire } from '../load/wire.ts'
import { makeFolder } from '../machine/folder.ts'
import { cpuMs, isInstalled } from '../machine/program.ts'
import { quantile } from '../machine/statistics.ts'
import { type Hub, startHub } from '../servers/hub.ts'
import { type Loudspeaker, startLoudspeaker } from '../servers/loudspeaker.ts'
import { playTrack, postRequest } from '../servers/seat.ts'
import { startWatchedMpd, type WatchedMpd } from '../servers/watched-mpd.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain, promised } from './rows.ts'

const BATCH = 10
/** Between two commands: the reports of the one before are done. */
const PAUSE_MS = 60
const GIVE_UP_AFTER_MS = 20_000
const MS_AT_MOST = 10

export const speakerCommands: Figure = {
  name: 'speaker-commands',
  title: 'From a command to the loudspeaker',
  how: 'One track plays at an agent with a real mpv, and somebody else pauses it and lets it go on, over one connection that stays open: the time until mpv tells that its property `pause` has changed, with the commit to the disk and the stream to the agent in between. The reference is mpd, until `idle` tells that the player has changed: asked by `mpc`, which is a process for each command, and over a connection that stays open. It keeps nothing on the disk. All in turns.',
  async measure({ events }: Extent) {
    const missing = ['mpv', 'mpd', 'mpc'].filter((program) => !isInstalled(program))
    if (missing.includes('mpv')) return []
    await using stack = new AsyncDisposableStack()
    const hub = stack.use(await startHub())
    const folder = stack.use(await makeFolder())
    const { loudspeaker, command } = await playing(hub, folder.path, stack)
    const mpd =
      missing.length === 0
        ? stack.use(await startWatchedMpd(dirname(hub.trackFile), join(folder.path, 'mpd')))
        : null
    const sides = [
      side((isPaused) => atBaton(loudspeaker, isPaused, command), [hub.pid, ...loudspeaker.pids]),
      ...(mpd
        ? [
            side((isPaused) => atMpd(mpd, () => mpd.mpc(isPaused ? 'pause' : 'play')), [mpd.pid]),
            side((isPaused) => atMpd(mpd, async () => mpd.command(`pause ${isPaused ? 1 : 0}`)), [mpd.pid]),
          ]
        : []),
    ]
    for (const one of sides) await one.warmUp()
    for (let done = 0; done < events; done += BATCH) for (const one of sides) await one.batch()
    const [ours, mpc = null, open = null] = sides.map(({ found }) => found)
    return ours ? rowsOf(ours, { mpc, open }, missing.join(', ')) : []
  },
}

/** Sends a command of the session. */
type Send = (verb: 'pause' | 'play') => Promise<unknown>

async function playing(
  hub: Hub,
  folder: string,
  stack: AsyncDisposableStack,
): Promise<{ readonly loudspeaker: Loudspeaker; readonly command: Send }> {
  const token = await hub.signIn(0)
  const loudspeaker = stack.use(await startLoudspeaker(hub, token, folder))
  const { session_uuid: sessionId } = await hub.request('GET', '/me', token)
  const path = `/sessions/${sessionId}`
  const sounds = loudspeaker.paused(false)
  await hub.request('POST', `${path}/speaker`, token, { device_uuid: loudspeaker.deviceId })
  await playTrack(hub, token)
  await inTime(sounds)
  const wire = await openWire(hub.port)
  stack.defer(() => wire.close())
  return { loudspeaker, command: (verb) => ask(wire, `${path}/${verb}`, token) }
}

async function ask(wire: Wire, path: string, token: string): Promise<void> {
  const template = postRequest(path, '{"client_event_uuid":"{mark}"}', `Authorization: Bearer ${token}\r\n`)
  const { statusCode } = await wire.ask(fill(template, { mark: newMark(), count: 0 }))
  if (statusCode !== 200) throw new Error(`POST ${path} was answered with ${statusCode}.`)
}

async function atBaton(loudspeaker: Loudspeaker, isPaused: boolean, command: Send): Promise<number> {
  const changed = loudspeaker.paused(isPaused)
  const began = performance.now()
  const answered = command(isPaused ? 'pause' : 'play')
  const [at] = await inTime(Promise.all([changed, answered]))
  return at - began
}

async function atMpd(mpd: WatchedMpd, command: () => Promise<void>): Promise<number> {
  const changed = mpd.changed()
  const began = performance.now()
  const [at] = await inTime(Promise.all([changed, command()]))
  return at - began
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = new AbortController()
  const limit = sleep(GIVE_UP_AFTER_MS, undefined, { signal: late.signal }).then(
    () => Promise.reject(new Error('The player did not do what it was told.')),
    () => new Promise<never>(() => {}),
  )
  try {
    return await Promise.race([work, limit])
  } finally {
    late.abort()
  }
}

interface Found {
  readonly pauseMs: number[]
  readonly playMs: number[]
  spentMs: number
}

/** Pauses and lets go on by turns, and counts what these processes spend on it. */
function side(toggle: (isPaused: boolean) => Promise<number>, pids: readonly number[]) {
  const found: Found = { pauseMs: [], playMs: [], spentMs: 0 }
  const spent = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0)
  const once = async () => {
    const pauseMs = await toggle(true)
    await sleep(PAUSE_MS)
    const playMs = await toggle(false)
    await sleep(PAUSE_MS)
    return { pauseMs, playMs }
  }
  return {
    found,
    async warmUp() {
      for (let nth = 0; nth < BATCH; nth++) await once()
    },
    async batch() {
      const before = spent()
      for (let nth = 0; nth < BATCH; nth++) {
        const { pauseMs, playMs } = await once()
        found.pauseMs.push(pauseMs)
        found.playMs.push(playMs)
      }
      found.spentMs += spent() - before
    },
  }
}

function rowsOf(
  ours: Found,
  { mpc, open }: { readonly mpc: Found | null; readonly open: Found | null },
  missing: string,
): readonly Row[] {
  const both = ({ pauseMs, playMs }: Found) => [...pauseMs, ...playMs]
  const row = (what: string, theirs: Found | null, name: string, of: (found: Found) => number): Row => ({
    ...plain(`${what}, beside ${name}`, 'ms', of(ours)),
    reference: theirs ? [{ value: of(theirs) }] : [],
    referenceName: theirs ? name : `${missing} not installed`,
  })
  const beside = (theirs: Found | null, name: string) => [
    row('command p50', theirs, name, (found) => quantile(both(found), 0.5)),
    row('command p99', theirs, name, (found) => quantile(both(found), 0.99)),
    row('pause p50', theirs, name, ({ pauseMs }) => quantile(pauseMs, 0.5)),
    row('play p50', theirs, name, ({ playMs }) => quantile(playMs, 0.5)),
  ]
  return [
    promised('command p50, beside the promise', 'ms', quantile(both(ours), 0.5), MS_AT_MOST),
    ...beside(mpc, 'mpc and mpd'),
    ...beside(open, 'mpd, connection open'),
    row('processor time of a command, all processes', open, 'mpd, connection open', (found) => {
      return found.spentMs / both(found).length
    }),
  ]
}
