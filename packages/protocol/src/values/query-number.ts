import { z } from 'zod'

/** As JSON writes a whole number, and of no more digits than a number keeps exactly. */
const WHOLE_NUMBER = /^(?:0|-?[1-9]\d{0,14})$/

/**
 * A whole number in a query string, where everything is text: decimal digits and nothing else. So an empty text is no
 * zero, and `0x10`, `1e3`, `+5` and ` 5` are refused like any other word.
 */
export function queryNumber<Schema extends z.ZodType<number | undefined>>(schema: Schema) {
  return z.preprocess(
    (value) => (typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value),
    schema,
  )
}
