import { Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { words } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import type { Verbs } from './play-actions.ts'

/** The picture and the name of an album, an artist or a playlist, what is known of it, and what can be done with it. */
export function MusicHead(props: {
  readonly title: string
  readonly picture: ReactNode
  /** Null: there is nothing to play. */
  readonly verbs: Pick<Verbs, 'playNow' | 'playNext' | 'addToEnd'> | null
  /** Stands beside "Play now". */
  readonly beside?: ReactNode
  /** What changes it, rather than plays it. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}) {
  const { verbs } = props
  return (
    <div className="album-head">
      {props.picture}
      <div className="album-text">
        <p className="album-title" aria-hidden="true">
          {props.title}
        </p>
        {props.children}
        <div className="album-verbs">
          {verbs && (
            <>
              <div>
                <Button className="button button-accent" onPress={verbs.playNow}>
                  <Play aria-hidden fill="currentColor" /> {words.verbs.playNow}
                </Button>
                {props.beside}
              </div>
              <div>
                <Button className="button" onPress={verbs.playNext}>
                  {words.verbs.playNext}
                </Button>
                <Button className="button" onPress={verbs.addToEnd}>
                  {words.verbs.addToEnd}
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
