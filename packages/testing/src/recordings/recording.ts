import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finish, spawnOwned } from '../machine/child.ts'

/** What one sound card played. Recordings of one take share their first instant and their clock. */
export type Recording = {
  readonly sampleRate: number
  readonly samples: Float32Array
  /** Wall time (Unix ms) of the first sample; good to some 20 ms, for matching with logs, not for figures. */
  readonly startedAtMs: number
}

export function durationMsOf({ samples, sampleRate }: Recording): number {
  return (samples.length * 1000) / sampleRate
}

/**
 * The stretch of a recording between two instants of it, for judging one hand-over out of several. Throws when it ends
 * after the recording does: what was not recorded would pass for silence.
 */
export function excerpt(
  recording: Recording,
  { fromMs = 0, toMs = durationMsOf(recording) }: { readonly fromMs?: number; readonly toMs?: number },
): Recording {
  const endMs = durationMsOf(recording)
  if (toMs > endMs + 1) throw new RangeError(`${toMs} ms was not recorded: it ends at ${endMs} ms.`)
  const sampleAt = (ms: number) => Math.max(0, Math.round((ms * recording.sampleRate) / 1000))
  return {
    sampleRate: recording.sampleRate,
    samples: recording.samples.subarray(sampleAt(fromMs), sampleAt(toMs)),
    startedAtMs: recording.startedAtMs + fromMs,
  }
}

/** Reads any audio file that ffmpeg understands as one channel. */
export async function readRecording(path: string, sampleRate = 44_100): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-sound-'))
  try {
    const raw = join(folder, 'samples.raw')
    const format = ['-ac', '1', '-ar', String(sampleRate), '-f', 'f32le', '-c:a', 'pcm_f32le']
    await finish(spawnOwned('ffmpeg', ['-nostdin', '-v', 'error', '-i', path, ...format, raw]))
    const bytes = await readFile(raw)
    const whole = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    return { sampleRate, samples: new Float32Array(whole), startedAtMs: 0 }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
