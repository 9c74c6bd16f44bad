import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { BatonError } from '@baton/protocol'
import { inThread, restingThread, startThread, threadPool } from './index.ts'

type Asked = {
  readonly who: () => number
  readonly add: (a: number, b: number) => number
  readonly given: () => unknown
  readonly refuse: () => never
  readonly fail: () => never
  readonly say: (news: string) => void
  readonly nest: (deep: number) => unknown
  readonly hang: () => never
  readonly wait: () => Promise<never>
  readonly die: () => never
}

const TEXT = `
  import { threadId, workerData } from 'node:worker_threads'
  import { answerQuestions, publish } from ${JSON.stringify(import.meta.resolve('#threads/inside'))}
  answerQuestions({
    who: () => threadId,
    add: async (a, b) => a + b,
    given: () => workerData,
    refuse: () => { throw Object.assign(new Error(), { name: 'BatonError', code: 'request.invalid', details: { a: 'b' } }) },
    fail: () => { throw new Error('a mistake') },
    say: (news) => publish(news),
    nest: (deep) => { let nested = []; for (let n = 1; n < deep; n++) nested = [nested]; return nested },
    hang: () => { for (;;) {} },
    wait: () => new Promise(() => {}),
    die: () => process.exit(1),
  })`
const program = new URL(`data:text/javascript,${encodeURIComponent(TEXT)}`)
const memory = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 }
const options = { program, memory, mostWaiting: 9 }

test('a thread answers what it is asked by name, and says of itself what it likes', async () => {
  const said: unknown[] = []
  await using thread = startThread<Asked>({ ...options, data: { a: 1 }, onNews: (news) => said.push(news) })
  assert.equal(await thread.ask('add', 1, 2), 3)
  assert.deepEqual(await thread.ask('given'), { a: 1 })
  await thread.ask('say', 'well')
  assert.deepEqual(said, ['well'])
})

test('a refusal keeps its code, a mistake its text, and neither ends the thread', async () => {
  await using thread = startThread<Asked & { readonly unknown: () => void }>(options)
  await assert.rejects(thread.ask('refuse'), { code: 'request.invalid', details: { a: 'b' } })
  await assert.rejects(thread.ask('fail'), /a mistake/)
  await assert.rejects(thread.ask('unknown'), /does not know unknown/)
  assert.equal(await thread.ask('add', 1, 1), 2)
})

test('a real refusal of the hub is known as one', () => {
  assert.equal(new BatonError('hub.busy').name, 'BatonError')
})

test('who asks a thread that dies gets the code that was chosen, with what it died of', async () => {
  const thread = startThread<Asked>({ ...options, lost: 'store.unavailable' })
  await assert.rejects(thread.ask('die'), { code: 'store.unavailable' })
  assert.equal(thread.isAlive, false)
  await assert.rejects(thread.ask('who'), { code: 'store.unavailable' })

  const broken = startThread<Asked>({
    ...options,
    program: new URL('data:text/javascript,throw new Error("of itself")'),
  })
  await assert.rejects(broken.ask('who'), ({ code, cause }: BatonError) => {
    assert.equal(code, 'hub.internal')
    assert.match(String(cause), /of itself/)
    return true
  })
})

test('a thread whose news cannot be dealt with is ended, and the hub lives on', async () => {
  const onNews = () => {
    throw new Error('not that')
  }
  const thread = startThread<Asked>({ ...options, onNews })
  await assert.rejects(thread.ask('say', 'well'), ({ code, cause }: BatonError) => {
    assert.equal(code, 'hub.internal')
    assert.match(String(cause), /not that/)
    return true
  })
  assert.equal(thread.isAlive, false)
})

test('a thread whose answer cannot be read is ended, and nobody waits for it any more', async () => {
  const thread = startThread<Asked>(options)
  assert.deepEqual(await thread.ask('nest', 2), [[]])
  // A thread has a deeper stack than the hub, which reads what it writes.
  await assert.rejects(thread.ask('nest', 10_000), ({ code, cause }: BatonError) => {
    assert.equal(code, 'hub.internal')
    assert.match(String(cause), /call stack/)
    return true
  })
  assert.equal(thread.isAlive, false)
})

test('a thread that is late is ended', async () => {
  const thread = startThread<Asked>({ ...options, answersWithinMs: 500 })
  await assert.rejects(thread.ask('hang'), ({ code, cause }: BatonError) => {
    assert.equal(code, 'hub.internal')
    assert.match(String(cause), /within 500 ms/)
    return true
  })
  assert.equal(thread.isAlive, false)
})

test('too many questions are refused, and ending the thread ends those that wait', async () => {
  const thread = startThread<Asked>({ ...options, mostWaiting: 2 })
  const waiting = [thread.ask('wait'), thread.ask('wait')].map((asked) =>
    assert.rejects(asked, { code: 'hub.draining' }),
  )
  await assert.rejects(thread.ask('who'), { code: 'hub.busy' })
  await thread[Symbol.asyncDispose]()
  await Promise.all(waiting)
  await assert.rejects(thread.ask('who'), { code: 'hub.draining' })
})

test('a thread that nobody asks for a while is ended, and the next question starts another', async () => {
  await using thread = restingThread<Asked>({ ...options, restsAfterMs: 20 })
  const first = await thread.ask('who')
  await sleep(200)
  assert.notEqual(await thread.ask('who'), first)
})

test('a thread that is asked again and again stays, and one that died is replaced', async () => {
  await using thread = restingThread<Asked>({ ...options, restsAfterMs: 60_000 })
  const first = await thread.ask('who')
  assert.deepEqual(await Promise.all([thread.ask('who'), thread.ask('who')]), [first, first])
  await assert.rejects(thread.ask('die'))
  assert.notEqual(await thread.ask('who'), first)
  await thread[Symbol.asyncDispose]()
  await assert.rejects(thread.ask('who'), { code: 'hub.draining' })
})

test('many questions share the threads of a pool, and one that died is replaced', async () => {
  await using pool = threadPool<Asked>({ ...options, threads: 2, mostWaiting: 99 })
  const asked = await Promise.all(Array.from({ length: 20 }, () => pool.ask('who')))
  assert.ok(new Set(asked).size <= 2)
  await assert.rejects(pool.ask('die'), { code: 'hub.internal' })
  await assert.rejects(pool.ask('die'), { code: 'hub.internal' })
  assert.ok(!asked.includes(await pool.ask('who')))
})

test('a pool that is closed ends what is asked and what waits', async () => {
  const pool = threadPool<Asked>({ ...options, threads: 1, mostWaiting: 1 })
  const asked = [pool.ask('wait'), pool.ask('who')].map((one) =>
    assert.rejects(one, { code: 'hub.draining' }),
  )
  await assert.rejects(pool.ask('who'), { code: 'hub.busy' })
  await pool[Symbol.asyncDispose]()
  await Promise.all(asked)
})

test('a thread for one question ends with it, or with the signal and its reason', async () => {
  assert.equal(await inThread<Asked>({ program, memory })('add', 2, 3), 5)
  const control = new AbortController()
  const asked = inThread<Asked>({ program, memory, signal: control.signal })('wait')
  control.abort(new Error('enough'))
  await assert.rejects(asked, /enough/)
  await assert.rejects(inThread<Asked>({ program, memory, signal: control.signal })('who'), /enough/)
})
