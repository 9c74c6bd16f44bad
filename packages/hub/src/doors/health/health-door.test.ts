import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { validatorCompiler } from 'fastify-type-provider-zod'
import { healthDoor } from './index.ts'

test('[W11] a process that answers is healthy, whatever its store does', async () => {
  const { ask } = await door({ ping: () => new Promise(() => {}) })
  const { status, body } = await ask('/healthz')
  assert.deepEqual([status, body], [200, { healthy: true }])
})

test('[W12] it is ready while its store answers within a second', async () => {
  let store: () => Promise<void> = async () => {}
  const { ask } = await door({ ping: () => store() })
  assert.equal((await ask('/readyz')).status, 200)
  store = () => Promise.reject(new Error('away'))
  assert.equal((await ask('/readyz')).status, 503)
  store = () => new Promise(() => {})
  const asked = performance.now()
  assert.equal((await ask('/readyz')).status, 503)
  assert.ok(performance.now() - asked > 900)
  store = async () => {}
  assert.equal((await ask('/readyz')).status, 200)
})

test('[W13] a lost bell is told and does not make it unready', async () => {
  for (const bell of ['none', 'connected', 'lost'] as const) {
    const { ask } = await door({ bell: () => bell })
    const { status, body } = await ask('/readyz')
    assert.deepEqual([status, body], [200, { ready: true, bell }])
  }
})

async function door(parts: Partial<Parameters<typeof healthDoor>[0]>) {
  const app = fastify()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  app.setErrorHandler((_error, _request, reply) => reply.code(503).send({}))
  await app.register(healthDoor({ ping: async () => {}, bell: () => 'none', ...parts }))
  return {
    async ask(url: string) {
      const answer = await app.inject({ url })
      return { status: answer.statusCode, body: answer.json() as unknown }
    },
  }
}
