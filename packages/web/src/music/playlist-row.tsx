import type { PlaylistView } from '@baton/protocol'
import { memo } from 'react'
import { addressOf } from '../navigation/places.ts'
import { PlayMenu } from './play-menu.tsx'
import { PlaylistCover, PlaylistFacts } from './playlist-cover.tsx'

/** A playlist among others: it opens its page, and plays from its menu. */
export const PlaylistRow = memo(function PlaylistRow({ playlist }: { readonly playlist: PlaylistView }) {
  const { playlistId, title, coverIds, trackCount } = playlist
  return (
    <div className="row">
      <a className="row-main" href={addressOf({ page: 'playlist', playlistId })}>
        <PlaylistCover coverIds={coverIds} of={title} className="row-cover" />
        <span className="row-text">
          <span className="row-title">{title}</span>
          <span className="row-sub">
            <PlaylistFacts playlist={playlist} />
          </span>
        </span>
      </a>
      {trackCount > 0 && <PlayMenu title={title} source={{ playlistId }} />}
    </div>
  )
})
