import { BoundedMap } from '@baton/protocol'
import { useEffect } from 'react'

const MAX_REMEMBERED = 100
const MARK = 'been here'
/** Lists are drawn a moment after the address has changed: until then the page is too short to scroll there. */
const PATIENCE_MS = 600

/** Going back finds a page where one left it; going on begins at the top. */
export function useScrollMemory(): void {
  useEffect(() => {
    history.scrollRestoration = 'manual'
    history.replaceState(MARK, '')
    const places = new BoundedMap<string, number>({ most: MAX_REMEMBERED })
    let here = location.hash
    let isBack = false
    let frame = 0
    const onScroll = () => places.set(here, window.scrollY)
    // A place that was left carries a mark in the history; a link leads to a place without one.
    const onPop = (event: PopStateEvent) => {
      isBack = event.state === MARK
    }
    const onMove = () => {
      if (location.hash === here) return
      const wasSearch = location.hash.split('?')[0] === here.split('?')[0]
      here = location.hash
      history.replaceState(MARK, '')
      const target = isBack ? (places.get(here) ?? 0) : 0
      isBack = false
      if (!wasSearch) scrollWhenPossible(target)
    }
    const scrollWhenPossible = (target: number) => {
      cancelAnimationFrame(frame)
      const until = performance.now() + PATIENCE_MS
      const attempt = () => {
        window.scrollTo(0, target)
        if (Math.abs(window.scrollY - target) > 1 && performance.now() < until) {
          frame = requestAnimationFrame(attempt)
        }
      }
      attempt()
    }
    window.addEventListener('scroll', onScroll, { passive: true })
    window.addEventListener('popstate', onPop)
    window.addEventListener('hashchange', onMove)
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('scroll', onScroll)
      window.removeEventListener('popstate', onPop)
      window.removeEventListener('hashchange', onMove)
    }
  }, [])
}
