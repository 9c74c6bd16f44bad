import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { maySound } from './may-sound.ts'

const AGAIN_AFTER_MS = 5_000

/** An agent that answers or does not, at a time that the test sets. */
function agent() {
  const is = { answers: true, now: 0, calls: 0 }
  const sound = maySound({
    call: async () => {
      is.calls += 1
      return is.answers ? { body: {}, ownAddress: '' } : null
    },
    clock: { monotonicMs: () => is.now },
    againAfterMs: AGAIN_AFTER_MS,
  })
  return { is, sound }
}

describe('whether a called agent may be heard', () => {
  test('[CB48] told to play it may be heard until it answers that it is stopped, and is asked once a round', async () => {
    const { is, sound } = agent()
    sound.begins()
    is.answers = false
    assert.equal(await sound.stopped(false), false)
    assert.equal(await sound.stopped(true), false)
    assert.deepEqual([is.calls, sound.isDue, sound.isLikely], [1, false, true])
    is.now = AGAIN_AFTER_MS
    assert.equal(sound.isDue, true)
    await sound.stopped(false)
    sound.registered()
    is.answers = true
    assert.equal(await sound.stopped(false), true)
    assert.equal(await sound.stopped(true), true)
    assert.deepEqual([is.calls, sound.isDue, sound.isLikely], [3, false, false])
  })

  test('[CB48] of one that was told nothing the first report decides', async () => {
    const idle = agent()
    assert.equal(idle.sound.reported(false), false)
    assert.equal(await idle.sound.stopped(true), true)
    assert.equal(idle.is.calls, 0)
    const alive = agent()
    assert.equal(await alive.sound.stopped(false), false)
    assert.equal(alive.is.calls, 0)
    assert.equal(alive.sound.reported(true), true)
    assert.equal(await alive.sound.stopped(false), true)
    assert.deepEqual([alive.is.calls, alive.sound.reported(true)], [1, false])
  })

  test('[CB48] where others wait for it, it is stopped before it has reported', async () => {
    const { is, sound } = agent()
    assert.equal(await sound.stopped(true), true)
    assert.equal(is.calls, 1)
  })

  test('[CB48] one that never says whether it plays is asked once in each registration', async () => {
    const { is, sound } = agent()
    is.answers = false
    assert.equal(sound.reported(null), true)
    await sound.stopped(false)
    is.now = 10 * AGAIN_AFTER_MS
    await sound.stopped(false)
    assert.deepEqual([is.calls, sound.isDue], [1, false])
    sound.registered()
    assert.equal(sound.reported(null), true)
    await sound.stopped(false)
    assert.equal(is.calls, 2)
  })
})
