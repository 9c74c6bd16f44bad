import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { AgentProblem } from '../problem.ts'
import type { TokenDesk } from '../sign-in/ask-for-tokens.ts'
import { addItself } from './add-itself.ts'

const HUB = 'http://hub.local:4040'

test('[AG43] it tries on while the hub is busy, and gives its credential up once it is added', async () => {
  const { asked, scopes, outcome } = await added([
    [503, 'store.unavailable'],
    null,
    [429, 'limit.too-many'],
    [201, ''],
  ])
  assert.equal(outcome, null)
  const add = {
    path: '/devices/agents',
    body: { agent_base_url: 'http://kitchen:9000', device_name: 'Kitchen' },
  }
  assert.deepEqual(asked, [add, add, add, add, GIVEN_UP])
  assert.deepEqual(scopes, ['admin'])
})

test('[AG43] one that an owner added meanwhile is added', async () => {
  const { asked, outcome } = await added([[409, 'device.agent-known']])
  assert.deepEqual([outcome, asked.at(-1)], [null, GIVEN_UP])
})

test('[AG43] what the hub does not take ends it, and the credential is given up all the same', async () => {
  for (const [status, code, exitCode] of [
    [422, 'device.agent-address', 1],
    [409, 'device.limit', 1],
    [403, 'auth.forbidden', 3],
  ] as const) {
    const { asked, outcome } = await added([[status, code]])
    assert.ok(outcome instanceof AgentProblem, code)
    assert.equal(outcome.exitCode, exitCode, code)
    assert.equal(asked.length, 2)
    assert.deepEqual(asked.at(-1), GIVEN_UP)
  }
})

const GIVEN_UP = { path: '/revoke-token', body: { token: 'secret' } }

/** What a hub is asked that answers so to being asked to add it; null: not at all. */
async function added(answers: readonly (readonly [status: number, code: string] | null)[]) {
  const clock = new FakeClock()
  const asked: { readonly path: string; readonly body: unknown }[] = []
  const scopes: unknown[] = []
  const left = [...answers]
  const desk: TokenDesk = {
    async code(form) {
      scopes.push(form.scope)
      return {
        kind: 'given',
        value: { deviceCode: 'd', userCode: 'ABCDEFGH', expiresIn: 600, interval: 1 } as never,
      }
    },
    tokens: async () => ({ kind: 'given', value: { accessToken: 'secret' } as never }),
  }
  const fetching: typeof fetch = async (url, init) => {
    asked.push({ path: String(url).slice(HUB.length), body: JSON.parse(String(init?.body)) })
    const [status, code] = left.length > 0 ? (left.shift() ?? [0, '']) : [200, '']
    if (status === 0) throw new TypeError('fetch failed')
    return Response.json(code ? { error: { code } } : {}, { status })
  }
  const adding = addItself({
    ...{ hub: HUB, baseUrl: 'http://kitchen:9000', name: 'Kitchen', desk, clock, fetching },
    show: () => {},
    signal: new AbortController().signal,
  }).then(
    () => null,
    (error: unknown) => error,
  )
  let isOver = false
  adding.then(() => {
    isOver = true
  })
  while (!isOver) await clock.advance(1_000)
  return { asked, scopes, outcome: await adding }
}
