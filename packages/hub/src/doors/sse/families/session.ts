import { type BatonEvent, positionAt, type SessionChange, toRest } from '@baton/protocol'
import { sessionDocument } from '#doors/http'
import type { Document, StateOf, StreamWords } from '../stream-words.ts'

/** Events that the reference has names for. */
const NAMES: Partial<Record<BatonEvent['type'], string>> = {
  'session.speaker-changed': 'speaker_change',
  'session.handover-offered': 'speaker_change',
  'session.handover-failed': 'speaker_change',
  'session.handover-completed': 'speaker_change',
  'session.options-changed': 'options_change',
  'session.volume-changed': 'options_change',
  'session.track-liked': 'like',
}

/** A session stands in the message itself, as REST answers with it, and its queue beside it. */
export const sessionWords: StreamWords<StateOf<'session'>> = {
  family: 'session',
  nameOf: ({ type }) => NAMES[type] ?? (type.startsWith('queue.') ? 'queue_update' : 'timeline_update'),
  fieldsOf: (event, at) => ('change' in event ? flatFields(event.change, at) : {}),
  documentOf({ session, queue }, { epoch, seq, now, ticketsOf }) {
    const reading = { session, epoch, seq, now }
    return { ...sessionDocument(reading, ticketsOf(reading)), queue: toRest(queue) }
  },
}

/** What changed, without looking into `change`. `position_ms` holds at `at`. */
function flatFields(change: SessionChange, at: number): Document {
  const { current, timeline, playState, activeDeviceId, shuffle, repeatMode } = change
  return {
    ...(playState !== undefined && { playState }),
    ...(timeline && { positionMs: positionAt(timeline, at, current?.durationMs ?? null) }),
    ...(current !== undefined && { trackId: current?.trackId ?? null, entryId: current?.entryId ?? null }),
    ...(activeDeviceId !== undefined && { activeDeviceId }),
    ...(shuffle !== undefined && { shuffle }),
    ...(repeatMode !== undefined && { repeatMode }),
  }
}
