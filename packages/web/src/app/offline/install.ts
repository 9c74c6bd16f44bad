import { store } from '@baton/client'

/** What a browser hands out when it would install the page. Not every browser does. */
interface InstallOffer extends Event {
  prompt(): Promise<unknown>
}

let offer: InstallOffer | null = null

/** Whether this browser offers to install the app here. */
export const mayInstall = store(false)

export function watchInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    offer = event as InstallOffer
    mayInstall.set(true)
  })
  window.addEventListener('appinstalled', () => mayInstall.set(false))
}

/** An offer can be taken up once. */
export async function askToInstall(): Promise<void> {
  const mine = offer
  offer = null
  mayInstall.set(false)
  await mine?.prompt()
}
