import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '@baton/client'
import type { PlaylistId } from '@baton/protocol'
import { serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { notices } from '../ui/notices.ts'
import { moveToPlaylist } from './playlist-edits.ts'

const TRACKS = [1, 2, 3, 4].map((n) => ({ name: `Song ${n}.flac`, durationMs: 180_000 }))

test('entries are moved to another playlist, and undo puts them back where they stood', async () => {
  await using served = await serveHub({ tracks: TRACKS })
  const { token } = await served.program()
  const hub = connect({ baseUrl: served.baseUrl, token: () => token })
  await hub.readMe()
  const made = async (title: string, trackIds: typeof served.trackIds) => {
    const source = { trackIds: [...trackIds] }
    const { receipt } = await hub.send({ type: 'playlist.create', title, source })
    return receipt.result.playlistId as PlaylistId
  }
  const [from, to] = [await made('From', served.trackIds), await made('To', served.trackIds.slice(3))]
  const both = async () =>
    Promise.all(
      [from, to].map(async (id) => (await hub.listening.playlist(id)).tracks.map(({ title }) => title[5])),
    )
  const playlist = await hub.listening.playlist(from)
  const ids = new Set([0, 2].flatMap((nth) => playlist.tracks[nth]?.entryId ?? []))
  const connected = { hub, box: null, settled: async () => {} } as unknown as ConnectedHub
  await moveToPlaylist(connected, { playlist, ids }, { playlistId: to, title: 'To' })
  assert.deepEqual(await both(), [
    ['2', '4'],
    ['4', '1', '3'],
  ])
  const [notice] = notices.visibleToasts
  assert.equal(notice?.content.text, 'Moved 2 tracks to To')
  notice.content.action?.run()
  await until(
    'both are as they were',
    async () => JSON.stringify(await both()) === '[["1","2","3","4"],["4"]]',
  )
  notices.clear()
})
