import type { Year } from '@baton/protocol'
import { CalendarDays, Tag } from 'lucide-react'
import { useMemo } from 'react'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { strings } from '../strings/strings.ts'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { CHIP_TILES } from '../ui/grid-shape.ts'
import { whole } from '../ui/paged.ts'
import { VirtualGrid } from '../ui/virtual-list.tsx'
import { GenreTile } from './genre-tile.tsx'
import { YearTile } from './year-tile.tsx'

export function Genres() {
  const { library } = useHub().hub
  const loaded = useRead('genres', () => library.genres())
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.length === 0) {
    return <Empty title={strings.browse.noGenres} text={strings.browse.noGenresText} icon={Tag} />
  }
  return (
    <VirtualGrid paged={whole(loaded.value)} keyOf={({ genre }) => genre} shape={CHIP_TILES}>
      {(genre) => <GenreTile {...genre} />}
    </VirtualGrid>
  )
}

export function Years() {
  const { library } = useHub().hub
  const loaded = useRead('years', () => library.years())
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.length === 0) {
    return <Empty title={strings.browse.noYears} text={strings.browse.noYearsText} icon={CalendarDays} />
  }
  return <Decades years={loaded.value} />
}

function Decades({ years }: { readonly years: readonly Year[] }) {
  const decades = useMemo(() => Map.groupBy(years, ({ year }) => Math.floor(year / 10) * 10), [years])
  return [...decades].map(([decade, of]) => (
    <section key={decade} className="decade">
      <h2>{strings.browse.decade(decade)}</h2>
      <ul className="tiles">
        {of.map(({ year, albumCount }) => (
          <li key={year}>
            <YearTile year={year} albumCount={albumCount} />
          </li>
        ))}
      </ul>
    </section>
  ))
}
