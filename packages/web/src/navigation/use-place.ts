import { useMemo, useSyncExternalStore } from 'react'
import { addressOf, type Place, placeOf } from './places.ts'

export function usePlace(): Place {
  const hash = useSyncExternalStore(onHashChange, () => location.hash)
  return useMemo(() => placeOf(hash), [hash])
}

export function go(place: Place): void {
  location.hash = addressOf(place)
}

/** Changes the address without a step in the history: for what is typed letter by letter. */
export function refine(place: Place): void {
  const before = location.href
  history.replaceState(history.state, '', addressOf(place))
  window.dispatchEvent(new HashChangeEvent('hashchange', { oldURL: before, newURL: location.href }))
}

function onHashChange(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  window.addEventListener('popstate', listener)
  return () => {
    window.removeEventListener('hashchange', listener)
    window.removeEventListener('popstate', listener)
  }
}
