// What of a long queue no snapshot and no event told is read in pages. See Q21 in docs/protocol/queue.md.
import {
  gapsIn,
  isQueueEvent,
  MAX_QUEUE_PAGE,
  type QueuePageDocument,
  type SessionId,
  withPage,
} from '@baton/protocol'
import { BatonFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import { pause } from '../runtime/clock.ts'
import type { WritableStore } from '../runtime/store.ts'
import { until } from '../runtime/until.ts'
import type { FollowedChange, FollowedState } from './following.ts'

export interface QueuePages {
  /** Reads what is not known of these places. False: some are not known all the same, for now. */
  know(from: number, to: number): Promise<boolean>
  /** To be told of every change, once the state has it. */
  hear(change: FollowedChange): void
}

/** Pages begin at multiples of this, so that rows next to each other ask for the same one. */
const PAGE_STEP = 100
/** The stream says how far it is every few seconds, even where nothing happens. */
const HEARD_WITHIN_MS = 6_000
/** A queue that changes while it is read has its pages read again, so often at most. */
const MAX_READS = 150
/** A page of another log, or of a queue of another length than is known, does not fit until the stream begins anew. */
const MAX_MISFITS = 4
const FITS_AFTER_MS = 1_000

/** What came of reading a page. `changed`: the queue did meanwhile; `none`: it is not worth asking again. */
type Outcome = 'read' | 'changed' | 'misfit' | 'none'

/** `sessionId`: whose queue; missing: one's own. */
export function queuePages(hub: Hub, state: WritableStore<FollowedState>, sessionId?: SessionId): QueuePages {
  const reading = new Map<string, Promise<Outcome>>()
  let changedAt = state.get().seq

  async function read(place: { readonly from: number; readonly limit: number }): Promise<Outcome> {
    const page = await hub.queuePage(place, sessionId).catch((error: unknown) => {
      if (error instanceof BatonFailure) return null
      throw error
    })
    return page === null ? 'none' : put(page)
  }

  async function put(page: QueuePageDocument): Promise<Outcome> {
    const hasHeard = ({ epoch, seq }: FollowedState) => epoch !== page.epoch || seq >= page.unchangedSince
    if (!(await until(state, hasHeard, hub.clock, HEARD_WITHIN_MS))) return 'none'
    const now = state.get()
    if (now.queue === null) return 'none'
    if (now.epoch !== page.epoch) return 'misfit'
    if (changedAt > page.seq) return 'changed'
    if (now.queue.total !== page.total) return 'misfit'
    state.set({ ...now, queue: withPage(now.queue, page) })
    return 'read'
  }

  /** Whoever wants the same page meanwhile waits for the same answer. */
  function once(place: { readonly from: number; readonly limit: number }): Promise<Outcome> {
    const name = `${place.from} ${place.limit}`
    const same = reading.get(name)
    if (same) return same
    const answer = read(place).finally(() => reading.delete(name))
    reading.set(name, answer)
    return answer
  }

  return {
    async know(from, to) {
      for (let reads = 0, misfits = 0; reads < MAX_READS && misfits < MAX_MISFITS; reads++) {
        const { queue } = state.get()
        if (queue === null) return false
        const [gap] = gapsIn(queue, from, to)
        if (!gap) return true
        const outcome = await once(pageFor(gap))
        if (outcome === 'none') return false
        if (outcome !== 'misfit') continue
        misfits += 1
        await pause(hub.clock, FITS_AFTER_MS)
      }
      return false
    },
    hear(change) {
      if (change.cause === 'snapshot') changedAt = change.state.seq
      if (change.cause === 'event' && isQueueEvent(change.event)) changedAt = change.state.seq
    },
  }
}

function pageFor(gap: { readonly from: number; readonly to: number }) {
  const from = gap.from - (gap.from % PAGE_STEP)
  const length = Math.ceil((gap.to - from) / PAGE_STEP) * PAGE_STEP
  return { from, limit: Math.min(length, MAX_QUEUE_PAGE) }
}
