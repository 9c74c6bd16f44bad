import type { Display, ToldCommand } from '../core/index.ts'

const KEYS: Readonly<Record<string, (isPaused: boolean) => ToldCommand>> = {
  ArrowRight: () => ({ name: 'swap_next' }),
  ArrowLeft: () => ({ name: 'swap_back' }),
  ' ': (isPaused) => ({ name: 'set_paused', paused: !isPaused }),
}

/** A tap, a click or F fills the screen, or gives it back; arrows go on and back, the space bar pauses. */
export function hands(display: Pick<Display, 'press'>, isPaused: () => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isButton(event.target)) return
    if (event.key === 'f' || event.key === 'F') return fillScreen()
    const command = KEYS[event.key]?.(isPaused())
    if (!command) return
    event.preventDefault()
    // What cannot be done just now is left undone: it is seen that nothing changed.
    display.press(command).catch(() => {})
  })
  document.addEventListener('click', ({ target }) => {
    if (!isButton(target)) fillScreen()
  })
}

function fillScreen(): void {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen?.({ navigationUI: 'hide' })
  done?.catch(() => {})
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a') !== null
}
