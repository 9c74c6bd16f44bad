// What a headless display keeps, in a folder of its own: who it is, what it was told, and a journal of the events that the
// hub has not answered. A line of the journal is on the disk before its event is told.
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Identity, Kept, Settings, ViewEvent } from '../core/index.ts'

/** With so many lines that say nothing any more, the journal is written anew. */
const MAX_IDLE_LINES = 200

type Line =
  | { readonly add: ViewEvent }
  | { readonly remove: string }
  /** The instant of the last event that was added, where its line is gone. */
  | { readonly lastViewAt: number }

/** Nobody else may read it: the token of the display is in it. */
export function keptInFolder(folder: string): Kept {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const identityFile = join(folder, 'identity.json')
  const settingsFile = join(folder, 'settings.json')
  const journalFile = join(folder, 'views.jsonl')
  const waiting = new Map<string, ViewEvent>()
  let lastViewAt: number | null = null
  let lines = 0
  let journal: number | null = null

  function append(line: Line): void {
    journal ??= openSync(journalFile, 'a', 0o600)
    writeSync(journal, `${JSON.stringify(line)}\n`)
    fsyncSync(journal)
    lines += 1
    if (lines - waiting.size > MAX_IDLE_LINES) compact()
  }

  function compact(): void {
    const all: Line[] = [
      ...(lastViewAt === null ? [] : [{ lastViewAt }]),
      ...[...waiting.values()].map((add) => ({ add })),
    ]
    replace(journalFile, all.map((line) => `${JSON.stringify(line)}\n`).join(''))
    if (journal !== null) closeSync(journal)
    journal = null
    lines = all.length
  }

  return {
    async read() {
      // A line that was cut off while it was written was never told either.
      for (const line of (textOf(journalFile) ?? '').split('\n')) {
        const read = jsonIn<Line>(line)
        if (read === null) continue
        if ('add' in read) {
          waiting.set(read.add.eventId, read.add)
          lastViewAt = Math.max(lastViewAt ?? 0, read.add.seenAt)
        } else if ('remove' in read) waiting.delete(read.remove)
        else lastViewAt = Math.max(lastViewAt ?? 0, read.lastViewAt)
      }
      compact()
      return {
        identity: jsonIn<Identity>(textOf(identityFile)),
        settings: jsonIn<Settings>(textOf(settingsFile)),
        views: [...waiting.values()],
        lastViewAt,
      }
    },
    async writeIdentity(identity) {
      replace(identityFile, JSON.stringify(identity))
    },
    async writeSettings(settings) {
      replace(settingsFile, JSON.stringify(settings))
    },
    async addView(event) {
      waiting.set(event.eventId, event)
      lastViewAt = event.seenAt
      append({ add: event })
    },
    async removeView(eventId) {
      if (waiting.delete(eventId)) append({ remove: eventId })
    },
  }
}

/** All of it or nothing. */
function replace(path: string, text: string): void {
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, path)
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Null: nothing, or nothing whole. */
function jsonIn<T>(text: string | null): T | null {
  if (text === null || text === '') return null
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' ? (parsed as T | null) : null
  } catch {
    return null
  }
}
