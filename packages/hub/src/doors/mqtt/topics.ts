// The topics of a display, and who may say or hear what there. The dialect ends here: what is behind it knows no topic.

import type { BrokerRights } from '#engine'

const ROOT = 'makapix/player'
const REQUEST = 'request/'
const RESPONSE = 'response/'
const MAX_REQUEST_ID = 128

/** What a display says. */
export type Said =
  | { readonly about: 'status' | 'view' | 'capabilities' | 'state' | 'command/ack' }
  | { readonly about: 'request'; readonly requestId: string }

/** Everything that displays say and hear. */
export const DISPLAY_TOPICS = `${ROOT}/#`
/** Views and requests are each complete in itself: whichever worker takes them, in whatever order. */
export const SHARED_FILTERS = [`${ROOT}/+/view`, `${ROOT}/+/${REQUEST}+`] as const
/** What a display says of itself: the last word counts. */
export const ORDERED_FILTERS = [`${ROOT}/+/status`, `${ROOT}/+/capabilities`, `${ROOT}/+/state`] as const
/** Answers, for whoever has asked. */
export const ANSWER_FILTERS = [`${ROOT}/+/command/ack`] as const

const PLAIN = ['status', 'view', 'capabilities', 'state', 'command/ack'] as const

export function topicOf(playerKey: string, rest: string): string {
  return `${ROOT}/${playerKey}/${rest}`
}

export function responseTopic(playerKey: string, requestId: string): string {
  return topicOf(playerKey, RESPONSE + requestId)
}

/** What it says there; null: it may not. */
export function saidAt(playerKey: string, topic: string): Said | null {
  const rest = ownPart(playerKey, topic)
  if (rest === null) return null
  const plain = PLAIN.find((one) => one === rest)
  if (plain) return { about: plain }
  if (!rest.startsWith(REQUEST)) return null
  const requestId = rest.slice(REQUEST.length)
  const isOneWord = requestId !== '' && requestId.length <= MAX_REQUEST_ID && !requestId.includes('/')
  return isOneWord ? { about: 'request', requestId } : null
}

/** Its own acknowledgements, commands and responses: by their names, and of responses all at once. */
export function mayFollow(playerKey: string, filter: string): boolean {
  const rest = ownPart(playerKey, filter)
  if (rest === null) return false
  if (rest === 'view/ack' || rest === 'command') return true
  return rest.startsWith(RESPONSE) && rest.length > RESPONSE.length
}

/** The same for a broker that has to be told beforehand. */
export function rightsOf(playerKey: string): BrokerRights {
  const own = (rest: string) => topicOf(playerKey, rest)
  return {
    says: [...PLAIN, `${REQUEST}+`].map(own),
    hears: ['view/ack', 'command'].map(own),
    hearsBelow: [own(`${RESPONSE}#`)],
  }
}

/** Whose topic it is; null: it is none of a display. */
export function speakerAt(topic: string): string | null {
  if (!topic.startsWith(`${ROOT}/`)) return null
  const [playerKey = ''] = topic.slice(ROOT.length + 1).split('/')
  return playerKey
}

function ownPart(playerKey: string, topic: string): string | null {
  const start = `${ROOT}/${playerKey}/`
  return topic.startsWith(start) ? topic.slice(start.length) : null
}
