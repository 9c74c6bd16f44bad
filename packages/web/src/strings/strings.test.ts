import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS, SCAN_PROBLEMS } from '@baton/protocol'
import { failureText } from './choose-failure-text.ts'
import { counted } from './counted.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { speak } from './strings.ts'
import { clockText, lengthText } from './time-text.ts'

/** The same in both languages, and rightly so. */
const SAME = new Set([
  'app.name',
  'settings.account',
  'downloads.title',
  'downloads.format',
  'downloads.formats.opus',
  'downloads.album',
  'library.albums',
  'devicePage.kinds.browser',
  'album.tracks',
  'health.system',
  'health.parts.downloads',
  'health.worker',
  'smart.fields.album',
  'smart.fields.genre',
  'smart.fields.format',
  'smart.orders.album',
])

const GERMAN_ONLY = /^(failures|problems)\./

test('no word of the app is empty, in any language', () => {
  for (const [language, strings] of Object.entries({ en, de })) {
    const empty = [...sayings(strings)].filter(([, text]) => text.trim() === '').map(([path]) => path)
    assert.deepEqual(empty, [], language)
  }
})

test('German says everything that English says, and nothing else', () => {
  const paths = (strings: unknown) =>
    [...sayings(strings).keys()].filter((path) => !GERMAN_ONLY.test(path)).sort()
  assert.deepEqual(paths(de), paths(en))
})

test('nothing was left in English', () => {
  const german = sayings(de)
  const left = [...sayings(en)].filter(
    ([path, text]) => german.get(path) === text && /[a-z]{3}/.test(text) && !SAME.has(path),
  )
  assert.deepEqual(left, [])
})

test('words that tell of something name it in both languages', () => {
  const german = sayings(de)
  for (const [path, text] of sayings(en)) {
    for (const filled of ['\u0001', '\u0002']) {
      assert.equal(german.get(path)?.includes(filled), text.includes(filled), `${path}: ${german.get(path)}`)
    }
  }
})

test('a number of things takes the form and the digits of its language', () => {
  assert.equal(en.count.tracks(1), '1 track')
  assert.equal(en.count.tracks(0), '0 tracks')
  assert.equal(en.count.tracks(1204), '1,204 tracks')
  assert.equal(de.count.albums(1), '1 Album')
  assert.equal(de.count.albums(1204), '1.204 Alben')
  assert.equal(counted('de')(0, { one: 'Datei', other: 'Dateien' }), '0 Dateien')
})

test('German has a sentence of its own for every failure and every unreadable file', () => {
  assert.deepEqual(
    Object.keys(ERRORS).filter((code) => !(code in de.failures)),
    [],
  )
  assert.deepEqual(
    Object.keys(SCAN_PROBLEMS).filter((code) => !(code in de.problems)),
    [],
  )
})

test('what is said changes with the language', async () => {
  await speak('de')
  assert.match(failureText({ code: 'auth.required', message: ERRORS['auth.required'].message }), /^Melde/)
  await speak('en')
  assert.equal(failureText({ code: 'auth.required', message: 'Sign in first.' }), 'Sign in first.')
})

test('every failure of the catalogue has a sentence for people', () => {
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    assert.match(failureText({ code, message: ERRORS[code].message }), /^[A-Z].*\.$/, code)
  }
})

test('a length of time reads as on a clock', () => {
  assert.equal(clockText(0), '0:00')
  assert.equal(clockText(187_999), '3:07')
  assert.equal(clockText(3_723_000), '1:02:03')
  assert.equal(clockText(null), '-:--')
  assert.equal(clockText(-5), '0:00')
})

test('the length of a list is rounded to what people say', () => {
  assert.equal(lengthText(42_000), '42 s')
  assert.equal(lengthText(60_000), '1 min')
  assert.equal(lengthText(7_500_000), '2 h 5 min')
})

/** Every saying under its path, with marks where something is filled in. */
function sayings(strings: unknown, path = ''): Map<string, string> {
  if (typeof strings === 'string') return new Map([[path, strings]])
  if (typeof strings === 'function') return new Map([[path, String(strings('\u0001', '\u0002'))]])
  return new Map(
    Object.entries(strings ?? {}).flatMap(([key, inner]) => [
      ...sayings(inner, path === '' ? key : `${path}.${key}`),
    ]),
  )
}
