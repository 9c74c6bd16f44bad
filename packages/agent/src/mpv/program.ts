import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'

export interface MpvProgram {
  /** Where mpv is; a name is looked for on the path. */
  readonly command: string
  /** Where the dead man's script lies (`DEAD_MAN_SCRIPT`), in a file that ends in `.lua`. */
  readonly deadMan: string
  /** Further options, such as the sound card. */
  readonly options?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

export interface RunningMpv {
  readonly pid: number | undefined
  /** What it is told and says. It ends when this is closed, also when the agent is killed: the kernel closes it. */
  readonly wire: Duplex
  kill(): void
  onExit(call: (why: string) => void): void
}

/** The third descriptor of the child is its wire: a pair of sockets that no other program can reach. */
const WIRE = 3

/**
 * Nothing of the machine's own settings, scripts or screens, one script of ours, no address on the command line, and no file but the one
 * that it was told to play.
 */
const OPTIONS: readonly string[] = [
  ...['--no-config', '--load-scripts=no', '--ytdl=no', '--no-terminal', '--idle=yes'],
  ...['--no-video', '--audio-display=no', '--no-sub', '--no-input-default-bindings', '--input-media-keys=no'],
  ...['--access-references=no', '--load-unsafe-playlists=no', '--autoload-files=no'],
  ...['--gapless-audio=yes', '--prefetch-playlist=yes', '--volume-max=100'],
  ...['--audio-fallback-to-null=no', '--audio-client-name=Baton', '--hr-seek=yes'],
  ...['--cache=yes', '--demuxer-max-bytes=64MiB', '--demuxer-max-back-bytes=8MiB', '--network-timeout=5'],
  '--stream-lavf-o=reconnect=1,reconnect_streamed=1,reconnect_on_network_error=1,reconnect_delay_max=4',
  `--input-ipc-client=fd://${WIRE}`,
]

export function startMpv({ command, deadMan, options = [], env = process.env }: MpvProgram): RunningMpv {
  const child: ChildProcess = spawn(command, [...OPTIONS, `--script=${deadMan}`, ...options], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env,
  })
  let gone: string | null = null
  const calls: ((why: string) => void)[] = []
  const leave = (why: string) => {
    if (gone !== null) return
    gone = why
    for (const call of calls) call(why)
  }
  child.once('error', (error: NodeJS.ErrnoException) => leave(`it cannot be started (${error.code})`))
  child.once('exit', (code, signal) => leave(`it ended with ${code ?? signal}`))
  return {
    pid: child.pid,
    wire: child.stdio[WIRE] as Duplex,
    kill: () => void child.kill('SIGKILL'),
    onExit: (call) => {
      if (gone === null) calls.push(call)
      else call(gone)
    },
  }
}
