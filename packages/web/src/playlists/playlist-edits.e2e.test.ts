import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonFailure, connect } from '@baton/client'
import type { EntryId, PlaylistId } from '@baton/protocol'
import { serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { notices } from '../ui/notices.ts'
import { moveToNewPlaylist, moveToPlaylist } from './playlist-edits.ts'

const TRACKS = [1, 2, 3, 4].map((n) => ({ name: `Song ${n}.flac`, durationMs: 180_000 }))

test('[PL29] entries are moved to another playlist, all or none, and undo puts them back where they stood', async () => {
  await using served = await serveHub({ tracks: TRACKS })
  const program = await served.program()
  const { token } = program
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
  const missing = { ...playlist, tracks: playlist.tracks.map((track) => ({ ...track, missing: true })) }
  await moveToPlaylist(connected, { playlist: missing, ids }, { playlistId: to, title: 'To' })
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

  // One of them is removed by somebody else meanwhile.
  const [first] = ids
  await hub.send({ type: 'playlist.remove', playlistId: from, places: [first as EntryId] })
  await moveToPlaylist(connected, { playlist, ids }, { playlistId: to, title: 'To' })
  assert.deepEqual(await both(), [['2', '3', '4'], ['4']])
  assert.deepEqual(
    notices.visibleToasts.map(({ content }) => [content.tone, content.action]),
    [['bad', undefined]],
  )
  notices.clear()

  // The hub is away when the new list is to be made, and again when they are to go there.
  const answers = [false, true, false, true]
  const send: ConnectedHub['hub']['send'] = async (ask) => {
    if (answers.shift() === false) throw new BatonFailure('client.offline')
    return hub.send(ask)
  }
  const shaky = { ...connected, hub: { ...hub, send } } as unknown as ConnectedHub
  const remaining = { playlist: await hub.listening.playlist(from), ids: new Set([...ids].slice(1)) }
  const told = () => notices.visibleToasts[0]?.content
  const retry = async () => {
    await until('it was away', async () => told()?.tone === 'bad')
    const run = told()?.action?.run
    notices.clear()
    run?.()
  }
  await moveToNewPlaylist(shaky, remaining, 'New')
  await retry()
  await retry()
  await until('it has moved', async () => told()?.text === 'Moved Song 3.flac to New')
  assert.deepEqual(await both(), [['2', '4'], ['4']])
  const { json } = await program.ask('/playlists')
  const lists = json.items as readonly { readonly title: string }[]
  assert.deepEqual(
    lists.map(({ title }) => title),
    ['From', 'New', 'To'],
  )
  notices.clear()
})
