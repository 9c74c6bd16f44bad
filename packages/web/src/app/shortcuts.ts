import type { Ask } from '@baton/client'
import type { SessionView } from '@baton/protocol'
import { useEffect } from 'react'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useHub } from '../hub/use-hub.ts'
import { likes } from '../music/likes.ts'
import { deviceChoice, palette, shortcutList } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { NEXT_REPEAT } from '../playback/transport-buttons.tsx'
import { volumeOf } from '../playback/volume.tsx'

const SEEK_STEP_MS = 5_000
const VOLUME_STEP = 5

/** What a key asks of the hub, if anything: the session and the position are those at the moment of pressing. */
export function askOfKey(key: string, session: SessionView | null, positionMs: number): Ask | null {
  if (!session) return null
  const { volume, muted } = volumeOf(session)
  const seek = (by: number): Ask => ({
    type: 'session.seek',
    positionMs: Math.max(
      0,
      Math.min(session.current?.durationMs ?? Number.MAX_SAFE_INTEGER, positionMs + by),
    ),
  })
  const louder = (by: number): Ask => ({
    type: 'session.set-volume',
    volume: Math.max(0, Math.min(100, volume + by)),
  })
  switch (key) {
    case ' ':
      return { type: 'session.toggle' }
    case 'ArrowRight':
      return session.current && seek(SEEK_STEP_MS)
    case 'ArrowLeft':
      return session.current && seek(-SEEK_STEP_MS)
    case 'ArrowUp':
      return session.activeDeviceId && louder(VOLUME_STEP)
    case 'ArrowDown':
      return session.activeDeviceId && louder(-VOLUME_STEP)
    case 'n':
      return { type: 'session.next' }
    case 'p':
      return { type: 'session.prev' }
    case 'm':
      return session.activeDeviceId && { type: 'session.set-volume', muted: !muted }
    case 's':
      return { type: 'session.set-options', shuffle: !session.shuffle }
    case 'r':
      return { type: 'session.set-options', repeatMode: NEXT_REPEAT[session.repeatMode] }
    case 'l':
      return (
        session.current && {
          type: 'session.like',
          trackId: session.current.trackId,
          liked: !likes.get().get(session.current.trackId),
        }
      )
    default:
      return null
  }
}

/** Keys work wherever nothing else wants them: not while typing, and not in menus, lists and sliders. */
export function useShortcuts(): void {
  const connected = useHub()
  useEffect(() => {
    let goesByKeys = false
    const onPointer = () => {
      goesByKeys = false
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Tab' || event.key.startsWith('Arrow')) goesByKeys = true
      if (isPaletteKey(event)) {
        palette.set(!palette.get())
        event.preventDefault()
        event.stopPropagation()
        return
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTaken(event, goesByKeys)) return
      if (!openOfKey(event.key) && !askKey(connected, event.key)) return
      event.preventDefault()
      event.stopPropagation()
    }
    // Heard before the focused element hears it: a button that was only clicked must not take the space bar for itself.
    document.addEventListener('keydown', onKey, { capture: true })
    document.addEventListener('pointerdown', onPointer, { capture: true })
    return () => {
      document.removeEventListener('keydown', onKey, { capture: true })
      document.removeEventListener('pointerdown', onPointer, { capture: true })
    }
  }, [connected])
}

function askKey(connected: ConnectedHub, key: string): boolean {
  const { following } = connected
  const ask = askOfKey(
    key.length === 1 ? key.toLowerCase() : key,
    following.state.get().session,
    following.positionNow(),
  )
  if (ask) void askHub(connected, ask)
  return ask !== null
}

function openOfKey(key: string): boolean {
  switch (key) {
    case '?':
      shortcutList.set(true)
      return true
    case 'd':
    case 'D':
      deviceChoice.set(true)
      return true
    case 'q':
    case 'Q':
      go({ page: 'queue' })
      return true
    case '/':
      go({ page: 'search', q: '' })
      return true
    default:
      return false
  }
}

/** Works also while typing: there is no other way to it from a field. */
function isPaletteKey(event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'
  )
}

const OWN_KEYS = 'input, textarea, select, [role=slider], [role=menu], [role=dialog], [contenteditable]'
const OWN_ARROWS = '[role=grid], [role=radiogroup], [role=listbox]'
const OWN_SPACE = 'button, a, [role=button], [role=radio], [role=row]'
/** Where rows are being chosen, also by somebody who clicked one before. */
const CHOSEN_BY_SPACE = '[role=grid][aria-multiselectable=true] [role=row]'

function isTaken(event: KeyboardEvent, goesByKeys: boolean): boolean {
  const target = event.target instanceof Element ? event.target : null
  if (!target || target === document.body) return false
  if (target.closest(OWN_KEYS)) return true
  if (event.key.startsWith('Arrow')) return target.closest(OWN_ARROWS) !== null
  if (event.key !== ' ') return false
  return target.matches(CHOSEN_BY_SPACE) || (goesByKeys && target.closest(OWN_SPACE) !== null)
}
