import { useFollowed } from '../../hub/use-hub.ts'
import { words } from '../../strings/strings.ts'

/** Tells screen readers when another track begins. */
export function Announcer() {
  const current = useFollowed((state) =>
    state.session?.playState === 'playing' ? state.session.current : null,
  )
  return (
    <p className="visually-hidden" aria-live="polite">
      {current ? words.player.nowIs(current.title, current.artist ?? words.library.unknownArtist) : ''}
    </p>
  )
}
