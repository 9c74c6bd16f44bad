import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Command } from '../commands.ts'
import { schemasOf } from './describe.ts'
import { methodOf, pathTo, templateOf } from './endpoint.ts'
import { ROUTES } from './routes.ts'

const commands = Command.options.map(({ shape }) => shape.type.value)

test('[R22] no two routes are found at the same place', () => {
  const places = ROUTES.map(({ endpoint }) => endpoint.replace(/:\w+/g, ':'))
  assert.equal(new Set(places).size, ROUTES.length)
})

test('[R22] a route says what it takes of its path, and of nothing else', () => {
  for (const route of ROUTES) {
    const { properties = {} } = (schemasOf(route).params ?? {}) as { properties?: object }
    const named = [...templateOf(route.endpoint).matchAll(/:(\w+)/g)].map(([, name]) => name)
    assert.deepEqual(Object.keys(properties).sort(), named.sort(), route.endpoint)
  }
})

test('[R22] what reads has no body, what changes has no query', () => {
  for (const { endpoint, query, body } of ROUTES) {
    const reads = methodOf(endpoint) === 'GET'
    assert.equal(reads ? body : query, undefined, endpoint)
  }
})

test('[R25] an id in a path is read in lower case, whichever route it is', () => {
  const id = '7D5F0D0E-0000-4000-8000-1234567890AB'
  const named = ROUTES.flatMap(({ endpoint, params }) => {
    const names = [...templateOf(endpoint).matchAll(/:(\w+)/g)].map(([, name]) => String(name))
    // A code that people type has a form of its own, and so have the numbers of a part, a track and an artwork, and of a tag.
    const hasOther =
      ['user_code', 'n', 'track_number', 'post_id'].some((name) => names.includes(name)) ||
      /\/tags\/|\/:tag$/.test(endpoint)
    return params && !hasOther ? [{ endpoint, params, names }] : []
  })
  assert.ok(named.length >= 30, `${named.length} routes with ids`)
  for (const { endpoint, params, names } of named) {
    const read = params.parse(Object.fromEntries(names.map((name) => [name, id])))
    assert.deepEqual(read, Object.fromEntries(names.map((name) => [name, id.toLowerCase()])), endpoint)
  }
})

test('[R22] each command has a route', () => {
  const executed = new Set(ROUTES.flatMap(({ command }) => command ?? []))
  assert.deepEqual([...executed].sort(), [...commands].sort())
})

test('a path is filled in as text that stands for itself', () => {
  const endpoint = 'GET /things/:id/parts/:part_id' as const
  assert.equal(pathTo(endpoint, { id: 'a b', part_id: '../c' }), '/things/a%20b/parts/..%2Fc')
  assert.equal(
    pathTo(endpoint, { id: 'a', part_id: 'b' }, { q: 'x&y=z', limit: 5, cursor: undefined, sort: '' }),
    '/things/a/parts/b?q=x%26y%3Dz&limit=5',
  )
})
