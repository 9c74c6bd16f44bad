import type { AlbumId, ArtistId, TrackSource } from '@baton/protocol'
import { Disc3, ListEnd, ListPlus, ListStart, Play, UserRound } from 'lucide-react'
import type { RefObject } from 'react'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { adding } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { usePlayActions } from './play-actions.ts'

export interface PlayMenuProps {
  readonly title: string
  readonly source: TrackSource
  /** Where "Show the album" leads; left out on the album's own page. */
  readonly albumId?: AlbumId | null
  readonly artistId?: ArtistId | null
  /** What can be done with it only where it stands. */
  readonly here?: readonly { readonly text: string; readonly run: () => void }[]
}

export interface PlayMenuItemsProps extends PlayMenuProps {
  readonly trigger: RefObject<HTMLButtonElement | null>
  readonly onClose: () => void
}

export function PlayMenuItems(props: PlayMenuItemsProps) {
  const { title, source, trigger, onClose, albumId = null, artistId = null, here = [] } = props
  const actions = usePlayActions(title, source)
  return (
    <Popover
      className="popover"
      aria-label={strings.actions.menuOf(title)}
      placement="bottom end"
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Menu className="menu" aria-label={strings.actions.menuOf(title)} autoFocus="first" onClose={onClose}>
        <MenuItem className="menu-item" onAction={actions.playNow}>
          <Play aria-hidden /> {strings.actions.playNow}
        </MenuItem>
        <MenuItem className="menu-item" onAction={actions.playNext}>
          <ListStart aria-hidden /> {strings.actions.playNext}
        </MenuItem>
        <MenuItem className="menu-item" onAction={actions.addToEnd}>
          <ListEnd aria-hidden /> {strings.actions.addToEnd}
        </MenuItem>
        <MenuItem className="menu-item" onAction={() => adding.set({ title, source })}>
          <ListPlus aria-hidden /> {strings.playlists.addTo}
        </MenuItem>
        {albumId !== null && (
          <MenuItem className="menu-item" onAction={() => go({ page: 'album', albumId })}>
            <Disc3 aria-hidden /> {strings.actions.openAlbum}
          </MenuItem>
        )}
        {artistId !== null && (
          <MenuItem className="menu-item" onAction={() => go({ page: 'artist', artistId })}>
            <UserRound aria-hidden /> {strings.actions.openArtist}
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
