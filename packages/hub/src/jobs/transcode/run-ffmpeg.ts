// One run of ffmpeg: a file in, a file out. It reads that one file and nothing else, in the format that the library has
// found it to be, and ends with its signal.
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { BatonError } from '@baton/protocol'
import type { TrackContent, TranscodeTarget } from '#engine'
import { CUE_FRAMES_PER_SECOND, codecIn, formatByMime, inputOptions } from '#engine/audio-formats'

export interface FfmpegRun {
  readonly program: string
  readonly content: TrackContent
  readonly target: TranscodeTarget
  readonly startMs: number
  /** A file that is not there yet. */
  readonly to: string
  readonly maxBytes: number
}

const RUNS_AT_MOST_MS = 30 * 60_000
/** Somebody waits for it, but whoever hears music by now must not notice. */
const BEHIND_THE_HUB = 5

/** Rejects with `media.no-transcoder`, `media.cannot-decode`, or what the signal says. */
export function runFfmpeg(run: FfmpegRun, signal: AbortSignal): Promise<void> {
  const { program, maxBytes } = run
  if (signal.aborted) return Promise.reject(signal.reason)
  const child = spawn(program, wordsOf(run), {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH ?? '' },
  })
  let madeUs = 0
  const kill = () => void child.kill('SIGKILL')
  const timer = setTimeout(kill, RUNS_AT_MOST_MS)
  signal.addEventListener('abort', kill)
  return new Promise<void>((resolve, reject) => {
    child.once('spawn', () => putBehind(child.pid))
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT' || error.code === 'EACCES'
      reject(new BatonError(isMissing ? 'media.no-transcoder' : 'media.cannot-decode'))
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      madeUs = lastNumber(text, 'out_time_us') ?? madeUs
      if ((lastNumber(text, 'total_size') ?? 0) > maxBytes) kill()
    })
    // It calls a file without any sound a success.
    child.once('close', (code) => {
      if (code === 0 && madeUs > 0) resolve()
      else reject(signal.aborted ? signal.reason : new BatonError('media.cannot-decode'))
    })
  }).finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', kill)
  })
}

function wordsOf({ content, target, startMs, to }: FfmpegRun): readonly string[] {
  const format = formatByMime(content.mime)
  if (!format) throw new BatonError('media.cannot-decode')
  // What fills the last block of DSF would be heard as a click.
  const fromTo = placesIn(content, startMs, format.name === 'dsf')
  const isExactly = SEEKS_EXACTLY.has(format.name)
  return [
    ...['-v', 'error', '-nostdin', '-n', '-progress', 'pipe:1', '-stats_period', '0.5'],
    ...['-protocol_whitelist', 'file', ...inputOptions(format)],
    ...(isExactly ? fromTo : []),
    ...['-i', `file:${join(content.folderPath, content.path)}`, '-map', '0:a:0', '-vn', '-sn', '-dn'],
    // Behind the input all of it is decoded, so the place is exact whatever the format says of places.
    ...(isExactly ? [] : fromTo),
    // Alike whenever it is made: neither names of programs nor random numbers stand in it.
    ...['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact', '-threads', '1'],
    ...(target === 'flac' ? flacWords(content) : TARGETS[target]),
    `file:${to}`,
  ]
}

/** In these every place is found by its number of samples. In others all that lies before it has to be decoded. */
const SEEKS_EXACTLY: ReadonlySet<string> = new Set(['flac', 'wav'])

/** Where the sound begins and ends that is wanted of the file. `hasFilling`: it goes on behind its own end. */
function placesIn(
  { part, durationMs }: TrackContent,
  startMs: number,
  hasFilling: boolean,
): readonly string[] {
  const partMs = msOf(part?.startFrame ?? 0)
  const beginMs = partMs + startMs
  const lastMs = hasFilling ? partMs + durationMs : null
  const endMs = part && part.endFrame !== null ? msOf(part.endFrame) : lastMs
  return [
    ...(beginMs > 0 ? ['-ss', seconds(beginMs)] : []),
    ...(endMs === null ? [] : ['-t', seconds(Math.max(1, endMs - beginMs))]),
  ]
}

/** Not in whole milliseconds: the part behind it begins with the next sample. */
function msOf(frame: number): number {
  return (frame * 1_000) / CUE_FRAMES_PER_SECOND
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(6)
}

const TARGETS: Readonly<Record<Exclude<TranscodeTarget, 'flac'>, readonly string[]>> = {
  opus: ['-c:a', 'libopus', '-b:a', '192k', '-f', 'ogg'],
  // At an even rate players find every place exactly.
  mp3: ['-c:a', 'libmp3lame', '-b:a', '320k', '-f', 'mp3'],
}

/** DSD has one bit 64 times as often; this is the whole of what can be heard of it, and of what lies above. */
const DSD_RATE = 88_200

/** Every bit of what was lossless, to 24 of them; of what was not, as many as there is music in. */
function flacWords(content: TrackContent): readonly string[] {
  const codec = codecIn(content)
  const shape =
    codec?.codec === 'dsd'
      ? `aresample=${DSD_RATE}:out_sample_fmt=s32`
      : codec?.isLossless
        ? 'aformat=sample_fmts=s16|s32'
        : 'aresample=out_sample_fmt=s16:dither_method=triangular_hp'
  return ['-af', shape, '-c:a', 'flac', '-compression_level', '2', '-f', 'flac']
}

function lastNumber(text: string, name: string): number | null {
  const found = text.matchAll(new RegExp(`^${name}=(\\d+)$`, 'gm'))
  const [, digits] = [...found].at(-1) ?? []
  return digits === undefined ? null : Number(digits)
}

function putBehind(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, BEHIND_THE_HUB)
  } catch {
    // It is over already.
  }
}
