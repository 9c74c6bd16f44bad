import { z } from 'zod'

export const MAX_NAME_LENGTH = 120

/** Text that people read as it stands: something to see, and nothing that turns what is written around it. */
export const VisibleText = z
  .string()
  .trim()
  .min(1)
  .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u, 'must not contain control characters')
  .regex(/[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u, 'must contain something visible')
  .refine((text) => text.isWellFormed(), 'must be well-formed text')

/** A name that people gave: trimmed, visible, bounded. */
export const DisplayName = VisibleText.max(MAX_NAME_LENGTH)

/** For sorting: by code units, the same on every machine and in every language. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
