import { isQueueEvent, type UserId } from '@baton/protocol'
import type { UserRing } from '../family.ts'
import type { AggregateEvent } from './decision.ts'

type RingType = 'timeline' | 'speaker' | 'queue' | 'like' | 'options'

const RING_TYPES: readonly [RingType, (event: AggregateEvent) => boolean][] = [
  ['timeline', (event) => event.type === 'session.moved-on'],
  [
    'speaker',
    (event) => event.type === 'session.speaker-changed' || event.type.startsWith('session.handover'),
  ],
  ['queue', isQueueEvent],
  ['options', (event) => event.type === 'session.options-changed' || event.type === 'session.volume-changed'],
  ['like', (event) => event.type === 'session.track-liked'],
]

/** One ring for a command, however many events it made; the weightiest of them names the type. */
export function ringFor(userId: UserId, revision: number, events: readonly AggregateEvent[]): UserRing {
  const type = RING_TYPES.find(([, holds]) => events.some(holds))?.[0] ?? 'timeline'
  return { userId, revision, type }
}
