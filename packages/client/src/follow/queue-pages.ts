// What of a long queue no snapshot and no event told is read in pages. See Q21 in docs/protocol/queue.md.
import { gapsIn, isQueueEvent, MAX_QUEUE_PAGE, type QueuePageDocument, withPage } from '@baton/protocol'
import { BatonFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
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

export function queuePages(hub: Hub, state: WritableStore<FollowedState>): QueuePages {
  const reading = new Map<string, Promise<boolean>>()
  let changedAt = state.get().seq

  /** False: it is not worth asking again. */
  async function read(place: { readonly from: number; readonly limit: number }): Promise<boolean> {
    const page = await hub.queuePage(place).catch((error: unknown) => {
      if (error instanceof BatonFailure) return null
      throw error
    })
    return page !== null && (await put(page))
  }

  async function put(page: QueuePageDocument): Promise<boolean> {
    const hasHeard = ({ epoch, seq }: FollowedState) => epoch !== page.epoch || seq >= page.unchangedSince
    if (!(await until(state, hasHeard, hub.clock, HEARD_WITHIN_MS))) return false
    const now = state.get()
    const isTrue = now.epoch === page.epoch && now.queue?.total === page.total && changedAt <= page.seq
    if (isTrue && now.queue) state.set({ ...now, queue: withPage(now.queue, page) })
    return true
  }

  /** Whoever wants the same page meanwhile waits for the same answer. */
  function once(place: { readonly from: number; readonly limit: number }): Promise<boolean> {
    const name = `${place.from} ${place.limit}`
    const same = reading.get(name)
    if (same) return same
    const answer = read(place).finally(() => reading.delete(name))
    reading.set(name, answer)
    return answer
  }

  return {
    async know(from, to) {
      for (let reads = 0; reads < MAX_READS; reads++) {
        const { queue } = state.get()
        if (queue === null) return false
        const [gap] = gapsIn(queue, from, to)
        if (!gap) return true
        if (!(await once(pageFor(gap)))) return false
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
