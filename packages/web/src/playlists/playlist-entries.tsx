import type { PlaylistDocument } from '@baton/client'
import type { EntryId } from '@baton/protocol'
import type { Selection } from 'react-aria-components/GridList'
import type { House } from '../hub/connected-hub.ts'
import { useFollowed, useHouse } from '../hub/use-hub.ts'
import { EntryList, EntryRow } from '../music/entry-list.tsx'
import { neighbour } from '../music/neighbours.ts'
import { trackSource, VerbMenu } from '../music/play-menu.tsx'
import { words } from '../strings/strings.ts'
import { moveInPlaylist, removeFromPlaylist, startWithUndo } from './playlist-edits.ts'

type Track = PlaylistDocument['tracks'][number]

export interface PlaylistEntriesProps {
  readonly playlist: PlaylistDocument
  /** Null: the playlist is played from the pressed track on; otherwise a press chooses it. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The tracks of a playlist in their order. */
export function PlaylistEntries({ playlist, chosen, onChoose }: PlaylistEntriesProps) {
  const house = useHouse()
  const current = useFollowed((state) => state.session?.current?.trackId ?? null)
  const remove = (entryId: EntryId) => void removeFromPlaylist(house, playlist, new Set([entryId]))
  return (
    <EntryList
      label={words.playlists.entries}
      entries={playlist.tracks}
      shows={[current, playlist]}
      chosen={chosen}
      onChoose={onChoose}
      onPlay={(entryId) => void startWithUndo(house, playlist, entryId)}
      onMove={(entryIds, after) => void moveInPlaylist(house, playlist, entryIds, after)}
      row={(track) => (
        <EntryRow
          id={track.entryId}
          entry={track}
          trouble={track.missing ? words.playlists.missing : null}
          isCurrent={track.trackId === current}
          marks={{ 'data-missing': track.missing || undefined }}
          removal={{ label: words.playlists.removeOf(track.title), run: () => remove(track.entryId) }}
          menu={
            chosen ? null : (
              <VerbMenu
                title={track.title}
                source={trackSource(track.trackId)}
                albumId={track.albumId}
                here={deedsHere(house, playlist, track)}
              />
            )
          }
        />
      )}
    />
  )
}

/** What a mouse does by dragging, and the button of a wide screen, for everybody. */
function deedsHere(house: House, playlist: PlaylistDocument, { entryId }: Track) {
  const move = (text: string, step: -1 | 1) => {
    const after = neighbour(playlist.tracks, entryId, step)
    if (after === undefined) return []
    return [{ text, run: () => void moveInPlaylist(house, playlist, new Set([entryId]), after) }]
  }
  return [
    ...move(words.queue.moveUp, -1),
    ...move(words.queue.moveDown, 1),
    {
      text: words.playlists.removeItem,
      run: () => void removeFromPlaylist(house, playlist, new Set([entryId])),
    },
  ]
}
