import type { SessionView } from '@baton/protocol'
import { isFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import type { SessionInput } from './state.ts'

export interface SessionPollOptions {
  readonly hub: Hub
  readonly known: () => SessionView | null
  readonly hear: (input: SessionInput) => void
}

/** What the stream did not tell is read: a stream may be dead long before anybody can know. Never older than what is known. */
export interface SessionPoll extends Disposable {
  read(): void
  /** The hub has answered with this revision: the stream has to tell of it soon. */
  expect(revision: number): void
  /** Called again and again: reads while something is wanted, after giving the stream `patienceMs` to bring it. */
  want(patienceMs: number | null): void
}

const TOLD_WITHIN_MS = 2_000
const READ_EVERY_MS = 5_000

export function sessionPoll({ hub, known, hear }: SessionPollOptions): SessionPoll {
  const { clock } = hub
  let reading = false
  let closed = false
  let cancelExpecting: (() => void) | null = null
  let readAt: number | null = null

  async function read(): Promise<void> {
    if (reading || closed) return
    reading = true
    try {
      const session = await hub.session()
      const before = known()
      const later = session.revision - (before?.revision ?? -1)
      if (closed || later < 0) return
      const { fileUrl = null, nextFileUrl = null } = session
      hear({ type: 'session', session, fileUrl, nextFileUrl, cause: later > 0 ? 'snapshot' : 'connection' })
    } catch (error) {
      if (!isFailure(error)) throw error
    } finally {
      reading = false
    }
  }

  return {
    read: () => void read(),
    expect: (revision) => {
      if (cancelExpecting || revision <= (known()?.revision ?? -1)) return
      cancelExpecting = clock.after(TOLD_WITHIN_MS, () => {
        cancelExpecting = null
        if (revision > (known()?.revision ?? -1)) void read()
      })
    },
    want: (patienceMs) => {
      if (patienceMs === null) {
        readAt = null
        return
      }
      readAt ??= clock.now() + patienceMs
      if (clock.now() < readAt) return
      readAt = clock.now() + READ_EVERY_MS
      void read()
    },
    [Symbol.dispose]: () => {
      closed = true
      cancelExpecting?.()
    },
  }
}
