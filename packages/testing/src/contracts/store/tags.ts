import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, TAG_ACTIVITY, TAG_SHELF, TAGS, type Tag, type TagActivity } from '@baton/hub/domain'
import type { LinkingId, PlaylistId, TagId, TagLinking } from '@baton/protocol'
import { BEGIN, type Home, newHome, newId, type OpenedStore, read } from './fixtures.ts'

const TAG = '04a1b2c3' as TagId

export function tagRules(opened: () => OpenedStore): void {
  test('[TG1] a tag is the one that was saved last, and the same number elsewhere is another tag', async () => {
    const home = await newHome(opened())
    const neighbours = await newHome(opened())
    assert.equal(await read(opened().store, home, TAGS, TAG), null)
    const tag = newTag(home, { label: 'Bär “🐻”', title: null })
    const theirs = newTag(neighbours, { policy: 'next', title: 'A track' })
    await save(home, { before: null, after: tag })
    await save(neighbours, { before: null, after: theirs })
    await using fresh = await opened().another()
    assert.deepEqual(await read(fresh.store, home, TAGS, TAG), tag)
    const later = { ...tag, lastSeenAt: BEGIN + 5, revision: 2 }
    await save(home, { before: tag, after: later })
    assert.deepEqual(await read(fresh.store, home, TAGS, TAG), later)
    assert.deepEqual((await read(fresh.store, home, TAG_SHELF, null)).count, 1)
    await save(home, { before: later, after: null })
    assert.deepEqual(await shown(home), { tags: [], linkings: [], unknownTag: null })
    assert.deepEqual((await shown(neighbours)).tags, [theirs])
  })

  test('[TG13] what is being done with tags is kept, and of two changes from one state one is refused', async () => {
    const home = await newHome(opened())
    assert.deepEqual(await read(opened().store, home, TAG_ACTIVITY, null), TAG_ACTIVITY.none)
    const first: TagActivity = {
      linkings: [newLinking(home)],
      unknownTag: { tagId: TAG, seenAt: BEGIN },
      revision: 1,
    }
    await saveActivity(home, TAG_ACTIVITY.none, first)
    await using fresh = await opened().another()
    assert.deepEqual(await read(fresh.store, home, TAG_ACTIVITY, null), first)
    const second = { ...first, linkings: [], revision: 2 }
    await saveActivity(home, first, second)
    await assert.rejects(saveActivity(home, first, { ...first, unknownTag: null, revision: 2 }))
    const { linkings, unknownTag } = await shown(home)
    assert.deepEqual({ linkings, unknownTag }, { linkings: [], unknownTag: first.unknownTag })
  })

  async function save(home: Home, { before, after }: { before: Tag | null; after: Tag | null }) {
    await opened().store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(TAGS, TAG, before, after)] },
    }))
  }

  async function saveActivity(home: Home, before: TagActivity, after: TagActivity) {
    await opened().store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(TAG_ACTIVITY, null, before, after)] },
    }))
  }

  async function shown({ householdId, userId }: Home) {
    const { states } = await opened().store.snapshot(householdId, userId, ['tags'])
    const [one] = states
    assert.ok(one?.state.family === 'tags')
    const { tags, linkings, unknownTag } = one.state
    return { tags, linkings, unknownTag }
  }
}

function newTag({ userId }: Home, fields: Partial<Tag> = {}): Tag {
  return {
    tagId: TAG,
    label: null,
    target: { playlistId: newId<PlaylistId>() },
    title: null,
    policy: 'play',
    linkedBy: userId,
    linkedAt: BEGIN,
    lastSeenAt: null,
    revision: 1,
    ...fields,
  }
}

function newLinking({ userId }: Home): TagLinking {
  return {
    linkingId: newId<LinkingId>(),
    target: { playlistId: newId<PlaylistId>() },
    policy: 'play',
    startedBy: userId,
    phase: 'listening',
    tagId: null,
    conflict: null,
    overrides: false,
    failure: null,
    startedAt: BEGIN,
    timeoutAt: BEGIN + 60_000,
    endedAt: null,
  }
}
