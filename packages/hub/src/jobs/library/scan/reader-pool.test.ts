import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readerPool } from './reader-pool.ts'

/** A reader that dies or hangs over files of those names. */
const TOUCHY = `
  import { answerQuestions } from ${JSON.stringify(import.meta.resolve('#threads/inside'))}
  const readChunk = ({ paths }) => {
    if (paths.includes('die')) process.exit(1)
    if (paths.includes('throw')) throw new Error('bad file')
    if (paths.includes('hang')) for (;;) {}
    return {
      files: paths.map((path, index) => ({ path, facts: {}, cover: index })),
      covers: paths.map((path) => new TextEncoder().encode(path)),
    }
  }
  answerQuestions({ readChunk })`
const program = new URL(`data:text/javascript,${encodeURIComponent(TOUCHY)}`)

for (const bad of ['die', 'throw', 'hang']) {
  test(`[B16] a file over which the reader would ${bad} costs only itself`, async () => {
    await using pool = readerPool({ threads: 2, timeoutMs: 2_000, program })
    const { files, covers } = await pool.read({ root: '/', paths: ['a', bad, 'b'], coverPath: null })
    assert.deepEqual(
      files.map((file) =>
        'problem' in file ? file.problem : Buffer.from(covers[file.cover ?? -1] ?? []).toString(),
      ),
      ['a', 'file.took-too-long', 'b'],
    )
  })
}

test('many chunks share a few threads, and closing ends those that wait', async () => {
  const pool = readerPool({ threads: 2, timeoutMs: 60_000, program })
  const chunks = Array.from({ length: 20 }, (_, index) => ({
    root: '/',
    paths: [`${index}`],
    coverPath: null,
  }))
  const results = await Promise.all(chunks.map((chunk) => pool.read(chunk)))
  assert.deepEqual(
    results.map((result) => result.files[0]?.path),
    chunks.map((chunk) => chunk.paths[0]),
  )
  const stuck = Array.from({ length: 4 }, () => pool.read({ root: '/', paths: ['hang'], coverPath: null }))
  const ended = Promise.all(stuck.map((read) => assert.rejects(read, /closed/)))
  await pool[Symbol.asyncDispose]()
  await ended
  await assert.rejects(pool.read({ root: '/', paths: ['a'], coverPath: null }), /closed/)
})
