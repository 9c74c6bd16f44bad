import { chownSync } from 'node:fs'

const NOBODY = 65_534

/**
 * Does it as somebody who may only do what files allow, also where the tests run as root, who may do everything. What
 * lies at `own` belongs to that somebody from then on. Nothing else of this process may wait for a file meanwhile.
 */
export async function asNobody<T>(own: readonly string[], task: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return task()
  for (const path of own) chownSync(path, NOBODY, NOBODY)
  process.seteuid?.(NOBODY)
  try {
    return await task()
  } finally {
    process.seteuid?.(0)
  }
}
