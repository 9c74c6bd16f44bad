import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { BatonError, type HouseholdId, rejection } from '@baton/protocol'
import type { OpenTrackFile } from '#engine'
import { listFollower } from './follow-lists.ts'
import { readList } from './read-list.ts'

const HOME = 'home' as HouseholdId
const folder = { folderId: 'a', path: '/music', origin: 'settings' } as const

test('[PF18] a list over which the reader is lost is complained of once, and keeps no other from being followed', async () => {
  const told: string[] = []
  const warned: unknown[] = []
  const follower = listFollower({
    library: { followedLists: async () => [], matchListed: async () => [] },
    files: { open: async ({ path }) => file(path) },
    formats: {
      async read(bytes) {
        if (Buffer.from(bytes).toString() === 'bad.m3u') throw new BatonError('hub.busy')
        return { title: null, tracks: [] }
      },
      write: () => Promise.reject(new Error('Nothing is written here')),
    },
    async tell(_household, command) {
      if (command.type === 'playlist.follow-file') told.push(command.file.path)
      return null
    },
    log: { warn: (facts) => warned.push(facts) },
  })
  const lists = ['a.m3u', 'bad.m3u', 'z.m3u'].map(
    (path) => ({ kind: 'list', path, sizeBytes: 5, mtimeMs: 1, isSettled: true }) as const,
  )
  const looked = { folder, folders: [folder], under: [''], lists, hasChanges: false }
  for (let nth = 0; nth < 2; nth += 1) await follower.follow(HOME, looked, new AbortController().signal)
  assert.deepEqual(told, ['a.m3u', 'z.m3u', 'a.m3u', 'z.m3u'])
  assert.deepEqual(warned, [{ list: '/music/bad.m3u', problem: 'hub.busy' }])
})

test('[PF22] a file of rules is followed by them, and one that asks for more than is known is complained of', async () => {
  const rules = '{"all": [{"gt": {"year": 1999}}], "sort": "random" }'
  const content = new Map([
    ['Late.nsp', `// made by hand\n${rules}`],
    ['Named.nsp', `{"name": "By name", ${rules.slice(1)}`],
    ['Unknown.nsp', '{"all": [{"gt": {"rating": 3}}]}'],
  ])
  const told: unknown[] = []
  const warned: unknown[] = []
  const follower = listFollower({
    library: { followedLists: async () => [], matchListed: () => assert.fail('no list of tracks is here') },
    files: { open: async ({ path }) => file(path, content.get(path)) },
    formats: {
      read: () => assert.fail('no list of tracks is here'),
      write: () => Promise.reject(new Error('Nothing is written here')),
    },
    async tell(_household, command) {
      if (command.type !== 'playlist.follow-file') return null
      told.push([command.title, command.trackIds, command.rules?.rules, command.rules?.order.by])
      return command.title === 'Late' ? null : rejection('playlist.tells-listening')
    },
    log: { warn: (facts) => warned.push(facts) },
  })
  const lists = [...content.keys()].map(
    (path) => ({ kind: 'list', path, sizeBytes: 5, mtimeMs: 1, isSettled: true }) as const,
  )
  const looked = { folder, folders: [folder], under: [''], lists, hasChanges: false }
  await follower.follow(HOME, looked, new AbortController().signal)
  const late = [{ field: 'year', operator: 'more', value: 1999 }]
  assert.deepEqual(told, [
    ['Late', [], late, 'random'],
    ['By name', [], late, 'random'],
  ])
  assert.deepEqual(warned, [
    { list: '/music/Unknown.nsp', problem: 'playlist.rules-unknown' },
    { list: '/music/Named.nsp', problem: 'playlist.tells-listening' },
  ])
})

test('[PF22] a file of rules with a slip in it is never a list of tracks: what followed it stays as it was', async () => {
  const content = new Map<string, string | Buffer>([
    ['Comma.nsp', '// my rules\n{"all": [{"gt": {"year": 1999}},], "sort": "random"}'],
    ['Latin.NSP', Buffer.from('/* für später */ {"all": [{"is": {"genre": "Rock"}}]}', 'latin1')],
    ['Long.nsp', `// ${'long '.repeat(60_000)}\n{"all": [{"gt": {"year": 1999}}]}`],
    ['Empty.nsp', ''],
  ])
  const warned: unknown[] = []
  const follower = listFollower({
    library: { followedLists: async () => [], matchListed: () => assert.fail('no list of tracks is here') },
    files: { open: async ({ path }) => file(path, content.get(path)) },
    formats: {
      read: async (bytes, place) => {
        const list = readList(bytes, 10, place)
        if ('unreadable' in list)
          throw new BatonError('playlist.file-unreadable', { reason: list.unreadable })
        return list
      },
      write: () => Promise.reject(new Error('Nothing is written here')),
    },
    tell: async () => assert.fail('nothing of it is told'),
    log: { warn: (facts) => warned.push(facts) },
  })
  const lists = [...content.keys()].map(
    (path) => ({ kind: 'list', path, sizeBytes: 5, mtimeMs: 1, isSettled: true }) as const,
  )
  const looked = { folder, folders: [folder], under: [''], lists, hasChanges: false }
  await follower.follow(HOME, looked, new AbortController().signal)
  assert.deepEqual(
    warned,
    [...content.keys()].map((path) => ({ list: `/music/${path}`, problem: 'playlist.file-unreadable' })),
  )
})

test('[PF18] where no list has come or changed the library is not read for any', async () => {
  const follower = listFollower({
    library: { followedLists: async () => [], matchListed: () => assert.fail('the whole library is read') },
    files: { open: async ({ path }) => file(path) },
    formats: {
      read: async () => ({ title: null, tracks: [] }),
      write: () => Promise.reject(new Error('Nothing is written here')),
    },
    tell: async () => null,
    log: { warn: (facts) => assert.fail(`nothing is wrong: ${JSON.stringify(facts)}`) },
  })
  const empty = { kind: 'list', path: 'a.m3u', sizeBytes: 5, mtimeMs: 1, isSettled: true } as const
  for (const lists of [[], [empty]]) {
    const looked = { folder, folders: [folder], under: [''], lists, hasChanges: true }
    await follower.follow(HOME, looked, new AbortController().signal)
  }
})

/** A file whose content is its name, where it has no other. */
function file(path: string, content: string | Buffer = path): OpenTrackFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return {
    sizeBytes: bytes.length,
    mtimeMs: 1,
    etag: '"a"',
    mime: 'text/plain',
    read: (start, end) => Readable.from([bytes.subarray(start, end + 1)]),
    readAtOnce: async (start, end) => bytes.subarray(start, end + 1),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
