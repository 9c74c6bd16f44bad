import { MIN_PASSWORD_LENGTH } from '@baton/protocol'

/** How hard a password is to guess, as far as a look at its letters tells. `short`: the hub will not take it. */
export type PasswordStrength = 'short' | 'weak' | 'fair' | 'strong'

const FAIR_BITS = 40
const STRONG_BITS = 60

export function passwordStrength(password: string, username: string): PasswordStrength {
  const letters = [...password.normalize('NFKC')]
  if (letters.length < MIN_PASSWORD_LENGTH) return 'short'
  const name = username.trim().toLowerCase()
  const guessable = name.length > 2 && password.toLowerCase().includes(name)
  const bits = newLetters(letters, guessable ? [...name].length : 0) * Math.log2(alphabetOf(password))
  return bits < FAIR_BITS ? 'weak' : bits < STRONG_BITS ? 'fair' : 'strong'
}

/** Letters that repeat the one before, or follow it in a row such as 1234, tell a guesser nothing new. */
function newLetters(letters: readonly string[], known: number): number {
  const fresh = letters.filter((letter, index) => {
    const before = letters[index - 1]
    if (before === undefined) return true
    const step = (letter.codePointAt(0) ?? 0) - (before.codePointAt(0) ?? 0)
    return Math.abs(step) > 1
  })
  return Math.max(0, fresh.length - known)
}

function alphabetOf(password: string): number {
  const sizes: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 16],
    [/[A-Z]/, 16],
    [/\d/, 10],
    [/[^A-Za-z\d]/, 12],
  ]
  return sizes.reduce((sum, [sort, size]) => sum + (sort.test(password) ? size : 0), 2)
}
