import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_CONDITIONS, type PlaylistId, type SmartRules } from '@baton/protocol'
import {
  conditionsOf,
  draftOf,
  FIELDS,
  hasRoom,
  newCondition,
  newGroup,
  operatorsOf,
  replaced,
  rulesIn,
  withField,
  withOperator,
} from './rules-draft.ts'

const RULES: SmartRules = {
  match: 'any',
  rules: [
    { field: 'year', operator: 'between', value: [1980, 1989] },
    { field: 'added', operator: 'before', value: '2026-01-31' },
    { field: 'playlist', operator: 'in', value: '00000000-0000-4000-8000-0000000000c1' as PlaylistId },
    { match: 'all', rules: [{ field: 'liked', operator: 'is', value: false }] },
  ],
  order: { by: 'plays', descending: true },
  limit: { minutes: 90 },
  disclosed: true,
}

test('rules that are opened and saved without a change are the same rules', () => {
  assert.deepEqual(rulesIn(draftOf(RULES)), RULES)
  for (const limit of [null, { tracks: 30 }]) {
    assert.deepEqual(rulesIn(draftOf({ ...RULES, limit })), { ...RULES, limit })
  }
})

test('what is not whole yet is no rules: an empty value, a word for a number, a limit of nothing', () => {
  const fresh = draftOf(null)
  assert.equal(rulesIn(fresh), null)
  const year = { ...newCondition('year'), value: 'soon' }
  assert.equal(rulesIn({ ...fresh, rules: [year] }), null)
  const whole = { ...fresh, rules: [{ ...year, value: ' 1990 ' }] }
  assert.deepEqual(rulesIn(whole)?.rules, [{ field: 'year', operator: 'is', value: 1990 }])
  for (const most of ['', '0', 'x']) assert.equal(rulesIn({ ...whole, most }), null)
  assert.deepEqual(rulesIn({ ...fresh, rules: [] })?.rules, [])
})

test('every operator of every field is one that the hub takes', () => {
  const values = ['3', '2026-01-31', '00000000-0000-4000-8000-0000000000c1']
  for (const field of FIELDS) {
    for (const operator of operatorsOf(field)) {
      const condition = { ...withOperator(newCondition(field), operator), until: '4' }
      const isTaken = [condition.value, ...values].some(
        (value) => rulesIn({ ...draftOf(null), rules: [{ ...condition, value }] }) !== null,
      )
      assert.ok(isTaken, `${field} ${operator}`)
    }
  }
})

test('another field keeps the text that was typed, and nothing that it cannot be compared with', () => {
  const title = { ...newCondition('title'), operator: 'contains', value: 'blue' } as const
  assert.deepEqual(
    [withField(title, 'album').operator, withField(title, 'album').value],
    ['contains', 'blue'],
  )
  assert.deepEqual([withField(title, 'year').operator, withField(title, 'year').value], ['is', ''])
  const days = { ...newCondition('added'), operator: 'within', value: '30' } as const
  assert.equal(withOperator(days, 'not-within').value, '30')
  assert.equal(withOperator(days, 'before').value, '')
})

test('there is room for as many conditions as the hub takes, those in groups among them', () => {
  const year = { ...newCondition('year'), value: '1990' }
  const of = (count: number) => ({
    ...draftOf(null),
    rules: [{ ...newGroup('any'), rules: Array.from({ length: count - 1 }, () => year) }, year],
  })
  assert.ok(hasRoom(of(MAX_CONDITIONS - 1)))
  assert.ok(!hasRoom(of(MAX_CONDITIONS)))
  assert.ok(rulesIn(of(MAX_CONDITIONS)))
  assert.equal(rulesIn(of(MAX_CONDITIONS + 1)), null)
})

test('a group goes with its last condition', () => {
  const group = newGroup('any')
  const [only] = group.rules
  const other = newCondition()
  assert.ok(only)
  assert.deepEqual(replaced([other, group], only.id, null), [other])
  const changed = replaced([other, group], only.id, { ...only, value: 'jazz' })
  assert.deepEqual(
    conditionsOf(changed).map(({ value }) => value),
    ['', 'jazz'],
  )
})
