import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'
import { type Ask, BatonFailure } from '@baton/client'
import { logTo } from '../log/log.ts'
import { AgentProblem } from '../problem.ts'
import { buttons } from './buttons.ts'

test('[BX28] a button is a command, of this machine alone, and never of a web page', async () => {
  const pressed: Ask[] = []
  let fails = false
  await using box = await buttons({
    port: 0,
    log: logTo(() => {}, 'silent'),
    async press(ask) {
      if (fails) throw new BatonFailure('client.offline')
      pressed.push(ask)
    },
  })
  const press = (path: string, more: { method?: string; headers?: Record<string, string> } = {}) =>
    new Promise<number>((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: box.port, path, method: 'POST', agent: false, ...more },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        },
      )
      asked.on('error', reject).end()
    })
  for (const path of ['/play', '/pause', '/toggle', '/next', '/previous', '/volume?level=40']) {
    assert.equal(await press(path), 204, path)
  }
  assert.deepEqual(pressed, [
    { type: 'session.play' },
    { type: 'session.pause' },
    { type: 'session.toggle' },
    { type: 'session.next' },
    { type: 'session.prev' },
    { type: 'session.set-volume', volume: 40 },
  ])
  assert.equal(await press('/volume?level=101'), 404)
  assert.equal(await press('/eject'), 404)
  assert.equal(await press('/play', { method: 'GET' }), 405)
  assert.equal(await press('/play', { headers: { origin: 'https://example.org' } }), 403)
  assert.equal(await press('/play', { headers: { host: 'rebound.example.org' } }), 403)
  await assert.rejects(
    buttons({ port: box.port, press: async () => {}, log: logTo(() => {}, 'silent') }),
    (problem) => problem instanceof AgentProblem && problem.exitCode === 2,
    'the port is taken',
  )
  fails = true
  assert.equal(await press('/play'), 409)
  assert.equal(pressed.length, 6)
})
