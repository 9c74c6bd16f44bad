import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UploadId, UploadView, UserId } from '@baton/protocol'
import type { Sending } from './sending.ts'
import { uploadRows } from './upload-rows.ts'

test('what this page sends and what the hub has of it is one row; others’ stand beside it', () => {
  const rows = uploadRows(
    [upload('a', {}), upload('b', {}), upload('c', { phase: 'done', isDuplicate: true })],
    { [id('a')]: 10, [id('b')]: 75 } as Record<UploadId, number>,
    [sending('x', { uploadId: id('a'), step: 'sending', bytes: 50 }), sending('y', {})],
  )
  assert.deepEqual(
    rows.map(({ name, step, percent }) => [name, step, percent]),
    [
      ['y', 'waiting', 0],
      ['c', 'duplicate', 100],
      ['b', 'sending', 75],
      ['a', 'sending', 50],
    ],
  )
})

test('what nobody sends is interrupted, and what was refused says why', () => {
  const rows = uploadRows(
    [upload('a', {}), upload('b', { phase: 'failed', failure: 'upload.damaged' })],
    {},
    [],
  )
  assert.deepEqual(
    rows.map(({ step, failure }) => [step, failure]),
    [
      ['failed', 'upload.damaged'],
      ['interrupted', null],
    ],
  )
})

function id(name: string): UploadId {
  return `0000000${name}-0000-4000-8000-000000000000` as UploadId
}

function upload(name: string, more: Partial<UploadView>): UploadView {
  return {
    uploadId: id(name),
    ownerId: id('d') as string as UserId,
    filename: name,
    sizeBytes: 100,
    sha256: null,
    playlistId: null,
    isPrivate: false,
    chunkBytes: null,
    phase: 'receiving',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: 1,
    expiresAt: 2,
    revision: 1,
    ...more,
  }
}

function sending(name: string, more: Partial<Sending>): Sending {
  const file = { name, size: 100 } as File
  return {
    file,
    folder: undefined,
    key: name,
    playlistId: undefined,
    step: 'waiting',
    bytes: 0,
    uploadId: null,
    failure: null,
    ...more,
  }
}
