// What displays say by MQTT, and what they are told. Who speaks, the connection says: never a topic, and never what is in
// a message. Rules in docs/protocol/mqtt.md.
import { BoundedMap, namedTurns } from '@baton/protocol'
import type { BrokerClient, BrokerRules, DisplayIdentity, DisplayLink, Displays, OwnBroker } from '#engine'
import { jsonIn } from './messages.ts'
import { mayFollow, saidAt, topicOf } from './topics.ts'
import { type HearingParts, hearing } from './what-displays-say.ts'

const MAX_REMEMBERED = 20_000
/** The broker bounds its connections, and what is on its way of each. */
const WITHOUT_END = Number.MAX_SAFE_INTEGER

export interface DisplayRulesParts extends HearingParts {
  readonly displays: Displays
  readonly broker: Pick<OwnBroker, 'publish' | 'end'>
  /** Failures that no caller waits for. */
  readonly onFailure: (error: unknown) => void
}

export function displayRules(parts: DisplayRulesParts): BrokerRules {
  const { displays, broker, onFailure } = parts
  const { connections } = displays
  const admitted = new BoundedMap<string, DisplayIdentity>({ most: MAX_REMEMBERED })
  /** By the name of each display: there is one connection of it. */
  const links = new Map<string, DisplayLink>()
  /** Of each display one thing after the other, whichever connection it came by. */
  const { take: inTurn } = namedTurns({ mostWaiting: WITHOUT_END })
  const { hear } = hearing(parts)

  function linkOf({ name, connectionId, password }: BrokerClient, identity: DisplayIdentity): DisplayLink {
    return {
      identity,
      connectionId,
      token: password,
      tell: (message) => broker.publish(name, topicOf(name, 'command'), JSON.stringify(message)),
      cut: () => broker.end(connectionId),
    }
  }

  /** Null: it is not the one that stands. */
  function present({ name, connectionId }: BrokerClient): DisplayLink | null {
    const link = links.get(name)
    return link?.connectionId === connectionId ? link : null
  }

  return {
    async admit(name, password) {
      const identity = await displays.byToken(password)
      if (identity?.playerKey !== name) return false
      admitted.set(name, identity)
      return true
    },

    came(client) {
      const identity = admitted.get(client.name)
      if (!identity) return broker.end(client.connectionId)
      const link = linkOf(client, identity)
      links.set(client.name, link)
      inTurn(client.name, () => connections.came(link)).catch((error: unknown) => {
        onFailure(error)
        link.cut()
      })
    },

    went(client) {
      const link = present(client)
      if (!link) return
      links.delete(client.name)
      inTurn(client.name, () => connections.went(link)).catch(onFailure)
    },

    mayPublish: (name, topic) => saidAt(name, topic) !== null,
    maySubscribe: mayFollow,

    take(client, topic, payload) {
      const { name } = client
      const said = saidAt(name, topic)
      const message = jsonIn(payload)
      const taken = async () => {
        const link = present(client)
        if (!said || !link || message === undefined) return
        // Of its status it says itself whether it is there.
        if (said.about !== 'status') connections.heard(link.identity)
        await hear(link.identity, said, message)
      }
      // Views need no turn: they are judged in the order in which they are handed on, many of a display at once.
      return said?.about === 'view' ? taken() : inTurn(name, taken)
    },
  }
}
