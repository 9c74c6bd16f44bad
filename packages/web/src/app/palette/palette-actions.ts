import type { Ask } from '@baton/client'
import type { DeviceId, DeviceView } from '@baton/protocol'
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
import type { House } from '../../hub/connected-hub.ts'
import { deviceChoice, naming } from '../../navigation/open-panels.ts'
import type { Place } from '../../navigation/places.ts'
import { go } from '../../navigation/use-place.ts'
import { moveTo } from '../../playback/hand-over/hand-over.ts'
import { words } from '../../strings/strings.ts'

/** Something that the palette can do. */
export interface Deed {
  readonly id: string
  readonly text: string
  readonly sub: string | null
  readonly icon: LucideIcon
  readonly run: () => void
}

export interface DeedFacts {
  readonly devices: readonly DeviceView[]
  readonly activeDeviceId: DeviceId | null
  readonly isPlaying: boolean
}

/** What can be done whatever one types: places, the player, and devices to play on. */
export function deedsOf(
  house: House,
  { devices, activeDeviceId, isPlaying }: DeedFacts,
): readonly { readonly title: string; readonly deeds: readonly Deed[] }[] {
  const place = (text: string, icon: LucideIcon, to: Place): Deed => {
    return { id: `place ${to.page}`, text, sub: null, icon, run: () => go(to) }
  }
  const deed = (text: string, icon: LucideIcon, ask: Ask): Deed => {
    return { id: `ask ${ask.type}`, text, sub: null, icon, run: () => void askHub(house, ask) }
  }
  const open = devices.filter((one) => one.capabilities.sound && one.online && one.enabled)
  return [
    {
      title: words.palette.doing,
      deeds: [
        isPlaying
          ? deed(words.player.pause, Pause, { type: 'session.pause' })
          : deed(words.player.play, Play, { type: 'session.play' }),
        deed(words.player.next, SkipForward, { type: 'session.next' }),
        deed(words.player.prev, SkipBack, { type: 'session.prev' }),
        {
          id: 'save queue',
          text: words.playlists.saveQueueTitle,
          sub: null,
          icon: ListPlus,
          run: () => naming.set('queue'),
        },
      ],
    },
    {
      title: words.palette.devices,
      deeds: open
        .filter((one) => one.deviceId !== activeDeviceId)
        .map((one) => ({
          id: `device ${one.deviceId}`,
          text: one.deviceId === house.deviceId ? words.devices.playHere : words.devices.playOn(one.name),
          sub: null,
          icon: deviceIcon(one),
          run: () => {
            // Whether it worked is shown where devices are chosen.
            deviceChoice.set(true)
            void moveTo(house, one)
          },
        })),
    },
    {
      title: words.palette.places,
      deeds: [
        place(words.home.title, HouseIcon, { page: 'home' }),
        place(words.find.title, Search, { page: 'search', q: '' }),
        place(words.library.albums, Disc3, { page: 'albums', q: '' }),
        place(words.library.artists, UsersRound, { page: 'artists', q: '' }),
        place(words.library.tracks, Music, { page: 'tracks', q: '' }),
        place(words.browse.genres, Tag, { page: 'genres' }),
        place(words.browse.years, CalendarDays, { page: 'years' }),
        place(words.browse.liked, Heart, { page: 'liked' }),
        place(words.playlists.title, ListVideo, { page: 'playlists' }),
        place(words.history.title, History, { page: 'history' }),
        place(words.queue.title, ListMusic, { page: 'queue' }),
        place(words.nav.now, CirclePlay, { page: 'now' }),
        place(words.settings.title, Settings, { page: 'settings' }),
      ],
    },
  ]
}
