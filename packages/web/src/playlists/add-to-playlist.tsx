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
import { addToPlaylist, moveToPlaylist } from './playlist-edits.ts'

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
  const create = async () => {
    const named = wanted === '' ? title : wanted
    adding.set(null)
    const source = 'source' in what ? { source: what.source } : {}
    const outcome = await askHub(connected, {
      type: 'playlist.create',
      title: named.slice(0, MAX_PLAYLIST_TITLE_LENGTH),
      ...source,
    })
    const playlistId = outcome?.receipt.result.playlistId
    if (!playlistId) return
    if ('moves' in what) return moveToPlaylist(connected, what.moves, { playlistId, title: named })
    const open = () => go({ page: 'playlist', playlistId })
    notify(strings.playlists.created(named), { label: strings.playlists.open, run: open })
  }
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <LargeSearch label={strings.playlists.find} hint={strings.playlists.find} maxLength={120} />
      <Menu className="menu palette-menu" aria-label={strings.playlists.title}>
        <MenuItem
          className="menu-item"
          id="new"
          textValue={strings.playlists.create}
          onAction={() => void create()}
        >
          <ListPlus aria-hidden />
          <span className="row-text">
            <span className="row-title">{strings.playlists.create}</span>
            <span className="row-sub">{wanted === '' ? title : wanted}</span>
          </span>
        </MenuItem>
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
      </Menu>
    </Autocomplete>
  )
}
