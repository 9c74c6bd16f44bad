import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { BatonError, type UploadId } from '@baton/protocol'
import { incomingFiles } from './incoming-files.ts'

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-incoming-'))
})
after(() => rm(folder, { recursive: true }))

const UPLOAD = { uploadId: 'one' as UploadId, filename: 'One.wav', sizeBytes: 100, chunkBytes: null }
const sha1 = (bytes: Buffer) =>
  ({ algorithm: 'sha1', digest: createHash('sha1').update(bytes).digest() }) as const

test('[U4] of bytes that are checked as one nothing is kept where the hub is killed among them', async () => {
  const first = Buffer.alloc(10, 1)
  const files = incomingFiles(join(folder, 'incoming'))
  await files.append(UPLOAD, 0, { bytes: Readable.from([first]) }, () => {})
  const { promise, resolve } = Promise.withResolvers<number>()
  const endless = new Readable({ read() {} })
  endless.push(Buffer.alloc(20, 2))
  const checked = files.append(UPLOAD, 10, { bytes: endless, checksum: sha1(first) }, resolve)
  assert.equal(await promise, 30)
  assert.equal(await files.received(UPLOAD), 10, 'and nobody is told of them before')

  // What a killed hub leaves behind.
  const left = join(folder, 'left')
  await cp(join(folder, 'incoming'), left, { recursive: true })
  const after = incomingFiles(left)
  assert.equal(await after.received(UPLOAD), 10)
  endless.destroy(new DOMException('cut', 'AbortError'))
  await assert.rejects(checked, (error) => error instanceof BatonError && error.code === 'upload.incomplete')
  assert.equal(await files.received(UPLOAD), 10)
  const rest = Buffer.alloc(90, 3)
  await after.append(UPLOAD, 10, { bytes: Readable.from([rest]), checksum: sha1(rest) }, () => {})
  assert.equal(await after.received(UPLOAD), 100)
  assert.equal(await after.sha256(after.pathOf(UPLOAD)), sha256(Buffer.concat([first, rest])))
  assert.deepEqual(await readdir(left), ['one.wav'])
  await after.remove(UPLOAD)
  assert.deepEqual(await readdir(left), [])
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
