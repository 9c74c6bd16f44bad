import { once } from 'node:events'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGunzip } from 'node:zlib'
import { MAX_ENQUEUE } from '../../packages/protocol/src/index.ts'
import { makeTaggedFlacs } from '../../packages/testing/src/music/tagged-flacs.ts'
import { makeFolder } from '../machine/folder.ts'
import { median } from '../machine/statistics.ts'
import { hubAt } from '../servers/hub.ts'
import { type MusicHub, startMusicHub } from '../servers/music-hub.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain } from './rows.ts'

const LENGTH = 3_200
const LENGTH_SHORT = 400
const SECONDS_OF_SOUND = 0.1
const OPENINGS = 15
const PAGE = 200

export const opening: Figure = {
  name: 'opening',
  title: 'Opening the app on a long queue',
  how: `A hub has ${LENGTH.toLocaleString('en')} tracks, and all of them stand in the queue of one person, who opens the stream of events again and again, with the queue in its own order and shuffled: once as it is, once accepting gzip. Counted is what comes up to the end of the first snapshot, and how long that takes.`,
  async measure({ starts }: Extent) {
    const length = starts > 1 ? LENGTH : LENGTH_SHORT
    await using folder = await makeFolder()
    await makeTaggedFlacs(join(folder.path, 'music'), length, SECONDS_OF_SOUND)
    await using hub = await startMusicHub(folder)
    await queueAll(hub, length)
    const session = await hub.get('/me')
    const rows: Row[] = []
    for (const shuffle of [false, true]) {
      const order = shuffle ? 'shuffled' : 'in its own order'
      await hubAt(hub.baseUrl).request('POST', `/sessions/${session.session_uuid}/options`, hub.token, {
        shuffle,
      })
      for (const coding of ['identity', 'gzip']) {
        const opened: { readonly bytes: number; readonly ms: number }[] = []
        for (let nth = 0; nth < OPENINGS; nth += 1) opened.push(await open(hub, coding))
        const what = `first snapshot, queue ${order}, ${coding}`
        rows.push(plain(what, 'bytes', median(opened.map(({ bytes }) => bytes))))
        rows.push(plain(`${what}, p50`, 'ms', median(opened.map(({ ms }) => ms))))
      }
    }
    return rows
  },
}

async function queueAll(hub: MusicHub, length: number): Promise<void> {
  const ids: unknown[] = []
  while (ids.length < length) {
    const query = new URLSearchParams({ limit: String(PAGE) })
    ids.length = 0
    for (let cursor: unknown = ''; cursor !== null; ) {
      if (cursor) query.set('cursor', String(cursor))
      const { items, next_cursor } = await hub.get(`/library/tracks?${query}`)
      ids.push(...(items as readonly { readonly track_id: string }[]).map(({ track_id }) => track_id))
      cursor = next_cursor
    }
    if (ids.length < length) await sleep(200)
  }
  for (let from = 0; from < length; from += MAX_ENQUEUE) {
    const track_ids = ids.slice(from, from + MAX_ENQUEUE)
    await hubAt(hub.baseUrl).request('POST', '/queue/enqueue', hub.token, { track_ids })
  }
}

/** Bytes of the body, as they came, up to the end of the snapshot. */
async function open({ baseUrl, token }: MusicHub, coding: string) {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': coding }
  const begun = performance.now()
  const asked = request(`${baseUrl}/events?rooms=session`, { headers, agent: false }).end()
  const [response] = await once(asked, 'response')
  let bytes = 0
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  const text = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response
  let heard = ''
  for await (const chunk of text) {
    heard += chunk
    if (heard.endsWith('\n\n')) break
  }
  const ms = performance.now() - begun
  asked.destroy()
  return { bytes, ms }
}
