// What sockets are told of an event of the log, put into words once for all sockets of a user. It is made for each user:
// one of them may see what another may not, and has played what another has not.
import type { EventFrame } from '@baton/protocol'
import { Message } from './message.ts'
import { envelope } from './names.ts'
import type { FrameReadings } from './readings.ts'
import { toldOf } from './state-events.ts'

/**
 * Events wait for sockets that are slow to take them, and what was made of an event lasts as long as it: but never more
 * than this, of the newest. Of others it is made anew for each socket that comes to them.
 */
const MOST_KEPT = { bytes: 32 * 1024 * 1024, events: 1_000 }

interface Made {
  messages: Promise<readonly Message[]> | null
}

/** In the order in which they are told. Of the player nothing: it is told otherwise. */
export type ToldOnce = (frame: EventFrame, readings: FrameReadings) => Promise<readonly Message[]>

export function toldOnce(mostKept = MOST_KEPT): ToldOnce {
  const ofReadings = new WeakMap<FrameReadings, Made>()
  /** The oldest first; what nobody waits for any more is gone by itself. */
  const kept: { readonly made: WeakRef<Made>; readonly bytes: number }[] = []
  let keptBytes = 0

  const keep = (made: Made, bytes: number) => {
    kept.push({ made: new WeakRef(made), bytes })
    keptBytes += bytes
    while (keptBytes > mostKept.bytes || kept.length > mostKept.events) {
      const oldest = kept.shift()
      if (!oldest) return
      keptBytes -= oldest.bytes
      const dropped = oldest.made.deref()
      if (dropped) dropped.messages = null
    }
  }
  const make = async (made: Made, frame: EventFrame, readings: FrameReadings) => {
    const all = await toldOf(frame, readings)
    const messages = all.map((told) => new Message(told.event, envelope(told, frame, 'logged')))
    keep(
      made,
      messages.reduce((sum, { bytes }) => sum + bytes, 0),
    )
    return messages
  }
  return (frame, readings) => {
    const made = ofReadings.get(readings) ?? { messages: null }
    ofReadings.set(readings, made)
    made.messages ??= make(made, frame, readings)
    return made.messages
  }
}
