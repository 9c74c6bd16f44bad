import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '@baton/client'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import type { Credential } from '../state/credential.ts'
import type { Answer, TokenDesk } from './ask-for-tokens.ts'
import { tokenKeeper } from './token-keeper.ts'

test('[AG23] a token is used until shortly before its end; the next is kept before it is used', async () => {
  const { keeper, kept, asked, clock } = opened([fresh('b')])
  assert.equal(await keeper.token(), 'a')
  await clock.advance(3_600_000 - 120_000)
  const [one, other] = await Promise.all([keeper.token(), keeper.token()])
  assert.deepEqual([one, other], ['access b', 'access b'])
  assert.deepEqual(asked, ['r'])
  assert.deepEqual(
    kept.map(({ refreshToken }) => refreshToken),
    ['refresh b'],
  )
  assert.equal(await keeper.token(), 'access b')
})

test('[AG23] one that the hub does not take is renewed, whatever the clock says', async () => {
  const { keeper, asked } = opened([fresh('b')])
  keeper.distrust()
  assert.equal(await keeper.token(), 'access b')
  assert.equal(asked.length, 1)
})

test('[AG23] while the hub is away nothing is lost', async () => {
  const { keeper, kept } = opened([{ kind: 'nothing' }, fresh('b')])
  keeper.distrust()
  await assert.rejects(keeper.token(), (error) => isFailure(error, 'client.offline'))
  assert.equal(keeper.ended.get(), false)
  assert.equal(await keeper.token(), 'access b')
  assert.equal(kept.length, 1)
})

test('[AG29] a refresh token that the hub does not know any more is the end, and is not shown again', async () => {
  const { keeper, asked } = opened([{ kind: 'refused', why: 'auth.wrong-token' }])
  keeper.distrust()
  await assert.rejects(keeper.token(), (error) => isFailure(error, 'auth.wrong-token'))
  assert.equal(keeper.ended.get(), true)
  await assert.rejects(keeper.token())
  assert.equal(asked.length, 1)
})

type Given = Extract<Awaited<ReturnType<TokenDesk['tokens']>>, { kind: 'given' }>['value']

function fresh(name: string): Answer<Given> {
  const value = {
    accessToken: `access ${name}`,
    refreshToken: `refresh ${name}`,
    tokenType: 'bearer' as const,
  }
  return { kind: 'given', value: { ...value, expiresIn: 3_600 } }
}

function opened(answers: readonly Answer<Given>[]) {
  const clock = new FakeClock()
  const kept: Credential[] = []
  const asked: string[] = []
  const desk: TokenDesk = {
    code: async () => ({ kind: 'nothing' }),
    async tokens({ refresh_token = '' }) {
      asked.push(refresh_token)
      return answers[asked.length - 1] ?? { kind: 'nothing' }
    },
  }
  const credential = {
    hub: 'http://hub:4040',
    accessToken: 'a',
    accessUntil: clock.wall() + 3_600_000,
    refreshToken: 'r',
  }
  const keeper = tokenKeeper({ credential, keep: (fresh) => kept.push(fresh), desk, clock })
  return { keeper, kept, asked, clock }
}
