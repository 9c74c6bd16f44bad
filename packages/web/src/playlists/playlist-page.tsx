import type { PlaylistDocument } from '@baton/client'
import { type EntryId, type PlaylistId, tellsListening } from '@baton/protocol'
import { Copy, ListChecks, ListFilter, ListPlus, ListX, Nfc, Pencil, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Selection } from 'react-aria-components/GridList'
import { useHub, useStore } from '../hub/use-hub.ts'
import { isMadeByHand } from '../music/into-playlist.tsx'
import { MusicHead } from '../music/music-head.tsx'
import { usePlayActions } from '../music/play-actions.ts'
import { PlaylistCover, PlaylistFacts } from '../music/playlist-cover.tsx'
import { useSource } from '../music/use-source.ts'
import { adding, linkingTag, naming, ruling } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { ExportMenu } from './export-menu.tsx'
import {
  copyPlaylist,
  deleteWithUndo,
  makePlainWithUndo,
  removeFromPlaylist,
  startWithUndo,
} from './playlist-edits.ts'
import { PlaylistEntries } from './playlist-entries.tsx'
import { usePlaylist } from './use-playlist.ts'

export function PlaylistScreen({ playlistId }: { readonly playlistId: string }) {
  const loaded = usePlaylist(playlistId as PlaylistId)
  if (loaded.phase === 'loading') return <Waiting shape="page" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  return <Playlist playlist={loaded.playlist} />
}

function Playlist({ playlist }: { readonly playlist: PlaylistDocument }) {
  const connected = useHub()
  const { title, description, tracks, coverIds } = playlist
  const actions = usePlayActions(title, useSource({ playlistId: playlist.playlistId }))
  const [chosen, setChosen] = useState<Selection | null>(null)
  const ids = useMemo(() => idsOf(chosen, tracks), [chosen, tracks])
  const isEmpty = tracks.length === 0
  const { file, rules } = playlist
  const me = useStore(connected.hub.me)
  const hasOwnRules = rules !== undefined && playlist.ownerId === me?.userId
  return (
    <Page title={title} hideTitle className="queue playlist">
      <MusicHead
        title={title}
        picture={<PlaylistCover coverIds={coverIds} of={title} className="album-cover playlist-picture" />}
        actions={isEmpty ? null : { ...actions, playNow: () => void startWithUndo(connected, playlist) }}
        tools={
          <>
            {hasOwnRules && (
              <>
                <Button className="button button-quiet" onPress={() => ruling.set(playlist)}>
                  <ListFilter aria-hidden /> {strings.smart.rules}
                </Button>
                <Button
                  className="button button-quiet"
                  onPress={() => void makePlainWithUndo(connected, playlist, rules)}
                >
                  <ListX aria-hidden /> {strings.smart.makePlain}
                </Button>
              </>
            )}
            {!isEmpty && isMadeByHand(playlist) && (
              <Button className="button button-quiet" onPress={() => setChosen(chosen ? null : new Set())}>
                <ListChecks aria-hidden /> {chosen ? strings.edit.done : strings.edit.select}
              </Button>
            )}
            {!isEmpty && <ExportMenu playlist={playlist} />}
            {(file || (rules && !hasOwnRules)) && !isEmpty && (
              <Button className="button button-quiet" onPress={() => void copyPlaylist(connected, playlist)}>
                <Copy aria-hidden /> {strings.playlists.copy}
              </Button>
            )}
            <Button
              className="button button-quiet"
              onPress={() => linkingTag.set({ target: { playlistId: playlist.playlistId }, title })}
            >
              <Nfc aria-hidden /> {strings.tags.link}
            </Button>
            {!file && (
              <>
                <Button className="button button-quiet" onPress={() => naming.set(playlist)}>
                  <Pencil aria-hidden /> {strings.playlists.edit}
                </Button>
                <Button
                  className="button button-quiet"
                  onPress={() => void deleteWithUndo(connected, playlist)}
                >
                  <Trash2 aria-hidden /> {strings.playlists.delete}
                </Button>
              </>
            )}
          </>
        }
      >
        {description !== '' && <p className="playlist-description">{description}</p>}
        <p className="quiet">
          <PlaylistFacts playlist={playlist} />
        </p>
        {rules && (
          <p className="quiet">
            {tellsListening(rules) && !hasOwnRules ? strings.smart.followsOwner : strings.smart.followsRules}
          </p>
        )}
        {file && (
          <p className="quiet playlist-file">
            {strings.playlists.followsFile} <bdi>{file.path}</bdi>
          </p>
        )}
      </MusicHead>
      {isEmpty ? (
        <Empty
          title={rules ? strings.smart.nothingFits : strings.playlists.noTracks}
          text={
            rules
              ? strings.smart.nothingFitsText
              : file
                ? strings.playlists.noTracksOfFile
                : strings.playlists.noTracksText
          }
        >
          {hasOwnRules ? (
            <Button className="button" onPress={() => ruling.set(playlist)}>
              {strings.smart.changeRules}
            </Button>
          ) : (
            <a className="button" href="#/albums">
              {strings.player.toLibrary}
            </a>
          )}
        </Empty>
      ) : (
        // A list whose rows can be moved is another one than a list whose rows cannot.
        <PlaylistEntries
          key={rules ? 'by rules' : 'by hand'}
          playlist={playlist}
          chosen={rules ? null : chosen}
          onChoose={setChosen}
        />
      )}
      {chosen && !rules && (
        <div className="selection" role="toolbar" aria-label={strings.edit.actions}>
          <p role="status">{strings.edit.selected(ids.size)}</p>
          <Button className="button button-quiet" onPress={() => setChosen('all')}>
            {strings.edit.all}
          </Button>
          <Button
            className="button button-quiet"
            isDisabled={ids.size === 0}
            onPress={() =>
              adding.set({ title: strings.playlists.tracks(ids.size), moves: { playlist, ids } })
            }
          >
            <ListPlus aria-hidden /> {strings.playlists.moveChosen}
          </Button>
          <Button
            className="button"
            isDisabled={ids.size === 0}
            onPress={() => {
              void removeFromPlaylist(connected, playlist, ids)
              setChosen(new Set())
            }}
          >
            <Trash2 aria-hidden /> {strings.edit.remove}
          </Button>
        </div>
      )}
    </Page>
  )
}

/** Entries that have left the playlist meanwhile are no longer chosen. */
function idsOf(chosen: Selection | null, tracks: PlaylistDocument['tracks']): ReadonlySet<EntryId> {
  if (chosen === null) return new Set()
  const all = tracks.map((track) => track.entryId)
  return new Set(chosen === 'all' ? all : all.filter((id) => chosen.has(id)))
}
