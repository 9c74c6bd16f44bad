import type { Clock } from '@baton/client'
import { rounds } from '../rounds.ts'
import type { PostBack } from './post-back.ts'

/** Addresses to which a health report is posted, each until it is not taken any more. */
export interface Registrations extends AsyncDisposable {
  /** False: it is there already. */
  add(callbackUrl: string): boolean
  /** Something has changed that a report says: each is told soon, and not only in its turn. */
  changed(): void
}

export interface RegistrationsParts {
  readonly clock: Clock
  readonly post: PostBack
  readonly report: () => Promise<Readonly<Record<string, unknown>>>
  readonly say: (line: string) => void
}

const EVERY_MS = 5_000
/** Of many changes the last is told. */
const CHANGED_AFTER_MS = 100
/** More than so many in a row that are not taken: whoever was there has gone. */
const MOST_FAILURES = 5
/** One hub is enough, and it changes its address once in an hour. */
const MOST = 8

export function registrations({ clock, post, report, say }: RegistrationsParts): Registrations {
  const all = new Map<string, { readonly round: () => void; readonly end: () => void }>()
  let cancelChanged: (() => void) | null = null

  function begin(url: string) {
    let failures = 0
    let isPosting = false
    let isAsked = false
    const round = async () => {
      isAsked = isPosting
      if (isPosting) return
      isPosting = true
      const isTaken = await post(url, await report())
      isPosting = false
      failures = isTaken ? 0 : failures + 1
      if (!all.has(url)) return
      if (failures > MOST_FAILURES) {
        forget(url)
        say('Nobody takes its health reports any more: a callback is forgotten')
      } else if (isAsked) changed()
    }
    const every = rounds(clock, EVERY_MS, () => void round())
    every.begin()
    return { round: () => void round(), end: every.end }
  }

  function changed(): void {
    cancelChanged ??= clock.after(CHANGED_AFTER_MS, () => {
      cancelChanged = null
      for (const { round } of all.values()) round()
    })
  }

  function forget(url: string): void {
    all.get(url)?.end()
    all.delete(url)
  }

  return {
    add(url) {
      if (all.has(url)) return false
      const [oldest] = all.keys()
      if (all.size >= MOST && oldest !== undefined) forget(oldest)
      all.set(url, begin(url))
      return true
    },
    changed,
    async [Symbol.asyncDispose]() {
      cancelChanged?.()
      for (const url of [...all.keys()]) forget(url)
    },
  }
}
