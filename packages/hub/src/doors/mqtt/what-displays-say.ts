// What becomes of what a display says, whichever broker it came by.
import { toRest } from '@baton/protocol'
import type { Broker, DisplayHeard, DisplayIdentity, DisplayRequests, Displays, Rates } from '#engine'
import { answerIn, capabilitiesIn, eventNameIn, stateIn, statusIn } from './messages.ts'
import { responseTopic, type Said, topicOf } from './topics.ts'

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

export interface HearingParts {
  readonly displays: Pick<Displays, 'connections'>
  readonly broker: Pick<Broker, 'publish'>
  readonly takeView: TakeView
  readonly requests: DisplayRequests
  readonly rates: Rates
  readonly now: () => number
}

export interface Hearing {
  /** Resolves once its effect is in the store. `isPast`: it was said before the hub listened. */
  hear(identity: DisplayIdentity, said: Said, message: unknown, isPast?: boolean): Promise<void>
}

export function hearing({ displays, broker, takeView, requests, rates, now }: HearingParts): Hearing {
  const { connections } = displays
  return {
    async hear(identity, said, message, isPast = false) {
      const { playerKey } = identity
      switch (said.about) {
        case 'status':
        case 'capabilities':
        case 'state': {
          // Each makes an event that everybody who follows devices is told.
          if (await rates.count('control', `display ${playerKey}`)) return
          const news = NEWS_IN[said.about](message, playerKey)
          if (news) await connections.said(identity, isPast ? pastOf(news) : news)
          return
        }
        case 'command/ack': {
          const answer = answerIn(message)
          if (answer) connections.answered(identity, answer)
          return
        }
        case 'view': {
          const ack = await takeView({ playerKey, payload: message, receivedAt: now() })
          const named = ack && { ...ack, ...eventNameIn(message) }
          if (named) broker.publish(playerKey, topicOf(playerKey, 'view/ack'), JSON.stringify(named))
          return
        }
        case 'request': {
          const { requestId } = said
          const answer = await requests(identity, message, requestId)
          broker.publish(playerKey, responseTopic(playerKey, requestId), JSON.stringify(toRest(answer)))
        }
      }
    },
  }
}

/** Nobody is there because he once said so. */
function pastOf({ online, said }: DisplayHeard): DisplayHeard {
  return { isPast: true, ...(online === false && { online }), ...(said && { said }) }
}
