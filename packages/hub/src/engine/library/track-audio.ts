// Which bytes a device gets of a track: the file as it is wherever it can decode that, else what it can. Rules M23 to M25, M33.
import { BatonError, decodes } from '@baton/protocol'
import type { Admitted, TrackAudio } from '../api/library.ts'
import { codecIn } from '../audio-formats/index.ts'
import type { LibraryStore, TrackContent, TrackFiles, Transcodes, TranscodeTarget } from '../ports/library.ts'

export interface TrackAudioParts {
  readonly store: Pick<LibraryStore, 'content'>
  readonly files: TrackFiles
  readonly transcodes: Transcodes
}

export function trackAudio({ store, files, transcodes }: TrackAudioParts): TrackAudio {
  return {
    async open(admitted, signal) {
      const { householdId, trackId, startMs } = admitted
      const content = await store.content(householdId, trackId)
      if (!content || content.missing) return null
      const target = targetFor(admitted, content)
      return target === null
        ? files.open(content)
        : transcodes.open({ householdId, content, target, startMs }, signal)
    },
    async content(admitted) {
      const content = await store.content(admitted.householdId, admitted.trackId)
      return content && targetFor(admitted, content) === null ? content : null
    },
  }
}

/** The first that the device can decode: of these only FLAC loses nothing, and it is made quickest. */
const TARGETS: readonly { readonly target: TranscodeTarget; readonly type: string }[] = [
  { target: 'flac', type: 'audio/flac' },
  { target: 'opus', type: 'audio/ogg; codecs=opus' },
  { target: 'mp3', type: 'audio/mpeg' },
]

/** Null: it gets the file itself. */
function targetFor({ formats, startMs }: Admitted, content: TrackContent): TranscodeTarget | null {
  const type = codecIn(content)?.type ?? content.mime
  const isAsItIs = formats === null || decodes(formats, type)
  if (isAsItIs && startMs === 0 && content.part === null) return null
  const target = TARGETS.find((one) => formats === null || decodes(formats, one.type))
  if (!target) throw new BatonError('media.no-common-format', { format: type })
  return target.target
}
