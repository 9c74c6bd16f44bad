// The session of a worker at the broker, and those of workers that have gone. What all workers follow together the broker
// gives to their sessions in turn, whether anybody is there: so what waits for a worker that does not come back is taken by
// another. Which sessions there are stands at the broker, as messages that it keeps: it is lost only with the sessions.
import { type BrokerMessage, type BrokerUse, type Clock, isOutage } from '#engine'
import type { BrokerAddress } from './broker-address.ts'
import { type MqttLink, mqttLink } from './mqtt-link.ts'

/** Below it each worker says that it is there. */
export const LANES = 'baton/lanes/'
export const SHARED = '$share/baton/'
const BEAT_EVERY_MS = 3_000
/** A worker that has not said for so long that it is there has gone. */
const GONE_AFTER_MS = 12_000
/** The broker keeps so long what comes while no worker is there. */
export const KEPT_SECONDS = 24 * 60 * 60
const AT_WORK = 'at work'
const GONE = 'gone'

export interface LanesParts {
  readonly address: BrokerAddress
  /** Its own name at the broker: the same after it was started again. */
  readonly worker: string
  readonly use: Pick<BrokerUse, 'shared' | 'everywhere' | 'take'>
  /** What else this worker follows, and takes by itself. */
  readonly more: { readonly follows: readonly string[]; take(topic: string, payload: Uint8Array): void }
  /** One worker at a time takes up what another has left. False: another one is at it. */
  readonly claims: { take(name: string): Promise<boolean>; giveUp(name: string): Promise<void> }
  readonly onUp: () => void
  readonly onDown: () => void
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly onDropped: (error: unknown) => void
  readonly onFailure: (error: unknown) => void
}

export interface Lanes extends AsyncDisposable {
  /** This worker's own. */
  readonly link: MqttLink
}

export function lanes(parts: LanesParts): Lanes {
  const { address, worker, use, more, claims, clock, onDropped, onFailure } = parts
  const shared = use.shared.map((filter) => SHARED + filter)
  const own = `baton-${worker}`
  /** Those of the other workers, by their names at the broker: when they were heard of last. */
  const others = new Map<string, { at: number; isGone: boolean }>()
  /** What this worker takes up just now. */
  let takingUp: { readonly done: Promise<void>; leave(): Promise<void> } | null = null
  let isOver = false
  let cancelBeat = () => {}

  function heardOf(lane: string, word: string): void {
    if (lane === own) return
    if (word === '') {
      others.delete(lane)
      return
    }
    const isGone = word === GONE
    others.set(lane, { at: clock.monotonicMs(), isGone })
    if (isGone) takeUpLater(lane)
  }

  const link = mqttLink({
    address,
    clientId: own,
    keptSeconds: KEPT_SECONDS,
    follows: [...shared, ...use.everywhere, ...more.follows],
    followsAfresh: [`${LANES}+`],
    async take(message) {
      const { topic, payload } = message
      if (topic.startsWith(LANES)) heardOf(topic.slice(LANES.length), Buffer.from(payload).toString())
      else if (more.follows.includes(topic)) more.take(topic, payload)
      else await taken(message)
    },
    onUp() {
      // Nobody was heard of meanwhile: that says nothing of them.
      for (const one of others.values()) one.at = clock.monotonicMs()
      link.retain(LANES + own, AT_WORK)
      parts.onUp()
    },
    onDown: parts.onDown,
    clock,
    onDropped,
  })

  function beat(): void {
    link.retain(LANES + own, AT_WORK)
    const now = clock.monotonicMs()
    for (const [lane, { at, isGone }] of others) {
      if (link.state === 'connected' && (isGone || now - at > GONE_AFTER_MS)) takeUpLater(lane)
    }
    cancelBeat = clock.after(BEAT_EVERY_MS, beat)
  }
  cancelBeat = clock.after(BEAT_EVERY_MS, beat)

  function takeUpLater(lane: string): void {
    if (isOver || takingUp) return
    const work = { leave: async () => {}, done: Promise.resolve() }
    takingUp = work
    work.done = takeUp(lane, (leave) => {
      work.leave = leave
    })
      .catch((error: unknown) => {
        // The store is away: that is told for itself, and it is tried again.
        if (!isOutage(error)) onFailure(error)
      })
      .finally(() => {
        takingUp = null
      })
  }

  /** Takes what waits for a worker that has gone, and ends its session: nothing waits there any more. */
  async function takeUp(lane: string, onLink: (leave: () => Promise<void>) => void): Promise<void> {
    const claim = `mqtt ${lane}`
    if (!(await claims.take(claim))) return
    try {
      if (!isOver && others.has(lane)) await drain(lane, onLink)
    } finally {
      await claims.giveUp(claim)
    }
  }

  async function drain(lane: string, onLink: (leave: () => Promise<void>) => void): Promise<void> {
    const { promise: up, resolve: isUp, reject: isLost } = Promise.withResolvers<void>()
    up.catch(() => {})
    const left = mqttLink({
      address,
      clientId: lane,
      keptSeconds: KEPT_SECONDS,
      follows: [],
      // What each worker follows by itself was meant for one that is not there.
      take: (message) => (isShared(message.topic) ? taken(message) : Promise.resolve()),
      onUp: () => isUp(),
      // It has come back, and takes what is its own.
      onTakenOver: () => isLost(new Error('it has come back')),
      clock,
      onDropped,
    })
    onLink(() => left.leave('keep'))
    const cancel = clock.after(GONE_AFTER_MS, () => isLost(new Error('the broker does not answer')))
    let isDone = false
    try {
      await up
      await left.unfollow([...shared, ...use.everywhere, ...more.follows, `${LANES}+`])
      await left.drained()
      isDone = !isOver
    } catch {
      // It is taken up again where it is still needed.
    } finally {
      cancel()
      await left.leave(isDone ? 'forget' : 'keep')
    }
    if (!isDone) return
    others.delete(lane)
    link.retain(LANES + lane, '')
  }

  /** Of what many follow together nobody reads later what is retained: the broker need not keep it. */
  async function taken(message: BrokerMessage): Promise<void> {
    const { topic, isRetained } = message
    if (!isShared(topic)) return use.take(message)
    await use.take({ ...message, isRetained: false })
    if (isRetained) link.retain(topic, '')
  }

  function isShared(topic: string): boolean {
    return use.shared.some((filter) => matches(filter, topic))
  }

  return {
    link,
    async [Symbol.asyncDispose]() {
      isOver = true
      cancelBeat()
      await takingUp?.leave()
      await takingUp?.done
      await link.leave('keep', () => link.retain(LANES + own, GONE))
    },
  }
}

/** Filters as they are used here: of one level, `+`. */
function matches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')]
  return wanted.length === given.length && wanted.every((part, at) => part === '+' || part === given[at])
}
