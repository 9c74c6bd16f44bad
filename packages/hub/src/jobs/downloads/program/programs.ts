import { tmpdir } from 'node:os'
import type { ErrorCode } from '@baton/protocol'
import type { Clock } from '#engine'
import { bounded, type Command } from './bounds.ts'
import { guarded, KEEPS_TO_ITS_PROXY } from './guard.ts'
import { runProgram } from './run-program.ts'

/** The first that knows all that it is told here; one that cannot be guarded has to be newer. */
export const OLDEST_YT_DLP = '2023.03.03'
const WITHIN_MS = 60_000
const KNOWN_FOR_MS = 600_000
/** Nothing listens there. */
const NO_PROXY = 'http://127.0.0.1:1'
/** Somebody may be installing it. */
const MISSED_FOR_MS = 5_000

export interface Programs {
  readonly ytDlp: string
  readonly ffmpeg: string
  readonly ffprobe: string
}

export interface ProgramsFound {
  readonly problem: ErrorCode | null
  readonly version: string | null
}

/** Whether the programs are there and new enough; looked at anew from time to time. */
export function programsLooker(
  programs: Programs,
  clock: Pick<Clock, 'monotonicMs'>,
): (signal: AbortSignal) => Promise<ProgramsFound> {
  let known: { readonly found: Promise<ProgramsFound>; until: number } | null = null
  return (signal) => {
    if (known && clock.monotonicMs() < known.until) return known.found
    const found = look(programs, signal)
    const fresh = { found, until: clock.monotonicMs() + KNOWN_FOR_MS }
    known = fresh
    found.then(
      ({ problem }) => {
        if (problem !== null) fresh.until = clock.monotonicMs() + MISSED_FOR_MS
      },
      () => {
        fresh.until = 0
      },
    )
    return found
  }
}

async function look({ ytDlp, ffmpeg, ffprobe }: Programs, signal: AbortSignal): Promise<ProgramsFound> {
  const said: string[] = []
  const guardedOne = await guarded(ytDlp, NO_PROXY, ['--version'])
  const command = guardedOne ?? (await bounded({ program: ytDlp, words: ['--version'] }))
  const about = await run(command, signal, (line) => said.push(line))
  const version = said.find((line) => /^\d{4}\.\d{2}\.\d{2}(\.\d+)?$/.test(line)) ?? null
  if (about !== 'well' || version === null) return { problem: 'download.no-program', version }
  if (version < (guardedOne ? OLDEST_YT_DLP : KEEPS_TO_ITS_PROXY))
    return { problem: 'download.old-program', version }
  for (const program of [ffmpeg, ffprobe]) {
    const ended = await run({ program, words: ['-version'] }, signal)
    if (ended !== 'well') return { problem: 'download.no-ffmpeg', version }
  }
  return { problem: null, version }
}

async function run(command: Command, signal: AbortSignal, onLine?: (line: string) => unknown) {
  const { how } = await runProgram(
    { ...command, folder: tmpdir(), withinMs: WITHIN_MS, ...(onLine && { onLine }) },
    signal,
  )
  return how
}
