import { randomUUID } from 'node:crypto'
// Many hands on one session at once. Whoever sends a command sends it again, under its id, until it is answered: what the
// answer said must be in the log, once, whatever was killed meanwhile.
import { setTimeout as wait } from 'node:timers/promises'
import { type AcceptedReceipt, type Ask, type Hub, isFailure } from '@baton/client'
import type { DeviceId, TrackId } from '@baton/protocol'
import { Dice } from '../../fakes/seeded-chance.ts'

/** To be expected of commands that meet each other in any order. */
const ANSWERED_NO = ['queue.entry-not-found', 'session.nothing-to-play', 'session.no-speaker'] as const
const NOT_ANSWERED = [
  'client.offline',
  'client.expired',
  'store.unavailable',
  'hub.draining',
  'hub.busy',
] as const
const PAUSE_BETWEEN_MS = [80, 200] as const
const HAND_OVER_EVERY_MS = 2_500

export interface SentCommand {
  readonly commandId: string
  readonly ask: Ask
  readonly sentAt: number
  answeredAt: number | null
  answer: AcceptedReceipt | 'refused' | null
  /** How often the sender, after its client had given up, sent it once more. */
  repeated: number
}

export interface Load {
  readonly sent: readonly SentCommand[]
  /** How each attempt to move the sound came out: `moved`, or the code of the refusal. */
  readonly handOvers: ReadonlyMap<string, number>
  /** Sends one command, until it is answered, and keeps account of it. */
  send(hub: Hub, ask: Ask): Promise<SentCommand>
  /** Nobody sends anything new; answers once all that was sent is answered. */
  stop(): Promise<void>
}

export interface LoadOptions {
  readonly hubs: readonly Hub[]
  readonly trackIds: readonly TrackId[]
  readonly deviceIds: readonly DeviceId[]
  readonly seed: number
}

export function startLoad({ hubs, trackIds, deviceIds, seed }: LoadOptions): Load {
  const dice = new Dice(seed)
  const sent: SentCommand[] = []
  const handOvers = new Map<string, number>()
  let stopped = false

  async function send(hub: Hub, ask: Ask): Promise<SentCommand> {
    const row: SentCommand = {
      // Several loads with one seed may be sent to one hub.
      commandId: randomUUID(),
      ask,
      sentAt: performance.now(),
      answeredAt: null,
      answer: null,
      repeated: 0,
    }
    sent.push(row)
    while (row.answer === null) {
      row.answer = await answered(hub, row)
      if (row.answer === null) row.repeated++
    }
    row.answeredAt = performance.now()
    return row
  }

  async function hand(hub: Hub): Promise<void> {
    while (!stopped) {
      await send(hub, someAsk(trackIds, deviceIds, dice))
      await wait(dice.between(...PAUSE_BETWEEN_MS))
    }
  }

  /** A refusal changes nothing here: what became of an offer is told to whoever asked, and stands in the log. */
  async function moveAbout(hub: Hub): Promise<void> {
    for (let nth = 0; !stopped; nth++) {
      const deviceId = deviceIds[nth % deviceIds.length] as DeviceId
      const ask: Ask = { type: 'session.choose-speaker', deviceId }
      const outcome = await hub.send(ask).then(
        () => 'moved',
        (error: unknown) => (isFailure(error) ? error.code : String(error)),
      )
      handOvers.set(outcome, (handOvers.get(outcome) ?? 0) + 1)
      const until = performance.now() + HAND_OVER_EVERY_MS
      while (!stopped && performance.now() < until) await wait(50)
    }
  }

  const [first, ...others] = hubs
  if (!first || others.length === 0) throw new RangeError('A load needs two clients or more')
  const running = Promise.all([moveAbout(first), ...others.map(hand)])
  // Told by `stop`.
  running.catch(() => {})
  return {
    sent,
    handOvers,
    send,
    async stop() {
      stopped = true
      await running
    },
  }
}

async function answered(hub: Hub, { ask, commandId }: SentCommand): Promise<SentCommand['answer']> {
  try {
    return (await hub.send(ask, { commandId })).receipt
  } catch (error) {
    if (isFailure(error, ...ANSWERED_NO)) return 'refused'
    if (!isFailure(error, ...NOT_ANSWERED)) throw error
    await wait(100)
    return null
  }
}

function someAsk(trackIds: readonly TrackId[], deviceIds: readonly DeviceId[], dice: Dice): Ask {
  const trackId = dice.pick(trackIds)
  return dice.pick<() => Ask>([
    () => ({ type: 'session.seek', positionMs: dice.below(100_000) }),
    () => ({ type: 'session.seek', positionMs: dice.below(100_000) }),
    () => ({ type: 'session.set-volume', volume: dice.below(101), deviceId: dice.pick(deviceIds) }),
    () => ({ type: 'session.set-options', shuffle: dice.chance(0.5), repeatMode: 'all' }),
    () => ({ type: 'queue.enqueue', source: { trackIds: [trackId] }, at: dice.pick(['end', 'next']) }),
    () => ({ type: 'session.next' }),
    () => (dice.chance(0.3) ? { type: 'session.pause' } : { type: 'session.play' }),
    () => ({ type: 'session.like', trackId, liked: dice.chance(0.5) }),
  ])()
}
