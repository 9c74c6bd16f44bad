import type { AlbumId, ArtistId, TrackId, TrackSource } from '@baton/protocol'
import { Disc3, Ellipsis, ListEnd, ListStart, Play, UserRound } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useVerbs } from '../house/use-verbs.ts'
import { go } from '../route/use-place.ts'
import { words } from '../words/words.ts'

export interface VerbMenuProps {
  readonly title: string
  readonly source: TrackSource
  /** Where "Show the album" leads; left out on the album's own page. */
  readonly albumId?: AlbumId | null
  readonly artistId?: ArtistId | null
}

/** The three verbs of everything that can be played. */
export function VerbMenu({ title, source, albumId = null, artistId = null }: VerbMenuProps) {
  const verbs = useVerbs(title, source)
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={words.verbs.menuOf(title)}>
        <Ellipsis aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={words.verbs.menuOf(title)}>
          <MenuItem className="menu-item" onAction={verbs.playNow}>
            <Play aria-hidden /> {words.verbs.playNow}
          </MenuItem>
          <MenuItem className="menu-item" onAction={verbs.playNext}>
            <ListStart aria-hidden /> {words.verbs.playNext}
          </MenuItem>
          <MenuItem className="menu-item" onAction={verbs.addToEnd}>
            <ListEnd aria-hidden /> {words.verbs.addToEnd}
          </MenuItem>
          {albumId !== null && (
            <MenuItem className="menu-item" onAction={() => go({ page: 'album', albumId })}>
              <Disc3 aria-hidden /> {words.verbs.openAlbum}
            </MenuItem>
          )}
          {artistId !== null && (
            <MenuItem className="menu-item" onAction={() => go({ page: 'artist', artistId })}>
              <UserRound aria-hidden /> {words.verbs.openArtist}
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

export function trackSource(trackId: TrackId): TrackSource {
  return { trackIds: [trackId] }
}
