// What displays say, as it comes. What does not fit says nothing.
import {
  DISPLAY_COMMANDS,
  DisplayChannel,
  type DisplayCommandName,
  DisplayView,
  Firmware,
  MORE_DISPLAY_CHANNELS,
} from '@baton/protocol'
import { z } from 'zod'
import type { DisplayAnswer, DisplayHeard } from '#engine'

const { postId, paused, brightness, rotation, mirror } = DisplayView.shape
const MAX_REASON = 300
const MAX_COMMANDS = 64
const MAX_WORD = 100
const MAX_EVENT_NAME = 100

const Status = z.object({
  player_key: z.string(),
  status: z.enum(['online', 'offline']),
  current_post_id: postId.optional(),
  firmware_version: Firmware.nullish(),
})

/** Unknown words are of displays that can do more than this hub can ask for. */
const DisplayCapabilities = z.object({
  commands: z.array(z.string()).max(MAX_COMMANDS),
  channels: z.array(z.string()).max(MAX_COMMANDS).optional(),
})

const State = z.object({
  paused: paused.optional(),
  brightness: brightness.optional(),
  rotation: rotation.optional(),
  mirror: mirror.optional(),
  channel: z.string().max(MAX_WORD).nullish(),
})

const Answer = z.object({
  command_id: z.string().max(100),
  success: z.boolean(),
  error: z.string().nullish(),
})

/** Undefined: it is no JSON. */
export function jsonIn(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return undefined
  }
}

/** Null where it does not fit, or names another display. */
export function statusIn(message: unknown, playerKey: string): DisplayHeard | null {
  const { success, data } = Status.safeParse(message)
  if (!success || data.player_key !== playerKey) return null
  const { status, current_post_id: shown, firmware_version: firmware } = data
  const said = { ...(shown !== undefined && { postId: shown }), ...(firmware && { firmware }) }
  return { online: status === 'online', said }
}

export function capabilitiesIn(message: unknown): DisplayHeard | null {
  const { success, data } = DisplayCapabilities.safeParse(message)
  if (!success) return null
  const commands = DISPLAY_COMMANDS.filter((name): name is DisplayCommandName => data.commands.includes(name))
  const channels = MORE_DISPLAY_CHANNELS.filter((name) => data.channels?.includes(name))
  return { said: { commands, ...(data.channels && { channels }) } }
}

export function stateIn(message: unknown): DisplayHeard | null {
  const { success, data } = State.safeParse(message)
  if (!success) return null
  const { channel, ...plain } = data
  const said = {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    // One of its own, that the hub knows nothing of, is none.
    ...(channel !== undefined && { channel: DisplayChannel.safeParse(channel).data ?? null }),
  }
  return Object.keys(said).length > 0 ? { said } : null
}

export function answerIn(message: unknown): DisplayAnswer | null {
  const { success, data } = Answer.safeParse(message)
  if (!success) return null
  const error = data.error?.slice(0, MAX_REASON) ?? null
  return { commandId: data.command_id, success: data.success, error }
}

/** What a display calls its view event, for the answer to it; nothing where it calls it nothing. */
export function eventNameIn(message: unknown): { readonly event_id?: string } {
  const { event_id: name } = (message ?? {}) as { readonly event_id?: unknown }
  return typeof name === 'string' && name.length <= MAX_EVENT_NAME ? { event_id: name } : {}
}
