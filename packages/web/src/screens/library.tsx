import { useEffect, useRef } from 'react'
import { Page } from '../parts/page.tsx'
import { SearchLink } from '../parts/search-link.tsx'
import type { Place } from '../route/route.ts'
import { addressOf } from '../route/route.ts'
import { words } from '../words/words.ts'
import { Albums } from './library-albums.tsx'
import { Genres, Years } from './library-groups.tsx'
import { Artists, Liked, Tracks } from './library-lists.tsx'

const views = (): readonly (readonly [Place, string])[] => [
  [{ page: 'albums', q: '' }, words.library.albums],
  [{ page: 'artists', q: '' }, words.library.artists],
  [{ page: 'tracks', q: '' }, words.library.tracks],
  [{ page: 'genres' }, words.browse.genres],
  [{ page: 'years' }, words.browse.years],
  [{ page: 'liked' }, words.browse.liked],
  [{ page: 'playlists' }, words.playlists.title],
  [{ page: 'history' }, words.history.title],
]

export function LibraryScreen({ place }: { readonly place: Place }) {
  const nav = useRef<HTMLElement>(null)
  // On a phone the views are wider than the screen: the one in use is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another view in use
  useEffect(() => {
    const here = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (here && nav.current)
      nav.current.scrollLeft = here.offsetLeft - nav.current.clientWidth / 2 + here.offsetWidth / 2
  }, [place.page])
  return (
    <Page title={words.library.title} tools={<SearchLink />}>
      <nav ref={nav} className="views" aria-label={words.library.views}>
        {views().map(([to, text]) => (
          <a
            key={to.page}
            className="view"
            href={addressOf(to)}
            aria-current={place.page === to.page ? 'page' : undefined}
          >
            {text}
          </a>
        ))}
      </nav>
      <View place={place} />
    </Page>
  )
}

function View({ place }: { readonly place: Place }) {
  switch (place.page) {
    case 'albums':
      return <Albums place={place} />
    case 'tracks':
      return <Tracks place={place} />
    case 'artists':
      return <Artists q={place.q} />
    case 'genres':
      return <Genres />
    case 'years':
      return <Years />
    default:
      return <Liked />
  }
}
