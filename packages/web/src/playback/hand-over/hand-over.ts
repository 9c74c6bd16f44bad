import { isFailure, type Store, store } from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import type { House } from '../../hub/connected-hub.ts'
import { words } from '../../strings/strings.ts'
import { notify } from '../../ui/notices.ts'
import { type Move, viewMove } from './hand-over-progress.ts'

const latest = store<Move | null>(null)

/** The last move of the music that this screen asked for. */
export const latestMove: Store<Move | null> = latest

export function forgetMove(): void {
  latest.set(null)
}

/** Moves the music, and offers the way back once it is heard there. */
export async function moveTo(
  house: House,
  to: { readonly deviceId: DeviceId; readonly name: string },
  options: { readonly now?: boolean; readonly isUndo?: boolean } = {},
): Promise<void> {
  const fromDeviceId = house.following.state.get().session?.activeDeviceId ?? null
  const target = { toDeviceId: to.deviceId, toName: to.name }
  const mine: Move = { step: 'asked', ...target }
  latest.set(mine)
  try {
    await house.settled()
    const ask = { type: 'session.choose-speaker' as const, deviceId: to.deviceId }
    await house.hub.send(options.now ? { ...ask, now: true } : ask)
  } catch (error) {
    if (!isFailure(error)) throw error
    if (latest.get() === mine) latest.set({ step: 'refused', ...target, failure: error })
    return
  }
  if (latest.get() !== mine) return
  const answered: Move = { step: 'answered', ...target, fromDeviceId }
  latest.set(answered)
  if (fromDeviceId !== null && fromDeviceId !== to.deviceId && !options.isUndo) offerUndo(house, answered)
}

function offerUndo(house: House, move: Move & { step: 'answered' }): void {
  const from = house.following.state.get().devices?.find((device) => device.deviceId === move.fromDeviceId)
  if (!from) return
  let isOver = false
  const look = () => {
    const { phase, text } = viewMove(move, house.following.state.get().session)
    if (isOver || (phase !== 'done' && phase !== 'failed' && latest.get() === move)) return
    isOver = true
    stop()
    if (phase !== 'done' || latest.get() !== move) return
    notify(text, { label: words.toast.undo, run: () => void moveTo(house, from, { isUndo: true }) })
  }
  const stop = house.following.state.subscribe(look)
  // The answer may come before the stream has told of it: what the state shows now may be older than the move.
  setTimeout(look, 250)
}
