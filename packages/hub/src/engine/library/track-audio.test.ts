import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError, type HouseholdId, type TrackId } from '@baton/protocol'
import type { OpenTrackFile, TrackContent, WantedTranscode } from '../ports/library.ts'
import { trackAudio } from './track-audio.ts'

const FLAC = { mime: 'audio/flac', codec: 'flac' }
const ALAC = { mime: 'audio/mp4', codec: 'alac' }
const WMA = { mime: 'audio/x-ms-wma', codec: 'wma' }
const OPUS = { mime: 'audio/ogg', codec: 'opus' }

type Sound = Pick<TrackContent, 'mime' | 'codec'> & Partial<TrackContent>

const ORIGINAL = {} as OpenTrackFile
const CONVERTED = {} as OpenTrackFile

/** What a device that says so gets of a track: the format it is converted to, or `as it is`. */
async function given(sound: Sound, formats: readonly string[] | null, startMs = 0): Promise<string> {
  let wanted: WantedTranscode | null = null
  const content = { part: null, ...sound, missing: false } as TrackContent
  const audio = trackAudio({
    store: { content: async () => content },
    files: { open: async () => ORIGINAL },
    transcodes: {
      async open(what) {
        wanted = what
        return CONVERTED
      },
    },
  })
  const admitted = { householdId: 'h' as HouseholdId, trackId: 't' as TrackId, formats, startMs }
  const opened = await audio.open(admitted, new AbortController().signal)
  const byNginx = await audio.content(admitted)
  if (opened === ORIGINAL) {
    assert.equal(byNginx, content)
    return 'as it is'
  }
  assert.equal(byNginx, null, '[M32] another server does not send what is converted')
  const { target, startMs: from } = wanted as unknown as WantedTranscode
  assert.equal(from, startMs)
  return target
}

test('[M23] a device gets the file as it is where it can decode that, or has not said what it can', async () => {
  for (const sound of [FLAC, ALAC, WMA, OPUS]) assert.equal(await given(sound, null), 'as it is')
  assert.equal(await given(FLAC, ['audio/flac']), 'as it is')
  assert.equal(await given(OPUS, ['AUDIO/OGG;codecs="opus"']), 'as it is')
  assert.equal(await given(OPUS, ['audio/ogg']), 'as it is')
  assert.equal(await given({ mime: 'audio/new', codec: 'new' }, ['audio/new']), 'as it is')
})

test('[M24] [M32] what it cannot decode is converted to the best that it can', async () => {
  assert.equal(await given(ALAC, ['audio/mp4; codecs=mp4a.40.2', 'audio/flac', 'audio/mpeg']), 'flac')
  assert.equal(await given(WMA, ['audio/mpeg', 'audio/ogg; codecs=opus']), 'opus')
  assert.equal(await given(FLAC, ['audio/mpeg', 'audio/ogg; codecs=vorbis']), 'mp3')
})

test('[M33] a part of a file is cut out of it, also for a device that can decode the file', async () => {
  const part = { startFrame: 75, endFrame: null }
  assert.equal(await given({ ...FLAC, part }, null), 'flac')
  assert.equal(await given({ ...OPUS, part }, ['audio/ogg', 'audio/mpeg']), 'opus')
})

test('[M24] a device that can decode nothing of all that is told so', async () => {
  await assert.rejects(
    given(FLAC, ['audio/x-ape']),
    (error) => error instanceof BatonError && error.code === 'media.no-common-format',
  )
})

test('[M27] from a place on it is always converted', async () => {
  assert.equal(await given(FLAC, null, 1_500), 'flac')
  assert.equal(await given(FLAC, ['audio/flac'], 1_500), 'flac')
  assert.equal(await given(FLAC, ['audio/mpeg'], 1_500), 'mp3')
})
