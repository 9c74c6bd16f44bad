import { randomId } from '@baton/client'

/**
 * One window of a browser for each display: two would be one to the hub, and take each other's place for ever. The newest
 * one goes on; `onOther` is called in the former.
 */
export function onlyWindow(name: string, onOther: () => void): void {
  if (!('BroadcastChannel' in window)) return
  const windows = new BroadcastChannel(`baton-display-${name}`)
  const own = randomId()
  windows.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === own) return
    windows.close()
    onOther()
  })
  windows.postMessage(own)
}
