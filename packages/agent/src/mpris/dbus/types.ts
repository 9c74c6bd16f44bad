/** One complete type of a D-Bus signature. */
export type DbusType =
  | { readonly code: BasicCode | 'v' }
  | { readonly code: 'a'; readonly of: DbusType }
  | { readonly code: '('; readonly fields: readonly DbusType[] }
  /** Only within an array. */
  | { readonly code: '{'; readonly key: DbusType; readonly value: DbusType }

export type BasicCode = (typeof BASIC)[number]

const BASIC = ['y', 'b', 'n', 'q', 'i', 'u', 'x', 't', 'd', 's', 'o', 'g'] as const
const DEEPEST = 16
const LONGEST_SIGNATURE = 255

/** A value with its type beside it. */
export interface Variant {
  readonly signature: string
  readonly value: DbusValue
}

/** `x` and `t` are bigint, other numbers number; structs and entries of dictionaries are arrays. */
export type DbusValue = string | number | bigint | boolean | Variant | readonly DbusValue[]

export function variant(signature: string, value: DbusValue): Variant {
  return { signature, value }
}

export function isVariant(value: DbusValue | undefined): value is Variant {
  return typeof value === 'object' && !Array.isArray(value)
}

/** The types of a signature, such as `sa{sv}as`. Throws where it is none. */
export function typesIn(signature: string): readonly DbusType[] {
  if (signature.length > LONGEST_SIGNATURE) throw new Error('A signature of D-Bus is too long')
  let at = 0

  function next(depth: number): DbusType {
    const code = signature[at++]
    if (code === undefined || depth > DEEPEST) throw new Error(`No signature of D-Bus: ${signature}`)
    if (code === 'a') return { code, of: next(depth + 1) }
    if (code === 'v') return { code }
    if (code === '(') {
      const fields: DbusType[] = []
      while (signature[at] !== ')') fields.push(next(depth + 1))
      at++
      // Nothing that takes no room: a list of it would have no end.
      if (fields.length === 0) throw new Error(`No signature of D-Bus: ${signature}`)
      return { code, fields }
    }
    if (code === '{') {
      const [key, value] = [next(depth + 1), next(depth + 1)]
      if (signature[at++] !== '}') throw new Error(`No signature of D-Bus: ${signature}`)
      return { code, key, value }
    }
    const basic = BASIC.find((one) => one === code)
    if (basic === undefined) throw new Error(`No signature of D-Bus: ${signature}`)
    return { code: basic }
  }

  const types: DbusType[] = []
  while (at < signature.length) types.push(next(0))
  return types
}

const ALIGNMENTS: Readonly<Record<string, number>> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2 },
  ...{ b: 4, i: 4, u: 4, s: 4, o: 4, a: 4 },
  ...{ x: 8, t: 8, d: 8, '(': 8, '{': 8 },
}

/** At which multiple of bytes a value of this type begins. */
export function alignmentOf({ code }: DbusType): number {
  return ALIGNMENTS[code] ?? 1
}
