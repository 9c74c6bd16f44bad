import { watchInstallOffer } from './install.ts'

const WORKER = './service-worker.js'

/**
 * Lets the browser keep the app itself, so that it opens while the hub is away. Browsers allow that on `https` and on
 * `localhost` only; everywhere else the app works all the same, and only needs the hub to open.
 */
export function keepShell(): void {
  watchInstallOffer()
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return
  window.addEventListener('load', () => {
    // Without it nothing is lost but the opening without a hub.
    navigator.serviceWorker.register(WORKER).catch(() => undefined)
  })
}
