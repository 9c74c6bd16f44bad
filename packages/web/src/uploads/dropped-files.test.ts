import assert from 'node:assert/strict'
import { test } from 'node:test'
import { droppedFiles, isMusic } from './dropped-files.ts'

test('what is dropped is found in folders of folders, however many a browser tells at once, each with its folder', async () => {
  const many = Array.from({ length: 250 }, (_, nth) => fileEntry(`${nth}.flac`))
  const transfer = dropOf([
    fileEntry('Single.mp3'),
    folderEntry('Artist', [fileEntry('cover.jpg'), folderEntry('Album', many)]),
    folderEntry('Empty', []),
  ])
  const found = await droppedFiles(transfer)
  assert.equal(found.length, 252)
  assert.deepEqual(
    found.slice(0, 3).map(({ file, folder }) => [file.name, folder]),
    [
      ['Single.mp3', undefined],
      ['cover.jpg', 'Artist'],
      ['0.flac', 'Album'],
    ],
  )
  assert.equal(found.filter(({ file }) => isMusic(file)).length, 251)
})

test('a browser that tells no folders tells its files', async () => {
  const file = new File(['x'], 'Song.wav')
  const transfer = { items: [{ webkitGetAsEntry: () => null }], files: [file] } as never
  assert.deepEqual(await droppedFiles(transfer), [{ file, folder: undefined }])
})

function dropOf(entries: readonly object[]): DataTransfer {
  return { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] } as never
}

function fileEntry(name: string): object {
  const file = (give: (file: File) => void) => give(new File(['x'], name))
  return { isFile: true, isDirectory: false, name, file }
}

/** Browsers tell the entries of a folder in parts of a hundred, and then none. */
function folderEntry(name: string, entries: readonly object[]): object {
  return {
    isFile: false,
    isDirectory: true,
    name,
    createReader() {
      let told = 0
      return {
        readEntries(give: (part: readonly object[]) => void) {
          const part = entries.slice(told, told + 100)
          told += part.length
          give(part)
        },
      }
    },
  }
}
