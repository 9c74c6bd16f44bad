/** The screen stays on while the page is seen, where the browser lets a page ask for that: only over HTTPS. */
export function keepAwake(): void {
  const ask = () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    // A battery that is low says no; it is asked again when the page is next seen.
    navigator.wakeLock.request('screen').catch(() => {})
  }
  document.addEventListener('visibilitychange', ask)
  ask()
}
