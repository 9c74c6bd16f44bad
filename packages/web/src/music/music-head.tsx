import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import type { PlayActions } from './play-actions.ts'

/** The picture and the name of an album, an artist or a playlist, what is known of it, and what can be done with it. */
export function MusicHead(props: {
  readonly title: string
  readonly picture: ReactNode
  /** Null: there is nothing to play. */
  readonly actions: Pick<PlayActions, 'playNow' | 'playNext' | 'addToEnd'> | null
  /** Stands beside "Play now". */
  readonly beside?: ReactNode
  /** What changes it, rather than plays it. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  const { actions } = props
  return (
    <div className="album-head">
      {props.picture}
      <div className="album-text">
        <p className="album-title" aria-hidden="true">
          {props.title}
        </p>
        {props.children}
        <div className="album-verbs">
          {actions && (
            <>
              <div>
                <Button className="button button-accent" onPress={actions.playNow}>
                  <Play aria-hidden fill="currentColor" /> {strings.actions.playNow}
                </Button>
                {props.beside}
              </div>
              <div>
                <Button className="button" onPress={actions.playNext}>
                  {strings.actions.playNext}
                </Button>
                <Button className="button" onPress={actions.addToEnd}>
                  {strings.actions.addToEnd}
                </Button>
              </div>
            </>
          )}
          {props.tools && <div>{props.tools}</div>}
        </div>
      </div>
    </div>
  )
}
