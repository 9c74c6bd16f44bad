// One run of a program of somebody else: no shell, no settings or variables of whoever started the hub, an end in sight,
// and whatever it started itself ends with it.
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'

/** Whoever hears music by now must not notice. */
const BEHIND_THE_HUB = 5
const LONGEST_LINE = 64 * 1024
const LAST_WORDS = 16 * 1024
/** Where a machine keeps the certificates that it trusts, if somewhere else than usual. */
const PASSED_ON = ['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'SYSTEMROOT'] as const

export interface ProgramRun {
  readonly program: string
  readonly words: readonly string[]
  /** Its working folder, and all the home that it has. */
  readonly folder: string
  readonly withinMs: number
  /** It is ended when it has said nothing for this long. */
  readonly silentMs?: number
  /** Of its standard output, without what ends it. */
  readonly onLine?: (line: string) => unknown
}

export interface Ended {
  /** `missing`: it is not there, or may not be run. */
  readonly how: 'well' | 'badly' | 'missing' | 'too-slow'
  /** The end of what it said on its standard error. */
  readonly said: string
}

/** Rejects with the signal's reason only. */
export function runProgram(run: ProgramRun, signal: AbortSignal): Promise<Ended> {
  if (signal.aborted) return Promise.reject(signal.reason)
  const inGroup = process.platform !== 'win32'
  const child = spawn(run.program, run.words, {
    cwd: run.folder,
    detached: inGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment(run.folder),
  })
  let said = ''
  let tooSlow = false
  const kill = () => {
    try {
      if (inGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      else child.kill('SIGKILL')
    } catch {
      // It is over already.
    }
  }
  const slow = () => {
    tooSlow = true
    kill()
  }
  const last = setTimeout(slow, run.withinMs)
  const silence = setTimeout(slow, run.silentMs ?? run.withinMs)
  signal.addEventListener('abort', kill)
  return new Promise<Ended>((resolve, reject) => {
    child.once('spawn', () => putBehind(child.pid))
    child.once('error', () => resolve({ how: 'missing', said }))
    lines(child.stdout, (line) => {
      silence.refresh()
      run.onLine?.(line)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      silence.refresh()
      said = (said + text).slice(-LAST_WORDS)
    })
    child.once('close', (code) => {
      if (signal.aborted) reject(signal.reason)
      else resolve({ how: tooSlow ? 'too-slow' : code === 0 ? 'well' : 'badly', said })
    })
  }).finally(() => {
    clearTimeout(last)
    clearTimeout(silence)
    signal.removeEventListener('abort', kill)
  })
}

function environment(folder: string): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    ...Object.fromEntries(passed),
    ...{ HOME: folder, XDG_CONFIG_HOME: folder, XDG_CACHE_HOME: folder, APPDATA: folder, TMPDIR: folder },
    ...{ LC_ALL: 'C.UTF-8', PYTHONUTF8: '1', PYTHONNOUSERSITE: '1', YTDLP_NO_PLUGINS: '1' },
  }
}

function lines(stream: NodeJS.ReadableStream, onLine: (line: string) => unknown): void {
  let rest = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE)
    for (const part of parts) onLine(part.trimEnd())
  })
  stream.on('end', () => {
    if (rest !== '') onLine(rest)
  })
}

function putBehind(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, BEHIND_THE_HUB)
  } catch {
    // It is over already.
  }
}
