import type { IPublishPacket } from 'mqtt-packet'

/** So much is on its way to the broker at one time; whatever comes then is refused. */
const MAX_ON_THE_WAY = 1_000

interface Sent {
  readonly packet: IPublishPacket
  readonly endsAt: number
}

export interface OutgoingParts {
  send(packet: IPublishPacket): void
  /** A number of a message that nothing else has. */
  number(isTaken: (number: number) => boolean): number
  readonly monotonicMs: () => number
}

/** What was published by QoS 1 until it is acknowledged, no more at one time than the broker takes. */
export interface Outgoing {
  /** False: too much is on its way. */
  add(packet: Omit<IPublishPacket, 'messageId'>, livesMs: number): boolean
  acknowledged(number: number): void
  /** A connection begins that takes so many at one time. Where its session went on, what was not acknowledged is sent again. */
  begin(most: number, isSameSession: boolean): void
  has(number: number): boolean
}

export function outgoing({ send, number, monotonicMs }: OutgoingParts): Outgoing {
  const sent = new Map<number, Sent>()
  let waiting: Sent[] = []
  let most = 0

  function pump(): void {
    while (sent.size < most) {
      const next = waiting.shift()
      if (!next) return
      if (next.endsAt <= monotonicMs()) continue
      const messageId = number((one) => sent.has(one))
      const packet = { ...next.packet, messageId }
      sent.set(messageId, { ...next, packet })
      send(packet)
    }
  }

  return {
    add(packet, livesMs) {
      if (sent.size + waiting.length >= MAX_ON_THE_WAY) return false
      waiting.push({ packet, endsAt: monotonicMs() + livesMs })
      pump()
      return true
    },
    acknowledged(messageId) {
      sent.delete(messageId)
      pump()
    },
    begin(limit, isSameSession) {
      most = limit
      const now = monotonicMs()
      const again = isSameSession ? [...sent.values()].filter(({ endsAt }) => endsAt > now) : []
      sent.clear()
      waiting = waiting.filter(({ endsAt }) => endsAt > now)
      for (const one of again) {
        const { messageId } = one.packet
        if (messageId === undefined || sent.size >= most) continue
        const packet = { ...one.packet, dup: true }
        sent.set(messageId, { ...one, packet })
        send(packet)
      }
      pump()
    },
    has: (messageId) => sent.has(messageId),
  }
}
