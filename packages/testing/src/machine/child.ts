import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * A child process that ends when the test process ends, however it ends: the kernel is asked to kill it
 * with its parent. Its output is piped unless told otherwise.
 */
export function spawnOwned(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], options)
  child.stdin?.on('error', ignoreClosedPipe)
  return child
}

export type Finished = { readonly stdout: string; readonly stderr: string }

/** Waits for the end and gives the output as text; throws, with the end of stderr, unless the exit code is 0. */
export async function finish(
  child: ChildProcess,
  { input, timeoutMs = 30_000 }: { readonly input?: Uint8Array | string; readonly timeoutMs?: number } = {},
): Promise<Finished> {
  const stdout = gather(child.stdout)
  const stderr = gather(child.stderr)
  child.stdin?.end(input)
  const deadline = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  try {
    const [code, signal] = await once(child, 'close')
    if (code === 0) return { stdout: stdout(), stderr: stderr() }
    const command = child.spawnargs.slice(4).join(' ').slice(0, 200)
    throw new Error(`"${command}" ended with ${code ?? signal}: ${stderr().slice(-2000)}`)
  } finally {
    clearTimeout(deadline)
  }
}

/** Asks a child to end, insists after `patienceMs`, and returns once it is gone. */
export async function end(child: ChildProcess, patienceMs = 2000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await gone
  clearTimeout(insist)
}

/** For a test's `skip`: false when every program is installed, else the reason to skip. */
export function lacking(...programs: readonly string[]): string | false {
  const missing = programs.filter((program) => !isInstalled(program))
  return missing.length > 0 && `needs ${missing.join(', ')}`
}

/** For a test's `skip`: network namespaces need root and the ip and bridge programs. */
export function lackingNamespaces(): string | false {
  if (process.getuid?.() !== 0) return 'needs root for network namespaces'
  return lacking('ip', 'bridge', 'setpriv')
}

function isInstalled(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const longestOutput = 1_000_000

function gather(stream: ChildProcess['stdout']): () => string {
  let text = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (piece: string) => {
    text = (text + piece).slice(-longestOutput)
  })
  return () => text
}

/** A child that ends early closes its stdin; its exit code tells the story. */
function ignoreClosedPipe(): void {}
