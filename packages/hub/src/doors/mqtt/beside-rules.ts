// Displays that speak with a broker beside the hub. It has let them in and looked at what they may say where: whose a
// topic is, said it. What the hub still looks at is whether there is such a display.
import { BoundedMap, DeviceId, namedTurns } from '@baton/protocol'
import type { Broker, BrokerBeside, BrokerUse, DisplayIdentity, Displays } from '#engine'
import { answerIn, jsonIn } from './messages.ts'
import {
  ANSWER_FILTERS,
  ORDERED_FILTERS,
  rightsOf,
  SHARED_FILTERS,
  saidAt,
  speakerAt,
  topicOf,
} from './topics.ts'
import { type HearingParts, hearing } from './what-displays-say.ts'

const MAX_REMEMBERED = 20_000
/** More than are ever on their way at one time. */
const MAX_WAITING = 5_000
/** So long after it was forgotten a display may still be heard. */
const IDENTITY_LIVES_MS = 2_000

export interface BesideRulesParts extends HearingParts {
  readonly displays: Pick<Displays, 'connections' | 'byKey'>
  readonly monotonicMs: () => number
}

export function besideRules(parts: BesideRulesParts): BrokerUse {
  const { displays, monotonicMs } = parts
  const { connections } = displays
  const { hear } = hearing(parts)
  const { take: inTurn } = namedTurns({ mostWaiting: MAX_WAITING })
  const known = new BoundedMap<DeviceId, DisplayIdentity>({
    most: MAX_REMEMBERED,
    lives: { ms: IDENTITY_LIVES_MS, now: monotonicMs },
  })

  async function identityOf(playerKey: DeviceId): Promise<DisplayIdentity | null> {
    const present = known.get(playerKey)
    if (present) return present
    const identity = await displays.byKey(playerKey)
    if (identity) known.set(playerKey, identity)
    return identity
  }

  return {
    shared: SHARED_FILTERS,
    ordered: ORDERED_FILTERS,
    everywhere: ANSWER_FILTERS,
    rightsOf,
    takenOver: connections.takenOver,
    handedOn: connections.handedOn,
    async take({ topic, payload, isRetained }) {
      const { success, data: playerKey } = DeviceId.safeParse(speakerAt(topic))
      const said = success ? saidAt(playerKey, topic) : null
      const message = jsonIn(payload)
      if (!success || !said || message === undefined) return
      if (said.about === 'command/ack') {
        const answer = answerIn(message)
        // Every worker hears it, and one of them waits for it.
        if (!answer || isRetained || !connections.answered({ playerKey }, answer)) return
        const identity = await identityOf(playerKey)
        if (identity) connections.heard(identity)
        return
      }
      const hasOrder = said.about !== 'view' && said.about !== 'request'
      const taken = async () => {
        const identity = await identityOf(playerKey)
        if (!identity) return
        // Of its status it says itself whether it is there; views and requests may have waited for a day.
        if (hasOrder && said.about !== 'status' && !isRetained) connections.heard(identity)
        await hear(identity, said, message, isRetained)
      }
      return hasOrder ? inTurn(playerKey, taken) : taken()
    },
  }
}

/** By which the hub tells a display something: what it is told is no concern of the broker. */
export function tellBy(broker: Pick<Broker, 'publish'>): BrokerBeside['tell'] {
  return (playerKey, message) =>
    broker.publish(playerKey, topicOf(playerKey, 'command'), JSON.stringify(message))
}
