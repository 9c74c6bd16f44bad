import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { want } from '@baton/hub/domain'
import type { LoggedEvent } from '@baton/hub/engine'
import type { SqlDatabase } from '@baton/hub/stores/sql'
import { NOTES } from './family.ts'
import { type NoteWorld, noteId, noteWorld, withoutSession } from './note-world.ts'
import { asNoteEvent, foldNote, NoteState, type NoteView } from './words.ts'

const [milk, keys] = [noteId('milk'), noteId('keys')]

/** A family that the hub does not know has everything that its own families have, by its lines in the registries. */
export function noteSuite(name: string, open: () => Promise<SqlDatabase & AsyncDisposable>): void {
  describe(`a family of the tests on ${name}`, () => {
    test('[C1, C2] its commands are decided, written, and recognised when they are repeated', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      const written = { type: 'note.write', noteId: milk, text: 'Milk' } as const
      const receipt = await world.send(world.ann, written, 'once')
      assert.deepEqual([receipt.outcome, receipt.outcome === 'accepted' && receipt.revision], ['accepted', 1])
      assert.deepEqual(await world.send(world.ann, written, 'once'), receipt)
      const other = await world.send(world.ann, { ...written, text: 'Tea' }, 'once')
      assert.equal(other.outcome === 'rejected' && other.code, 'command.conflict')
      const foreign = await world.send(world.ben, { type: 'note.erase', noteId: milk })
      assert.equal(foreign.outcome === 'rejected' && foreign.code, 'auth.forbidden')
      assert.equal((await noteIn(world))?.text, 'Milk')
      await world.restart(0)
      assert.deepEqual(await world.send(world.ann, written, 'once'), receipt)
      assert.deepEqual(types(await world.log()), ['note.written'])
    })

    test('[C7] its timers follow from its states, and are carried out once, also after a start', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk', lastsMs: 5_000 })
      await world.send(world.ann, { type: 'note.write', noteId: keys, text: 'Keys', lastsMs: 5_000 })
      await world.send(world.ann, { type: 'note.write', noteId: keys, text: 'Keys!', lastsMs: 60_000 })
      await passes(world, 7_000)
      assert.deepEqual([await noteIn(world), (await noteIn(world, keys))?.text], [null, 'Keys!'])
      await world.restart(60_000)
      await passes(world, 3_000)
      assert.equal(await noteIn(world, keys), null)
      assert.equal(types(await world.log()).filter((type) => type === 'note.gone').length, 2)
      assert.deepEqual(await world.store.dueBefore(Number.MAX_SAFE_INTEGER, 10), [])
      assert.deepEqual(world.failures, [])
    })

    test('[C7] a timer goes with the state that it followed from', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk', lastsMs: 5_000 })
      assert.equal((await world.store.dueBefore(Number.MAX_SAFE_INTEGER, 10)).length, 1)
      await world.send(world.ann, { type: 'note.erase', noteId: milk })
      assert.deepEqual(await world.store.dueBefore(Number.MAX_SAFE_INTEGER, 10), [])
    })

    test('[L5] its events stand in the log for those who may see them, and fold to what is stored', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk' })
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk, two', isShared: true })
      await world.send(world.ann, { type: 'note.write', noteId: keys, text: 'Keys' })
      const log = await world.log()
      const { userId } = world.ann
      assert.deepEqual(
        log.map(({ seq, room, audience, revision }) => [seq, room, audience, revision]),
        [
          [1, 'note:milk', userId, 1],
          [2, 'note:milk', 'household', 2],
          [3, 'note:keys', userId, 1],
        ],
      )
      assert.deepEqual(replayed(log, 'note:milk'), await noteIn(world))
      await world.send(world.ann, { type: 'note.erase', noteId: milk })
      assert.deepEqual([replayed(await world.log(), 'note:milk'), await noteIn(world)], [null, null])
    })

    test('[L5] [L6] its rooms are followed and replayed by those who may see them', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk' })
      const [own, others] = [world.follow(world.ann, milk), world.follow(world.ben, milk)]
      await until(world, () => own.frames.length === 1)
      const [snapshot] = own.frames
      assert.ok(snapshot?.kind === 'snapshot')
      assert.equal(NoteState.parse(snapshot.state).note?.text, 'Milk')
      await world.send(world.ann, { type: 'note.erase', noteId: milk })
      await until(world, () => own.types.includes('note.gone'))
      assert.deepEqual(others.frames, [])
      own.end()
      others.end()
      const { epoch, seq } = snapshot
      const again = world.follow(world.ann, milk, { epoch, seq })
      const stranger = world.follow(world.ben, milk, { epoch, seq })
      await until(world, () => [again, stranger].every(({ kinds }) => kinds.includes('caught-up')))
      assert.deepEqual([again.types, stranger.types], [['note.gone'], []])
      again.end()
      stranger.end()
      assert.deepEqual(world.failures, [])
    })

    test('[K1] what its rows cannot save is saved by nobody else either', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk' })
      const stale = await noteIn(world)
      assert.ok(stale)
      await world.send(world.ann, { type: 'note.write', noteId: milk, text: 'Milk, two' })
      const { householdId } = world.ann
      const { seq } = await world.store.head(householdId)
      const change = { kind: NOTES, key: milk, id: milk, before: stale, after: { ...stale, text: 'Tea' } }
      const late = world.store.transact(householdId, {}, () => ({
        value: null,
        writes: {
          at: 0,
          events: [],
          changes: [change],
          due: [{ key: 'never', due: { at: 1, command: {} } }],
        },
      }))
      await assert.rejects(late, /changed by somebody else/)
      assert.deepEqual(
        [await noteIn(world), (await world.store.head(householdId)).seq],
        [{ ...stale, text: 'Milk, two', revision: 2 }, seq],
      )
      assert.deepEqual(await world.store.dueBefore(Number.MAX_SAFE_INTEGER, 10), [])
    })

    test('[C13] whoever has no session writes notes, and is refused only what is about one', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      const box = withoutSession(world.ann)
      const quiet = await world.send(box, { type: 'note.write', noteId: milk, text: 'Milk' })
      assert.equal(quiet.outcome, 'accepted')
      const pause = await world.say(box, { type: 'session.pause', sessionId: box.sessionId })
      assert.equal(pause.outcome === 'rejected' && pause.code, 'session.not-found')
    })

    test('[C11] what it leads to in another family is refused or written with it', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      const urgent = { type: 'note.write', noteId: milk, text: 'Fire', isUrgent: true } as const
      const refused = await world.send(withoutSession(world.ann), urgent, 'urgent')
      assert.equal(refused.outcome === 'rejected' && refused.code, 'session.not-found')
      assert.deepEqual([await noteIn(world), await world.log()], [null, []])
      const accepted = await world.send(world.ann, urgent)
      assert.deepEqual([accepted.outcome, (await noteIn(world))?.text], ['accepted', 'Fire'])
    })

    test('[C12] the cause stands before what it leads to, in one commit', async () => {
      await using database = await open()
      await using world = await noteWorld(database)
      const kitchen = await world.playing(world.ann)
      const before = (await world.log()).length
      const receipt = await world.send(kitchen, {
        type: 'note.write',
        noteId: milk,
        text: 'Fire',
        isUrgent: true,
      })
      const events = (await world.log()).slice(before)
      assert.deepEqual(types(events), ['note.written', 'session.paused'])
      assert.equal(new Set(events.map(({ commandId }) => commandId)).size, 1)
      assert.equal(receipt.outcome === 'accepted' && receipt.seq, events.at(-1)?.seq)
    })
  })
}

/** Whoever follows is told in a moment. */
async function until({ clock }: NoteWorld, holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    assert.ok(tries < 500, 'it never came')
    await clock.advance(10)
    await sleep(5)
  }
}

async function noteIn({ store, ann }: NoteWorld, id = milk): Promise<NoteView | null> {
  const { value } = await store.transact(ann.householdId, { wanted: [want(NOTES, id)] }, ({ held }) => ({
    value: held[0]?.state as NoteView | null,
  }))
  return value
}

/** Time passes, and what was due is done: a server may take a moment for it. */
async function passes({ clock, store }: NoteWorld, ms: number): Promise<void> {
  await clock.advance(ms)
  while ((await store.dueBefore(clock.wallMs(), 1)).length > 0) {
    await clock.advance(1_000)
    await sleep(5)
  }
}

function types(log: readonly LoggedEvent[]): readonly string[] {
  return log.map(({ event }) => event.type)
}

function replayed(log: readonly LoggedEvent[], room: string): NoteView | null {
  const own = log.filter((row) => row.room === room).map(({ event }) => asNoteEvent(event))
  return own.reduce<NoteView | null>(foldNote, null)
}
