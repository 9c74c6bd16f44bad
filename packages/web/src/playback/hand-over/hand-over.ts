import { isFailure, type Store, store } from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import { inShownSession } from '../../hub/ask.ts'
import type { ConnectedHub } from '../../hub/connected-hub.ts'
import { strings } from '../../strings/strings.ts'
import { notify } from '../../ui/notices.ts'
import { type HandOver, handOverProgress } from './hand-over-progress.ts'

const latest = store<HandOver | null>(null)

/** The last move of the music that this screen asked for. */
export const latestHandOver: Store<HandOver | null> = latest

export function forgetHandOver(): void {
  latest.set(null)
}

/** Moves the music, and offers the way back once it is heard there. */
export async function handOverTo(
  connected: ConnectedHub,
  to: { readonly deviceId: DeviceId; readonly name: string },
  options: { readonly now?: boolean; readonly takeOver?: boolean; readonly isUndo?: boolean } = {},
): Promise<void> {
  const fromDeviceId = connected.following.state.get().session?.activeDeviceId ?? null
  const target = { toDeviceId: to.deviceId, toName: to.name }
  const mine: HandOver = { step: 'asked', ...target }
  latest.set(mine)
  try {
    await connected.settled()
    const { now, takeOver } = options
    const ask = {
      type: 'session.choose-speaker' as const,
      deviceId: to.deviceId,
      ...(now && { now }),
      ...(takeOver && { takeOver }),
    }
    await connected.hub.send(inShownSession(connected, ask))
  } catch (error) {
    if (!isFailure(error)) throw error
    if (latest.get() === mine) latest.set({ step: 'refused', ...target, failure: error })
    return
  }
  if (latest.get() !== mine) return
  const answered: HandOver = { step: 'answered', ...target, fromDeviceId }
  latest.set(answered)
  if (fromDeviceId !== null && fromDeviceId !== to.deviceId && !options.isUndo) offerUndo(connected, answered)
}

function offerUndo(connected: ConnectedHub, move: HandOver & { step: 'answered' }): void {
  const from = connected.following.state
    .get()
    .devices?.find((device) => device.deviceId === move.fromDeviceId)
  if (!from) return
  let isOver = false
  const look = () => {
    const { phase, text } = handOverProgress(move, connected.following.state.get().session)
    if (isOver || (phase !== 'done' && phase !== 'failed' && latest.get() === move)) return
    isOver = true
    stop()
    if (phase !== 'done' || latest.get() !== move) return
    notify(text, { label: strings.toast.undo, run: () => void handOverTo(connected, from, { isUndo: true }) })
  }
  const stop = connected.following.state.subscribe(look)
  // The answer may come before the stream has told of it: what the state shows now may be older than the move.
  setTimeout(look, 250)
}
