import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { id3v2, mp3Frames, textFrame } from '../../../../../testing/src/music/raw-files.ts'
import { walk } from '../walk/walk.ts'
import { readChunk } from './reader-thread.ts'

const SOUND = mp3Frames(Array.from({ length: 20 }, () => 128))

test('[B49] a file has its own cover, else that of the first of its album that has one', async () => {
  await using music = await temporary()
  await music.put('1.mp3', song('One'))
  await music.put('2.mp3', song('One', 'red'))
  await music.put('3.mp3', song('One', 'blue'))
  await music.put('4.mp3', song('Two'))
  await music.put('5.mp3', song('One', 'red'))
  const { covers, pictures } = await music.read('')
  assert.deepEqual(covers, ['red', 'red', 'blue', null, 'red'])
  assert.equal(pictures, 2, 'equal pictures are handed on once')
})

test('[B49] what is damaged or empty beside a file hides neither another picture nor its own', async () => {
  await using music = await temporary()
  await music.put('1.mp3', song('One', 'inside'))
  await music.put('cover.jpg', Buffer.from('<html>not found</html>'))
  await music.put('folder.jpg', Buffer.alloc(0))
  assert.deepEqual((await music.read('')).covers, ['inside'])
  await music.put('front.jpg', jpeg('half').subarray(0, -2))
  assert.deepEqual((await music.read('')).covers, ['inside'])
  await music.put('album.jpg', jpeg('beside'))
  assert.deepEqual((await music.read('')).covers, ['beside'])
})

test('[B49] a disc without a picture has that of the folder around it', async () => {
  await using music = await temporary()
  await music.put('Set/cover.jpg', jpeg('of the set'))
  await music.put('Set/CD 1/1.mp3', song('Set'))
  await music.put('Set/CD 2/cover.jpg', jpeg('of disc two'))
  await music.put('Set/CD 2/1.mp3', song('Set'))
  await music.put('Set/Scans/1.mp3', song('Other'))
  for (const under of ['', 'Set/CD 1'])
    assert.deepEqual((await music.read(under, 'Set/CD 1/')).covers, ['of the set'], under)
  assert.deepEqual((await music.read('', 'Set/CD 2/')).covers, ['of disc two'])
  assert.deepEqual((await music.read('', 'Set/Scans/')).covers, [null])
})

function song(album: string, picture?: string): Buffer {
  const body = picture && Buffer.concat([Buffer.from('\0image/jpeg\0\x03\0'), jpeg(picture)])
  const frames = [textFrame('TALB', album), ...(body ? [{ name: 'APIC', body }] : [])]
  return Buffer.concat([id3v2(3, frames), SOUND])
}

/** Its two ends, and a word between them. */
function jpeg(word: string): Buffer {
  return Buffer.concat([Buffer.of(0xff, 0xd8), Buffer.from(word), Buffer.of(0xff, 0xd9)])
}

async function temporary() {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'baton-covers-')))
  return {
    async put(name: string, bytes: Buffer) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), bytes)
    },
    async read(under: string, below = '') {
      const walked = [...walk({ root, under, from: '' })].flatMap((found) =>
        found.kind === 'file' && found.path.startsWith(below) ? [found] : [],
      )
      const coverPath = walked[0]?.coverPath ?? null
      const result = await readChunk({ root, paths: walked.map(({ path }) => path), coverPath })
      const covers = result.files.map((file) => {
        assert.ok('facts' in file, JSON.stringify(file))
        const picture = file.cover === null ? null : result.covers[file.cover]
        return picture ? Buffer.from(picture).subarray(2, -2).toString() : null
      })
      return { covers, pictures: result.covers.length }
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}
