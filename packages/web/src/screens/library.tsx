import type { Album, Artist, Track } from '@baton/protocol'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { Music, Search, SearchX, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input, Label, SearchField } from 'react-aria-components/SearchField'
import { type Paged, usePages } from '../house/loaded.ts'
import { isScanning, scanTitle, useScan } from '../house/scan.ts'
import { showFailure } from '../house/use-ask.ts'
import { useHouse } from '../house/use-house.ts'
import { AlbumCard } from '../parts/album-card.tsx'
import { Cover } from '../parts/cover.tsx'
import { Page } from '../parts/page.tsx'
import { ScanState } from '../parts/scan-state.tsx'
import { Empty, Failed, Waiting } from '../parts/states.tsx'
import { TrackRow } from '../parts/track-row.tsx'
import { addressOf, type Place } from '../route/route.ts'
import { refine } from '../route/use-place.ts'
import { words } from '../words/words.ts'

type LibraryPlace = Extract<Place, { q: string }>

const VIEWS = ['albums', 'tracks', 'artists'] as const
const TYPING_PAUSE_MS = 160
const ROW_HEIGHT = 64
const ALBUMS_AT_ONCE = 60
const ROWS_AT_ONCE = 100

export function LibraryScreen({ place }: { readonly place: LibraryPlace }) {
  return (
    <Page title={words.library.title} tools={<SearchBox place={place} />}>
      <nav className="views" aria-label={words.library.views}>
        {VIEWS.map((page) => (
          <a
            key={page}
            className="view"
            href={addressOf({ page, q: place.q })}
            aria-current={place.page === page ? 'page' : undefined}
          >
            {words.library[page]}
          </a>
        ))}
      </nav>
      {place.page === 'albums' && <Albums q={place.q} />}
      {place.page === 'tracks' && <Tracks q={place.q} />}
      {place.page === 'artists' && <Artists q={place.q} />}
    </Page>
  )
}

/** Searches while one types; the address keeps the words, so that going back finds them again. */
function SearchBox({ place }: { readonly place: LibraryPlace }) {
  const [typed, setTyped] = useState(place.q)
  const { page, q } = place
  useEffect(() => setTyped(q), [q])
  useEffect(() => {
    if (typed.trim() === q) return
    const timer = setTimeout(() => refine({ page, q: typed.trim() }), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, page, q])
  return (
    <SearchField className="search" value={typed} onChange={setTyped}>
      <Label className="visually-hidden">{words.library.search}</Label>
      <Search aria-hidden />
      <Input className="input" placeholder={words.library.searchHint} maxLength={200} />
      <Button className="icon-button search-clear" aria-label={words.library.clearSearch}>
        <X aria-hidden />
      </Button>
    </SearchField>
  )
}

function Albums({ q }: { readonly q: string }) {
  const { library } = useHouse().hub
  const loaded = usePages<Album>(`albums?${q}`, (cursor) =>
    library.albums(request(q, ALBUMS_AT_ONCE, cursor)),
  )
  if (loaded.phase === 'loading') return <Waiting shape="grid" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.items.length === 0) return <NothingHere q={q} />
  return (
    <>
      <ul className="grid">
        {loaded.value.items.map((album, index) => (
          <AlbumCard key={album.albumId} album={album} eager={index < 8} />
        ))}
      </ul>
      <MoreOnSight paged={loaded.value} />
    </>
  )
}

function Artists({ q }: { readonly q: string }) {
  const { library } = useHouse().hub
  const loaded = usePages<Artist>(`artists?${q}`, (cursor) =>
    library.artists(request(q, ROWS_AT_ONCE, cursor)),
  )
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.items.length === 0) return <NothingHere q={q} />
  return (
    <>
      <ul className="artists">
        {loaded.value.items.map((artist) => (
          <li key={artist.artistId}>
            <a className="artist" href={addressOf({ page: 'artist', artistId: artist.artistId })}>
              <Cover coverId={coverOf(artist)} of={artist.name} size={96} className="artist-cover" />
              <span className="row-text">
                <span className="row-title">{artist.name}</span>
                <span className="row-sub">
                  {words.count.albums(artist.albumCount)} · {words.count.tracks(artist.trackCount)}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      <MoreOnSight paged={loaded.value} />
    </>
  )
}

function Tracks({ q }: { readonly q: string }) {
  const { library } = useHouse().hub
  const loaded = usePages<Track>(`tracks?${q}`, (cursor) => library.tracks(request(q, ROWS_AT_ONCE, cursor)))
  if (loaded.phase === 'loading') return <Waiting shape="list" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  if (loaded.value.items.length === 0) return <NothingHere q={q} />
  return <TrackList paged={loaded.value} />
}

/** Only the rows in sight exist, so a hundred thousand tracks scroll like ten. */
function TrackList({ paged }: { readonly paged: Paged<Track> }) {
  const list = useRef<HTMLOListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [])
  const rows = useWindowVirtualizer({
    count: paged.items.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: top,
  })
  const seen = rows.getVirtualItems()
  const last = seen.at(-1)?.index ?? 0
  const { more, hasMore, items } = paged
  useEffect(() => {
    if (hasMore && last >= items.length - 30) more()
  }, [last, hasMore, items.length, more])
  return (
    <ol className="rows rows-virtual" ref={list} style={{ blockSize: `${rows.getTotalSize()}px` }}>
      {seen.map(({ index, start }) => {
        const track = items[index]
        return (
          track && (
            <li
              key={track.trackId}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <TrackRow track={track} />
            </li>
          )
        )
      })}
    </ol>
  )
}

function MoreOnSight({ paged }: { readonly paged: Paged<unknown> }) {
  const end = useRef<HTMLDivElement>(null)
  const { more, hasMore } = paged
  useEffect(() => {
    const element = end.current
    if (!element || !hasMore) return
    const sight = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
      rootMargin: '800px',
    })
    sight.observe(element)
    return () => sight.disconnect()
  }, [more, hasMore])
  if (!hasMore) return null
  return (
    <div ref={end} className="more">
      <Button className="button" onPress={more}>
        {words.library.more}
      </Button>
    </div>
  )
}

function NothingHere({ q }: { readonly q: string }) {
  const { hub } = useHouse()
  const scan = useScan()
  if (q !== '')
    return <Empty title={words.library.noMatchTitle} text={words.library.noMatch(q)} icon={SearchX} />
  if (scan && isScanning(scan)) {
    return (
      <Empty title={scanTitle(scan)} text={words.library.comingText} icon={Music}>
        <ScanState />
      </Empty>
    )
  }
  return (
    <Empty title={words.library.nothingTitle} text={words.library.nothingText} icon={Music}>
      <Button
        className="button button-accent"
        onPress={() => void hub.library.startScan().catch(showFailure)}
      >
        {words.library.scanNow}
      </Button>
    </Empty>
  )
}

function coverOf(artist: Artist): string | null {
  return 'coverId' in artist && typeof artist.coverId === 'string' ? artist.coverId : null
}

function request(q: string, limit: number, cursor: string | undefined) {
  return { limit, ...(q === '' ? {} : { q }), ...(cursor === undefined ? {} : { cursor }) }
}
