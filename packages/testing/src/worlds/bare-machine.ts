import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnOwned } from '../machine/child.ts'
import { program, startUserUnits, type UserUnits } from '../machine/user-units.ts'

export interface BareMachine extends AsyncDisposable {
  readonly home: string
  readonly units: UserUnits
  /** Runs a line as somebody types it into a terminal. What it says so far is in `said`. */
  type(line: string): TypedLine
  /** The text of a file below the home folder; null: there is none. */
  read(path: string): Promise<string | null>
  /** Gives it a program, or another one of that name. */
  give(name: string, words: string): Promise<void>
}

export interface TypedLine {
  said(): string
  readonly code: Promise<number | null>
  end(): void
}

export interface BareMachineOptions {
  /** Where it finds its sound card. */
  readonly env?: Readonly<Record<string, string>>
  /** What it has not, of what it would have: a Node, a player, units. */
  readonly lacks?: readonly ('node' | 'mpv' | 'systemctl')[]
}

/** What every system has, what somebody needs to fetch something, and what its processes are started with here. */
const SYSTEM = [
  ...[
    'sh',
    'cat',
    'chmod',
    'grep',
    'gzip',
    'mkdir',
    'mktemp',
    'mv',
    'rm',
    'sed',
    'sleep',
    'tar',
    'tr',
    'uname',
  ],
  ...['sha256sum', 'sha512sum', 'curl', 'setpriv'],
]

/** The account of somebody on a machine that never heard of Baton: a home of its own, a few programs, units of its own. */
export async function bareMachine({ env = {}, lacks = [] }: BareMachineOptions = {}): Promise<BareMachine> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-bare-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const [home, bin] = [join(folder, 'home'), join(folder, 'bin')]
  await Promise.all([home, bin].map((path) => mkdir(path)))
  // Whoever runs the tests: here it is somebody without rights over the machine.
  await program(join(bin, 'id'), 'case $1 in -u) echo 1000;; *) echo ann;; esac')
  for (const name of SYSTEM) await symlink(systemProgram(name), join(bin, name))
  if (!lacks.includes('node')) await symlink(process.execPath, join(bin, 'node'))
  if (!lacks.includes('mpv')) await symlink(systemProgram('mpv'), join(bin, 'mpv'))
  const own = { HOME: home, PATH: bin, XDG_RUNTIME_DIR: folder, ...env }
  const units = made.use(await startUserUnits({ bin, units: join(home, '.config/systemd/user'), env: own }))
  if (lacks.includes('systemctl')) await rm(join(bin, 'systemctl'))
  const kept = made.move()
  return {
    home,
    units,
    type(line) {
      const child = spawnOwned('sh', ['-c', line], {
        env: own,
        stdio: ['ignore', 'pipe', 'pipe'],
        // What a terminal ends, it ends with everything that it has begun.
        detached: true,
      })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream?.setEncoding('utf8').on('data', (text: string) => {
          said += text
        })
      }
      const code = new Promise<number | null>((resolve) => {
        child.once('close', (exitCode) => resolve(exitCode))
      })
      return { said: () => said, code, end: () => void (child.pid && process.kill(-child.pid, 'SIGINT')) }
    },
    read: (path) => readFile(join(home, path), 'utf8').catch(() => null),
    give: async (name, words) => {
      await rm(join(bin, name), { force: true })
      await program(join(bin, name), words)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function systemProgram(name: string): string {
  return (
    ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path)) ??
    `/usr/bin/${name}`
  )
}
