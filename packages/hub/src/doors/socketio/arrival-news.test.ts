import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  BatonEvent,
  Beacon,
  DownloadId,
  DownloadProgress,
  DownloadView,
  UploadId,
  UploadView,
  UserId,
} from '@baton/protocol'
import { ArrivalNews } from './arrival-news.ts'
import type { Aside } from './aside-news.ts'
import { DOWNLOADS } from './download-news.ts'
import type { FrameReadings } from './readings.ts'
import { UPLOADS } from './upload-news.ts'

const BESIDE = {
  ownerId: 'owner' as UserId,
  playlistId: null,
  isPrivate: false,
  failure: null,
  trackId: null,
  isDuplicate: false,
  createdAt: 0,
  expiresAt: 1,
  revision: 1,
} as const

test('[SO46, SO47] to a client that is shown the uploads anew, what has ended unheard is told, and nothing falls back', async () => {
  const news = new ArrivalNews(UPLOADS)
  const begin = (received: number, ...uploads: readonly UploadView[]) =>
    news.begin({ family: 'uploads', uploads }, readings({ received: () => new Map([[id('a'), received]]) }))
  const beacon = (receivedBytes: number): Beacon => ({
    type: 'upload',
    progress: [{ uploadId: id('a'), receivedBytes }],
  })
  const percents = (told: readonly Aside[] | null) => told?.map(({ data }) => data.progress)

  assert.deepEqual(percents(await begin(100, upload('a'), upload('old', 'done'))), [10], 'the old is no news')
  assert.deepEqual(percents(news.beacon(beacon(50))), [])
  assert.deepEqual(percents(news.beacon(beacon(300))), [30])
  assert.deepEqual(percents(await begin(200, upload('a'))), [])
  assert.deepEqual(percents(news.inRoom('playlists')), [30])
  assert.deepEqual(news.inRoom('playlist:other'), [])
  assert.deepEqual(percents(await news.hear(changed(upload('a', 'checking')), readings())), [100])
  assert.deepEqual(news.beacon(beacon(400)), [], 'all are there')

  await begin(0, upload('a', 'checking'), upload('b'), upload('c'))
  const ended = await begin(0, upload('a', 'done'), upload('b', 'failed'))
  assert.deepEqual(
    ended?.map(({ event, data }) => [event, data.session_id, data.code]),
    [
      ['upload:error', 'c', 'upload.over'],
      ['upload:complete', 'a', undefined],
      ['upload:error', 'b', 'upload.not-audio'],
    ],
  )
  assert.deepEqual(news.inRoom('playlists'), [])
  assert.equal(news.begin({ family: 'downloads', downloads: [] }, readings()), null)
})

test('[SO60, SO61] how far a download is counts within its phase, and is told when it is another', async () => {
  const news = new ArrivalNews(DOWNLOADS)
  const progress: DownloadProgress = {
    ...{ downloadId: 'a' as DownloadId, step: 'fetching', percent: 50, remainingMs: null },
  }
  const begin = (...downloads: readonly DownloadView[]) =>
    news.begin({ family: 'downloads', downloads }, readings({ downloading: () => new Map() }))
  const hear = (phase: DownloadView['phase']) => news.hear(changed(download(phase)), readings())
  const told = (all: readonly Aside[] | null) =>
    all?.map(({ data }) => `${data.current_step} ${data.progress_percent}`)

  assert.deepEqual(told(await begin(download('downloading'))), ['Looking at the address 0'])
  const beacon = (percent: number): Beacon => ({ type: 'download', progress: [{ ...progress, percent }] })
  assert.deepEqual(told(news.beacon(beacon(50))), ['Downloading 50'])
  assert.deepEqual(told(news.beacon(beacon(50))), [])
  assert.deepEqual(told(await hear('downloading')), [])
  assert.deepEqual(told(news.inRoom('playlists')), ['Downloading 50'])
  assert.deepEqual(told(await hear('processing')), ['Adding to the library 100'])
  const [given, ...others] = (await begin()) ?? []
  assert.deepEqual([given?.event, given?.data.code, others], ['youtube:error', 'download.over', []])
  assert.deepEqual(news.beacon(beacon(60)), [], 'it is over')
})

function id(name: string): UploadId {
  return name as UploadId
}

function upload(name: string, phase: UploadView['phase'] = 'receiving'): UploadView {
  const file = { filename: `${name}.wav`, sizeBytes: 1_000, sha256: null, chunkBytes: null }
  const failure = phase === 'failed' ? 'upload.not-audio' : null
  return { ...BESIDE, ...file, uploadId: id(name), phase, failure }
}

function download(phase: DownloadView['phase']): DownloadView {
  const asked = { url: 'https://example.org/song', format: 'original', asksFirst: false, tags: null } as const
  return { ...BESIDE, ...asked, downloadId: 'a' as DownloadId, phase }
}

function changed(view: UploadView | DownloadView): BatonEvent {
  return 'uploadId' in view
    ? { type: 'upload.changed', upload: view }
    : { type: 'download.changed', download: view }
}

/** Of what happens in these stories nothing else is read. */
function readings({
  received = () => assert.fail('not to be read'),
  downloading = () => assert.fail('not to be read'),
}: {
  readonly received?: () => ReadonlyMap<UploadId, number>
  readonly downloading?: () => ReadonlyMap<DownloadId, DownloadProgress>
} = {}): FrameReadings {
  return {
    now: 0,
    seq: 1,
    playlist: () => assert.fail('not to be read'),
    playlists: () => assert.fail('not to be read'),
    about: () => assert.fail('not to be read'),
    plays: () => assert.fail('not to be read'),
    track: () => assert.fail('not to be read'),
    received: async () => received(),
    downloading: async () => downloading(),
  }
}
