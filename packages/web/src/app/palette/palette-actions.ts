import type { Ask } from '@baton/client'
import { type DeviceId, type DeviceView, mayPlayOn, type UserId } from '@baton/protocol'
import {
  CalendarDays,
  CirclePlay,
  Disc3,
  Heart,
  History,
  House as HouseIcon,
  ListMusic,
  ListPlus,
  ListVideo,
  type LucideIcon,
  Music,
  Pause,
  Image as Picture,
  Play,
  Search,
  Settings,
  SkipBack,
  SkipForward,
  Tag,
  UsersRound,
} from 'lucide-react'
import { deviceIcon } from '../../devices/device-condition.ts'
import { askHub } from '../../hub/ask.ts'
import type { ConnectedHub } from '../../hub/connected-hub.ts'
import { deviceChoice, naming } from '../../navigation/open-panels.ts'
import type { Place } from '../../navigation/places.ts'
import { go } from '../../navigation/use-place.ts'
import { handOverTo } from '../../playback/hand-over/hand-over.ts'
import { strings } from '../../strings/strings.ts'

/** Something that the palette can do. */
export interface PaletteAction {
  readonly id: string
  readonly text: string
  readonly sub: string | null
  readonly icon: LucideIcon
  readonly run: () => void
}

export interface PaletteFacts {
  readonly devices: readonly DeviceView[]
  readonly activeDeviceId: DeviceId | null
  /** Whose session it is. */
  readonly listener: UserId | null
  readonly isPlaying: boolean
}

/** What can be done whatever one types: places, the player, and devices to play on. */
export function paletteActionsOf(
  connected: ConnectedHub,
  { devices, activeDeviceId, listener, isPlaying }: PaletteFacts,
): readonly { readonly title: string; readonly actions: readonly PaletteAction[] }[] {
  const place = (text: string, icon: LucideIcon, to: Place): PaletteAction => {
    return { id: `place ${to.page}`, text, sub: null, icon, run: () => go(to) }
  }
  const action = (text: string, icon: LucideIcon, ask: Ask): PaletteAction => {
    return { id: `ask ${ask.type}`, text, sub: null, icon, run: () => void askHub(connected, ask) }
  }
  const saveQueue: PaletteAction = {
    id: 'save queue',
    text: strings.playlists.saveQueueTitle,
    sub: null,
    icon: ListPlus,
    run: () => naming.set('queue'),
  }
  const open = devices.filter(
    (one) =>
      one.capabilities.sound && one.online && one.enabled && listener !== null && mayPlayOn(one, listener),
  )
  return [
    {
      title: strings.palette.doing,
      actions: [
        isPlaying
          ? action(strings.player.pause, Pause, { type: 'session.pause' })
          : action(strings.player.play, Play, { type: 'session.play' }),
        action(strings.player.next, SkipForward, { type: 'session.next' }),
        action(strings.player.prev, SkipBack, { type: 'session.prev' }),
        // What is saved is one's own queue.
        ...(connected.box ? [] : [saveQueue]),
      ],
    },
    {
      title: strings.palette.devices,
      actions: open
        .filter((one) => one.deviceId !== activeDeviceId)
        .map((one) => ({
          id: `device ${one.deviceId}`,
          text:
            one.deviceId === connected.deviceId ? strings.devices.playHere : strings.devices.playOn(one.name),
          sub: null,
          icon: deviceIcon(one),
          run: () => {
            // Whether it worked is shown where devices are chosen.
            deviceChoice.set(true)
            void handOverTo(connected, one)
          },
        })),
    },
    {
      title: strings.palette.places,
      actions: [
        place(strings.home.title, HouseIcon, { page: 'home' }),
        place(strings.find.title, Search, { page: 'search', q: '' }),
        place(strings.library.albums, Disc3, { page: 'albums', q: '' }),
        place(strings.library.artists, UsersRound, { page: 'artists', q: '' }),
        place(strings.library.tracks, Music, { page: 'tracks', q: '' }),
        place(strings.browse.genres, Tag, { page: 'genres' }),
        place(strings.browse.years, CalendarDays, { page: 'years' }),
        place(strings.browse.liked, Heart, { page: 'liked' }),
        place(strings.playlists.title, ListVideo, { page: 'playlists' }),
        place(strings.artwork.title, Picture, { page: 'artwork' }),
        place(strings.history.title, History, { page: 'history' }),
        place(strings.queue.title, ListMusic, { page: 'queue' }),
        place(strings.nav.now, CirclePlay, { page: 'now' }),
        place(strings.settings.title, Settings, { page: 'settings' }),
      ],
    },
  ]
}
