import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { AgentProblem } from '../problem.ts'
import type { Credential } from '../state/credential.ts'
import type { Answer, TokenDesk } from './ask-for-tokens.ts'
import { letIn } from './let-in.ts'
import { pair } from './pair.ts'

const TOKENS = { accessToken: 'a', refreshToken: 'r', tokenType: 'bearer', expiresIn: 3_600 } as const

test('[AG22] it shows the code and where to type it, and asks as often as it may', async () => {
  const world = pairing([pending, pending, { kind: 'refused', why: 'slow_down' }, pending, given(TOKENS)])
  await world.clock.advance(5_000 * 3 + 10_000 * 2)
  assert.deepEqual(await world.result, TOKENS)
  assert.deepEqual(world.askedAt, [5_000, 10_000, 15_000, 25_000, 35_000])
  assert.match(world.shown.join(''), /open {2}http:\/\/hub:4040\/#\/link\nand type {2}BCDF-GHJK\n/)
  assert.deepEqual(world.forms[0], { client_name: 'Kitchen', scope: 'read control' })
})

test('[BX5] a box says that it wants to be one', async () => {
  const world = pairing([given(TOKENS)], 0, 'BCDFGHJK', true)
  await world.clock.advance(5_000)
  assert.deepEqual(await world.result, TOKENS)
  assert.deepEqual(world.forms[0], { client_name: 'Kitchen', scope: 'read control', client_kind: 'box' })
})

test('[BX5] what was let in as somebody’s own becomes a box by being let in anew, and stays one', async () => {
  const kept = { hub: 'http://hub:4040', accessToken: 'a', accessUntil: 5, refreshToken: 'r' }
  const enter = (credential: Credential, isBox: boolean) =>
    letIn({
      hub: kept.hub,
      name: 'Kitchen',
      isBox,
      pairAnew: false,
      file: { read: () => credential, write: () => {}, forget: () => {} },
      desk: { code: () => assert.fail(), tokens: () => assert.fail() },
      clock: new FakeClock(),
      show: () => {},
      signal: new AbortController().signal,
    })
  await assert.rejects(
    enter(kept, true),
    (problem) => problem instanceof AgentProblem && problem.code === 'agent.no-box' && problem.exitCode === 2,
  )
  const box = { ...kept, isBox: true }
  assert.equal(await enter(box, false), box)
  assert.equal(await enter(box, true), box)
})

test('[AG22] a code that is too old is followed by another one', async () => {
  const world = pairing([{ kind: 'refused', why: 'expired_token' }, given(TOKENS)])
  await world.clock.advance(10_000)
  assert.deepEqual(await world.result, TOKENS)
  assert.equal(world.shown.length, 2)
})

test('[AG22] a code that nobody types ends with its time, whatever the hub says', async () => {
  const world = pairing(Array.from({ length: 400 }, () => pending))
  await world.clock.advance(910_000)
  assert.equal(world.shown.length, 2)
  world.stop.abort()
  await assert.rejects(world.result)
})

test('[AG22] somebody says no', async () => {
  const world = pairing([{ kind: 'refused', why: 'access_denied' }])
  const denied = assert.rejects(
    world.result,
    (problem) => problem instanceof AgentProblem && problem.code === 'agent.denied' && problem.exitCode === 3,
  )
  await world.clock.advance(5_000)
  await denied
})

test('[AG22] a hub that is away is asked again, ever less often, and answers that are none are waited out', async () => {
  const world = pairing([{ kind: 'nothing' }, given(TOKENS)], 6)
  await world.clock.advance(120_000)
  assert.deepEqual(await world.result, TOKENS)
  assert.equal(world.codesAskedAt.length, 7)
  assert.deepEqual(world.codesAskedAt.slice(0, 4), [0, 1_000, 3_000, 7_000])
})

test('[AG22] what the hub calls the code is shown without anything that a terminal would obey', async () => {
  const world = pairing([pending], 0, '\u001b[2JBCDF')
  await world.clock.advance(0)
  assert.equal(world.shown.join('').includes('\u001b'), false)
  world.stop.abort()
  await assert.rejects(world.result)
})

const pending: Answer<never> = { kind: 'refused', why: 'authorization_pending' }

function given<T>(value: T): Answer<T> {
  return { kind: 'given', value }
}

function pairing(answers: readonly Answer<typeof TOKENS>[], away = 0, userCode = 'BCDFGHJK', isBox = false) {
  const clock = new FakeClock()
  const begun = clock.now()
  const [shown, forms]: [string[], object[]] = [[], []]
  const [askedAt, codesAskedAt]: [number[], number[]] = [[], []]
  const stop = new AbortController()
  const desk: TokenDesk = {
    async code(form) {
      forms.push(form)
      codesAskedAt.push(clock.now() - begun)
      if (codesAskedAt.length <= away) return { kind: 'nothing' }
      const addresses = { verificationUri: 'http://elsewhere/', verificationUriComplete: 'http://elsewhere/' }
      return given({ deviceCode: 'd', userCode, ...addresses, expiresIn: 900, interval: 5 })
    },
    async tokens() {
      askedAt.push(clock.now() - begun)
      return answers[askedAt.length - 1] ?? pending
    },
  }
  const show = (text: string) => shown.push(text)
  const options = { hub: 'http://hub:4040', name: 'Kitchen', isBox }
  const result = pair({ ...options, desk, clock, show, signal: stop.signal })
  result.catch(() => {})
  return { clock, stop, shown, forms, askedAt, codesAskedAt, result }
}
