// What displays say by MQTT, and what they are told. Who speaks, the connection says: never a topic, and never what is in
// a message. Rules in docs/protocol/mqtt.md.
import { BoundedMap, toRest } from '@baton/protocol'
import type {
  Broker,
  BrokerClient,
  BrokerRules,
  DisplayHeard,
  DisplayIdentity,
  DisplayLink,
  DisplayRequests,
  Displays,
  Rates,
} from '#engine'
import { answerIn, capabilitiesIn, eventNameIn, jsonIn, stateIn, statusIn } from './messages.ts'
import { mayFollow, responseTopic, type Said, saidAt, topicOf } from './topics.ts'

const MAX_REMEMBERED = 20_000

/** What a display says of itself, by where it says it. */
const NEWS_IN: Readonly<
  Record<'status' | 'capabilities' | 'state', (message: unknown, playerKey: string) => DisplayHeard | null>
> = { status: statusIn, capabilities: capabilitiesIn, state: stateIn }

/** A view event of a display, and what it is answered: null where it asked for no answer. */
export type TakeView = (view: {
  readonly playerKey: DisplayIdentity['playerKey']
  readonly payload: unknown
  /** The hub's own instant. */
  readonly receivedAt: number
}) => Promise<object | null>

export interface DisplayRulesParts {
  readonly displays: Displays
  readonly broker: Pick<Broker, 'publish' | 'end'>
  readonly takeView: TakeView
  readonly requests: DisplayRequests
  readonly rates: Rates
  readonly now: () => number
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
  const turns = new Map<string, Promise<void>>()

  function inTurn(name: string, work: () => Promise<void>): Promise<void> {
    const done = (turns.get(name) ?? Promise.resolve()).then(work)
    const settled = done.catch(() => {})
    turns.set(name, settled)
    void settled.then(() => {
      if (turns.get(name) === settled) turns.delete(name)
    })
    return done
  }

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
      const hear = async () => {
        const link = present(client)
        if (!said || !link || message === undefined) return
        // Of its status it says itself whether it is there.
        if (said.about !== 'status') connections.heard(link.identity)
        await heard(link.identity, said, message)
      }
      // Views need no turn: they are judged in the order in which they are handed on, many of a display at once.
      return said?.about === 'view' ? hear() : inTurn(name, hear)
    },
  }

  async function heard(identity: DisplayIdentity, said: Said, message: unknown): Promise<void> {
    const { playerKey } = identity
    switch (said.about) {
      case 'status':
      case 'capabilities':
      case 'state': {
        // Each makes an event that everybody who follows devices is told.
        if (await parts.rates.count('control', `display ${playerKey}`)) return
        const news = NEWS_IN[said.about](message, playerKey)
        if (news) await connections.said(identity, news)
        return
      }
      case 'command/ack': {
        const answer = answerIn(message)
        if (answer) connections.answered(identity, answer)
        return
      }
      case 'view': {
        const ack = await parts.takeView({ playerKey, payload: message, receivedAt: parts.now() })
        const named = ack && { ...ack, ...eventNameIn(message) }
        if (named) broker.publish(playerKey, topicOf(playerKey, 'view/ack'), JSON.stringify(named))
        return
      }
      case 'request': {
        const { requestId } = said
        const answer = await parts.requests(identity, message, requestId)
        broker.publish(playerKey, responseTopic(playerKey, requestId), JSON.stringify(toRest(answer)))
      }
    }
  }
}
