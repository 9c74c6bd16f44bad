import type { TrackId, TrackSource } from '@baton/protocol'
import { Ellipsis } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import type { PlayMenuProps } from './play-menu-items.tsx'

const PlayMenuItems = lazy(async () => ({ default: (await import('./play-menu-items.tsx')).PlayMenuItems }))

/** What can be done with everything that can be played. A page has hundreds of them: the list is made when it is opened. */
export function PlayMenu(props: PlayMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  return (
    <>
      <Button
        ref={trigger}
        className="icon-button"
        aria-label={strings.actions.menuOf(props.title)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <Ellipsis aria-hidden />
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <PlayMenuItems {...props} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

export function trackSource(trackId: TrackId): TrackSource {
  return { trackIds: [trackId] }
}
