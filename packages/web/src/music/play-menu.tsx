import type { TrackId, TrackSource } from '@baton/protocol'
import { Ellipsis } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { words } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import type { VerbMenuProps } from './play-menu-items.tsx'

const VerbList = lazy(async () => ({ default: (await import('./play-menu-items.tsx')).VerbList }))

/** The three verbs of everything that can be played. A page has hundreds of them: the list is made when it is opened. */
export function VerbMenu(props: VerbMenuProps) {
  const [isOpen, setOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  return (
    <>
      <Button
        ref={trigger}
        className="icon-button"
        aria-label={words.verbs.menuOf(props.title)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <Ellipsis aria-hidden />
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <VerbList {...props} trigger={trigger} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}

export function trackSource(trackId: TrackId): TrackSource {
  return { trackIds: [trackId] }
}
