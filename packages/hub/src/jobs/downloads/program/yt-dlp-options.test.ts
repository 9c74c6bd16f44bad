import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DownloadTags } from '@baton/protocol'
import { failureIn } from './failure.ts'
import { fileIn, INFO, PROGRESS, progressIn, tagsIn, ytDlpOptions } from './yt-dlp-options.ts'

const URL = 'https://www.example.org/watch?v=1'

test('[DL9] whatever is pasted is an address to yt-dlp, and never an option', () => {
  const words = ytDlpOptions({ url: '--exec=touch made', proxy: 'http://127.0.0.1:1' })
  assert.deepEqual(words.slice(-2), ['--', '--exec=touch made'])
  assert.ok(words.includes('--ignore-config'))
})

test('[DL2] progress is read as far as it is known', () => {
  const said = (fields: object) => progressIn(PROGRESS + JSON.stringify(fields))
  assert.deepEqual(said({ downloaded_bytes: 5, total_bytes: 10, eta: 1.5 }), {
    bytes: 5,
    totalBytes: 10,
    remainingMs: 1_500,
  })
  assert.deepEqual(said({ downloaded_bytes: 5, total_bytes_estimate: 10.2, eta: null }), {
    bytes: 5,
    totalBytes: 11,
    remainingMs: null,
  })
  assert.deepEqual(said({ eta: 'soon', total_bytes: -1 }), { bytes: 0, totalBytes: null, remainingMs: null })
  for (const line of ['', '[download] 5 %', `${PROGRESS}{`, `${PROGRESS}null`, 'baton-file "a"']) {
    assert.equal(progressIn(line), null, line)
  }
  assert.equal(fileIn('baton-file "/a/b.ogg"'), '/a/b.ogg')
  assert.equal(fileIn('baton-file NA'), null)
})

test('[DL3] whatever a page says of itself becomes tags that may be shown and written', () => {
  const said = (fields: object) => {
    const tags = tagsIn(INFO + JSON.stringify(fields), URL)
    return DownloadTags.parse(tags)
  }
  assert.deepEqual(said({ title: 'A video', track: 'A song', artist: 'Somebody', album: 'An album' }), {
    title: 'A song',
    artist: 'Somebody',
    album: 'An album',
  })
  assert.deepEqual(said({ title: ' A\u0000\n\u202Eb ', uploader: 'www.example.org' }), {
    title: 'A b',
    artist: null,
    album: null,
  })
  assert.deepEqual(said({ title: 7, artist: '\u200B' }), {
    title: 'www.example.org',
    artist: null,
    album: null,
  })
  assert.ok(said({ title: '\u{1F3B5}'.repeat(500) }).title.length <= 200)
  assert.ok(said({ title: '\uD83C' }).title.isWellFormed())
})

test('[DL6] [DL16] the sentences of yt-dlp become codes', () => {
  const cases = {
    'ERROR: Unsupported URL: http://a/': 'download.unsupported',
    'ERROR: [x] 1: Requested format is not available': 'download.unsupported',
    'ERROR: [generic] None: Unable to download webpage: HTTP Error 404: Not Found': 'download.unavailable',
    'ERROR: [youtube] 1: Private video. Sign in if you were granted access': 'download.unavailable',
    'ERROR: [youtube] 1: Video unavailable': 'download.unavailable',
    'ERROR: [download] Got error: Downloaded 3 bytes, expected 5 bytes. Giving up after 3 retries':
      'download.interrupted',
    'ERROR: unable to download video data: The read operation timed out': 'download.interrupted',
    'ERROR: [generic] None: Unable to download webpage: HTTP Error 502: Refused': 'download.unreachable',
    'ERROR: <urlopen error Tunnel connection failed: 502 Refused>': 'download.unreachable',
    'ERROR: unable to write data: [Errno 28] No space left on device': 'upload.disk-full',
    'ERROR: Unable to allocate output buffer.': 'upload.too-large',
    MemoryError: 'upload.too-large',
    'ERROR: unable to write data: [Errno 27] File too large': 'upload.too-large',
    'WARNING: HTTP Error 404\nERROR: Unsupported URL': 'download.unsupported',
    '': 'download.unavailable',
  }
  for (const [said, code] of Object.entries(cases)) assert.equal(failureIn(said), code, said)
})
