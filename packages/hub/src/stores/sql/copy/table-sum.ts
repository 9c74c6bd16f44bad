import { createHash } from 'node:crypto'
import type { CopiedRow } from './copy-connection.ts'

/** Equal for two tables that hold the same rows, in whatever order. */
export interface TableSum {
  readonly rows: number
  readonly sum: string
}

const BITS = 256

/** Every row counts: their hashes are added up, so that neither an order nor a key is needed to compare. */
export function tableSum() {
  let rows = 0
  let sum = 0n
  return {
    add(row: CopiedRow): void {
      rows++
      sum = BigInt.asUintN(
        BITS,
        sum + BigInt(`0x${createHash('sha256').update(JSON.stringify(row)).digest('hex')}`),
      )
    },
    get value(): TableSum {
      return { rows, sum: sum.toString(16).padStart(64, '0') }
    },
  }
}

export function isSameSum(one: TableSum, other: TableSum): boolean {
  return one.rows === other.rows && one.sum === other.sum
}
