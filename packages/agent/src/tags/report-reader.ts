import { type Clock, type Hub, isFailure } from '@baton/client'
import type { DeviceId, ReaderState } from '@baton/protocol'
import type { Log } from '../log/log.ts'
import { passes } from '../passes.ts'
import { pause } from '../pause.ts'
import type { TagWatcher } from './tag-source.ts'

const TRY_AGAIN_MS = 5_000

export interface ReportReaderParts {
  readonly hub: Pick<Hub, 'send'>
  readonly deviceId: DeviceId
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
}

/** Tells the hub how the reader is, whenever that is something else than what it knows. While it is away the last counts. */
export function reportReader({
  hub,
  deviceId,
  clock,
  log,
  signal,
}: ReportReaderParts): TagWatcher['onState'] {
  let wanted: ReaderState | null = null
  let told: ReaderState | null = null
  let isTelling = false

  async function tell(): Promise<void> {
    while (wanted !== null && wanted !== told && !signal.aborted) {
      const state = wanted
      try {
        await hub.send({ type: 'device.update', deviceId, capabilities: { reader: state } })
        told = state
      } catch (error) {
        if (isFailure(error) && passes(error)) {
          await pause(clock, TRY_AGAIN_MS, signal)
          continue
        }
        log.warn(
          `The hub is not told that the tag reader is ${state}: ${isFailure(error) ? error.code : error}`,
        )
        // A person who may not change devices: what they may not tell now they may not tell later.
        told = state
      }
    }
    isTelling = false
  }

  return (state) => {
    wanted = state
    if (isTelling) return
    isTelling = true
    void tell()
  }
}
