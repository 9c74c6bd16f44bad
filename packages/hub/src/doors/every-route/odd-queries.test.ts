import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inShape, openEveryRouteWorld } from '@baton/testing/doors/every-route-world'
import { nameOf, type Operation, type Parameter } from '@baton/testing/doors/openapi-operations'
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

/** What other programs take for a number. */
const NO_DECIMALS = [
  '',
  ' ',
  '0x10',
  '0b1',
  '0o7',
  '1e1',
  '1.0',
  '.5',
  '+5',
  ' 5',
  '5 ',
  '05',
  '1_0',
  '1,0',
  '٣',
  'Infinity',
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

test('[R24] a number in the query is written in decimal digits, at every route; else it is refused by name', async () => {
  const numbers = asked.flatMap((operation) =>
    operation.parameters.filter(isNumber).map((parameter) => ({ operation, parameter })),
  )
  assert.ok(numbers.length >= 12, `${numbers.length} numbers`)
  for (const { operation, parameter } of numbers) {
    const ask = (value: string) => kitchen.ask(askedWith(operation, parameter, value))
    const { minimum = 0 } = parameter.schema ?? {}
    const taken = await ask(String(minimum))
    // The sound of a track is judged by its ticket, once the number is read, and an artwork is looked for.
    const once = [
      ['/media/', 403],
      ['/api/post/{post_id}/', 404],
      ['/api/player/artwork/', 404],
      ['/api/player/playing/', 404],
    ] as const
    const status = once.find(([path]) => operation.path.startsWith(path))?.[1] ?? 200
    assert.equal(taken.status, status, `${nameOf(operation)} ${parameter.name}=${minimum}: ${taken.text}`)
    for (const value of NO_DECIMALS) {
      const answer = await ask(value)
      const what = `${nameOf(operation)} ${parameter.name}='${value}': ${answer.status} ${answer.text}`
      inShape(answer, what)
      assert.equal(answer.status, 400, what)
      const { code, details } = answer.json.error as { code: string; details: { issues: unknown } }
      assert.equal(code, 'request.invalid', what)
      assert.match(JSON.stringify(details.issues), new RegExp(`"path":"/${parameter.name}"`), what)
    }
  }
})

function isNumber({ in: where, schema }: Parameter): boolean {
  return where === 'query' && (schema?.type === 'integer' || schema?.type === 'number')
}

/** With the one value, and with what has to be there beside it. */
function askedWith(operation: Operation, { name }: Parameter, value: string): string {
  const path = operation.path
    .replace('/sessions/{id}', `/sessions/${hub.owner.sessionId}`)
    .replace('/devices/{id}', `/devices/${kitchen.deviceId}`)
    .replace(/\{\w+\}/g, hub.trackIds[0] ?? FOREIGN)
  const beside = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
  return `${path}?${new URLSearchParams([...beside.map((other) => [other.name, 'a']), [name, value]])}`
}

async function tryOne(operation: Operation, path: string): Promise<void> {
  const answer = await kitchen.ask(path)
  const what = `${nameOf(operation)} as ${path.slice(0, 120)}: ${answer.status} ${answer.text.slice(0, 200)}`
  inShape(answer, what)
  assert.ok(answer.status < 500, what)
}
