import { type ErrorDetails, gapsIn } from '@baton/protocol'
import { follow } from '../follow/follow.ts'
import {
  type FollowedChange,
  type FollowedState,
  type Following,
  NOTHING_KNOWN,
  positionNow,
} from '../follow/following.ts'
import type { FollowedRoom } from '../follow/known-rooms.ts'
import { BatonFailure, type FailureCode } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import type { KnownFamilies } from '../known-families.ts'
import { randomId } from '../runtime/random-id.ts'
import { listeners, store } from '../runtime/store.ts'
import { until } from '../runtime/until.ts'
import type { Tabs } from './tabs.ts'

export interface FollowTogetherOptions {
  readonly hub: Hub
  readonly tabs: Tabs
  readonly rooms?: readonly FollowedRoom[]
  /** Whose rooms there are to follow; missing: the protocol's. */
  readonly families?: KnownFamilies
}

/** A leader that goes meanwhile answers nothing. */
const LEADER_READS_WITHIN_MS = 15_000

/** Failures lose their class on the way from tab to tab, and clocks their meaning. */
type Sent = Omit<FollowedState, 'failure' | 'serverOffsetMs' | 'me'> & {
  readonly failure: { code: FailureCode; message: string; details: ErrorDetails | undefined } | null
}
type Cause =
  | Omit<FollowedChange & { cause: 'event' }, 'state'>
  | { readonly cause: 'snapshot' | 'connection' | null }

/** From the leader: what is new of its state (or all of it), in its `n`th message. */
type Mirrored =
  | { readonly type: 'ask' | 'wake' }
  | { readonly type: 'know-queue'; readonly from: number; readonly to: number }
  | {
      readonly type: 'state'
      readonly leader: string
      readonly n: number
      readonly whole: boolean
      readonly parts: Partial<Sent>
      readonly cause: Cause
      readonly serverNow: number | null
    }

/**
 * One following for this tab, whatever its role: its own stream in the leader, a mirror of the leader's in the others.
 * The browser thus holds one connection, however many tabs there are, and a tab that comes to lead goes on without a gap.
 */
export function followTogether({ hub, tabs, ...what }: FollowTogetherOptions): Following {
  const state = store<FollowedState>({ ...NOTHING_KNOWN, me: hub.me.get() })
  const heard = listeners<FollowedChange>()
  let own: { following: Following; stop: () => void } | null = null
  let ending: Promise<unknown> = Promise.resolve()
  let mirror: { leader: string; n: number } | null = null
  const serverNow = () => hub.clock.now() + (hub.serverClock()?.offsetMs ?? 0)

  function lead(): void {
    if (own) return
    const following = follow({ hub, ...what, from: state.get() })
    const post = posting(tabs, serverNow, () => hub.serverClock() !== null)
    const stops = [
      following.state.subscribe((next) => {
        state.set(next)
        post.parts(next)
      }),
      following.listen((change) => {
        heard.tell(change)
        post.cause(change)
      }),
      tabs.mirror.listen((raw) => {
        const message = raw as Mirrored
        if (message.type === 'wake') following.wake()
        if (message.type === 'ask') post.all(following.state.get())
        if (message.type === 'know-queue') void following.knowQueue(message.from, message.to)
      }),
    ]
    own = { following, stop: () => stops.forEach((stop) => void stop()) }
    post.all(following.state.get())
  }

  function mirrorLeader(raw: unknown): void {
    const message = raw as Mirrored
    if (own || message.type !== 'state') return
    if (!message.whole && (mirror?.leader !== message.leader || message.n !== mirror.n + 1)) {
      mirror = null
      tabs.mirror.post({ type: 'ask' } satisfies Mirrored)
      return
    }
    mirror = { leader: message.leader, n: message.n }
    if (message.serverNow !== null) hub.stream.heard(message.serverNow)
    const { failure, ...parts } = message.parts
    const now = {
      ...state.get(),
      ...parts,
      serverOffsetMs: hub.serverClock()?.offsetMs ?? 0,
      me: hub.me.get(),
    }
    const next =
      failure === undefined
        ? now
        : { ...now, failure: failure && new BatonFailure(failure.code, reasons(failure)) }
    if (Object.keys(message.parts).length > 0) state.set(next)
    if (message.cause.cause !== null) heard.tell({ ...message.cause, state: state.get() } as FollowedChange)
  }

  function settle(): void {
    const role = tabs.role.get()
    if (role === 'leader') {
      lead()
      return
    }
    if (own) {
      const former = own
      own = null
      former.stop()
      ending = ending.then(() => former.following[Symbol.asyncDispose]())
    }
    mirror = null
    if (role === 'follower') tabs.mirror.post({ type: 'ask' } satisfies Mirrored)
  }

  const leaveMe = hub.me.subscribe((me) => {
    if (!own) state.set({ ...state.get(), me })
  })
  const leaveMirror = tabs.mirror.listen(mirrorLeader)
  const leaveRole = tabs.role.subscribe(settle)
  settle()

  return {
    state,
    listen: heard.add,
    serverNow,
    positionNow: () => positionNow(state.get().session, serverNow()),
    knowQueue: (from, to) => {
      if (own) return own.following.knowQueue(from, to)
      const isKnown = ({ queue }: FollowedState) => queue !== null && gapsIn(queue, from, to).length === 0
      if (!isKnown(state.get())) tabs.mirror.post({ type: 'know-queue', from, to } satisfies Mirrored)
      return until(state, isKnown, hub.clock, LEADER_READS_WITHIN_MS)
    },
    wake: () => {
      if (own) own.following.wake()
      else tabs.mirror.post({ type: 'wake' } satisfies Mirrored)
    },
    [Symbol.asyncDispose]: async () => {
      leaveMe()
      leaveRole()
      leaveMirror()
      own?.stop()
      await own?.following[Symbol.asyncDispose]()
      await ending
    },
  }
}

/** Posts the leader's states, each time only what has changed since. */
function posting(tabs: Tabs, serverNow: () => number, knowsTime: () => boolean) {
  const leader = randomId()
  let n = 0
  let last: Sent | null = null
  const send = (parts: Partial<Sent>, whole: boolean, cause: Cause) => {
    n += 1
    const at = knowsTime() ? Math.round(serverNow()) : null
    tabs.mirror.post({ type: 'state', leader, n, whole, parts, cause, serverNow: at } satisfies Mirrored)
  }
  return {
    all: (state: FollowedState) => {
      last = sent(state)
      send(last, true, { cause: 'connection' })
    },
    parts: (state: FollowedState) => {
      const next = sent(state)
      const before = last
      const changed = Object.entries(next).filter(([name, value]) => value !== before?.[name as keyof Sent])
      last = next
      if (changed.length > 0) send(Object.fromEntries(changed), before === null, { cause: null })
    },
    cause: (change: FollowedChange) => {
      const { state: _, ...cause } = change
      send({}, false, cause)
    },
  }
}

const remembered = new WeakMap<BatonFailure, NonNullable<Sent['failure']>>()

function sent({ failure, serverOffsetMs: _, me: __, ...rest }: FollowedState): Sent {
  if (failure === null) return { ...rest, failure }
  const plain = remembered.get(failure) ?? {
    code: failure.code,
    message: failure.message,
    details: failure.details,
  }
  remembered.set(failure, plain)
  return { ...rest, failure: plain }
}

function reasons({ message, details }: NonNullable<Sent['failure']>) {
  return details === undefined ? { message } : { message, details }
}
