import type { Recording } from './recording.ts'

/** A stretch of time on a recording's own clock. */
export type Stretch = { readonly startMs: number; readonly endMs: number }

export type SoundingOptions = {
  /** Loudness from which a millisecond counts as sound, in dB below full scale; chosen from the noise unless told. */
  readonly thresholdDb?: number
  /** Holes shorter than this do not split a stretch. */
  readonly bridgeMs?: number
}

/**
 * When a recording sounds at all, whatever it plays, to the millisecond.
 *
 * The threshold lies 12 dB above the noise floor (the quietest tenth of the recording), but never under
 * -66 dB and never above -42 dB: a recording that sounds all the time has no silence to measure a floor by.
 */
export function soundingStretches(recording: Recording, options: SoundingOptions = {}): readonly Stretch[] {
  const levels = levelsPerMs(recording)
  const threshold = options.thresholdDb === undefined ? thresholdOver(levels) : fromDb(options.thresholdDb)
  const bridgeMs = options.bridgeMs ?? 10
  const stretches: Stretch[] = []
  let open: { startMs: number; endMs: number } | undefined
  for (let ms = 0; ms < levels.length; ms += 1) {
    if ((levels[ms] ?? 0) < threshold) continue
    if (open && ms - open.endMs < bridgeMs) {
      open.endMs = ms + 1
    } else {
      open = { startMs: ms, endMs: ms + 1 }
      stretches.push(open)
    }
  }
  return stretches
}

export function totalMs(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
}

/** The times that lie in both lists. Each list is ordered and does not touch itself. */
export function common(one: readonly Stretch[], other: readonly Stretch[]): readonly Stretch[] {
  return one.flatMap((a) =>
    other
      .map((b) => ({ startMs: Math.max(a.startMs, b.startMs), endMs: Math.min(a.endMs, b.endMs) }))
      .filter(({ startMs, endMs }) => endMs > startMs),
  )
}

/** The times inside `span` that lie in none of the stretches. */
export function holes(stretches: readonly Stretch[], span: Stretch): readonly Stretch[] {
  const found: Stretch[] = []
  let quietFromMs = span.startMs
  for (const { startMs, endMs } of stretches.toSorted((a, b) => a.startMs - b.startMs)) {
    const untilMs = Math.min(startMs, span.endMs)
    if (untilMs > quietFromMs) found.push({ startMs: quietFromMs, endMs: untilMs })
    quietFromMs = Math.max(quietFromMs, endMs)
  }
  if (span.endMs > quietFromMs) found.push({ startMs: quietFromMs, endMs: span.endMs })
  return found
}

function levelsPerMs({ samples, sampleRate }: Recording): Float64Array {
  const samplesPerMs = sampleRate / 1000
  const levels = new Float64Array(Math.floor(samples.length / samplesPerMs))
  for (let ms = 0; ms < levels.length; ms += 1) {
    const from = Math.round(ms * samplesPerMs)
    const to = Math.round((ms + 1) * samplesPerMs)
    let energy = 0
    for (let index = from; index < to; index += 1) energy += (samples[index] ?? 0) ** 2
    levels[ms] = Math.sqrt(energy / (to - from))
  }
  return levels
}

function thresholdOver(levels: Float64Array): number {
  const floor = levels.toSorted()[Math.floor(levels.length / 10)] ?? 0
  return Math.min(fromDb(-42), Math.max(fromDb(-66), 4 * floor))
}

function fromDb(db: number): number {
  return 10 ** (db / 20)
}
