import type { FollowedState, Store } from '@baton/client'
import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react'
import type { House } from './connected-hub.ts'

export const HouseContext = createContext<House | null>(null)

export function useHouse(): House {
  const house = useContext(HouseContext)
  if (!house) throw new Error('A screen of the house was drawn outside of it.')
  return house
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(
    useCallback((listener) => store.subscribe(listener), [store]),
    () => store.get(),
  )
}

/** A part of what is followed. Draws again only when that part is another one. */
export function useFollowed<T>(select: (state: FollowedState) => T): T {
  const { state } = useHouse().following
  const latest = useRef(select)
  latest.current = select
  return useSyncExternalStore(
    useCallback((listener) => state.subscribe(listener), [state]),
    () => latest.current(state.get()),
  )
}
