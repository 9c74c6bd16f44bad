import type { Row } from './figure.ts'

/** A value by itself. */
export function plain(what: string, unit: string, value: number): Row {
  return { what, unit, baton: [{ value }], reference: [], referenceName: 'none' }
}

/** A value beside the most that it may be. */
export function promised(what: string, unit: string, value: number, atMost: number): Row {
  return {
    ...plain(what, unit, value),
    reference: [{ value: atMost }],
    referenceName: 'the promise',
    goal: { atMost: 1 },
  }
}
