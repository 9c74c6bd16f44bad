import { useFollowed } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'

/** Tells screen readers when another track begins. */
export function Announcer() {
  const current = useFollowed((state) =>
    state.session?.playState === 'playing' ? state.session.current : null,
  )
  return (
    <p className="visually-hidden" aria-live="polite">
      {current ? strings.player.nowIs(current.title, current.artist ?? strings.library.unknownArtist) : ''}
    </p>
  )
}
