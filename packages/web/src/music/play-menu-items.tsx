import type { AlbumId, ArtistId, TrackSource } from '@baton/protocol'
import { Disc3, ListEnd, ListPlus, ListStart, Play, UserRound } from 'lucide-react'
import type { RefObject } from 'react'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { adding } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { words } from '../strings/strings.ts'
import { useVerbs } from './play-actions.ts'

export interface VerbMenuProps {
  readonly title: string
  readonly source: TrackSource
  /** Where "Show the album" leads; left out on the album's own page. */
  readonly albumId?: AlbumId | null
  readonly artistId?: ArtistId | null
  /** What can be done with it only where it stands. */
  readonly here?: readonly { readonly text: string; readonly run: () => void }[]
}

export interface VerbListProps extends VerbMenuProps {
  readonly trigger: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
}

export function VerbList(props: VerbListProps) {
  const { title, source, trigger, onClose, albumId = null, artistId = null, here = [] } = props
  const verbs = useVerbs(title, source)
  return (
    <Popover
      className="popover"
      aria-label={words.verbs.menuOf(title)}
      placement="bottom end"
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Menu className="menu" aria-label={words.verbs.menuOf(title)} autoFocus="first" onClose={onClose}>
        <MenuItem className="menu-item" onAction={verbs.playNow}>
          <Play aria-hidden /> {words.verbs.playNow}
        </MenuItem>
        <MenuItem className="menu-item" onAction={verbs.playNext}>
          <ListStart aria-hidden /> {words.verbs.playNext}
        </MenuItem>
        <MenuItem className="menu-item" onAction={verbs.addToEnd}>
          <ListEnd aria-hidden /> {words.verbs.addToEnd}
        </MenuItem>
        <MenuItem className="menu-item" onAction={() => adding.set({ title, source })}>
          <ListPlus aria-hidden /> {words.playlists.addTo}
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
        {here.map(({ text, run }) => (
          <MenuItem key={text} className="menu-item" onAction={run}>
            {text}
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  )
}
