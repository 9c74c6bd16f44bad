import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { BEGINS, INSIDE, SIMILAR, termList, WHOLE } from './terms.ts'
import { beginsLike, forgiven } from './typos.ts'

const letters = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'é', '日'),
  minLength: 1,
  maxLength: 11,
})

test('[B25] the words that fit are those that a look at every word finds', () => {
  fc.assert(
    fc.property(fc.uniqueArray(letters, { maxLength: 40 }), letters, (known, typed) => {
      const words = termList()
      for (const word of known) words.add(word)
      for (const slips of new Set([0, forgiven(typed)])) {
        const found = new Map<string, number>()
        words.match(typed, slips, (number, grade) => {
          const word = words.word(number)
          found.set(word, Math.max(found.get(word) ?? 0, grade))
        })
        const expected = known.flatMap((word) => {
          const grade = plainGrade(typed, word, slips)
          return grade === 0 ? [] : [[word, grade] as const]
        })
        assert.deepEqual([...found].sort(), expected.toSorted(), `${typed} with ${slips} slips`)
      }
    }),
    seeded({ numRuns: 2_000 }),
  )
})

function plainGrade(typed: string, word: string, slips: number): number {
  if (word === typed) return WHOLE
  if (word.startsWith(typed)) return BEGINS
  const isPlainLetter = /^[a-z0-9]$/.test(typed)
  if (!isPlainLetter && word.includes(typed)) return INSIDE
  return slips > 0 && beginsLike(typed, word, slips) ? SIMILAR : 0
}
