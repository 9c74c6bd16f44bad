import { buffered, type FollowedState, type Following, type Store, systemClock } from '@baton/client'
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

/** For all that is drawn of one following: a flood of events draws it some twenty times a second. */
const drawn = new WeakMap<Store<FollowedState>, Store<FollowedState>>()

function drawnFrom(state: Store<FollowedState>): Store<FollowedState> {
  const known = drawn.get(state) ?? buffered(state, systemClock())
  drawn.set(state, known)
  return known
}

function useStateOf<T>(following: Following, select: (state: FollowedState) => T): T {
  const state = drawnFrom(following.state)
  const latest = useRef(select)
  latest.current = select
  return useSyncExternalStore(
    useCallback((listener) => state.subscribe(listener), [state]),
    () => latest.current(state.get()),
  )
}
