import { once } from 'node:events'
import type { Readable } from 'node:stream'
import type { Recording } from './recording.ts'

/**
 * Takes down what a recorder delivers (16-bit samples, channel by channel) while a cut is open, and lets it pass by
 * otherwise. All channels share one clock.
 */
export type Tape = {
  /** Resolves once sound data arrives. */
  running(): Promise<void>
  record(): Cut
}

export type Cut = {
  positionMs(): number
  /** Ends the cut; the answer mixes `count` neighbouring channels into one recording. */
  stop(): (firstChannel: number, count: number) => Recording
}

type TapeOptions = {
  readonly source: Readable
  readonly sampleRate: number
  readonly channels: number
}

const longestMinutes = 10

export function threadTape({ source, sampleRate, channels }: TapeOptions): Tape {
  const bytesPerMoment = 2 * channels
  const mostBytes = longestMinutes * 60 * sampleRate * bytesPerMoment
  const open = new Set<{ pieces: Buffer[]; bytes: number }>()
  let passedBytes = 0
  let startedAtMs = Number.POSITIVE_INFINITY

  source.on('data', (piece: Buffer) => {
    passedBytes += piece.length
    // A piece can only be late, never early, so the earliest start that any piece speaks for is the truest.
    startedAtMs = Math.min(startedAtMs, Date.now() - msOf(passedBytes))
    for (const take of open) {
      take.pieces.push(piece)
      take.bytes += piece.length
      if (take.bytes > mostBytes) open.delete(take)
    }
  })

  function msOf(bytes: number): number {
    return (bytes / bytesPerMoment / sampleRate) * 1000
  }

  return {
    async running() {
      const ended = once(source, 'close').then(() => {
        throw new Error('The recorder ended before it recorded anything.')
      })
      ended.catch(() => {})
      await Promise.race([once(source, 'data'), ended])
    },
    record() {
      const skipBytes = (bytesPerMoment - (passedBytes % bytesPerMoment)) % bytesPerMoment
      const fromBytes = passedBytes + skipBytes
      const take = { pieces: [] as Buffer[], bytes: 0 }
      open.add(take)
      return {
        positionMs: () => msOf(Math.max(0, take.bytes - skipBytes)),
        stop() {
          if (!open.delete(take))
            throw new Error(`A take lasts at most ${longestMinutes} minutes and ends once.`)
          const bytes = Buffer.concat(take.pieces).subarray(skipBytes)
          take.pieces.length = 0
          const moments = Math.floor(bytes.length / bytesPerMoment)
          return (firstChannel, count) => ({
            sampleRate,
            samples: mix(bytes, { moments, channels, firstChannel, count }),
            startedAtMs: startedAtMs + msOf(fromBytes),
          })
        },
      }
    },
  }
}

type Mix = {
  readonly moments: number
  readonly channels: number
  readonly firstChannel: number
  readonly count: number
}

function mix(bytes: Buffer, { moments, channels, firstChannel, count }: Mix): Float32Array {
  const samples = new Float32Array(moments)
  for (let moment = 0; moment < moments; moment += 1) {
    let sum = 0
    for (let channel = firstChannel; channel < firstChannel + count; channel += 1) {
      sum += bytes.readInt16LE(2 * (moment * channels + channel))
    }
    samples[moment] = sum / count / 32_768
  }
  return samples
}
