import { tmpdir } from 'node:os'
import type { ErrorCode } from '@baton/protocol'
import type { Clock } from '#engine'
import { runProgram } from './run-program.ts'

/** The first that knows all that it is told here. */
export const OLDEST_YT_DLP = '2023.03.03'
const WITHIN_MS = 60_000
const KNOWN_FOR_MS = 600_000
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
  const about = await run(ytDlp, '--version', signal, (line) => said.push(line))
  const version = said.find((line) => /^\d{4}\.\d{2}\.\d{2}(\.\d+)?$/.test(line)) ?? null
  if (about !== 'well' || version === null) return { problem: 'download.no-program', version }
  if (version < OLDEST_YT_DLP) return { problem: 'download.old-program', version }
  for (const program of [ffmpeg, ffprobe]) {
    if ((await run(program, '-version', signal)) !== 'well') return { problem: 'download.no-ffmpeg', version }
  }
  return { problem: null, version }
}

async function run(program: string, word: string, signal: AbortSignal, onLine?: (line: string) => unknown) {
  const { how } = await runProgram(
    { program, words: [word], folder: tmpdir(), withinMs: WITHIN_MS, ...(onLine && { onLine }) },
    signal,
  )
  return how
}
