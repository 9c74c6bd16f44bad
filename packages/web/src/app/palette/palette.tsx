import { Disc3, ListVideo, type LucideIcon, Music, UserRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useFollowed, useHub, useStore } from '../../hub/use-hub.ts'
import { useSearch } from '../../library/use-search.ts'
import { playActionsOf } from '../../music/play-actions.ts'
import { palette } from '../../navigation/open-panels.ts'
import { go } from '../../navigation/use-place.ts'
import { strings } from '../../strings/strings.ts'
import { LargeSearch } from '../../ui/large-search.tsx'
import { matchesTyped } from '../../ui/matches-typed.ts'
import { type PaletteAction, paletteActionsOf } from './palette-actions.ts'

const OF_EACH = 4

/** One field for places, devices, the player and music: opened by Ctrl or Cmd with K, and used without the mouse. */
export function Palette() {
  const isOpen = useStore(palette)
  return (
    <ModalOverlay className="overlay overlay-top" isDismissable isOpen={isOpen} onOpenChange={palette.set}>
      <Modal className="sheet palette">
        <Dialog className="palette-dialog" aria-label={strings.palette.title}>
          <PaletteField />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface Group {
  readonly title: string
  readonly actions: readonly PaletteAction[]
}

function PaletteField() {
  const [typed, setTyped] = useState('')
  const groups = useGroups(typed.trim()).filter((group) => group.actions.length > 0)
  const run = (action: PaletteAction) => {
    palette.set(false)
    action.run()
  }
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <LargeSearch label={strings.palette.title} hint={strings.palette.hint} maxLength={200} />
      <Menu
        className="menu palette-menu"
        aria-label={strings.palette.title}
        renderEmptyState={() => <p className="quiet palette-none">{strings.palette.none}</p>}
      >
        {groups.map((group) => (
          <MenuSection key={group.title} id={group.title} aria-label={group.title}>
            <Header className="palette-head">{group.title}</Header>
            {group.actions.map((action) => (
              <PaletteItem key={action.id} action={action} onRun={run} />
            ))}
          </MenuSection>
        ))}
      </Menu>
    </Autocomplete>
  )
}

function PaletteItem({
  action,
  onRun,
}: {
  readonly action: PaletteAction
  readonly onRun: (action: PaletteAction) => void
}) {
  const Icon = action.icon
  return (
    <MenuItem id={action.id} className="menu-item" textValue={action.text} onAction={() => onRun(action)}>
      <Icon aria-hidden />
      <span className="row-text">
        <span className="row-title">{action.text}</span>
        {action.sub && <span className="row-sub">{action.sub}</span>}
      </span>
    </MenuItem>
  )
}

function useGroups(q: string): readonly Group[] {
  const connected = useHub()
  const devices = useFollowed((state) => state.devices)
  const activeDeviceId = useFollowed((state) => state.session?.activeDeviceId ?? null)
  const listener = useFollowed((state) => state.session?.userId ?? null)
  const isPlaying = useFollowed((state) => state.session?.playState === 'playing')
  const { result } = useSearch(q, OF_EACH)
  const fixed = useMemo(
    () => paletteActionsOf(connected, { devices: devices ?? [], activeDeviceId, listener, isPlaying }),
    [connected, devices, activeDeviceId, listener, isPlaying],
  )
  const music = useMemo((): readonly Group[] => {
    if (!result) return []
    const action = (id: string, text: string, sub: string | null, icon: LucideIcon, run: () => void) => ({
      id,
      text,
      sub,
      icon,
      run,
    })
    return [
      {
        title: strings.playlists.title,
        actions: result.playlists.map(({ playlistId, title, trackCount }) =>
          action(`playlist ${playlistId}`, title, strings.playlists.tracks(trackCount), ListVideo, () =>
            go({ page: 'playlist', playlistId }),
          ),
        ),
      },
      {
        title: strings.library.tracks,
        actions: result.tracks.map(({ trackId, title, artist }) =>
          action(`track ${trackId}`, title, artist, Music, () =>
            playActionsOf(connected, title, { trackIds: [trackId] }).playNow(),
          ),
        ),
      },
      {
        title: strings.library.albums,
        actions: result.albums.map(({ albumId, title, artist }) =>
          action(`album ${albumId}`, title, artist, Disc3, () => go({ page: 'album', albumId })),
        ),
      },
      {
        title: strings.library.artists,
        actions: result.artists.map(({ artistId, name }) =>
          action(`artist ${artistId}`, name, null, UserRound, () => go({ page: 'artist', artistId })),
        ),
      },
    ]
  }, [connected, result])
  const fitting = fixed.map(({ title, actions }) => ({
    title,
    actions: actions.filter((one) => matchesTyped(one.text, q)),
  }))
  return q === '' ? fitting : [...fitting, ...music]
}
