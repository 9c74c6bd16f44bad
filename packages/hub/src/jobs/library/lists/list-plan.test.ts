import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PlaylistId } from '@baton/protocol'
import type { FollowedList } from '#engine'
import { listPlan, versionOf } from './list-plan.ts'

const folder = { folderId: 'a', path: '/music', origin: 'settings' } as const
const seen = (path: string, mtimeMs = 1, isSettled = true) => {
  return { kind: 'list', path, sizeBytes: 5, mtimeMs, isSettled } as const
}
const followed = (path: string, notFound = 0, isGone = false, folderId = 'a'): FollowedList => {
  const file = { folderId, path, version: versionOf('5:1', 'hash'), notFound }
  return { playlistId: `${folderId} ${path}` as PlaylistId, file, isGone }
}
const looked = { folder, folders: [folder], under: [''], lists: [], hasChanges: false }
const paths = (all: readonly { readonly path: string }[]) => all.map(({ path }) => path)

test('[PF18] a list is read when it is new or has changed, and when tracks that it waits for may be there', () => {
  const lists = [seen('same'), seen('changed', 2), seen('new'), seen('being written', 3, false)]
  const known = [followed('same'), followed('changed'), followed('being written'), followed('x/waits', 2)]
  const plan = listPlan({ ...looked, under: ['y'], lists }, known, 10)
  assert.deepEqual([paths(plan.read), plan.gone], [['changed', 'new'], []])
  const again = listPlan({ ...looked, under: ['y'], lists: [], hasChanges: true }, known, 10)
  assert.deepEqual(paths(again.read), ['x/waits'])
})

test('[PF20] what was looked for and not seen is gone, and nothing else', () => {
  const known = [
    followed('x/a'),
    followed('y/b'),
    followed('x/c', 0, true),
    followed('x/d', 0, false, 'other'),
  ]
  const goneUnder = (...under: readonly string[]) =>
    listPlan({ ...looked, under }, known, 10).gone.map(({ file }) => file.path)
  assert.deepEqual(goneUnder('x'), ['x/a'])
  assert.deepEqual(goneUnder(''), ['x/a', 'y/b'])
  assert.deepEqual(goneUnder('x/a'), [])
})

test('[PF16] beyond the most that are followed new ones are passed over, and counted', () => {
  const lists = [seen('a'), seen('b'), seen('c'), seen('known', 2)]
  const plan = listPlan({ ...looked, lists }, [followed('known')], 3)
  assert.deepEqual([paths(plan.read), plan.passedOver], [['a', 'b', 'known'], 1])
})
