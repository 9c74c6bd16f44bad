import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCueSheet } from './cue-sheet.ts'

const SHEET = `\uFEFFREM GENRE Folk
REM DATE 1998
PERFORMER "A ""quoted"" band"
TITLE "The Album"
FILE "C:\\rips\\The Album.wav" WAVE
  TRACK 01 AUDIO
    TITLE "First"
    INDEX 00 00:00:00
    INDEX 01 00:00:37
  TRACK 02 AUDIO
    TITLE "Second"
    PERFORMER "Guest"
    REM REPLAYGAIN_TRACK_GAIN -7.50 dB
    PREGAP 00:02:00
    INDEX 00 03:10:00
    INDEX 01 03:12:74
    INDEX 02 04:00:00
`

test('[MF10] a track begins at INDEX 01; its pregap and other places in it divide nothing', () => {
  const sheet = readCueSheet(SHEET)
  assert.ok(sheet)
  assert.deepEqual(
    sheet.files.map(({ name, tracks }) => [name, tracks.map((track) => [track.number, track.startFrame])]),
    [
      [
        'C:\\rips\\The Album.wav',
        [
          [1, 37],
          [2, (3 * 60 + 12) * 75 + 74],
        ],
      ],
    ],
  )
  assert.equal(sheet.comments.get('ARTIST'), 'A ""quoted"" band')
  assert.deepEqual([sheet.comments.get('GENRE'), sheet.comments.get('DATE')], ['Folk', '1998'])
  const [first, second] = sheet.files[0]?.tracks ?? []
  assert.deepEqual([...(first?.comments ?? [])], [['TITLE', 'First']])
  assert.equal(second?.comments.get('ARTIST'), 'Guest')
  assert.equal(second?.comments.get('REPLAYGAIN_TRACK_GAIN'), '-7.50 dB')
})

test('[MF10] lines end in any way, words have any case, and a name may have no quotation marks', () => {
  const text = SHEET.replaceAll('\n', '\r').replace('"C:\\rips\\The Album.wav"', 'The Album.wav')
  const sheet = readCueSheet(text.replaceAll('TRACK 0', 'track ').replaceAll('INDEX', 'Index'))
  assert.equal(sheet?.files[0]?.name, 'The Album.wav')
  assert.deepEqual(
    sheet?.files[0]?.tracks.map(({ number }) => number),
    [1, 2],
  )
})

test('[MF11] a title without quotation marks is whole, also where its last word is that of a format', () => {
  const sheet = readCueSheet(SHEET.replace('TITLE "First"', 'TITLE New Wave'))
  assert.equal(sheet?.files[0]?.tracks[0]?.comments.get('TITLE'), 'New Wave')
})

test('[MF10] what is around words does not count, and a line as long as a page is none', () => {
  const long = `    TITLE "${'long '.repeat(1_000)}"`
  const text = SHEET.replace('    TITLE "First"', `${long}\n \t TITLE \t  "First" \t `)
  const sheet = readCueSheet(text.replace('"C:\\rips\\The Album.wav"', 'The  Album.wav \t  '))
  assert.equal(sheet?.files[0]?.name, 'The  Album.wav')
  assert.equal(sheet?.files[0]?.tracks[0]?.comments.get('TITLE'), 'First')
})

test('[MF10] a track belongs to the file in which it begins, and data is no track', () => {
  const sheet = readCueSheet(`FILE "1.wav" WAVE
  TRACK 01 AUDIO
    INDEX 01 00:00:00
  TRACK 02 AUDIO
    INDEX 00 03:00:00
FILE "2.wav" WAVE
    INDEX 01 00:00:00
  TRACK 03 MODE1/2352
    INDEX 01 05:00:00`)
  assert.deepEqual(
    sheet?.files.map(({ name, tracks }) => [name, tracks.map(({ number }) => number)]),
    [
      ['1.wav', [1]],
      ['2.wav', [2]],
    ],
  )
})

test('[MF12] what is no sheet, or has tracks that do not follow each other, is none', () => {
  const sheets = {
    nothing: '',
    'other text': 'TITLE "Notes"\nthese are notes',
    'no file': 'TRACK 01 AUDIO\nINDEX 01 00:00:00',
    'not in order': SHEET.replace('03:12:74', '00:00:36'),
    'twice the same': SHEET.replace('TRACK 02', 'TRACK 01'),
    'too many': SHEET.replace('TRACK 02', 'TRACK 100'),
    'bytes of anything': String.fromCharCode(
      ...Array.from({ length: 300 }, (_, index) => (index * 37) % 256),
    ),
  }
  for (const [name, text] of Object.entries(sheets)) assert.equal(readCueSheet(text), null, name)
})
