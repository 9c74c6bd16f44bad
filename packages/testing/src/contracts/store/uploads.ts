import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, UPLOAD_SHELF, UPLOADS, type Upload } from '@baton/hub/domain'
import type { Store } from '@baton/hub/engine'
import type { UploadId } from '@baton/protocol'
import { BEGIN, type Home, newHome, newHousemate, newId, type OpenedStore, read } from './fixtures.ts'

export function uploadRules(opened: () => OpenedStore): void {
  test('[K31] an upload that is loaded is the one that was saved last, at every worker', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await using other = await opened().another()
    const made = newUpload(home, { filename: 'Ünïcode \u{1F3B5} "quoted".flac', sizeBytes: 2 ** 40 })
    await save(store, home, null, made)
    assert.deepEqual(await one(other.store, home, made), made)
    const placed = next(made, { phase: 'checking' }, 'A/B/C.flac')
    await save(other.store, home, made, placed)
    assert.deepEqual(await one(store, home, made), placed)
    await assert.rejects(save(store, home, made, next(made, { phase: 'failed' })), 'the former one is gone')
    assert.deepEqual(await one(other.store, home, made), placed)
    await save(store, home, placed, null)
    assert.equal(await one(other.store, home, made), null)
  })

  test('[K31] the shelf holds what is open, in order, and knows what is over', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const late = newUpload(home, { expiresAt: BEGIN + 3 })
    const early = newUpload(home, { expiresAt: BEGIN + 1 })
    const over = newUpload(home, { expiresAt: BEGIN + 2, phase: 'done' })
    const longOver = newUpload(home, { expiresAt: BEGIN + 1, phase: 'failed' })
    const neighbour = await newHome(opened())
    await save(store, neighbour, null, newUpload(neighbour))
    for (const upload of [late, early, over, longOver]) await save(store, home, null, upload)
    const shelf = await read(store, home, UPLOAD_SHELF, null)
    assert.deepEqual(shelf, { count: 4, open: [early, late], oldestOver: longOver.view.uploadId })
    await save(store, home, early, next(early, { phase: 'done', expiresAt: BEGIN }))
    const { open, oldestOver } = await read(store, home, UPLOAD_SHELF, null)
    assert.deepEqual([open, oldestOver], [[late], early.view.uploadId])
  })

  test('[K31] the room shows the uploads of the household, and private ones to their owners', async () => {
    const home = await newHome(opened())
    const housemate = await newHousemate(opened(), home)
    const { store } = opened()
    const open = newUpload(home, { createdAt: BEGIN + 1 })
    const secret = newUpload(home, { isPrivate: true })
    for (const upload of [open, secret]) await save(store, home, null, upload)
    const shown = async ({ householdId, userId }: Home) => {
      const { states } = await store.snapshot(householdId, userId, ['uploads'])
      return states.flatMap(({ state }) => (state.family === 'uploads' ? state.uploads : []))
    }
    assert.deepEqual(await shown(home), [secret.view, open.view])
    assert.deepEqual(await shown(housemate), [open.view])
    assert.deepEqual(await shown(await newHome(opened())), [])
  })
}

function newUpload({ userId, sessionId }: Home, fields: Partial<Upload['view']> = {}): Upload {
  const view: Upload['view'] = {
    uploadId: newId<UploadId>(),
    ownerId: userId,
    filename: 'Song.flac',
    sizeBytes: 9,
    sha256: null,
    playlistId: null,
    isPrivate: false,
    chunkBytes: null,
    phase: 'receiving',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: BEGIN,
    expiresAt: BEGIN + 9,
    revision: 1,
    ...fields,
  }
  return { view, by: { userId, sessionId }, folder: null, place: null }
}

function next(upload: Upload, fields: Partial<Upload['view']>, place: string | null = null): Upload {
  return { ...upload, view: { ...upload.view, ...fields, revision: upload.view.revision + 1 }, place }
}

function one(store: Store, home: Home, { view }: Upload): Promise<Upload | null> {
  return read(store, home, UPLOADS, view.uploadId)
}

function save(store: Store, { householdId }: Home, before: Upload | null, after: Upload | null) {
  const { uploadId } = ((after ?? before) as Upload).view
  return store.transact(householdId, {}, () => ({
    value: null,
    writes: { at: BEGIN, events: [], changes: [change(UPLOADS, uploadId, before, after)] },
  }))
}
