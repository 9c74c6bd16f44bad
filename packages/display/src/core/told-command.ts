// What a display is told to do, read without trust in who told it. Rule DI20 in docs/protocol/displays.md.
import type { DisplayCommandName } from '@baton/protocol'

export type ToldCommand =
  | { readonly name: 'swap_next' }
  | { readonly name: 'swap_back' }
  | { readonly name: 'show_artwork'; readonly postId: number }
  | {
      readonly name: 'play_channel'
      readonly channel: {
        readonly name: string
        readonly userSqid: string | null
        readonly hashtag: string | null
      }
    }
  | { readonly name: 'set_paused'; readonly paused: boolean }
  | { readonly name: 'set_brightness'; readonly brightness: number }
  | { readonly name: 'set_rotation'; readonly rotation: 0 | 90 | 180 | 270 }
  | { readonly name: 'set_mirror'; readonly mirror: boolean }

/** What this display says that it can do: everything that a hub may ask for. */
export const COMMANDS: readonly DisplayCommandName[] = [
  'swap_next',
  'swap_back',
  'show_artwork',
  'play_channel',
  'set_paused',
  'set_brightness',
  'set_rotation',
  'set_mirror',
]

/** What it can show beside artworks: what the session of its owner plays. */
export const MORE_CHANNELS: readonly string[] = ['playing']

const MAX_WORD = 100
const MAX_ID = 100

/** Null: it cannot even be answered. `command` null: it is none of this display, or not complete. */
export function commandIn(
  message: unknown,
): { readonly commandId: string; readonly command: ToldCommand | null } | null {
  if (typeof message !== 'object' || message === null) return null
  const told = message as Readonly<Record<string, unknown>>
  const { command_id: commandId } = told
  if (typeof commandId !== 'string' || commandId === '' || commandId.length > MAX_ID) return null
  return { commandId, command: toldIn(told) }
}

function toldIn(told: Readonly<Record<string, unknown>>): ToldCommand | null {
  const { command, post_id: postId, paused, brightness, rotation, mirror } = told
  switch (command) {
    case 'swap_next':
    case 'swap_back':
      return { name: command }
    case 'show_artwork':
      return Number.isSafeInteger(postId) && (postId as number) >= 1
        ? { name: command, postId: postId as number }
        : null
    case 'play_channel': {
      const name = wordIn(told.channel)
      const [userSqid, hashtag] = [wordIn(told.channel_user_sqid), wordIn(told.channel_hashtag)]
      return name === null ? null : { name: command, channel: { name, userSqid, hashtag } }
    }
    case 'set_paused':
      return typeof paused === 'boolean' ? { name: command, paused } : null
    case 'set_brightness':
      return isBrightness(brightness) ? { name: command, brightness } : null
    case 'set_rotation':
      return isRotation(rotation) ? { name: command, rotation } : null
    case 'set_mirror':
      return typeof mirror === 'boolean' ? { name: command, mirror } : null
    default:
      return null
  }
}

function isBrightness(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100
}

function isRotation(value: unknown): value is 0 | 90 | 180 | 270 {
  return value === 0 || value === 90 || value === 180 || value === 270
}

function wordIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_WORD ? value : null
}
