import type { PlaylistDocument } from '@baton/client'
import type { EntryId } from '@baton/protocol'
import type { Selection } from 'react-aria-components/GridList'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { EntryList, EntryRow } from '../music/entry-list.tsx'
import { isMadeByHand } from '../music/into-playlist.tsx'
import { neighbour } from '../music/neighbours.ts'
import { PlayMenu, trackSource } from '../music/play-menu.tsx'
import { adding } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { coverWithUndo, moveInPlaylist, removeFromPlaylist, startWithUndo } from './playlist-edits.ts'

type Track = PlaylistDocument['tracks'][number]

export interface PlaylistEntriesProps {
  readonly playlist: PlaylistDocument
  /** Null: the playlist is played from the pressed track on; otherwise a press chooses it. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The tracks of a playlist in their order; that of a file is its file's to change, that of rules its rules'. */
export function PlaylistEntries({ playlist, chosen, onChoose }: PlaylistEntriesProps) {
  const connected = useHub()
  const current = useFollowed((state) => state.session?.current?.trackId ?? null)
  const isFixed = !isMadeByHand(playlist)
  const remove = (entryId: EntryId) => void removeFromPlaylist(connected, playlist, new Set([entryId]))
  return (
    <EntryList
      label={strings.playlists.entries}
      entries={playlist.tracks}
      shows={[current, playlist]}
      chosen={chosen}
      onChoose={onChoose}
      onPlay={(entryId) => void startWithUndo(connected, playlist, entryId)}
      onMove={isFixed ? null : (entryIds, after) => void moveInPlaylist(connected, playlist, entryIds, after)}
      row={(track) => (
        <EntryRow
          id={track.entryId}
          entry={track}
          trouble={track.missing ? strings.playlists.missing : null}
          isCurrent={track.trackId === current}
          marks={{ 'data-missing': track.missing || undefined }}
          removal={
            isFixed
              ? null
              : { label: strings.playlists.removeOf(track.title), run: () => remove(track.entryId) }
          }
          menu={
            chosen ? null : (
              <PlayMenu
                title={track.title}
                source={trackSource(track.trackId)}
                albumId={track.albumId}
                here={[
                  ...(isFixed ? [] : actionsHere(connected, playlist, track)),
                  ...(playlist.file ? [] : coverHere(connected, playlist, track)),
                ]}
              />
            )
          }
        />
      )}
    />
  )
}

/** What a mouse does by dragging, and the button of a wide screen, for everybody. */
function actionsHere(connected: ConnectedHub, playlist: PlaylistDocument, { entryId, title }: Track) {
  const move = (text: string, step: -1 | 1) => {
    const after = neighbour(playlist.tracks, entryId, step)
    if (after === undefined) return []
    return [{ text, run: () => void moveInPlaylist(connected, playlist, new Set([entryId]), after) }]
  }
  return [
    ...move(strings.queue.moveUp, -1),
    ...move(strings.queue.moveDown, 1),
    {
      text: strings.playlists.moveTo,
      run: () => adding.set({ title, moves: { playlist, ids: new Set([entryId]) } }),
    },
    {
      text: strings.playlists.removeItem,
      run: () => void removeFromPlaylist(connected, playlist, new Set([entryId])),
    },
  ]
}

function coverHere(connected: ConnectedHub, playlist: PlaylistDocument, track: Track) {
  if (track.coverId === null) return []
  const isChosen = track.coverId === playlist.coverId
  return [
    {
      text: isChosen ? strings.playlists.coverOfAll : strings.playlists.coverOfThis,
      run: () => void coverWithUndo(connected, playlist, track),
    },
  ]
}
