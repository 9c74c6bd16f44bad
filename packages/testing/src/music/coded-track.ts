import { finish, spawnOwned } from '../machine/child.ts'
import { codedSamples } from './position-code.ts'

export type CodedTrack = {
  readonly id: number
  readonly durationMs: number
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly trackNumber: number
  readonly sampleRate?: number
  readonly channels?: 1 | 2
}

/** Writes a tagged 16-bit FLAC file whose sound tells, at every instant, which track it is and where. */
export async function writeCodedTrack(path: string, track: CodedTrack): Promise<void> {
  const { sampleRate = 44_100, channels = 2 } = track
  const samples = codedSamples({ id: track.id, durationMs: track.durationMs, sampleRate })
  const child = spawnOwned('flac', [
    ...[
      '--silent',
      // Tags are UTF-8, whatever the machine's locale says.
      '--no-utf8-convert',
      '--force',
      '-0',
      '--no-padding',
      '--force-raw-format',
      '--endian=little',
      '--sign=signed',
    ],
    ...['--bps=16', `--sample-rate=${sampleRate}`, `--channels=${channels}`],
    ...[`--tag=TITLE=${track.title}`, `--tag=ARTIST=${track.artist}`, `--tag=ALBUM=${track.album}`],
    ...[`--tag=TRACKNUMBER=${track.trackNumber}`, `--output-name=${path}`, '-'],
  ])
  await finish(child, { input: interleave(samples, channels) })
}

function interleave(samples: Float32Array, channels: number): Uint8Array {
  const pcm = new Int16Array(samples.length * channels)
  for (let index = 0; index < samples.length; index += 1) {
    const value = Math.round((samples[index] ?? 0) * 32_767)
    for (let channel = 0; channel < channels; channel += 1) pcm[index * channels + channel] = value
  }
  return new Uint8Array(pcm.buffer)
}
