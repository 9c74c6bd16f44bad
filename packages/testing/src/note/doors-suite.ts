import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Ask, connect, type FollowedRoom, type Following, follow } from '@baton/client'
import type { SqlDatabase } from '@baton/hub/stores/sql'
import type { Scope } from '@baton/protocol'
import { type EventStream, openStream } from '../worlds/event-stream.ts'
import { type Answer, OWNER, type Program, type ServedHub, serveHub } from '../worlds/http-world.ts'
import { FAMILIES_AND_NOTES } from './client-families.ts'
import { NOTE_LINES } from './lines.ts'
import { type NoteCommand, NoteId, NoteState, type NoteView, noteRoom } from './words.ts'

const MILK = noteRoom(NoteId.parse('milk'))
const NEIGHBOUR = { username: 'Ben', password: OWNER.password }

/** A family that no door and no client names is spoken of by all of them. */
export function noteDoorsSuite(name: string, open: () => Promise<SqlDatabase>): void {
  describe(`a family of the tests through doors, on ${name}`, () => {
    test('[R22] [R12] its commands are sent over REST, and recognised when they are repeated', async () => {
      await using hub = await served(open)
      const kitchen = await hub.program('kitchen')
      const first = await write(kitchen, { text: 'Milk', client_event_uuid: 'once' })
      assert.deepEqual([first.status, receiptIn(first).revision], [201, 1])
      const again = await write(kitchen, { text: 'Milk', client_event_uuid: 'once' })
      assert.deepEqual(receiptIn(again), receiptIn(first))
      const other = await write(kitchen, { text: 'Tea', client_event_uuid: 'once' })
      assert.deepEqual(refusalOf(other), [409, 'command.conflict'])
      assert.deepEqual(refusalOf(await write(kitchen, { text: '' })), [400, 'request.invalid'])
      assert.deepEqual(refusalOf(await write(kitchen, { text: 'Milk', colour: 'red' })), [
        400,
        'request.invalid',
      ])
      const erased = await kitchen.ask('/notes/milk', { method: 'DELETE' })
      assert.equal(erased.status, 200)
      assert.deepEqual(hub.failures, [])
    })

    test('[A45] [A47] a key needs the scope that its family says, and is counted as it says', async () => {
      await using hub = await served(open)
      for (const [scopes, status] of [
        [['read'], 403],
        [['read', 'control'], 403],
        [['library'], 201],
      ] as const) {
        const answer = await hub.ask('/notes', {
          method: 'POST',
          token: await keyOf(hub, scopes),
          body: { note_id: 'milk', text: 'Milk' },
        })
        assert.equal(answer.status, status, `${scopes}: ${answer.text}`)
        if (status === 403) assert.deepEqual(refusalOf(answer), [403, 'auth.scope'])
      }
      const anonymous = await hub.ask('/notes', { method: 'POST', body: { note_id: 'milk', text: 'Milk' } })
      assert.deepEqual(refusalOf(anonymous), [401, 'auth.required'])
      const counted: string[] = []
      const { count } = hub.engine.rates
      hub.engine.rates.count = (rateClass, who) => {
        counted.push(rateClass)
        return count(rateClass, who)
      }
      await write(await hub.program(), { text: 'Milk' })
      assert.deepEqual(counted.slice(-1), ['queue'])
    })

    test('[A46] so does following its rooms', async () => {
      await using hub = await served(open)
      await write(await hub.program(), { text: 'Milk' })
      for (const [scopes, status] of [
        [['read'], 403],
        [['read', 'control', 'admin'], 403],
        [['read', 'library'], 200],
      ] as const) {
        await using stream = await followed(hub, { token: await keyOf(hub, scopes) })
        assert.equal(stream.status, status, `${scopes}`)
      }
    })

    test('[E2] [E3] [E6] its rooms are followed by SSE, in its words, and resumed behind what was seen', async () => {
      await using hub = await served(open)
      const kitchen = await hub.program('kitchen')
      await write(kitchen, { text: 'Milk' })
      const first = await followed(hub, kitchen)
      const snapshot = await first.next()
      assert.equal(snapshot.event, 'snapshot')
      assert.deepEqual(textsIn(snapshot.data.open_notes), ['Milk'])
      await write(kitchen, { text: 'Milk, two', client_event_uuid: 'two' })
      const { event, data, id } = await first.next()
      assert.deepEqual(
        [event, data.type, data.room, data.revision, data.command_id],
        ['note_update', 'note.written', MILK, 2, 'two'],
      )
      await first[Symbol.asyncDispose]()

      await write(kitchen, { text: 'Milk, three' })
      await write(kitchen, { text: 'Milk, four' })
      await using again = await followed(hub, kitchen, { 'last-event-id': String(id) })
      const missed = [await again.next(), await again.next(), await again.next()]
      assert.deepEqual(
        missed.map((one) => [one.event, one.data.revision]),
        [
          ['note_update', 3],
          ['note_update', 4],
          ['caught_up', undefined],
        ],
      )
    })

    test('[E14] what is not shared is as if it were not there for anybody else', async () => {
      await using hub = await served(open)
      const kitchen = await hub.program('kitchen')
      await kitchen.post('/users', NEIGHBOUR)
      const ben = await hub.program('tent', NEIGHBOUR)
      await write(kitchen, { text: 'Milk' })
      await using none = await followed(hub, ben)
      assert.equal(none.status, 400)
      const erasing = await ben.ask('/notes/milk', { method: 'DELETE' })
      assert.deepEqual(refusalOf(erasing), [403, 'auth.forbidden'])
      await write(kitchen, { text: 'Milk', is_shared: true })
      await using shared = await followed(hub, ben)
      assert.deepEqual(textsIn((await shared.next()).data.open_notes), ['Milk'])
    })

    test('[C7] its timers are carried out, and heard of', async () => {
      await using hub = await served(open)
      const kitchen = await hub.program('kitchen')
      await write(kitchen, { text: 'Milk', lasts_ms: 5_000 })
      await using stream = await followed(hub, kitchen)
      await stream.next()
      hub.pass(6_000)
      const { data } = await stream.until('note_update')
      assert.deepEqual([data.type, data.note_id, data.command_id], ['note.gone', 'milk', null])
      await using none = await followed(hub, kitchen)
      assert.equal(none.status, 400)
      assert.deepEqual(hub.failures, [])
    })

    test('[C12] what it leads to in another family is heard behind it', async () => {
      await using hub = await served(open)
      const kitchen = await hub.program('kitchen')
      await kitchen.post('/queue/enqueue', { track_ids: hub.trackIds, at: 'now' })
      await write(kitchen, { text: 'Milk' })
      await using stream = await followed(hub, kitchen, {}, `session,${MILK}`)
      await stream.next()
      await write(kitchen, { text: 'Fire', is_urgent: true })
      const heard = [await stream.next(), await stream.next()]
      assert.deepEqual(
        heard.map(({ data }) => data.type),
        ['note.written', 'session.paused'],
      )
    })

    test('[P44] [P46] [P60] a client that is told of it sends its commands and follows its rooms', async () => {
      await using hub = await served(open)
      const { token } = await hub.program('kitchen')
      const client = connect({ baseUrl: hub.baseUrl, token: () => token, families: FAMILIES_AND_NOTES })
      // The protocol's lists of commands and rooms do not know a family of the tests.
      const send = (command: NoteCommand) => client.send(command as unknown as Ask)
      const rooms = [MILK as string as FollowedRoom]
      const noteId = NoteId.parse('milk')
      const { receipt } = await send({ type: 'note.write', noteId, text: 'Milk' })
      assert.equal(receipt.revision, 1)
      const first = follow({ hub: client, rooms, families: FAMILIES_AND_NOTES })
      assert.equal((await noteIn(first, (note) => note !== null))?.text, 'Milk')
      await send({ type: 'note.write', noteId, text: 'Milk, two' })
      assert.equal((await noteIn(first, (note) => note?.revision === 2))?.text, 'Milk, two')
      const from = first.state.get()
      await first[Symbol.asyncDispose]()

      await send({ type: 'note.write', noteId, text: 'Milk, three' })
      await using again = follow({ hub: client, rooms, families: FAMILIES_AND_NOTES, from })
      const causes: string[] = []
      again.listen(({ cause }) => causes.push(cause))
      assert.equal((await noteIn(again, (note) => note?.revision === 3))?.text, 'Milk, three')
      assert.ok(!causes.includes('snapshot'), `resumed, not begun anew: ${causes}`)
      await send({ type: 'note.erase', noteId })
      assert.equal(await noteIn(again, (note) => note === null), null)
    })
  })
}

function served(open: () => Promise<SqlDatabase>): Promise<ServedHub> {
  return serveHub({ open, plugged: [NOTE_LINES], tracks: [{ name: '1.flac', durationMs: 60_000 }] })
}

function write(by: Program, fields: Readonly<Record<string, unknown>>): Promise<Answer> {
  return by.post('/notes', { note_id: 'milk', ...fields })
}

function followed(
  { baseUrl }: ServedHub,
  { token }: Pick<Program, 'token'>,
  headers: Readonly<Record<string, string>> = {},
  rooms: string = MILK,
): Promise<EventStream> {
  return openStream(`${baseUrl}/events?rooms=${rooms}`, { authorization: `Bearer ${token}`, ...headers })
}

async function keyOf({ accounts, owner }: ServedHub, scopes: readonly Scope[]): Promise<string> {
  const name = scopes.join(' ')
  const { secret } = await accounts.signIns.newKey(owner, { name, kind: 'key', scopes, expiresInDays: null })
  return secret
}

function receiptIn({ json }: Answer): Readonly<Record<string, unknown>> {
  return json.receipt as Readonly<Record<string, unknown>>
}

function refusalOf({ status, json }: Answer): readonly unknown[] {
  return [status, (json.error as { readonly code?: string } | undefined)?.code]
}

function textsIn(notes: unknown): readonly string[] {
  return (notes as readonly NoteView[]).map(({ text }) => text)
}

/** The note as it is followed, once that holds. */
function noteIn({ state }: Following, holds: (note: NoteView | null) => boolean): Promise<NoteView | null> {
  return new Promise((resolve) => {
    const look = () => {
      const known = state.get().open[MILK]
      const note = known ? NoteState.parse(known).note : undefined
      if (note === undefined || !holds(note)) return
      stop()
      resolve(note)
    }
    const stop = state.subscribe(look)
    look()
  })
}
