import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUDIO_TYPES } from '@baton/protocol'
import { AUDIO_FORMATS, codecIn, formatByExtension, formatByMime, inputOptions } from './audio-formats.ts'

test('no extension, type or mark belongs to two formats', () => {
  const all = [
    AUDIO_FORMATS.map(({ name }) => name),
    AUDIO_FORMATS.map(({ mime }) => mime),
    AUDIO_FORMATS.flatMap(({ extensions }) => extensions),
    AUDIO_FORMATS.flatMap(({ marks }) => (marks.length > 0 ? [JSON.stringify(marks)] : [])),
  ]
  for (const values of all) assert.equal(new Set(values).size, values.length, values.join(' '))
})

test('a format is found by the extension, however it is written, and by its type', () => {
  for (const format of AUDIO_FORMATS) {
    for (const extension of format.extensions) {
      assert.equal(formatByExtension(extension), format)
      assert.equal(formatByExtension(extension.toUpperCase()), format)
    }
    assert.equal(formatByMime(format.mime), format)
  }
  assert.equal(formatByExtension('.txt'), null)
  assert.equal(formatByExtension(''), null)
  assert.equal(formatByMime('text/plain'), null)
})

test('what may be in a file is what speakers are asked about, and nothing else', () => {
  const types = AUDIO_FORMATS.flatMap(({ codecs }) => codecs.map(({ type }) => type))
  assert.deepEqual(types.toSorted(), [...AUDIO_TYPES].sort())
  for (const { mime, codecs } of AUDIO_FORMATS) {
    for (const one of codecs) assert.equal(codecIn({ mime, codec: one.codec }), one)
  }
  assert.equal(codecIn({ mime: 'audio/flac', codec: 'mp3' }), null)
})

test('ffmpeg is told how to read a file, and may look only where a format has versions', () => {
  assert.deepEqual(inputOptions(AUDIO_FORMATS[0] as never), ['-f', 'flac'])
  const musepack = formatByMime('audio/x-musepack') as never
  assert.deepEqual(inputOptions(musepack), ['-format_whitelist', 'mpc,mpc8'])
})
