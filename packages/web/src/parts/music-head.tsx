import type { TrackSource } from '@baton/protocol'
import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { adding } from '../house/panels.ts'
import { useVerbs } from '../house/use-verbs.ts'
import { words } from '../words/words.ts'
import { Button } from './button.tsx'
import { Cover } from './cover.tsx'

/** The picture and the name of an album or an artist, what is known of it, and the three verbs. */
export function MusicHead(props: {
  readonly title: string
  readonly coverId: string | null
  readonly portrait?: boolean
  /** The same object at each drawing. */
  readonly source: TrackSource
  readonly children: ReactNode
}) {
  const verbs = useVerbs(props.title, props.source)
  return (
    <div className="album-head">
      <Cover
        coverId={props.coverId}
        of={props.title}
        size={props.portrait ? 320 : 800}
        className={`album-cover ${props.portrait ? 'artist-portrait' : ''}`}
        eager
      />
      <div className="album-text">
        <p className="album-title" aria-hidden="true">
          {props.title}
        </p>
        {props.children}
        <div className="album-verbs">
          <Button className="button button-accent" onPress={verbs.playNow}>
            <Play aria-hidden fill="currentColor" /> {words.verbs.playNow}
          </Button>
          <Button className="button" onPress={verbs.playNext}>
            {words.verbs.playNext}
          </Button>
          <Button className="button" onPress={verbs.addToEnd}>
            {words.verbs.addToEnd}
          </Button>
          <Button className="button" onPress={() => adding.set({ title: props.title, source: props.source })}>
            {words.playlists.addTo}
          </Button>
        </div>
      </div>
    </div>
  )
}
