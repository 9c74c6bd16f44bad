import assert from 'node:assert/strict'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { type Conversation, converse, LONGEST_LINE, MAX_QUESTIONS, type MpvEvent } from './conversation.ts'

test('[AG2] answers come to their questions, however they are cut, and events in between', async () => {
  const { talk, wire, events } = opened()
  const first = talk.ask(['get_property', 'volume'])
  const second = talk.ask(['stop'])
  wire.say('{"event":"idle"}\n{"data":5,"request_id":2,"error":"suc')
  wire.say('cess"}\n{"data":40,"request_id":1,"error":"success"}\n\n')
  assert.deepEqual([await first, await second], [40, 5])
  assert.deepEqual(events, [{ event: 'idle' }])
  assert.deepEqual(wire.heard, [
    { command: ['get_property', 'volume'], request_id: 1 },
    { command: ['stop'], request_id: 2 },
  ])
})

test('[AG2] a refusal fails its question and nothing else', async () => {
  const { talk, wire } = opened()
  const asked = talk.ask(['nonsense'])
  wire.say('{"request_id":1,"error":"invalid parameter"}\n')
  await assert.rejects(asked, /invalid parameter/)
  assert.equal(talk.isOver, false)
})

test('[AG2] what is not answered in time ends the conversation, and fails every question', async () => {
  const { talk, clock, ends } = opened()
  const asked = [talk.ask(['stop']), talk.ask(['stop'])]
  const failed = Promise.all(asked.map((question) => assert.rejects(question)))
  clock.advance(5_000)
  await failed
  assert.deepEqual(ends, ['it does not answer'])
  await assert.rejects(talk.ask(['stop']))
})

test('[AG2] a line without end, and one that is no message, end the conversation', async () => {
  const endless = opened()
  endless.wire.say('x'.repeat(LONGEST_LINE))
  assert.deepEqual(endless.ends, [])
  endless.wire.say('xx')
  assert.deepEqual(endless.ends, ['it said a line without end'])
  const senseless = opened()
  senseless.wire.say('"hello"\n{"event":"idle"}\n')
  assert.deepEqual([senseless.ends.length, senseless.events.length], [1, 0])
})

test('[AG2] so many questions wait at most, and one more ends the conversation', async () => {
  const { talk, ends } = opened()
  const asked = Array.from({ length: MAX_QUESTIONS }, () => talk.ask(['stop']))
  const failed = Promise.all(asked.map((question) => assert.rejects(question)))
  assert.equal(talk.isOver, false)
  await assert.rejects(talk.ask(['stop']))
  await failed
  assert.equal(ends.length, 1)
})

function opened() {
  const clock = new FakeClock()
  const wire = new Wire()
  const events: MpvEvent[] = []
  const ends: string[] = []
  const talk: Conversation = converse({
    stream: wire,
    clock,
    onEvent: (event) => events.push(event),
    onEnd: (why) => ends.push(why),
  })
  return { clock, wire, events, ends, talk }
}

/** The other end of a connection. */
class Wire extends Duplex {
  readonly heard: unknown[] = []

  say(text: string): void {
    this.emit('data', text)
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.heard.push(JSON.parse(String(chunk)))
    done()
  }
}
