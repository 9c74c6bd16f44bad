import type { Storage } from '@baton/client'
import type { StateFolder } from './state-folder.ts'

const FILE = 'reports.json'

/** What the speaker keeps over a restart (its numbers, and reports that were not taken), in the state folder. */
export function keptStorage(folder: StateFolder): Storage {
  const items = read(folder)
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      // One device speaks here: what an earlier one left is of no use.
      items.clear()
      items.set(key, value)
      folder.write(FILE, JSON.stringify(Object.fromEntries(items)))
    },
  }
}

/** Damaged notes count as none. */
function read(folder: StateFolder): Map<string, string> {
  try {
    const kept: unknown = JSON.parse(folder.read(FILE) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return new Map()
    return new Map(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    )
  } catch {
    return new Map()
  }
}
