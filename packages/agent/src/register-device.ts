import { type Hub, isFailure } from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import type { Log } from './log/log.ts'
import { passes } from './passes.ts'
import { pause } from './pause.ts'
import { AgentProblem } from './problem.ts'
import type { KnownDevice } from './state/known-device.ts'

export interface RegisterOptions {
  readonly hub: Hub
  readonly known: KnownDevice
  /** What it is called where the hub has no name for it. */
  readonly name: string
  readonly able: () => boolean
  /** What it can decode; null where that is not known. */
  readonly formats: readonly string[] | null
  /** A reader of tags stands beside it; how that is, it tells later. */
  readonly hasReader: boolean
  /** It lets the hub hear of it all the time. */
  readonly beats: boolean
  readonly log: Log
  readonly signal: AbortSignal
}

const TRY_AGAIN_MS = 2_000

/**
 * As the device that it was before, under the name that people gave it at the hub. Tries on while the hub is away; null
 * when the agent shall end meanwhile.
 */
export async function registerDevice(options: RegisterOptions): Promise<DeviceId | null> {
  const { hub, known, log, signal } = options
  let before = known.read()
  let told = false
  while (!signal.aborted) {
    try {
      const deviceId = await register(options, before)
      known.write(deviceId)
      return deviceId
    } catch (error) {
      if (!isFailure(error)) throw error
      const isPassing = passes(error)
      if (!isPassing && before === null) {
        throw new AgentProblem(error.code, `The hub does not take this loudspeaker: ${error.message}`)
      }
      // It may be somebody else's by now: then this is another one.
      if (!isPassing) before = null
      if (!told) log.warn(`${error.code} of ${hub.baseUrl}: ${error.message} Trying on.`)
      told = true
      await pause(hub.clock, TRY_AGAIN_MS, signal)
    }
  }
  return null
}

async function register(
  { hub, name, able, formats, hasReader, beats }: RegisterOptions,
  before: DeviceId | null,
): Promise<DeviceId> {
  const there = before && (await hub.devices()).find(({ deviceId }) => deviceId === before)
  return hub.register({
    ...(before && { deviceId: before }),
    name: there ? there.name : name,
    platform: `mpv on ${process.platform}`,
    kind: 'agent',
    capabilities: {
      sound: true,
      volume: true,
      unlocked: able(),
      reports: true,
      gapless: true,
      beats,
      ...(formats && { formats }),
      // It had one when it ran before.
      ...(!hasReader && there && there.capabilities.reader && { reader: null }),
    },
  })
}
