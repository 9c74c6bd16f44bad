import { Disc3, ListVideo, type LucideIcon, Music, UserRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useFollowed, useHouse, useStore } from '../../hub/use-hub.ts'
import { useSearch } from '../../library/use-search.ts'
import { verbsOf } from '../../music/play-actions.ts'
import { palette } from '../../navigation/open-panels.ts'
import { go } from '../../navigation/use-place.ts'
import { words } from '../../strings/strings.ts'
import { LargeSearch } from '../../ui/large-search.tsx'
import { fits } from '../../ui/matches-typed.ts'
import { type Deed, deedsOf } from './palette-actions.ts'

const OF_EACH = 4

/** One field for places, devices, the player and music: opened by Ctrl or Cmd with K, and used without the mouse. */
export function Palette() {
  const isOpen = useStore(palette)
  return (
    <ModalOverlay className="overlay overlay-top" isDismissable isOpen={isOpen} onOpenChange={palette.set}>
      <Modal className="sheet palette">
        <Dialog className="palette-dialog" aria-label={words.palette.title}>
          <PaletteField />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface Group {
  readonly title: string
  readonly deeds: readonly Deed[]
}

function PaletteField() {
  const [typed, setTyped] = useState('')
  const groups = useGroups(typed.trim()).filter((group) => group.deeds.length > 0)
  const run = (deed: Deed) => {
    palette.set(false)
    deed.run()
  }
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <LargeSearch label={words.palette.title} hint={words.palette.hint} maxLength={200} />
      <Menu
        className="menu palette-menu"
        aria-label={words.palette.title}
        renderEmptyState={() => <p className="quiet palette-none">{words.palette.none}</p>}
      >
        {groups.map((group) => (
          <MenuSection key={group.title} id={group.title} aria-label={group.title}>
            <Header className="palette-head">{group.title}</Header>
            {group.deeds.map((deed) => (
              <PaletteItem key={deed.id} deed={deed} onRun={run} />
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  )
}

function PaletteItem({ deed, onRun }: { readonly deed: Deed; readonly onRun: (deed: Deed) => void }) {
  const Icon = deed.icon
  return (
    <MenuItem id={deed.id} className="menu-item" textValue={deed.text} onAction={() => onRun(deed)}>
      <Icon aria-hidden />
      <span className="row-text">
        <span className="row-title">{deed.text}</span>
        {deed.sub && <span className="row-sub">{deed.sub}</span>}
      </span>
    </MenuItem>
  )
}

function useGroups(q: string): readonly Group[] {
  const house = useHouse()
  const devices = useFollowed((state) => state.devices)
  const activeDeviceId = useFollowed((state) => state.session?.activeDeviceId ?? null)
  const isPlaying = useFollowed((state) => state.session?.playState === 'playing')
  const { result } = useSearch(q, OF_EACH)
  const playlists = useFollowed((state) => state.playlists)
  const fixed = useMemo(
    () => deedsOf(house, { devices: devices ?? [], activeDeviceId, isPlaying }),
    [house, devices, activeDeviceId, isPlaying],
  )
  const music = useMemo((): readonly Group[] => {
    if (!result) return []
    const deed = (id: string, text: string, sub: string | null, icon: LucideIcon, run: () => void) => ({
      id,
      text,
      sub,
      icon,
      run,
    })
    return [
      {
        title: words.library.tracks,
        deeds: result.tracks.map(({ trackId, title, artist }) =>
          deed(`track ${trackId}`, title, artist, Music, () =>
            verbsOf(house, title, { trackIds: [trackId] }).playNow(),
          ),
        ),
      },
      {
        title: words.library.albums,
        deeds: result.albums.map(({ albumId, title, artist }) =>
          deed(`album ${albumId}`, title, artist, Disc3, () => go({ page: 'album', albumId })),
        ),
      },
      {
        title: words.library.artists,
        deeds: result.artists.map(({ artistId, name }) =>
          deed(`artist ${artistId}`, name, null, UserRound, () => go({ page: 'artist', artistId })),
        ),
      },
    ]
  }, [house, result])
  const fitting = fixed.map(({ title, deeds }) => ({
    title,
    deeds: deeds.filter((one) => fits(one.text, q)),
  }))
  const lists: Group = {
    title: words.playlists.title,
    deeds: (playlists ?? [])
      .filter((one) => fits(one.title, q))
      .slice(0, OF_EACH)
      .map((one) => ({
        id: `playlist ${one.playlistId}`,
        text: one.title,
        sub: words.playlists.tracks(one.trackCount),
        icon: ListVideo,
        run: () => go({ page: 'playlist', playlistId: one.playlistId }),
      })),
  }
  return q === '' ? fitting : [...fitting, lists, ...music]
}
