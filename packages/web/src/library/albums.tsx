import type { Album, AlbumSort } from '@baton/protocol'
import { Dices } from 'lucide-react'
import { useState } from 'react'
import { useHub } from '../hub/use-hub.ts'
import { usePages, useRead } from '../hub/use-read.ts'
import type { AlbumsPlace } from '../navigation/places.ts'
import { refine } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { FilterChip } from '../ui/filter-chip.tsx'
import { ALBUM_TILES } from '../ui/grid-shape.ts'
import { Select } from '../ui/select.tsx'
import { VirtualGrid } from '../ui/virtual-list.tsx'
import { AlbumCard } from './album-card.tsx'
import { GenreChoice } from './genre-choice.tsx'
import { Nothing } from './scan/no-music.tsx'

const AT_ONCE = 60
const MAX_SEED = 2 ** 31
const SORTS: readonly AlbumSort[] = ['title', 'artist', 'year', 'added', 'played', 'plays', 'random']

/** Going back to the random order finds the same one. */
let lastSeed = Math.floor(Math.random() * MAX_SEED)

export function Albums({ place }: { readonly place: AlbumsPlace }) {
  const { library } = useHub().hub
  const [seed, setSeed] = useState(lastSeed)
  const { page: _, q, ...wishes } = place
  const asked = {
    limit: AT_ONCE,
    ...wishes,
    ...(q === '' ? {} : { q }),
    ...(wishes.sort === 'random' ? { seed } : {}),
  }
  const loaded = usePages<Album>(`albums ${JSON.stringify(asked)}`, (cursor) =>
    library.albums(cursor === undefined ? asked : { ...asked, cursor }),
  )
  const again = () => {
    lastSeed = Math.floor(Math.random() * MAX_SEED)
    setSeed(lastSeed)
  }
  return (
    <>
      <div className="wishes">
        <AlbumChoices place={place} />
        {wishes.sort === 'random' && (
          <Button className="button" onPress={again}>
            <Dices aria-hidden /> {strings.browse.again}
          </Button>
        )}
      </div>
      {loaded.phase === 'loading' && <Waiting shape="grid" />}
      {loaded.phase === 'failed' && <Failed {...loaded} />}
      {loaded.phase === 'ready' &&
        (loaded.value.items.length === 0 ? (
          <NoAlbums place={place} />
        ) : (
          <VirtualGrid paged={loaded.value} keyOf={(album) => album.albumId} shape={ALBUM_TILES}>
            {(album, index) => <AlbumCard album={album} eager={index < 12} />}
          </VirtualGrid>
        ))}
    </>
  )
}

/** How the albums stand and which are shown; the address keeps it. */
function AlbumChoices({ place }: { readonly place: AlbumsPlace }) {
  const { library } = useHub().hub
  const years = useRead('years', () => library.years())
  const { sort: _sort, genre: _genre, year: _year, ...bare } = place
  const { sort, genre, year } = place
  const wish = (next: Partial<AlbumsPlace>) => refine({ ...place, ...next })
  const yearNumbers = years.phase === 'ready' ? years.value.map((one) => one.year) : year ? [year] : []
  return (
    <>
      {place.q === '' ? (
        <Select
          label={strings.browse.sort}
          value={sort ?? 'title'}
          options={SORTS.map((one) => [one, strings.browse.albumSorts[one]])}
          onChange={(chosen) => wish({ sort: chosen as AlbumSort })}
        />
      ) : (
        <FilterChip q={place.q} onClear={() => refine({ ...place, q: '' })} />
      )}
      <GenreChoice
        genre={genre}
        onChange={(chosen) =>
          refine({
            ...bare,
            ...(sort ? { sort } : {}),
            ...(year === undefined ? {} : { year }),
            ...(chosen ? { genre: chosen } : {}),
          })
        }
      />
      {yearNumbers.length > 0 && (
        <Select
          label={strings.browse.year}
          value={year === undefined ? '' : String(year)}
          options={[
            ['', strings.browse.allYears],
            ...yearNumbers.map((one) => [String(one), String(one)] as const),
          ]}
          onChange={(chosen) =>
            refine({
              ...bare,
              ...(sort ? { sort } : {}),
              ...(genre ? { genre } : {}),
              ...(chosen ? { year: Number(chosen) } : {}),
            })
          }
        />
      )}
    </>
  )
}

function NoAlbums({ place }: { readonly place: AlbumsPlace }) {
  const isFiltered = place.q !== '' || place.genre !== undefined || place.year !== undefined
  if (!isFiltered && (place.sort === 'played' || place.sort === 'plays')) {
    return <Empty title={strings.browse.noPlays} text={strings.browse.noPlaysText} />
  }
  return <Nothing isFiltered={isFiltered} />
}
