import type { FollowedState, Following, Store } from '@baton/client'
import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react'
import type { ConnectedHub } from './connected-hub.ts'

export const HubContext = createContext<ConnectedHub | null>(null)

export function useHub(): ConnectedHub {
  const connected = useContext(HubContext)
  if (!connected) throw new Error('A screen was drawn without a connected hub around it.')
  return connected
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(
    useCallback((listener) => store.subscribe(listener), [store]),
    () => store.get(),
  )
}

/** Owners may change what is everybody's. */
export function useIsOwner(): boolean {
  return useStore(useHub().hub.me)?.roles.includes('owner') ?? false
}

/** A part of what is followed. Draws again only when that part is another one. */
export function useFollowed<T>(select: (state: FollowedState) => T): T {
  return useStateOf(useHub().following, select)
}

/** The same of what is one's own, whatever session this window shows. */
export function useOwnFollowed<T>(select: (state: FollowedState) => T): T {
  const { own, following } = useHub()
  return useStateOf(own ?? following, select)
}

function useStateOf<T>({ state }: Following, select: (state: FollowedState) => T): T {
  const latest = useRef(select)
  latest.current = select
  return useSyncExternalStore(
    useCallback((listener) => state.subscribe(listener), [state]),
    () => latest.current(state.get()),
  )
}
