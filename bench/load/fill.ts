import { randomUUID } from 'node:crypto'

/** How a request differs from the one before it. */
export interface Filling {
  /** The same in the request and in what followers receive of it. */
  readonly mark: string
  readonly count: number
  /** For `{range}`: parts of this many bytes of a file of that size, at random places. */
  readonly range?: { readonly partBytes: number; readonly fileBytes: number }
}

export function newMark(): string {
  return randomUUID()
}

/** Bodies keep their length, so that the head written for one fits all. */
export function fill(template: string, { mark, count, range }: Filling): string {
  const filled = template
    .replaceAll('{mark}', mark)
    .replaceAll('{count}', String(count % 100_000).padStart(5, '0'))
  if (!range) return filled
  const start = Math.floor(Math.random() * (range.fileBytes - range.partBytes))
  return filled.replace('{range}', `${start}-${start + range.partBytes - 1}`)
}
