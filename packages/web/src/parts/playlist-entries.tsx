import type { PlaylistDocument } from '@baton/client'
import type { EntryId } from '@baton/protocol'
import { AudioLines, Check, GripVertical, X } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { GridList, GridListItem, type Selection } from 'react-aria-components/GridList'
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import type { House } from '../house/house.ts'
import { moveInPlaylist, removeFromPlaylist, startWithUndo } from '../house/playlist-edits.ts'
import { useFollowed, useHouse } from '../house/use-house.ts'
import { clockText } from '../words/time-words.ts'
import { words } from '../words/words.ts'
import { Cover } from './cover.tsx'
import { trackSource, VerbMenu } from './verb-menu.tsx'

const ROW_HEIGHT = 64

type Track = PlaylistDocument['tracks'][number]

export interface PlaylistEntriesProps {
  readonly playlist: PlaylistDocument
  /** Null: the playlist is played from the pressed track on; otherwise a press chooses it. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The tracks of a playlist, moved by mouse, finger or keyboard; only those in sight exist. */
export function PlaylistEntries({ playlist, chosen, onChoose }: PlaylistEntriesProps) {
  const house = useHouse()
  const { tracks } = playlist
  // A drag may take longer than the list stays as it was.
  const latest = useRef(playlist)
  latest.current = playlist
  const current = useFollowed((state) => state.session?.current?.trackId ?? null)
  const titles = useMemo(() => new Map(tracks.map((track) => [track.entryId, track.title])), [tracks])
  const { dragAndDropHooks } = useDragAndDrop<Track>({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': titles.get(key as EntryId) ?? '' })),
    onReorder: ({ keys, target }) => {
      const { tracks: now } = latest.current
      const at = now.findIndex((track) => track.entryId === target.key)
      const after = target.dropPosition === 'after' ? now[at] : now[at - 1]
      const ids = new Set([...keys] as EntryId[])
      void moveInPlaylist(house, latest.current, ids, after?.entryId ?? null)
    },
  })
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW_HEIGHT }}>
      <GridList
        className="entries"
        aria-label={words.playlists.entries}
        items={tracks as Track[]}
        dependencies={[current, chosen !== null, playlist]}
        dragAndDropHooks={dragAndDropHooks}
        selectionMode={chosen ? 'multiple' : 'none'}
        selectedKeys={chosen ?? []}
        onSelectionChange={onChoose}
        {...(chosen ? {} : { onAction: (key) => void startWithUndo(house, playlist, key as EntryId) })}
      >
        {(track) => (
          <EntryRow
            id={track.entryId}
            track={track}
            playlist={playlist}
            isCurrent={track.trackId === current}
            mayBeChosen={chosen !== null}
          />
        )}
      </GridList>
    </Virtualizer>
  )
}

/** What a mouse does by dragging, and the button of a wide screen, for everybody. */
function deedsHere(house: House, playlist: PlaylistDocument, { entryId }: Track) {
  const order = playlist.tracks.map((track) => track.entryId)
  const at = order.indexOf(entryId)
  const move = (text: string, after: EntryId | null | undefined) =>
    after === undefined
      ? []
      : [{ text, run: () => void moveInPlaylist(house, playlist, new Set([entryId]), after) }]
  return [
    ...move(words.queue.moveUp, at > 0 ? (order[at - 2] ?? null) : undefined),
    ...move(words.queue.moveDown, order[at + 1]),
    {
      text: words.playlists.removeItem,
      run: () => void removeFromPlaylist(house, playlist, new Set([entryId])),
    },
  ]
}

interface EntryRowProps {
  /** By this the list tells its rows apart. */
  readonly id: EntryId
  readonly track: Track
  readonly playlist: PlaylistDocument
  readonly isCurrent: boolean
  readonly mayBeChosen: boolean
}

function EntryRow({ id, track, playlist, isCurrent, mayBeChosen }: EntryRowProps) {
  const house = useHouse()
  const artist = track.artist ?? words.library.unknownArtist
  return (
    <GridListItem
      id={id}
      className="entry"
      textValue={`${track.title}, ${artist}`}
      data-current={isCurrent || undefined}
      data-missing={track.missing || undefined}
    >
      <Button slot="drag" className="icon-button entry-grip" aria-label={words.queue.drag(track.title)}>
        <GripVertical aria-hidden />
      </Button>
      {mayBeChosen && (
        <Checkbox slot="selection" className="entry-check">
          <span>
            <Check aria-hidden />
          </span>
        </Checkbox>
      )}
      <Cover coverId={track.coverId} of={track.album ?? track.title} size={96} className="row-cover" />
      <span className="row-text">
        <span className="row-title">
          {isCurrent && <AudioLines aria-label={words.queue.current} className="entry-current" />}
          {track.title}
        </span>
        <span className="row-sub">{track.missing ? words.playlists.missing : artist}</span>
      </span>
      <span className="row-time">{clockText(track.durationMs)}</span>
      {!mayBeChosen && (
        <>
          <VerbMenu
            title={track.title}
            source={trackSource(track.trackId)}
            albumId={track.albumId}
            here={deedsHere(house, playlist, track)}
          />
          <Button
            className="icon-button entry-remove"
            aria-label={words.playlists.removeOf(track.title)}
            onPress={() => void removeFromPlaylist(house, playlist, new Set([track.entryId]))}
          >
            <X aria-hidden />
          </Button>
        </>
      )}
    </GridListItem>
  )
}
