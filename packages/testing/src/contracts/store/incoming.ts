import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, type Incoming, type IncomingShelf, type Kind } from '@baton/hub/domain'
import type { RoomState } from '@baton/protocol'
import { BEGIN, type Home, newHome, newHousemate, type OpenedStore, read } from './fixtures.ts'

/** One way into the library, as its store contract needs it. */
export interface IncomingCase<Id extends string, One extends Incoming> {
  /** What its tests are called, with the rule that each holds to. */
  readonly titles: { readonly loaded: string; readonly shelf: string; readonly room: string }
  readonly kind: Kind<Id, One | null>
  readonly shelf: Kind<null, IncomingShelf<Id, One>>
  readonly room: 'uploads' | 'downloads'
  idOf(one: One): Id
  /** A new one of this home, on its way. */
  made(home: Home, fields?: Partial<One['view']>): One
  /** The same with its file put somewhere, and whatever else is kept of it another than before. */
  placed(one: One): One
  /** Every phase of one that is on its way, and every phase of one that is over. */
  readonly phases: {
    readonly open: readonly [One['view']['phase'], ...One['view']['phase'][]]
    readonly over: readonly [One['view']['phase'], ...One['view']['phase'][]]
  }
  shown(state: RoomState): readonly One['view'][]
}

export function incomingRules<Id extends string, One extends Incoming>(
  opened: () => OpenedStore,
  { titles, kind, shelf, room, idOf, made, placed, phases, shown }: IncomingCase<Id, One>,
): void {
  const viewOf = (fields: Partial<Incoming['view']>) => fields as Partial<One['view']>
  const next = (one: One, fields: Partial<Incoming['view']>): One => ({
    ...one,
    view: { ...one.view, ...fields, revision: one.view.revision + 1 },
  })
  const one = (home: Home, { store }: Pick<OpenedStore, 'store'>, of: One) =>
    read(store, home, kind, idOf(of))
  const save = (
    { householdId }: Home,
    { store }: Pick<OpenedStore, 'store'>,
    before: One | null,
    after: One | null,
  ) =>
    store.transact(householdId, {}, () => ({
      value: null,
      writes: {
        at: BEGIN,
        events: [],
        changes: [change(kind, idOf((after ?? before) as One), before, after)],
      },
    }))

  test(titles.loaded, async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    await using other = await opened().another()
    const first = made(home)
    await save(home, opened(), null, first)
    assert.deepEqual(await one(home, other, first), first)
    const second = placed(next(first, {}))
    await save(home, other, first, second)
    assert.deepEqual(await one(home, opened(), first), second)
    await assert.rejects(save(home, opened(), first, next(first, {})), /changed by somebody else/)
    await assert.rejects(save(neighbour, opened(), second, next(second, {})), /changed by somebody else/)
    await assert.rejects(save(neighbour, opened(), second, null), /changed by somebody else/)
    assert.equal(await one(neighbour, opened(), first), null)
    assert.deepEqual(await one(home, other, first), second)
    await save(home, opened(), second, null)
    assert.equal(await one(home, other, first), null)
  })

  test(titles.shelf, async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const ofEach = (all: readonly string[], from: number) =>
      all.map((phase, nth) => made(home, viewOf({ phase, expiresAt: BEGIN + from + nth })))
    const open = ofEach(phases.open, 1)
    const over = ofEach(phases.over, 2)
    await save(neighbour, opened(), null, made(neighbour))
    await save(neighbour, opened(), null, made(neighbour, viewOf({ phase: phases.over[0], expiresAt: 1 })))
    for (const each of [...open, ...over].toReversed()) await save(home, opened(), null, each)
    const shelved = () => read(opened().store, home, shelf, null)
    const [early, ...late] = open as [One, ...One[]]
    const count = open.length + over.length
    assert.deepEqual(await shelved(), { count, open, oldestOver: idOf(over[0] as One) })
    await save(home, opened(), early, next(early, { phase: phases.over[0], expiresAt: BEGIN }))
    assert.deepEqual(await shelved(), { count, open: late, oldestOver: idOf(early) })
  })

  test(titles.room, async () => {
    const home = await newHome(opened())
    const housemate = await newHousemate(opened(), home)
    const open = made(home, viewOf({ createdAt: BEGIN + 1 }))
    const secret = made(home, viewOf({ isPrivate: true }))
    for (const each of [open, secret]) await save(home, opened(), null, each)
    const seenBy = async ({ householdId, userId }: Home) => {
      const { states } = await opened().store.snapshot(householdId, userId, [room])
      return states.flatMap(({ state }) => shown(state))
    }
    assert.deepEqual(await seenBy(home), [secret.view, open.view])
    assert.deepEqual(await seenBy(housemate), [open.view])
    assert.deepEqual(await seenBy(await newHome(opened())), [])
  })
}
