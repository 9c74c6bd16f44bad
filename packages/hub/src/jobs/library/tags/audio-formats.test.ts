import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AUDIO_FORMATS, formatByExtension, formatByMime } from './audio-formats.ts'

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
