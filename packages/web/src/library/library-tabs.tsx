import { useEffect, useRef } from 'react'
import { addressOf, type Place } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'

const views = (): readonly (readonly [Place, string])[] => [
  [{ page: 'albums', q: '' }, strings.library.albums],
  [{ page: 'artists', q: '' }, strings.library.artists],
  [{ page: 'tracks', q: '' }, strings.library.tracks],
  [{ page: 'genres' }, strings.browse.genres],
  [{ page: 'years' }, strings.browse.years],
  [{ page: 'liked' }, strings.browse.liked],
  [{ page: 'playlists' }, strings.playlists.title],
  [{ page: 'history' }, strings.history.title],
  [{ page: 'uploads' }, strings.uploads.title],
  [{ page: 'tags' }, strings.tags.title],
  [{ page: 'downloads' }, strings.downloads.title],
  [{ page: 'artwork' }, strings.artwork.title],
]

/** The ways to look at the library, the one in use among them. */
export function LibraryTabs({ here }: { readonly here: Place['page'] }) {
  const nav = useRef<HTMLElement>(null)
  // On a phone the views are wider than the screen: the one in use is brought into sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another view in use
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]')
    if (current && nav.current)
      nav.current.scrollLeft = current.offsetLeft - nav.current.clientWidth / 2 + current.offsetWidth / 2
  }, [here])
  return (
    <nav ref={nav} className="views" aria-label={strings.library.views}>
      {views().map(([to, text]) => (
        <a
          key={to.page}
          className="view"
          href={addressOf(to)}
          aria-current={here === to.page ? 'page' : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  )
}
