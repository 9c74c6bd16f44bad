import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { end, finish, spawnOwned } from '../machine/child.ts'
import type { Recording } from './recording.ts'
import { type Tape, threadTape } from './tape.ts'

/**
 * A sound server of our own with one silent sound card per name, and a tape on all of them. The cards are pairs of
 * channels of one card underneath, recorded in one go: what is simultaneous on two cards is simultaneous, to the
 * sample, in the recordings.
 */
export type Pulse<Sink extends string> = AsyncDisposable & {
  readonly sinks: readonly Sink[]
  /** The environment that makes a program play on this card and nowhere else. */
  env(sink: Sink): Readonly<Record<string, string>>
  /** Begins a take. Nothing that sounds after this is missing from it. */
  record(): Take<Sink>
}

export type Take<Sink extends string> = {
  /** Milliseconds recorded so far, on the clock of the recordings. */
  positionMs(): number
  /** Ends the take and gives one recording per card. */
  stop(): Promise<Readonly<Record<Sink, Recording>>>
}

export type PulseOptions<Sink extends string> = {
  /** At most 16 names, of letters, digits, `-` and `_`. */
  readonly sinks: readonly Sink[]
}

const sampleRate = 44_100
const mostSinks = 16
/** A card plays in blocks of this length: a player's start, stop or seek is heard up to this much later. */
const latencyMs = 10

export async function startPulse<const Sink extends string>({
  sinks,
}: PulseOptions<Sink>): Promise<Pulse<Sink>> {
  checkNames(sinks)
  const folder = await mkdtemp(join(tmpdir(), 'baton-pulse-'))
  const server = `unix:${join(folder, 'native')}`
  const shared = { ...withoutDesktop(), HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_SERVER: server }
  const daemon = spawnOwned('pulseaudio', daemonArgs(folder, sinks), { env: shared, stdio: 'ignore' })
  const stopDaemon = async (): Promise<void> => {
    await end(daemon)
    await rm(folder, { recursive: true, force: true })
  }
  let recorder: ChildProcess | undefined
  let tape: Tape
  try {
    await untilListening(daemon, shared)
    recorder = spawnOwned('parec', recorderArgs(sinks.length), {
      env: shared,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    if (!recorder.stdout) throw new Error('The recorder has no output.')
    tape = threadTape({ source: recorder.stdout, sampleRate, channels: 2 * sinks.length })
    await tape.running()
  } catch (error) {
    if (recorder) await end(recorder)
    await stopDaemon()
    throw error
  }
  const running = recorder

  return {
    sinks,
    env: (sink) => ({ PULSE_SERVER: server, PULSE_SINK: sink, XDG_RUNTIME_DIR: folder }),
    record() {
      const cut = tape.record()
      return {
        positionMs: cut.positionMs,
        async stop() {
          await wait(2 * latencyMs)
          const channels = cut.stop()
          const recordings = sinks.map((sink, index) => [sink, channels(2 * index, 2)])
          return Object.fromEntries(recordings) as Record<Sink, Recording>
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await end(running)
      await stopDaemon()
    },
  }
}

function daemonArgs(folder: string, sinks: readonly string[]): string[] {
  const aux = sinks.flatMap((_, index) => [`aux${2 * index}`, `aux${2 * index + 1}`])
  const cards = sinks.map(
    (sink, index) =>
      `module-remap-sink sink_name=${sink} master=card channels=2 channel_map=front-left,front-right ` +
      `master_channel_map=aux${2 * index},aux${2 * index + 1} remix=no`,
  )
  // Without `norewinds` a card hears up to a block less of every stream than was played on it.
  const modules = [
    `module-native-protocol-unix socket=${join(folder, 'native')} auth-anonymous=1`,
    `module-null-sink sink_name=card norewinds=1 rate=${sampleRate} channels=${aux.length} channel_map=${aux.join(',')}`,
    ...cards,
  ]
  return [
    ...['-n', '--daemonize=no', '--system=false', '--use-pid-file=no', '--exit-idle-time=-1'],
    ...['--realtime=no', '--high-priority=no', '--disable-shm=yes', '--log-target=stderr'],
    ...modules.flatMap((module) => ['-L', module]),
  ]
}

function recorderArgs(sinks: number): string[] {
  const map = Array.from({ length: 2 * sinks }, (_, index) => `aux${index}`).join(',')
  return [
    ...[
      '--device=card.monitor',
      '--raw',
      '--format=s16le',
      `--rate=${sampleRate}`,
      `--channels=${2 * sinks}`,
    ],
    ...[`--channel-map=${map}`, '--no-remix', `--latency-msec=${latencyMs}`],
  ]
}

async function untilListening(daemon: ChildProcess, env: NodeJS.ProcessEnv): Promise<void> {
  const failed = once(daemon, 'exit').then(([code]) => {
    throw new Error(`The sound server ended at once with ${code}.`)
  })
  failed.catch(() => {})
  const deadlineMs = Date.now() + 10_000
  for (;;) {
    const answer = finish(spawnOwned('pactl', ['info'], { env }))
    try {
      await Promise.race([answer, failed])
      return
    } catch (error) {
      if (daemon.exitCode !== null || Date.now() > deadlineMs) throw error
      await wait(50)
    }
  }
}

/** No session bus and no user's sound settings: the server must meet nothing of the machine's own desktop. */
function withoutDesktop(): NodeJS.ProcessEnv {
  const { DBUS_SESSION_BUS_ADDRESS, DISPLAY, PULSE_SINK, PULSE_SOURCE, ...rest } = process.env
  return rest
}

function checkNames(sinks: readonly string[]): void {
  const good = sinks.every((sink) => /^[\w-]{1,32}$/.test(sink) && sink !== 'card')
  if (good && sinks.length > 0 && sinks.length <= mostSinks && new Set(sinks).size === sinks.length) return
  throw new RangeError(`One to ${mostSinks} different plain names of sound cards are wanted, not "${sinks}".`)
}
