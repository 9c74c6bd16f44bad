// What a display has to be told though nobody asks for it, by how it is and by what plays. Pure.
import {
  type DeviceView,
  type DisplayCommand,
  type DisplayView,
  MORE_DISPLAY_CHANNELS,
} from '@baton/protocol'
import type { Playing } from './playing.ts'

export type UnaskedAbout = 'playing' | 'brightness'

/** One thing to tell a display. */
export interface Unasked {
  readonly about: UnaskedAbout
  /** As long as this is the same, it is told once. */
  readonly key: string
  readonly command: DisplayCommand
  /** What has to be known of it before it is told. */
  readonly before?: Partial<DisplayView>
  /** What is so once it has done it. */
  readonly done?: Partial<DisplayView>
  /** Of quiet hours: as bright as it may get. */
  readonly target?: number
}

const FULL_BRIGHTNESS = 100

/** `playing`: in the session of its owner. `target`: how bright quiet hours had it told to be last, over this connection; null: they did not. */
export function unaskedOf(device: DeviceView, playing: Playing, target: number | null): readonly Unasked[] {
  const { display } = device
  if (!display || !device.enabled) return []
  return [dimmed(device, display, target), lookAgain(display, playing)].filter((one) => one !== null)
}

/** It plays what the session plays, and that is another thing now. */
function lookAgain(display: DisplayView, playing: Playing): Unasked | null {
  const [channel] = MORE_DISPLAY_CHANNELS
  const can = display.commands.includes('play_channel') && display.channels?.includes(channel)
  if (!can || display.channel !== channel) return null
  return { about: 'playing', key: JSON.stringify(playing), command: { command: 'play_channel', channel } }
}

/** Quiet hours hold brightness as they hold volume: at a ceiling, or dark. Behind them it is as bright as before. */
function dimmed({ quiet }: DeviceView, display: DisplayView, told: number | null): Unasked | null {
  if (!display.commands.includes('set_brightness')) return null
  const { brightness, brightnessAfter: after = null } = display
  if (!quiet?.holds) return after === null ? null : brightened(after)
  const usual = after ?? brightness ?? FULL_BRIGHTNESS
  const target = Math.min(usual, quiet.maxVolume)
  const isFree = after === null && usual <= quiet.maxVolume
  // Whoever makes it darker still has reasons.
  const isDarkEnough = after !== null && brightness !== null && brightness < target && told === target
  if (isFree || isDarkEnough || (after !== null && brightness === target)) return null
  return {
    about: 'brightness',
    key: `held ${target} ${brightness}`,
    command: { command: 'set_brightness', brightness: target },
    ...(after === null && { before: { brightnessAfter: usual } }),
    target,
  }
}

function brightened(brightness: number): Unasked {
  return {
    about: 'brightness',
    key: `free ${brightness}`,
    command: { command: 'set_brightness', brightness },
    done: { brightnessAfter: null },
  }
}
