import { MAX_PLAYLIST_TITLE_LENGTH, type PlaylistView } from '@baton/protocol'
import { ListPlus } from 'lucide-react'
import { useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { askHub } from '../hub/ask.ts'
import { useFollowed, useHub, useStore } from '../hub/use-hub.ts'
import { isMadeByHand } from '../music/into-playlist.tsx'
import { PlaylistCover, PlaylistFacts } from '../music/playlist-cover.tsx'
import { adding } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { LargeSearch } from '../ui/large-search.tsx'
import { matchesTyped } from '../ui/matches-typed.ts'
import { notify } from '../ui/notices.ts'
import { addToPlaylist, moveToNewPlaylist, moveToPlaylist } from './playlist-edits.ts'

const NO_LISTS: readonly PlaylistView[] = []

/** Chooses the playlist that some music is added to, or moved to; what was typed can also name a new one. */
export function AddToPlaylist() {
  const what = useStore(adding)
  return (
    <ModalOverlay
      className="overlay overlay-top"
      isDismissable
      isOpen={what !== null}
      onOpenChange={(isOpen) => !isOpen && adding.set(null)}
    >
      <Modal className="sheet palette">
        {what !== null && (
          <Dialog className="palette-dialog">
            <Heading slot="title" className="palette-head">
              {'moves' in what
                ? strings.playlists.moveTitle(what.title)
                : strings.playlists.addTitle(what.title)}
            </Heading>
            <Lists what={what} />
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

function Lists({ what }: { readonly what: NonNullable<ReturnType<typeof adding.get>> }) {
  const { title } = what
  // Entries of a list are named after it, because how many they are is no name.
  const suggested = 'moves' in what ? what.moves.playlist.title : title
  const connected = useHub()
  const playlists = useFollowed((state) => state.playlists) ?? NO_LISTS
  const [typed, setTyped] = useState('')
  const wanted = typed.trim()
  const add = (playlist: PlaylistView) => {
    adding.set(null)
    void ('moves' in what
      ? moveToPlaylist(connected, what.moves, playlist)
      : addToPlaylist(connected, playlist, title, what.source))
  }
  const name = wanted === '' ? suggested : wanted
  const create = async () => {
    const named = name.slice(0, MAX_PLAYLIST_TITLE_LENGTH)
    adding.set(null)
    if ('moves' in what) return moveToNewPlaylist(connected, what.moves, named)
    const outcome = await askHub(connected, { type: 'playlist.create', title: named, source: what.source })
    const playlistId = outcome?.receipt.result.playlistId
    if (!playlistId) return
    const open = () => go({ page: 'playlist', playlistId })
    notify(strings.playlists.created(named), { label: strings.playlists.open, run: open })
  }
  const hasTyped = wanted !== ''
  // The first item is chosen by Enter while one types: a playlist that is there already goes before a new one of its name.
  const fresh = (
    <MenuItem
      className="menu-item"
      id="new"
      textValue={strings.playlists.create}
      onAction={() => void create()}
    >
      <ListPlus aria-hidden />
      <span className="row-text">
        <span className="row-title">{strings.playlists.create}</span>
        <span className="row-sub">{name}</span>
      </span>
    </MenuItem>
  )
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <LargeSearch label={strings.playlists.find} hint={strings.playlists.find} maxLength={120} />
      <Menu className="menu palette-menu" autoFocus="first" aria-label={strings.playlists.title}>
        {!hasTyped && fresh}
        {playlists
          .filter(isMadeByHand)
          .filter(({ playlistId }) => !('moves' in what) || playlistId !== what.moves.playlist.playlistId)
          .filter((playlist) => matchesTyped(playlist.title, wanted))
          .map((playlist) => (
            <MenuItem
              key={playlist.playlistId}
              id={playlist.playlistId}
              className="menu-item"
              textValue={playlist.title}
              onAction={() => add(playlist)}
            >
              <PlaylistCover coverIds={playlist.coverIds} of={playlist.title} className="row-cover" />
              <span className="row-text">
                <span className="row-title">{playlist.title}</span>
                <span className="row-sub">
                  <PlaylistFacts playlist={playlist} />
                </span>
              </span>
            </MenuItem>
          ))}
        {hasTyped && fresh}
      </Menu>
    </Autocomplete>
  )
}
