import { z } from 'zod'
import { byName } from '../device/fold.ts'
import type { BatonEvent } from '../events.ts'
import { roomKind } from '../room-kind.ts'
import { BoxView } from './box.ts'
import type { BoxEvent } from './events.ts'

/** The boxes of the household. What each of them plays is told in the room of its session. */
export type BoxesRoom = 'boxes'

export const boxesRoom = roomKind<BoxesRoom>()({
  family: 'boxes',
  ofEach: null,
  scope: 'read',
  events: ['box'],
  state: z.object({ family: z.literal('boxes'), boxes: z.array(BoxView).readonly() }),
  beacons: [],
  fold: (state, event) => (isBoxEvent(event) ? { ...state, boxes: foldBoxes(state.boxes, event) } : state),
})

export function isBoxEvent(event: BatonEvent): event is BoxEvent {
  return event.type.startsWith('box.')
}

/** Boxes stand in the order of the names of their devices. */
export function byDeviceName(a: BoxView, b: BoxView): number {
  return byName(a.device, b.device)
}

function foldBoxes(boxes: readonly BoxView[], event: BoxEvent): BoxView[] {
  const id = event.type === 'box.removed' ? event.sessionId : event.box.sessionId
  const others = boxes.filter(({ sessionId }) => sessionId !== id)
  return event.type === 'box.removed' ? others : [...others, event.box].sort(byDeviceName)
}
