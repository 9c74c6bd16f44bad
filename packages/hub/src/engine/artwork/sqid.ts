import { Sqid } from '@baton/protocol'
import type { Chance } from '../ports/clock.ts'
import { randomLetters } from '../secrets/random-letters.ts'

/** Without what is easily mistaken for something else. */
const LETTERS = '23456789abcdefghjkmnopqrstuvwxyz'
const LENGTH = 10

/** A public name by pure chance: nothing can be told from it. */
export function freshSqid(chance: Pick<Chance, 'bytes'>): Sqid {
  return Sqid.parse(randomLetters(LETTERS, LENGTH, chance))
}
