import { ListFilter, ListMusic, ListPlus } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useFollowed } from '../hub/use-hub.ts'
import { LibraryTabs } from '../library/library-tabs.tsx'
import { PlaylistRow } from '../music/playlist-row.tsx'
import { naming, ruling } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Empty, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { whole } from '../ui/paged.ts'
import { VirtualRows } from '../ui/virtual-list.tsx'
import { ImportButton, ListDrop } from './take-lists.tsx'

export function PlaylistsScreen() {
  const playlists = useFollowed((state) => state.playlists)
  const create = () => naming.set('new')
  const createSmart = () => ruling.set('new')
  if (!playlists || playlists.length === 0) {
    return (
      <Page title={strings.playlists.title}>
        <LibraryTabs here="playlists" />
        {playlists ? (
          <ListDrop>
            <Empty title={strings.playlists.empty} text={strings.playlists.emptyText} icon={ListMusic}>
              <Button className="button button-accent" onPress={create}>
                {strings.playlists.create}
              </Button>
              <Button className="button" onPress={createSmart}>
                <ListFilter aria-hidden /> {strings.smart.create}
              </Button>
              <ImportButton />
            </Empty>
          </ListDrop>
        ) : (
          <Waiting shape="list" />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={strings.playlists.title}
      tools={
        <div className="page-tools">
          <ImportButton />
          <Button className="button" onPress={createSmart}>
            <ListFilter aria-hidden /> {strings.smart.create}
          </Button>
          <Button className="button" onPress={create}>
            <ListPlus aria-hidden /> {strings.playlists.create}
          </Button>
        </div>
      }
    >
      <LibraryTabs here="playlists" />
      <ListDrop>
        <VirtualRows paged={whole(playlists)} keyOf={(playlist) => playlist.playlistId}>
          {(playlist) => <PlaylistRow playlist={playlist} />}
        </VirtualRows>
      </ListDrop>
    </Page>
  )
}
