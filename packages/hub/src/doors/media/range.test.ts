import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RangeAnswer, type RangeFile, rangeAnswer } from './range.ts'

const MTIME = Date.UTC(2026, 0, 1, 12, 0, 0, 500)
const FILE: RangeFile = { sizeBytes: 1_000, etag: '"abc"', mtimeMs: MTIME }
const LAST_MODIFIED = 'Thu, 01 Jan 2026 12:00:00 GMT'
const LATER = 'Thu, 01 Jan 2026 12:00:01 GMT'
const EARLIER = 'Thu, 01 Jan 2026 11:59:59 GMT'
const WHOLE: RangeAnswer = { status: 200, start: 0, end: 999 }

type Row = readonly [rule: string, what: string, headers: Record<string, string>, answer: RangeAnswer]

const part = (start: number, end: number): RangeAnswer => ({ status: 206, start, end })
const range = (text: string, more: Record<string, string> = {}) => ({ range: text, ...more })

const TABLE: readonly Row[] = [
  ['[M1]', 'no range', {}, WHOLE],
  ['[M3]', 'first byte', range('bytes=0-0'), part(0, 0)],
  ['[M3]', 'last byte', range('bytes=999-999'), part(999, 999)],
  ['[M3]', 'the middle', range('bytes=100-199'), part(100, 199)],
  ['[M3]', 'all by name', range('bytes=0-999'), part(0, 999)],
  ['[M3]', 'an end beyond the end', range('bytes=900-5000'), part(900, 999)],
  ['[M3]', 'an end beyond every number', range(`bytes=900-${'9'.repeat(400)}`), part(900, 999)],
  ['[M3]', 'the unit in capitals', range('BYTES=1-2'), part(1, 2)],
  ['[M3]', 'blanks and empty elements around one range', range('bytes= , 1-2 ,'), part(1, 2)],
  ['[M4]', 'open', range('bytes=500-'), part(500, 999)],
  ['[M4]', 'open from the start', range('bytes=0-'), part(0, 999)],
  ['[M4]', 'suffix', range('bytes=-1'), part(999, 999)],
  ['[M4]', 'suffix of all', range('bytes=-1000'), part(0, 999)],
  ['[M4]', 'suffix longer than the file', range('bytes=-5000'), part(0, 999)],
  ['[M5]', 'begins at the end', range('bytes=1000-'), { status: 416 }],
  ['[M5]', 'begins behind the end', range('bytes=1000-2000'), { status: 416 }],
  ['[M5]', 'begins beyond every number', range(`bytes=${'9'.repeat(400)}-`), { status: 416 }],
  ['[M5]', 'suffix of nothing', range('bytes=-0'), { status: 416 }],
  ['[M6]', 'backwards', range('bytes=5-4'), WHOLE],
  ['[M6]', 'no numbers', range('bytes=-'), WHOLE],
  ['[M6]', 'words', range('bytes=a-b'), WHOLE],
  ['[M6]', 'no set', range('bytes='), WHOLE],
  ['[M6]', 'no equals', range('bytes 0-1'), WHOLE],
  ['[M6]', 'a sign', range('bytes=+1-2'), WHOLE],
  ['[M6]', 'a fraction', range('bytes=0.5-2'), WHOLE],
  ['[M6]', 'inner blanks', range('bytes=1 - 2'), WHOLE],
  ['[M6]', 'another unit', range('seconds=0-1'), WHOLE],
  ['[M6]', 'nothing', range(''), WHOLE],
  ['[M7]', 'two', range('bytes=0-1,5-6'), WHOLE],
  ['[M7]', 'two that cannot be had', range('bytes=2000-,3000-'), WHOLE],
  ['[M9]', 'the same tag', { 'if-none-match': '"abc"' }, { status: 304 }],
  ['[M9]', 'the same tag, weakly', { 'if-none-match': 'W/"abc"' }, { status: 304 }],
  ['[M9]', 'one of several', { 'if-none-match': '"x", "abc"' }, { status: 304 }],
  ['[M9]', 'any', { 'if-none-match': '*' }, { status: 304 }],
  ['[M9]', 'another tag', { 'if-none-match': '"x"' }, WHOLE],
  ['[M9]', 'a tag with a comma inside', { 'if-none-match': '"x,abc"' }, WHOLE],
  ['[M9]', 'the tag goes before the date', { 'if-none-match': '"x"', 'if-modified-since': LATER }, WHOLE],
  ['[M9]', 'not modified since', { 'if-modified-since': LAST_MODIFIED }, { status: 304 }],
  ['[M9]', 'modified since', { 'if-modified-since': EARLIER }, WHOLE],
  ['[M10]', 'the same tag', { 'if-match': '"abc"' }, WHOLE],
  ['[M10]', 'any', { 'if-match': '*' }, WHOLE],
  ['[M10]', 'another tag', { 'if-match': '"x"' }, { status: 412 }],
  ['[M10]', 'a weak tag', { 'if-match': 'W/"abc"' }, { status: 412 }],
  ['[M10]', 'unmodified since', { 'if-unmodified-since': LAST_MODIFIED }, WHOLE],
  ['[M10]', 'modified since', { 'if-unmodified-since': EARLIER }, { status: 412 }],
  ['[M10]', 'the tag goes before the date', { 'if-match': '"abc"', 'if-unmodified-since': EARLIER }, WHOLE],
  ['[M10]', 'both must hold', { 'if-match': '"x"', 'if-none-match': '"abc"' }, { status: 412 }],
  ['[M11]', 'the same tag', range('bytes=1-2', { 'if-range': '"abc"' }), part(1, 2)],
  ['[M11]', 'another tag', range('bytes=1-2', { 'if-range': '"x"' }), WHOLE],
  ['[M11]', 'a weak tag', range('bytes=1-2', { 'if-range': 'W/"abc"' }), WHOLE],
  ['[M11]', 'the very date', range('bytes=1-2', { 'if-range': LAST_MODIFIED }), part(1, 2)],
  ['[M11]', 'a later date', range('bytes=1-2', { 'if-range': LATER }), WHOLE],
  ['[M11]', 'nonsense', range('bytes=1-2', { 'if-range': 'abc' }), WHOLE],
  ['[M11]', 'another tag with a range beyond the end', range('bytes=5000-', { 'if-range': '"x"' }), WHOLE],
  ['[M12]', 'a date that is none', { 'if-modified-since': 'yesterday' }, WHOLE],
  ['[M12]', 'a date in another form', { 'if-unmodified-since': '2020-01-01' }, WHOLE],
  ['[M12]', 'not modified, with a range', range('bytes=1-2', { 'if-none-match': '"abc"' }), { status: 304 }],
  [
    'M12',
    'changed, with a range beyond the end',
    range('bytes=5000-', { 'if-match': '"x"' }),
    { status: 412 },
  ],
]

for (const [rule, what, headers, answer] of TABLE) {
  test(`${rule} ${what}: ${JSON.stringify(headers).slice(0, 60)}`, () => {
    assert.deepEqual(rangeAnswer({ method: 'GET', headers, nowMs: MTIME + 60_000 }, FILE), answer)
  })
}

test('[M8] HEAD knows no ranges, but preconditions', () => {
  const head = (headers: Record<string, string>) =>
    rangeAnswer({ method: 'HEAD', headers, nowMs: MTIME + 60_000 }, FILE)
  assert.deepEqual(head(range('bytes=1-2')), WHOLE)
  assert.deepEqual(head(range('bytes=5000-')), WHOLE)
  assert.deepEqual(head({ 'if-none-match': '"abc"' }), { status: 304 })
})

test('[M11] a date names nothing while the file was touched within the last minute', () => {
  const headers = range('bytes=1-2', { 'if-range': LAST_MODIFIED })
  assert.deepEqual(rangeAnswer({ method: 'GET', headers, nowMs: MTIME + 59_000 }, FILE), WHOLE)
})

test('[M13] an empty file is whole, and has no part', () => {
  const empty = { ...FILE, sizeBytes: 0 }
  const get = (headers: Record<string, string>) => rangeAnswer({ method: 'GET', headers, nowMs: 0 }, empty)
  assert.deepEqual(get({}), { status: 200, start: 0, end: -1 })
  assert.deepEqual(get(range('bytes=0-')), { status: 416 })
  assert.deepEqual(get(range('bytes=0-0')), { status: 416 })
  assert.deepEqual(get(range('bytes=-5')), { status: 200, start: 0, end: -1 })
})
