import { join } from 'node:path'
import { coverFiles, listFormats, trackLyrics, trackWaveforms } from '#jobs/library'
import { trackTranscodes } from '#jobs/transcode'
import { keptFiles, trackFiles } from '#stores/files'
import { type Config, TRANSCODE_BYTES } from './config/config.ts'

export interface TrackWires {
  readonly config: Pick<Config, 'dataDir' | 'transcodeBytes'>
  readonly coversPath: string
  readonly onFailure: (error: unknown) => void
}

/** What is made of files of music besides their rows in the library: words, shapes, other formats, pictures, lists. */
export function wireTracks({ config, coversPath, onFailure }: TrackWires) {
  const { dataDir, transcodeBytes = TRANSCODE_BYTES } = config
  const files = trackFiles()
  const transcodes = trackTranscodes({
    files,
    folder: join(dataDir, 'transcodes'),
    maxBytes: transcodeBytes,
    onFailure,
  })
  const formats = listFormats()
  return {
    files,
    covers: coverFiles(keptFiles(coversPath)),
    lyrics: trackLyrics({ files }),
    waveforms: trackWaveforms({ files, kept: keptFiles(join(dataDir, 'waveforms')) }),
    transcodes,
    formats,
    async [Symbol.asyncDispose]() {
      await formats[Symbol.asyncDispose]()
      await transcodes[Symbol.asyncDispose]()
    },
  }
}
