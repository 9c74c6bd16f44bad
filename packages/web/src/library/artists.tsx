import type { Artist } from '@baton/protocol'
import { useHub } from '../hub/use-hub.ts'
import { usePages } from '../hub/use-read.ts'
import { refine } from '../navigation/use-place.ts'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { FilterChip } from '../ui/filter-chip.tsx'
import { ARTIST_TILES } from '../ui/grid-shape.ts'
import { VirtualGrid } from '../ui/virtual-list.tsx'
import { ArtistCard } from './artist-card.tsx'
import { Nothing } from './scan/no-music.tsx'

const AT_ONCE = 100

export function Artists({ q }: { readonly q: string }) {
  const { library } = useHub().hub
  const asked = { limit: AT_ONCE, ...(q === '' ? {} : { q }) }
  const loaded = usePages<Artist>(`artists ${q}`, (cursor) =>
    library.artists(cursor === undefined ? asked : { ...asked, cursor }),
  )
  const list =
    loaded.phase === 'loading' ? (
      <Waiting shape="list" />
    ) : loaded.phase === 'failed' ? (
      <Failed {...loaded} />
    ) : loaded.value.items.length === 0 ? (
      <Nothing isFiltered={q !== ''} />
    ) : (
      <VirtualGrid paged={loaded.value} keyOf={(artist) => artist.artistId} shape={ARTIST_TILES}>
        {(artist) => <ArtistCard artist={artist} />}
      </VirtualGrid>
    )
  return (
    <>
      {q !== '' && (
        <div className="wishes">
          <FilterChip q={q} onClear={() => refine({ page: 'artists', q: '' })} />
        </div>
      )}
      {list}
    </>
  )
}
