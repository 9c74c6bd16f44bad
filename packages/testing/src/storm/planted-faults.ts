import { type Change, DEVICES, type Device, SESSIONS, type Session } from '@baton/hub/domain'
import type { Loaded, LoggedEvent, Store, Writes } from '@baton/hub/engine'
import type { BatonEvent, SessionView } from '@baton/protocol'
import type { Dice } from '../fakes/seeded-chance.ts'

/** A mistake that somebody could make in the hub. The storm must notice each of them. */
export interface PlantedFault {
  readonly name: string
  /** Within this many runs it must have been noticed. */
  readonly withinRuns: number
  readonly plant: (store: Store, dice: Dice) => Store
}

export const PLANTED_FAULTS: readonly PlantedFault[] = [
  { name: 'events are published before the commit', withinRuns: 20, plant: publishBeforeCommit },
  { name: 'the speaker epoch does not grow', withinRuns: 10, plant: onWrites(withoutFence) },
  { name: 'replay begins one event late and numbers on', withinRuns: 10, plant: replayingLate },
  { name: 'the log loses an event on its way to followers', withinRuns: 10, plant: losingEvents },
  { name: 'receipts are kept outside the transaction', withinRuns: 30, plant: receiptsInMemory },
  { name: 'receipts are not kept', withinRuns: 10, plant: onWrites(({ receipt: _, ...writes }) => writes) },
  { name: 'commands are acknowledged before they are durable', withinRuns: 20, plant: acknowledgedTooEarly },
  { name: 'the revision moves by two', withinRuns: 10, plant: onWrites(revisionByTwo) },
  { name: 'the revision stands still', withinRuns: 10, plant: onWrites(revisionStands) },
  { name: 'timers are forgotten', withinRuns: 30, plant: onWrites(({ due: _, ...writes }) => writes) },
  { name: 'snapshots are older than they say', withinRuns: 30, plant: stalePictures },
  { name: 'events reach the other user', withinRuns: 10, plant: onWrites(seenByAll) },
  { name: 'queue rows are not saved', withinRuns: 10, plant: onWrites(queueForgotten) },
  {
    name: 'a device without permission to sound is taken for one that has it',
    withinRuns: 30,
    plant: onLoaded(allUnlocked),
  },
  { name: 'the sounding speaker is not told that it is over', withinRuns: 30, plant: silentHandOver },
]

function onWrites(change: (writes: Writes) => Writes): PlantedFault['plant'] {
  return (store) => ({
    ...store,
    transact: (householdId, needs, decide) =>
      store.transact(householdId, needs, (loaded) => {
        const decided = decide(loaded)
        return decided.writes ? { ...decided, writes: change(decided.writes) } : decided
      }),
  })
}

function onLoaded(change: (loaded: Loaded) => Loaded): PlantedFault['plant'] {
  return (store) => ({
    ...store,
    transact: (householdId, needs, decide) =>
      store.transact(householdId, needs, (loaded) => decide(change(loaded))),
  })
}

type SessionChange = Change & { readonly before: Session; readonly after: Session }

function sessionIn({ changes = [] }: Writes): SessionChange | undefined {
  return changes.find((change): change is SessionChange => change.kind === SESSIONS)
}

function withSession(writes: Writes, edit: (change: SessionChange) => Session): Writes {
  const session = sessionIn(writes)
  if (!session) return writes
  const changes = (writes.changes ?? []).map((change) =>
    change === session ? { ...session, after: edit(session) } : change,
  )
  return { ...writes, changes }
}

function withView(writes: Writes, edit: (view: SessionView) => SessionView): Writes {
  return withSession(writes, ({ after }) => ({ ...after, view: edit(after.view) }))
}

function withoutFence(writes: Writes): Writes {
  const epoch = sessionIn(writes)?.before.view.speakerEpoch
  if (epoch === undefined) return writes
  const events = writes.events.map((row) => ({ ...row, event: frozenEpoch(row.event, epoch) }))
  return withView({ ...writes, events }, (view) => ({ ...view, speakerEpoch: epoch }))
}

function frozenEpoch(event: BatonEvent, speakerEpoch: number): BatonEvent {
  if (!('change' in event) || event.change.speakerEpoch === undefined) return event
  return { ...event, change: { ...event.change, speakerEpoch } }
}

function revisionByTwo(writes: Writes): Writes {
  const events = writes.events.map((row) => ({
    ...row,
    revision: row.revision + (sessionIn(writes) ? 1 : 0),
  }))
  return withView({ ...writes, events }, (view) => ({ ...view, revision: view.revision + 1 }))
}

function revisionStands(writes: Writes): Writes {
  const events = writes.events.map((row) => ({
    ...row,
    revision: row.revision - (sessionIn(writes) ? 1 : 0),
  }))
  return withView({ ...writes, events }, (view) => ({ ...view, revision: view.revision - 1 }))
}

function seenByAll(writes: Writes): Writes {
  return { ...writes, events: writes.events.map((row) => ({ ...row, audience: 'household' })) }
}

function queueForgotten(writes: Writes): Writes {
  return withSession(writes, ({ before, after }) => ({ ...after, queue: before.queue }))
}

function allUnlocked(loaded: Loaded): Loaded {
  const held = loaded.held.map((one) =>
    one.kind === DEVICES ? { ...one, state: (one.state as readonly Device[]).map(unlocked) } : one,
  )
  return { ...loaded, held }
}

function unlocked(device: Device): Device {
  const capabilities = { ...device.view.capabilities, unlocked: true }
  return { ...device, view: { ...device.view, capabilities } }
}

/** Whoever reads the log sees what is only being decided; now and then that is then not committed. */
function publishBeforeCommit(store: Store, dice: Dice): Store {
  let phantoms: LoggedEvent[] = []
  return {
    ...store,
    async transact(householdId, needs, decide) {
      const fails = dice.chance(0.2)
      const committed = await store.transact(householdId, needs, (loaded) => {
        const decided = decide(loaded)
        phantoms = (decided.writes?.events ?? []).map((row, i) => ({
          ...row,
          seq: loaded.household.seq + i + 1,
          at: decided.writes?.at ?? 0,
          commandId: null,
        }))
        if (fails && phantoms.length > 0) throw new Error('The commit failed, as the storm wanted')
        return decided
      })
      phantoms = []
      return committed
    },
    async heads(householdIds) {
      const heads = await store.heads(householdIds)
      const phantom = phantoms.at(-1)?.seq ?? 0
      return new Map([...heads].map(([id, seq]) => [id, Math.max(seq, phantom)]))
    },
    async pageAfter(householdId, after, bounds) {
      const page = await store.pageAfter(householdId, after, bounds)
      const head = page.events.at(-1)?.seq ?? after
      return { ...page, events: [...page.events, ...phantoms.filter((event) => event.seq > head)] }
    },
  }
}

/** A hole in the numbers would be noticed and healed; here the next event takes the number of the one left out. */
function replayingLate(store: Store): Store {
  return {
    ...store,
    async pageAfter(householdId, after, bounds) {
      const page = await store.pageAfter(householdId, after + 1, bounds)
      return { ...page, events: page.events.map((event) => ({ ...event, seq: event.seq - 1 })) }
    },
  }
}

/** One event is told twice, under its own number and under that of the one before, which nobody is told. */
function losingEvents(store: Store, dice: Dice): Store {
  return {
    ...store,
    async pageAfter(householdId, after, bounds) {
      const page = await store.pageAfter(householdId, after, bounds)
      const [first, second, ...others] = page.events
      if (!first || !second || !dice.chance(0.5)) return page
      return { ...page, events: [{ ...second, seq: first.seq }, second, ...others] }
    },
  }
}

/** Receipts live in the process: they are gone when it is. */
function receiptsInMemory(store: Store, dice: Dice): Store {
  const receipts = new Map<string, NonNullable<Loaded['receipt']>>()
  return {
    ...store,
    async transact(householdId, needs, decide) {
      const key = needs.receipt && `${needs.receipt.principal} ${needs.receipt.commandId}`
      let bodyHash = ''
      let at = 0
      const committed = await store.transact(householdId, needs, (loaded) => {
        const decided = decide({ ...loaded, receipt: (key && receipts.get(key)) || null })
        if (!decided.writes) return decided
        const { receipt, ...writes } = decided.writes
        bodyHash = receipt?.bodyHash ?? ''
        at = writes.at
        const made = receipt && { receipt: { ...receipt, principal: dice.uuid() } }
        return { ...decided, writes: { ...writes, ...made } }
      })
      if (key && committed.receipt) receipts.set(key, { bodyHash, receipt: committed.receipt, at })
      return committed
    },
  }
}

/** Answers at once; what is written is written a little later, if there still is a process to write it. */
function acknowledgedTooEarly(store: Store, dice: Dice): Store {
  return {
    ...store,
    async transact(householdId, needs, decide) {
      if (!dice.chance(0.2)) return store.transact(householdId, needs, decide)
      return store.transact(householdId, needs, (loaded) => {
        const decided = decide(loaded)
        return decided.missing ? decided : { value: decided.value }
      })
    },
  }
}

function stalePictures(store: Store, dice: Dice): Store {
  const former = new Map<string, Awaited<ReturnType<Store['snapshot']>>['states']>()
  return {
    ...store,
    async snapshot(householdId, userId, rooms) {
      const snapshot = await store.snapshot(householdId, userId, rooms)
      const key = rooms.join()
      const states = former.get(key) ?? snapshot.states
      former.set(key, snapshot.states)
      return dice.chance(0.5) ? { ...snapshot, states } : snapshot
    },
  }
}

/** The event that moves the right to sound is written, and never read to anybody. */
function silentHandOver(store: Store): Store {
  return {
    ...store,
    async pageAfter(householdId, after, bounds) {
      const page = await store.pageAfter(householdId, after, bounds)
      const events = page.events.map((row) => {
        if (row.event.type !== 'session.speaker-changed') return row
        return { ...row, audience: '00000000-0000-4000-8000-000000000000' as typeof row.audience }
      })
      return { ...page, events }
    },
  }
}
