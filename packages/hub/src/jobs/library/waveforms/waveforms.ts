// Draws the waveform of a track with ffmpeg, when it is first asked for, and keeps it by the content of the file. The
// program runs as a child with little time and no way to anything but this one file.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { availableParallelism, setPriority } from 'node:os'
import { join } from 'node:path'
import { BatonError, turns, WAVEFORM_PEAKS, type Waveform } from '@baton/protocol'
import type { KeptFiles, TrackContent, TrackFiles, TrackWaveforms } from '#engine'
import { CUE_FRAMES_PER_SECOND, formatByMime, inputOptions } from '#engine/audio-formats'
import { peaksOf } from './peaks.ts'

const SAMPLES_PER_SECOND = 8_000
const MAX_DURATION_MS = 6 * 60 * 60_000
const DRAWN_WITHIN_MS = 120_000
const MAX_WAITING = 50
const BEHIND_EVERYTHING_ELSE = 15

export type WaveformOptions = {
  readonly files: TrackFiles
  readonly kept: KeptFiles
  readonly program?: string
}

type Reason = 'no-ffmpeg' | 'cannot-decode' | 'too-long' | 'busy' | 'file-away'

export function trackWaveforms({ files, kept, program = 'ffmpeg' }: WaveformOptions): TrackWaveforms {
  const drawing = new Map<string, Promise<Uint8Array>>()
  const line = turns({ atOnce: Math.max(1, availableParallelism() - 1), mostWaiting: MAX_WAITING })

  const draw = async (name: string, content: TrackContent): Promise<Uint8Array> => {
    const file = await files.open(content)
    if (!file) throw refused('file-away')
    await file.close()
    const peaks = await decode(program, content)
    await kept.write(name, peaks)
    return peaks
  }
  return {
    async of(content) {
      const { durationMs } = content
      const name = nameOf(content)
      const ready = await kept.read(name)
      if (ready?.length === WAVEFORM_PEAKS) return waveform(ready, durationMs)
      if (durationMs > MAX_DURATION_MS) throw refused('too-long')
      const known = drawing.get(name)
      if (known) return waveform(await known, durationMs)
      if (drawing.size >= MAX_WAITING) throw refused('busy')
      const fresh = line.take(() => draw(name, content)).finally(() => drawing.delete(name))
      drawing.set(name, fresh)
      return waveform(await fresh, durationMs)
    },
  }
}

function waveform(peaks: Uint8Array, durationMs: number): Waveform {
  return { peaks: [...peaks], durationMs }
}

function nameOf({ sampleHash, sizeBytes }: TrackContent): string {
  return `${createHash('sha256').update(`${sampleHash} ${sizeBytes}`).digest('hex').slice(0, 40)}.wave`
}

function refused(reason: Reason): BatonError {
  return new BatonError('library.no-waveform', { reason })
}

function decode(program: string, content: TrackContent): Promise<Uint8Array> {
  const { folderPath, path, durationMs, part } = content
  const child = spawn(
    program,
    [
      ...['-v', 'error', '-nostdin', '-protocol_whitelist', 'file', ...inputOf(content)],
      ...(part === null
        ? []
        : ['-ss', seconds(part.startFrame / CUE_FRAMES_PER_SECOND), '-t', seconds(durationMs / 1_000)]),
      ...['-i', `file:${join(folderPath, path)}`, '-map', '0:a:0', '-vn', '-sn', '-dn'],
      ...['-ac', '1', '-ar', String(SAMPLES_PER_SECOND), '-threads', '1', '-f', 's16le', 'pipe:1'],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH ?? '' } },
  )
  const expected = Math.max(1, Math.round((durationMs / 1000) * SAMPLES_PER_SECOND))
  const peaks = peaksOf(expected)
  let bytes = 0
  const timer = setTimeout(() => child.kill('SIGKILL'), DRAWN_WITHIN_MS)
  return new Promise<Uint8Array>((resolve, reject) => {
    child.once('spawn', () => putBehind(child.pid))
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(refused(error.code === 'ENOENT' ? 'no-ffmpeg' : 'cannot-decode')),
    )
    child.stdout.on('data', (piece: Uint8Array) => {
      bytes += piece.length
      peaks.add(piece)
      if (bytes > (expected + SAMPLES_PER_SECOND * 60) * 4) child.kill('SIGKILL')
    })
    child.once('close', (code) =>
      code === 0 && bytes > 0 ? resolve(peaks.finish()) : reject(refused('cannot-decode')),
    )
  }).finally(() => clearTimeout(timer))
}

function seconds(count: number): string {
  return count.toFixed(6)
}

function inputOf({ mime }: TrackContent): readonly string[] {
  const format = formatByMime(mime)
  if (!format) throw refused('cannot-decode')
  return inputOptions(format)
}

function putBehind(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, BEHIND_EVERYTHING_ELSE)
  } catch {
    // It is over already.
  }
}
