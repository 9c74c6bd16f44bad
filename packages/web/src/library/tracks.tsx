import type { Track, TrackSort } from '@baton/protocol'
import { Heart, Play } from 'lucide-react'
import type { ReactNode } from 'react'
import { useHub } from '../hub/use-hub.ts'
import { type Loaded, usePages } from '../hub/use-read.ts'
import { playActionsOf } from '../music/play-actions.ts'
import { TrackRow } from '../music/track-row.tsx'
import type { TracksPlace } from '../navigation/places.ts'
import { refine } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { FilterChip } from '../ui/filter-chip.tsx'
import type { Paged } from '../ui/paged.ts'
import { Select } from '../ui/select.tsx'
import { VirtualRows } from '../ui/virtual-list.tsx'
import { AddFound } from './add-found.tsx'
import { GenreChoice } from './genre-choice.tsx'
import { Nothing } from './scan/no-music.tsx'

const AT_ONCE = 100
const SORTS: readonly TrackSort[] = ['title', 'added', 'played', 'plays']
/** As many tracks as one command may take. */
const MAX_PLAYED = 1_000

export function Tracks({ place }: { readonly place: TracksPlace }) {
  const { library } = useHub().hub
  const { page: _, q, ...wishes } = place
  const asked = { limit: AT_ONCE, ...wishes, ...(q === '' ? {} : { q }) }
  const loaded = usePages<Track>(`tracks ${JSON.stringify(asked)}`, (cursor) =>
    library.tracks(cursor === undefined ? asked : { ...asked, cursor }),
  )
  const { genre, sort } = place
  const isChosen =
    (q !== '' || genre !== undefined) && loaded.phase === 'ready' && loaded.value.items.length > 0
  return (
    <>
      <div className="wishes">
        {q === '' ? (
          <Select
            label={strings.browse.sort}
            value={sort ?? 'title'}
            options={SORTS.map((one) => [one, strings.browse.trackSorts[one]])}
            onChange={(chosen) => refine({ ...place, sort: chosen as TrackSort })}
          />
        ) : (
          <FilterChip q={q} onClear={() => refine({ ...place, q: '' })} />
        )}
        <GenreChoice
          genre={genre}
          onChange={(chosen) =>
            refine({ page: 'tracks', q, ...(sort ? { sort } : {}), ...(chosen ? { genre: chosen } : {}) })
          }
        />
        {isChosen && (
          <AddFound title={q === '' ? (genre ?? '') : q} wishes={{ ...wishes, ...(q === '' ? {} : { q }) }} />
        )}
      </div>
      <TrackList loaded={loaded} withPlays={sort === 'plays'}>
        {sort === 'played' || sort === 'plays' ? (
          <Empty title={strings.browse.noPlays} text={strings.browse.noPlaysText} />
        ) : (
          <Nothing isFiltered={q !== '' || genre !== undefined} />
        )}
      </TrackList>
    </>
  )
}

export function Liked() {
  const connected = useHub()
  const asked = { limit: AT_ONCE, sort: 'liked' as const }
  const loaded = usePages<Track>('liked', (cursor) =>
    connected.hub.library.tracks(cursor === undefined ? asked : { ...asked, cursor }),
  )
  const items = loaded.phase === 'ready' ? loaded.value.items : []
  const source = { trackIds: items.slice(0, MAX_PLAYED).map((track) => track.trackId) }
  return (
    <>
      {items.length > 0 && (
        <div className="wishes">
          <Button
            className="button button-accent"
            onPress={() => playActionsOf(connected, strings.home.liked, source).playNow()}
          >
            <Play aria-hidden fill="currentColor" /> {strings.browse.playAll}
          </Button>
        </div>
      )}
      <TrackList loaded={loaded}>
        <Empty title={strings.browse.noLikes} text={strings.browse.noLikesText} icon={Heart} />
      </TrackList>
    </>
  )
}

function TrackList(props: {
  readonly loaded: Loaded<Paged<Track>>
  readonly withPlays?: boolean
  readonly children: ReactNode
}) {
  const { loaded } = props
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.items.length === 0) return props.children
  return (
    <VirtualRows paged={loaded.value} keyOf={(track) => track.trackId}>
      {(track) => <TrackRow track={track} withPlays={props.withPlays ?? false} />}
    </VirtualRows>
  )
}
