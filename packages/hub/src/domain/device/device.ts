import type { DeviceView } from '@baton/protocol'

/** Where a device last said that it really was. */
export interface Confirmed {
  readonly positionMs: number
  readonly at: number
}

/** A device as the rules see it: what everybody may see, and what only the hub needs. */
export interface Device {
  readonly view: DeviceView
  /** It counts as there until this instant, unless it is heard again. */
  readonly presentUntil: number
  /** The highest report number it has sent: older ones are not heard again. */
  readonly reportN: number
  readonly confirmed: Confirmed | null
}
