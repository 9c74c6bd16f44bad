import { Sqid } from '@baton/protocol'
import type { Chance } from '../ports/clock.ts'

/** Without what is easily mistaken for something else. */
const LETTERS = '23456789abcdefghjkmnopqrstuvwxyz'
const LENGTH = 10

/** A public name by pure chance: nothing can be told from it. */
export function freshSqid(chance: Pick<Chance, 'bytes'>): Sqid {
  return Sqid.parse(Array.from(chance.bytes(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join(''))
}
