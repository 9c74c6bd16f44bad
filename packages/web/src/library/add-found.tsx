import type { TrackRequest } from '@baton/client'
import { MAX_ENQUEUE, MAX_LIBRARY_PAGE, type Page, type Track, type TrackId } from '@baton/protocol'
import { ListPlus } from 'lucide-react'
import { useState } from 'react'
import { showFailure } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { adding } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

/** Adds all that was found to a playlist, not only what is shown of it: as much as one command takes. */
export function AddFound(props: {
  readonly title: string
  readonly wishes: Pick<TrackRequest, 'q' | 'genre' | 'sort'>
  /** A sign alone, where there is little room. */
  readonly isSmall?: boolean
}) {
  const { title, wishes, isSmall = false } = props
  const { library } = useHub().hub
  const [isReading, setIsReading] = useState(false)
  const add = async () => {
    setIsReading(true)
    try {
      const trackIds: TrackId[] = []
      let cursor: string | null = null
      do {
        const page: Page<Track> = await library.tracks({
          ...wishes,
          limit: MAX_LIBRARY_PAGE,
          ...(cursor && { cursor }),
        })
        trackIds.push(...page.items.map(({ trackId }) => trackId))
        cursor = page.nextCursor
      } while (cursor !== null && trackIds.length < MAX_ENQUEUE)
      if (trackIds.length === 0) return
      const isAll = cursor === null && trackIds.length <= MAX_ENQUEUE
      adding.set({
        title: isAll ? title : strings.find.firstOf(MAX_ENQUEUE, title),
        source: { trackIds: trackIds.slice(0, MAX_ENQUEUE) },
      })
    } catch (error) {
      showFailure(error, () => void add())
    } finally {
      setIsReading(false)
    }
  }
  return (
    <Button
      className={`button ${isSmall ? 'button-round' : 'button-quiet'}`}
      aria-label={strings.playlists.addTo}
      title={strings.playlists.addTo}
      isDisabled={isReading}
      onPress={() => void add()}
    >
      <ListPlus aria-hidden /> {!isSmall && strings.playlists.addTo}
    </Button>
  )
}
