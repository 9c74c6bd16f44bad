import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, DOWNLOAD_SHELF, DOWNLOADS, type Download } from '@baton/hub/domain'
import type { Store } from '@baton/hub/engine'
import type { DownloadId } from '@baton/protocol'
import { BEGIN, type Home, newHome, newHousemate, newId, type OpenedStore, read } from './fixtures.ts'

export function downloadRules(opened: () => OpenedStore): void {
  test('[K32] a download that is loaded is the one that was saved last, at every worker', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await using other = await opened().another()
    const tags = { title: 'Ünïcode \u{1F3B5} "quoted"', artist: null, album: 'An album' }
    const made = newDownload(home, { tags })
    await save(store, home, null, made)
    assert.deepEqual(await one(other.store, home, made), made)
    const placed = { ...next(made, { phase: 'processing' }), isFetched: true, place: 'A/B/C.flac' }
    await save(other.store, home, made, placed)
    assert.deepEqual(await one(store, home, made), placed)
    await assert.rejects(save(store, home, made, next(made, { phase: 'failed' })), 'the former one is gone')
    assert.deepEqual(await one(other.store, home, made), placed)
    await save(store, home, placed, null)
    assert.equal(await one(other.store, home, made), null)
  })

  test('[K32] the shelf of downloads holds what is open, in order, and knows what is over', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const late = newDownload(home, { expiresAt: BEGIN + 3, phase: 'waiting' })
    const early = newDownload(home, { expiresAt: BEGIN + 1 })
    const over = newDownload(home, { expiresAt: BEGIN + 2, phase: 'completed' })
    const longOver = newDownload(home, { expiresAt: BEGIN + 1, phase: 'failed' })
    const neighbour = await newHome(opened())
    await save(store, neighbour, null, newDownload(neighbour))
    for (const download of [late, early, over, longOver]) await save(store, home, null, download)
    const shelf = await read(store, home, DOWNLOAD_SHELF, null)
    assert.deepEqual(shelf, { count: 4, open: [early, late], oldestOver: longOver.view.downloadId })
    await save(store, home, early, next(early, { phase: 'completed', expiresAt: BEGIN }))
    const { open, oldestOver } = await read(store, home, DOWNLOAD_SHELF, null)
    assert.deepEqual([open, oldestOver], [[late], early.view.downloadId])
  })

  test('[K32] the room shows the downloads of the household, and private ones to their owners', async () => {
    const home = await newHome(opened())
    const housemate = await newHousemate(opened(), home)
    const { store } = opened()
    const open = newDownload(home, { createdAt: BEGIN + 1 })
    const secret = newDownload(home, { isPrivate: true })
    for (const download of [open, secret]) await save(store, home, null, download)
    const shown = async ({ householdId, userId }: Home) => {
      const { states } = await store.snapshot(householdId, userId, ['downloads'])
      return states.flatMap(({ state }) => (state.family === 'downloads' ? state.downloads : []))
    }
    assert.deepEqual(await shown(home), [secret.view, open.view])
    assert.deepEqual(await shown(housemate), [open.view])
    assert.deepEqual(await shown(await newHome(opened())), [])
  })
}

function newDownload({ userId, sessionId }: Home, fields: Partial<Download['view']> = {}): Download {
  const view: Download['view'] = {
    downloadId: newId<DownloadId>(),
    ownerId: userId,
    url: 'https://example.org/song',
    format: 'original',
    playlistId: null,
    isPrivate: false,
    asksFirst: false,
    tags: null,
    phase: 'pending',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: BEGIN,
    expiresAt: BEGIN + 9,
    revision: 1,
    ...fields,
  }
  return { view, by: { userId, sessionId }, isDescribed: false, isFetched: false, place: null }
}

function next(download: Download, fields: Partial<Download['view']>): Download {
  return { ...download, view: { ...download.view, ...fields, revision: download.view.revision + 1 } }
}

function one(store: Store, home: Home, { view }: Download): Promise<Download | null> {
  return read(store, home, DOWNLOADS, view.downloadId)
}

function save(store: Store, { householdId }: Home, before: Download | null, after: Download | null) {
  const { downloadId } = ((after ?? before) as Download).view
  return store.transact(householdId, {}, () => ({
    value: null,
    writes: { at: BEGIN, events: [], changes: [change(DOWNLOADS, downloadId, before, after)] },
  }))
}
