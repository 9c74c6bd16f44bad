import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SmartRules } from '@baton/protocol'
import { nspOf, rulesInNsp } from './nsp.ts'

const LIST = '00000000-0000-4000-8000-0000000000c1'

function read(list: object | string) {
  return rulesInNsp(Buffer.from(typeof list === 'string' ? list : JSON.stringify(list)))
}

function problem(list: object): unknown {
  try {
    read(list)
  } catch (error) {
    const { code, details } = error as { readonly code: string; readonly details: { readonly what: string } }
    assert.equal(code, 'playlist.rules-unknown')
    return details.what
  }
  return null
}

test('[SP20] rules of Navidrome are read with their name, order and limit, also with comments between the lines', () => {
  const found = read(`{
    // Everything that was not heard of late
    "name": "Forgotten // favourites", "comment": "Of the eighties", /* as it was */
    "all": [
      { "any": [{ "is": { "loved": true } }, { "gt": { "playCount": 3 } }] },
      { "inTheRange": { "year": [1981, 1990] } },
      { "notInTheLast": { "lastPlayed": 30 } },
      { "notContains": { "title": "Live" } },
      { "notInPlaylist": { "id": "${LIST}" } }
    ],
    "sort": "-lastPlayed, title", "order": "desc", "limit": 25, "refreshDelay": "1d", "public": true
  }`)
  assert.deepEqual(found, {
    title: 'Forgotten // favourites',
    description: 'Of the eighties',
    rules: {
      match: 'all',
      rules: [
        {
          match: 'any',
          rules: [
            { field: 'liked', operator: 'is', value: true },
            { field: 'plays', operator: 'more', value: 3 },
          ],
        },
        { field: 'year', operator: 'between', value: [1981, 1990] },
        { field: 'played', operator: 'not-within', value: 30 },
        { field: 'title', operator: 'contains-not', value: 'Live' },
        { field: 'playlist', operator: 'not-in', value: LIST },
      ],
      order: { by: 'played', descending: false },
      limit: { tracks: 25 },
    },
  })
  const all = read({ all: [{ gt: { playCount: -1 } }], sort: 'random' })
  assert.deepEqual(all?.rules.rules, [{ field: 'plays', operator: 'between', value: [0, 1_000_000] }])
  assert.deepEqual(read({ any: [] })?.rules.order, { by: 'title', descending: false })
  assert.equal(read({ any: [{ isNot: { loved: true } }] })?.rules.rules[0]?.['value' as never], false)
})

test('[SP20] what Baton does not know is named and refused, and what holds no rules is another file', () => {
  assert.equal(problem({ all: [{ gt: { rating: 3 } }] }), 'rating')
  assert.equal(problem({ all: [{ isMissing: { genre: true } }] }), 'isMissing')
  assert.equal(problem({ all: [{ inPlaylist: { path: '../x.nsp' } }] }), 'inPlaylist')
  assert.equal(problem({ all: [{ any: [{ all: [{ is: { title: 'x' } }] }] }] }), 'all')
  assert.equal(problem({ all: [{ is: { lastPlayed: '2026-01-01' } }] }), 'played')
  assert.equal(problem({ all: [], any: [] }), 'all, any')
  assert.equal(problem({ all: [], limitPercent: 10 }), 'limitPercent')
  assert.equal(problem({ all: [], sort: 'rating' }), 'rating')
  assert.equal(problem({ all: ['loved'] }), 'loved')
  assert.notEqual(problem({ all: Array(51).fill({ is: { loved: true } }) }), null)
  assert.equal(read('#EXTM3U\na.mp3\n'), null)
  assert.equal(read({ playlist: { track: [] } }), null)
  assert.equal(read(JSON.stringify({ all: [], comment: 'x'.repeat(300_000) })), null)
})

test('[SP20] what is opened and never closed costs no more to read than anything else', () => {
  const before = process.cpuUsage()
  for (const part of ['/* ', '"\\', '"', '{"all": //', '"x\\"']) {
    assert.equal(read(part.repeat(Math.floor((256 * 1024) / part.length))), null, part)
  }
  const { user } = process.cpuUsage(before)
  assert.ok(user < 10_000_000, `${user} microseconds`)
})

test('[SP20] a comment ends where it ends, and none begins within a string', () => {
  const rules = read(
    '{"all": [/* // \\*/ {"is": {"title": "a \\" /* b"}}, /*/ " */ {"is": {"title": "*/"}}]} // end',
  )
  assert.deepEqual(
    rules?.rules.rules.map((rule) => 'value' in rule && rule.value),
    ['a " /* b', '*/'],
  )
  assert.equal(read('{"all": []} /* never closed'), null)
})

test('[SP21] rules that are written for Navidrome are read as the same rules, but for a limit by length', () => {
  const rules: SmartRules = {
    match: 'any',
    rules: [
      { field: 'artist', operator: 'begins', value: 'The' },
      { field: 'format', operator: 'is-not', value: 'mp3' },
      { field: 'duration', operator: 'less', value: 600 },
      { field: 'added', operator: 'after', value: '2026-01-31' },
      { field: 'liked', operator: 'is', value: false },
      { match: 'all', rules: [{ field: 'genre', operator: 'ends', value: 'jazz' }] },
    ],
    order: { by: 'liked', descending: true },
    limit: { tracks: 100 },
  }
  const about = { title: 'List', description: 'Words' }
  assert.deepEqual(read(nspOf(about, rules)), { ...about, rules })
  const long = nspOf(about, { ...rules, limit: { minutes: 60 } })
  assert.deepEqual(read(long), { ...about, rules: { ...rules, limit: null } })
})
