import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inShape, openEveryRouteWorld } from '@baton/testing/doors/every-route-world'
import { nameOf, type Operation } from '@baton/testing/doors/openapi-operations'
import type { Program, ServedHub } from '@baton/testing/worlds/http-world'

const FOREIGN = '7d5f0d0e-0000-4000-8000-1234567890ab'
const ODD_VALUES = [
  '',
  ' ',
  '-1',
  '1e9',
  '0.5',
  'NaN',
  'null',
  'x'.repeat(3_000),
  '%00',
  '%F0%9F',
  '%ED%A0%80',
  '\u{1F3BA}\u202E',
  "' or 1=1 --",
  '\\%_*"',
  'the '.repeat(400),
  '日本語 ÀÉÎ ß',
  Buffer.from('["tracks title","a","b"]').toString('base64url'),
  Buffer.from('[1,{},null]').toString('base64url'),
]

let hub: ServedHub
let kitchen: Program
let asked: readonly Operation[]
before(async () => {
  const tried = await openEveryRouteWorld()
  hub = tried.hub
  kitchen = tried.kitchen
  asked = tried.operations.filter(({ method }) => method === 'GET')
})
after(() => hub[Symbol.asyncDispose]())

test('[R1] [B10] whatever stands in the query is answered as it should be, or refused in the one shape', async () => {
  const library = asked.filter(({ path }) => path.startsWith('/library/'))
  assert.ok(library.length >= 14, `${library.length} routes of the library`)
  let tried = 0
  for (const operation of asked) {
    const path = operation.path.replace(/\{\w+\}/g, hub.trackIds[0] ?? FOREIGN)
    for (const { name } of operation.parameters.filter((parameter) => parameter.in === 'query')) {
      for (const value of ODD_VALUES) {
        await tryOne(operation, `${path}?${name}=${value.includes('%') ? value : encodeURIComponent(value)}`)
        tried += 1
      }
      await tryOne(operation, `${path}?${name}=1&${name}=2`)
      await tryOne(operation, `${path}?${name}[]=1&${name}[x]=2`)
    }
  }
  assert.ok(tried > 300, `${tried} queries`)
  assert.deepEqual(hub.failures, [])
})

test('[R3] a word in the query that a library list does not know is refused', async () => {
  for (const path of [
    '/library/tracks',
    '/library/albums',
    '/library/artists',
    '/library/search?q=a',
    '/library/home',
  ]) {
    const answer = await kitchen.ask(`${path}${path.includes('?') ? '&' : '?'}surprise=1`)
    assert.equal(answer.status, 400, `${path}: ${answer.text}`)
    assert.equal((answer.json.error as { code: string }).code, 'request.invalid')
  }
})

async function tryOne(operation: Operation, path: string): Promise<void> {
  const answer = await kitchen.ask(path)
  const what = `${nameOf(operation)} as ${path.slice(0, 120)}: ${answer.status} ${answer.text.slice(0, 200)}`
  inShape(answer, what)
  assert.ok(answer.status < 500, what)
}
