import type { TrackSource } from '@baton/protocol'
import { ListPlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Cover } from '../music/cover.tsx'
import { MusicHead } from '../music/music-head.tsx'
import { usePlayActions } from '../music/play-actions.ts'
import { adding } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

/** The head of an album or an artist, whose music can be added to a playlist. */
export function SourceHead(props: {
  readonly title: string
  readonly coverId: string | null
  readonly portrait?: boolean
  /** The same object at each drawing. */
  readonly source: TrackSource
  readonly children: ReactNode
}) {
  const { title, source, portrait = false } = props
  const cover = (
    <Cover
      coverId={props.coverId}
      of={title}
      size={portrait ? 320 : 800}
      className={`album-cover ${portrait ? 'artist-portrait' : ''}`}
      eager
    />
  )
  return (
    <MusicHead
      title={title}
      picture={cover}
      actions={usePlayActions(title, source)}
      beside={
        <Button
          className="button button-round"
          aria-label={strings.playlists.addTo}
          title={strings.playlists.addTo}
          onPress={() => adding.set({ title, source })}
        >
          <ListPlus aria-hidden />
        </Button>
      }
    >
      {props.children}
    </MusicHead>
  )
}
