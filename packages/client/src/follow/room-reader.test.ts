import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TagId } from '@baton/protocol'
import { KNOWN_FAMILIES } from '../known-families.ts'
import { NO_ROOMS } from './known-rooms.ts'
import { roomReader } from './room-reader.ts'

test('[TG13] a room is followed also while one of its fields is null, and one that is not followed is not', () => {
  const reader = roomReader(KNOWN_FAMILIES)
  const unknownTag = { tagId: '04a1' as TagId, seenAt: 1 }
  const seen = { type: 'tag.unknown-changed', unknownTag } as const
  const stamp = { revision: 1, at: 1 }
  const known = reader.roomsIn({ tags: [], linkings: [], unknownTag: null })
  assert.ok(known)
  assert.deepEqual(reader.after(known, 'tags', seen, stamp), { tags: [], linkings: [], unknownTag })
  assert.deepEqual(reader.after(NO_ROOMS, 'tags', seen, stamp), {})
})
