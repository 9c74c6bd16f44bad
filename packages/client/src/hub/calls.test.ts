import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { libraryEndpoints, peopleEndpoints } from '@baton/protocol'
import { calls } from './calls.ts'
import type { Line, Request } from './request.ts'

const SOURCES = join(import.meta.dirname, '..')

test('[R22] the client knows the hub’s paths from the table alone', () => {
  const files = globSync('**/*.ts', { cwd: SOURCES }).filter((file) => !file.endsWith('.test.ts'))
  assert.ok(files.length > 20, `${files.length} files`)
  for (const file of files) {
    const text = readFileSync(join(SOURCES, file), 'utf8')
    // A slash alone is how addresses below the hub are recognised.
    assert.doesNotMatch(text, /['"`}]\/[a-z.]+/, file)
  }
})

test('[R22] what is read may be asked for again, what changes is asked once', async () => {
  const asked: [how: string, Request][] = []
  const line = {
    patiently: async (request) => asked.push(['patiently', request]),
    once: async (request) => asked.push(['once', request]),
  } as Partial<Line> as Line
  const { read, once } = calls(line)
  const { signal } = new AbortController()
  await read(libraryEndpoints.home)
  await read(libraryEndpoints.tracks, { query: { q: 'a b', limit: 5, cursor: undefined }, signal })
  await once(peopleEndpoints.change, { params: { id: 'an/id' }, body: { max_volume: null } })
  assert.deepEqual(asked, [
    ['patiently', { method: 'GET', path: '/library/home', signal: undefined }],
    ['patiently', { method: 'GET', path: '/library/tracks?q=a+b&limit=5', signal }],
    ['once', { method: 'PATCH', path: '/users/an%2Fid', body: { max_volume: null } }],
  ])
})
