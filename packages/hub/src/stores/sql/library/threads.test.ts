import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { askedThread, type ThreadSource } from '../runtime/asked-thread.ts'

/** Answers each question with the number of its thread. */
const PROGRAM = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads'
    parentPort.on('message', ({ number }) => parentPort.postMessage({ number, value: threadId }))
  `)}`,
)
const SOURCE: ThreadSource = { engine: 'sqlite', path: ':memory:' }
const MEMORY = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 }

test('a thread that nobody asks for a while is ended, and the next question starts another', async () => {
  await using thread = askedThread(PROGRAM, SOURCE, { ...MEMORY, restsAfterMs: 20 })
  const first = await thread.ask('who', [])
  await sleep(200)
  const second = await thread.ask('who', [])
  assert.notEqual(second, first)
})

test('a thread that is asked again and again stays', async () => {
  await using thread = askedThread(PROGRAM, SOURCE, { ...MEMORY, restsAfterMs: 60_000 })
  const first = await thread.ask('who', [])
  const next = await Promise.all([thread.ask('who', []), thread.ask('who', [])])
  assert.deepEqual(next, [first, first])
})
