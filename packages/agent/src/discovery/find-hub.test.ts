import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { AgentProblem } from '../problem.ts'
import { findHub } from './find-hub.ts'
import { type HubNearby, hubIn } from './hubs-nearby.ts'

const [OURS, OTHERS] = ['ours', 'others'].map((name) => ({ name, url: `http://${name}:4040` })) as [
  HubNearby,
  HubNearby,
]

test('[AG52] it looks every 10 s until there is a hub, and says once that there is none', async () => {
  const world = looking([[], [], [OURS]])
  await world.clock.advance(19_999)
  assert.equal(world.looks(), 2)
  await world.clock.advance(1)
  assert.equal(await world.found, OURS.url)
  assert.equal(world.shown.filter((line) => line.includes('No hub answers')).length, 1)
  assert.match(world.shown.at(-1) ?? '', /Found ours at http:\/\/ours:4040/)
})

test('[AG53] of several it chooses none, and names them', async () => {
  const isSeveral = (error: unknown) =>
    error instanceof AgentProblem &&
    error.exitCode === 2 &&
    [OURS, OTHERS].every(({ url }) => error.message.includes(`--hub ${url} `))
  await assert.rejects(looking([[OURS, OTHERS]]).found, isSeveral)
})

test('[AG52] told to end, it looks no more', async () => {
  const world = looking([[], []])
  await settled()
  world.stop.abort()
  await assert.rejects(world.found, { name: 'AbortError' })
  await world.clock.advance(60_000)
  assert.equal(world.looks(), 1)
})

test('[AG53] what a hub says of itself counts as far as it is an http address', () => {
  const referer = { address: '10.0.0.5', family: 'IPv4', port: 5353, size: 1 } as const
  const addressOf = (txt: unknown, more: object = { referer }) =>
    hubIn({ name: 'Hub', port: 4040, txt, ...more } as never)?.url ?? null
  assert.equal(addressOf({ tls: '0' }), 'http://10.0.0.5:4040')
  assert.equal(addressOf({ tls: '1' }), 'https://10.0.0.5:4040')
  assert.equal(addressOf({ tls: '0', url: 'https://hub.example/baton/' }), 'https://hub.example/baton')
  for (const url of ['javascript:alert(1)', 'file:///etc', 'http://ada:secret@hub', 'http://hub/?a=1', 'hub'])
    assert.equal(addressOf({ url }), null, url)
  assert.equal(addressOf(undefined, {}), null)
  const named = hubIn({ name: `\u001b[31m${'x'.repeat(99)}`, port: 4040, txt: {}, referer } as never)
  assert.equal(named?.name, `[31m${'x'.repeat(56)}`)
})

/** What it finds each time that it looks. */
function looking(finds: readonly (readonly HubNearby[])[]) {
  const clock = new FakeClock()
  const stop = new AbortController()
  const shown: string[] = []
  const left = [...finds]
  const found = findHub({
    clock,
    signal: stop.signal,
    show: (text) => shown.push(text),
    look: async () => left.shift() ?? [],
  })
  found.catch(() => {})
  return { clock, stop, shown, found, looks: () => finds.length - left.length }
}
