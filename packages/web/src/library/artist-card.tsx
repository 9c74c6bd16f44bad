import type { Artist } from '@baton/protocol'
import { Cover } from '../music/cover.tsx'
import { addressOf } from '../navigation/places.ts'
import { words } from '../strings/strings.ts'

export function ArtistCard({ artist }: { readonly artist: Artist }) {
  return (
    <a className="artist" href={addressOf({ page: 'artist', artistId: artist.artistId })}>
      <Cover coverId={artist.coverId} of={artist.name} size={96} className="artist-cover" />
      <span className="row-text">
        <span className="row-title">{artist.name}</span>
        <span className="row-sub">
          {words.count.albums(artist.albumCount)} · {words.count.tracks(artist.trackCount)}
        </span>
      </span>
    </a>
  )
}
