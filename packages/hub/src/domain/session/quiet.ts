import type { Device } from '../device/device.ts'
import { isSilenced } from '../device/quiet.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { pause } from './transport.ts'

/** Where no sound is allowed nothing plays, and nobody is offered it. When that is over nothing begins by itself. */
export function keepQuiet(draft: Draft, context: Context): void {
  const { view, now } = draft
  const mustBeQuiet = (device: Device | null) => device !== null && isSilenced(device.view, now)
  if (view.offer && mustBeQuiet(deviceOf(context, view.offer.toDeviceId))) cancelOffer(draft)
  if (view.playState === 'playing' && mustBeQuiet(deviceOf(context, view.activeDeviceId)))
    pause(draft, 'quiet-hours')
}
