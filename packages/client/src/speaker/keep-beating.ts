import { BEAT_EVERY_MS } from '@baton/protocol'
import type { Hub } from '../hub/hub.ts'

/**
 * Has the hub hear of this device every few seconds, whatever else it asks: whoever looks sees soon that it has died or
 * was cut off. The device says that it does so by its capability `beats`.
 */
export function keepBeating({ clock, heartbeat }: Pick<Hub, 'clock' | 'heartbeat'>): Disposable {
  let isAsking = false
  let cancel = () => {}
  function beat(): void {
    cancel = clock.after(BEAT_EVERY_MS, beat)
    if (isAsking) return
    isAsking = true
    // What is wrong is found, and put right, by the heartbeat of the speaker.
    heartbeat()
      .catch(() => {})
      .finally(() => {
        isAsking = false
      })
  }
  beat()
  return { [Symbol.dispose]: () => cancel() }
}
