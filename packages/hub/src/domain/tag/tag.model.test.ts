import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  foldTags,
  isOpenLinking,
  LINKINGS_SHOWN,
  type PlaylistId,
  type SessionId,
  type TagEvent,
  type TagId,
  TagLinking,
  type TagsState,
  TagView,
  UNKNOWN_TAG_SHOWN_MS,
  type UserId,
} from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { ANYBODY, decided } from '../../../../testing/src/domain/decided.ts'
import { titled } from '../../../../testing/src/domain/one-playlist.ts'
import type { Wanted } from '../family.ts'
import { PLAYLISTS } from '../playlist/kinds.ts'
import type { Playlist } from '../playlist/playlist.ts'
import type { AnyTagCommand } from './decide.ts'
import { TAG_ACTIVITY, TAG_SHELF, TAGS } from './kinds.ts'
import type { Tag, TagActivity } from './tag.ts'

type Step =
  | { readonly does: 'start'; readonly list: number; readonly lastsMs: number; readonly overrides: boolean }
  | { readonly does: 'stop' }
  | { readonly does: 'scan'; readonly tag: number }
  | { readonly does: 'bind'; readonly tag: number; readonly list: number; readonly override: boolean }
  | { readonly does: 'remove' | 'dismiss'; readonly tag: number }
  | { readonly does: 'wait'; readonly ms: number }
  | { readonly does: 'lose'; readonly list: number }
  | { readonly does: 'restore'; readonly list: number }

const tag = fc.integer({ min: 1, max: 4 })
const list = fc.integer({ min: 1, max: 3 })
const lastsMs = fc.constantFrom(1_000, 60_000, 300_000)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('scan' as const), tag }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('start' as const), list, lastsMs, overrides: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ does: fc.constant('bind' as const), tag, list, override: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('remove' as const, 'dismiss' as const), tag }) },
  { weight: 1, arbitrary: fc.constant({ does: 'stop' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('wait' as const),
      ms: fc.constantFrom(999, 1_000, 59_000, 400_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('lose' as const, 'restore' as const), list }) },
)
const story = fc.array(step, { minLength: 5, maxLength: 40 })

/** What tags are, told as simply as possible. Without a session no known tag is scanned outside of a linking. */
interface Naive {
  readonly plays: Map<number, number>
  /** How often each playlist was told of its tags. */
  readonly told: Map<number, number>
  waits: { list: number; until: number; overrides: boolean } | null
  /** How the youngest linking stands. */
  phase: string | null
  unknown: { tag: number; until: number } | null
  readonly gone: Set<number>
}

describe('what always holds of tags', () => {
  test('[TG3, TG7, TG8, TG9, TG10, TG11, TG14] the rules and a naive model look the same from outside', () => {
    const ends = new Set<string | null>()
    fc.assert(
      fc.property(story, (steps) => {
        const tags = new Tags()
        const model: Naive = {
          ...{ plays: new Map(), told: new Map(), gone: new Set() },
          ...{ waits: null, phase: null, unknown: null },
        }
        for (const one of steps) {
          if (one.does === 'wait') pass(tags, model, one.ms)
          else if (one.does === 'lose' || one.does === 'restore') {
            model.gone[one.does === 'lose' ? 'add' : 'delete'](one.list)
            tags.gone = model.gone
          } else {
            assert.equal(tags.does(commandOf(one)), naively(model, one, tags.now), JSON.stringify(one))
          }
          ends.add(model.phase)
          assert.deepEqual(tags.seen(), seenOf(model))
          tags.check()
        }
      }),
      seeded({ numRuns: 500 }),
    )
    const all = [null, 'duplicate', 'error', 'listening', 'stopped', 'success', 'timeout']
    assert.deepEqual([...ends].sort(), [...all].sort(), 'every phase was reached')
  })
})

/** The rules around what a test holds instead of a store. */
class Tags {
  readonly #tags = new Map<TagId, Tag>()
  readonly #playlists = new Map<PlaylistId, Playlist>()
  #activity: TagActivity = TAG_ACTIVITY.none
  #folded: TagsState = { tags: [], linkings: [], unknownTag: null }
  #turn = 0
  gone: ReadonlySet<number> = new Set()
  now = 1_750_000_000_000

  /** False: it was refused. */
  does(command: AnyTagCommand): boolean {
    const turn = ++this.#turn
    const outcome = decided(
      command,
      {
        now: this.now,
        wallAheadMs: 0,
        subject: { userId: numbered(1, 1) as UserId, sessionId: numbered(2, 1) as SessionId },
        caller: ANYBODY,
        seed: 1,
        freshIds: (count) => Array.from({ length: count }, (_, nth) => numbered(9, turn * 10 + nth)),
      },
      (wanted) => this.#stateOf(wanted),
    )
    if ('rejected' in outcome) return false
    for (const { kind, key, before, after } of outcome.changes) {
      assert.deepEqual(before, this.#stateOf({ kind, key } as Wanted))
      if (kind === PLAYLISTS) this.#playlists.set(key as PlaylistId, after as Playlist)
      else if (kind === TAG_ACTIVITY) this.#activity = after as TagActivity
      else if (after === null) this.#tags.delete(key as TagId)
      else this.#tags.set(key as TagId, TagView.parse(after))
    }
    const ofTags = outcome.published.filter(({ room }) => room === 'tags')
    const events = ofTags.map(({ event }) => JSON.parse(JSON.stringify(event)) as TagEvent)
    this.#folded = events.reduce(foldTags, this.#folded)
    return true
  }

  /** The next thing that the hub tells itself by then, which it then does; false: nothing. */
  due(until: number): boolean {
    const timers = [...(TAG_ACTIVITY.timers?.(this.#activity).values() ?? [])].sort((a, b) => a.at - b.at)
    const [next] = timers
    if (!next || next.at > until) return false
    this.now = Math.max(this.now, next.at)
    return this.does(next.command as AnyTagCommand)
  }

  seen() {
    const [youngest] = this.#activity.linkings
    const { unknownTag } = this.#activity
    return {
      plays: [...this.#tags.values()].map((one) => [numberOf(one.tagId), listIn(one.target)]).sort(),
      told: [...this.#playlists]
        .map(([id, { view }]) => [listIn({ playlistId: id }), view.revision - 1])
        .sort(),
      phase: youngest?.phase ?? null,
      unknown: unknownTag && numberOf(unknownTag.tagId),
    }
  }

  /** Folding leads to what is kept; at most one waits, and exactly what waits has an end. */
  check(): void {
    const { linkings, unknownTag } = this.#activity
    assert.deepEqual(this.#folded.linkings, linkings)
    assert.deepEqual(this.#folded.unknownTag, unknownTag)
    assert.deepEqual(new Map(this.#folded.tags.map((one) => [one.tagId, one])), this.#tags)
    for (const linking of linkings) {
      assert.deepEqual(TagLinking.parse(linking), linking)
      assert.equal(linking.endedAt === null, isOpenLinking(linking))
    }
    const open = linkings.filter(isOpenLinking)
    assert.ok(open.length <= 1 && linkings.length <= LINKINGS_SHOWN)
    const waiting = TAG_ACTIVITY.timers?.(this.#activity).size
    assert.equal(waiting, open.length + (unknownTag ? 1 : 0))
  }

  #stateOf({ kind, key }: Wanted): unknown {
    if (kind === TAGS) return this.#tags.get(key as TagId) ?? null
    if (kind === TAG_ACTIVITY) return this.#activity
    if (kind === TAG_SHELF) return { count: this.#tags.size }
    if (kind !== PLAYLISTS) return kind.none
    const playlistId = key as PlaylistId
    return this.gone.has(listIn({ playlistId }))
      ? null
      : (this.#playlists.get(playlistId) ?? fresh(playlistId))
  }
}

function fresh(playlistId: PlaylistId): Playlist {
  const { view, entries } = titled('ann').with(1).playlist as Playlist
  return { view: { ...view, playlistId, revision: 1 }, entries }
}

function commandOf(asked: Exclude<Step, { does: 'wait' | 'lose' | 'restore' }>): AnyTagCommand {
  switch (asked.does) {
    case 'start': {
      const { lastsMs: lasts, overrides } = asked
      return { type: 'tag.start-linking', target: targetOf(asked.list), lastsMs: lasts, overrides }
    }
    case 'stop':
      return { type: 'tag.stop-linking' }
    case 'scan':
      return { type: 'tag.scan', tagId: idOf(asked.tag) }
    case 'bind':
      return {
        type: 'tag.bind',
        tagId: idOf(asked.tag),
        target: targetOf(asked.list),
        override: asked.override,
      }
    case 'remove':
      return { type: 'tag.remove', tagId: idOf(asked.tag) }
    case 'dismiss':
      return { type: 'tag.dismiss', tagId: idOf(asked.tag) }
  }
}

/** Time passes for both, and what is due is done. */
function pass(tags: Tags, model: Naive, ms: number): void {
  const until = tags.now + ms
  while (tags.due(until));
  tags.now = until
  if (model.waits && model.waits.until <= until) {
    model.waits = null
    model.phase = 'timeout'
  }
  if (model.unknown && model.unknown.until <= until) model.unknown = null
}

/** Whether it is allowed; then it is done. */
function naively(
  model: Naive,
  asked: Exclude<Step, { does: 'wait' | 'lose' | 'restore' }>,
  now: number,
): boolean {
  const { plays, gone, told } = model
  const end = (phase: string) => {
    model.phase = phase
    model.waits = null
  }
  const tell = (list: number | undefined) => {
    if (list !== undefined && !gone.has(list)) told.set(list, (told.get(list) ?? 0) + 1)
  }
  const link = (number: number, what: number) => {
    if (plays.get(number) !== what) {
      tell(plays.get(number))
      tell(what)
    }
    plays.set(number, what)
    if (model.unknown?.tag === number) model.unknown = null
  }
  switch (asked.does) {
    case 'start':
      if (gone.has(asked.list)) return false
      model.waits = { list: asked.list, until: now + asked.lastsMs, overrides: asked.overrides }
      model.phase = 'listening'
      return true
    case 'stop':
      if (model.waits) end('stopped')
      return true
    case 'scan':
      if (model.waits === null) {
        // There is no session that it could play in.
        if (plays.has(asked.tag)) return false
        model.unknown = { tag: asked.tag, until: now + UNKNOWN_TAG_SHOWN_MS }
      } else if (plays.has(asked.tag) && !model.waits.overrides) model.phase = 'duplicate'
      else if (gone.has(model.waits.list)) end('error')
      else {
        link(asked.tag, model.waits.list)
        end('success')
      }
      return true
    case 'bind':
      if ((plays.has(asked.tag) && !asked.override) || gone.has(asked.list)) return false
      link(asked.tag, asked.list)
      if (model.waits?.list === asked.list) end('success')
      return true
    case 'remove':
      tell(plays.get(asked.tag))
      return plays.delete(asked.tag)
    case 'dismiss':
      if (model.unknown?.tag === asked.tag) model.unknown = null
      return true
  }
}

function seenOf({ plays, told, phase, unknown }: Naive) {
  return { plays: [...plays].sort(), told: [...told].sort(), phase, unknown: unknown?.tag ?? null }
}

function idOf(number: number): TagId {
  return `0${number}` as TagId
}

function numberOf(tagId: TagId): number {
  return Number(tagId)
}

function targetOf(number: number) {
  return { playlistId: numbered(6, number) as PlaylistId }
}

function listIn(target: Tag['target']): number {
  return 'playlistId' in target ? Number(target.playlistId.slice(-12)) : 0
}

function numbered(family: number, number: number): string {
  return `${String(family).padStart(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`
}
