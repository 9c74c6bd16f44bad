import type { FailureCode } from '@baton/client'
import type { ScanProblemCode } from '@baton/protocol'

export const shell = {
  app: {
    name: 'Baton',
    skip: 'Skip to the content',
    skipToPlayer: 'Skip to the player',
    opening: 'Looking for the hub',
  },
  nav: {
    label: 'Main',
    library: 'Library',
    queue: 'Queue',
    now: 'Now playing',
    devices: 'Devices',
    settings: 'Settings',
  },
  connection: {
    away: 'The hub is away. What you see is the last that was known.',
    awayTitle: 'The hub cannot be reached',
    awayText: 'Is it running, and is this device in its network? Baton keeps trying.',
    connecting: 'Connecting',
    retry: 'Try again',
    back: 'The hub is back',
  },
  toast: { label: 'Notices', close: 'Dismiss', undo: 'Undo', retry: 'Try again' },
  common: { close: 'Close', cancel: 'Cancel', more: 'More', back: 'Back', unknown: 'Unknown' },
  failure: { title: 'That did not work', crashed: 'This page failed. Load it again.', reload: 'Load again' },
  notFound: {
    title: 'There is nothing here',
    text: 'The address leads nowhere.',
    action: 'Go to the library',
  },
  keys: {
    title: 'Keyboard shortcuts',
    list: [
      ['Space', 'Play or pause'],
      ['← →', 'Back or forward 5 seconds'],
      ['↑ ↓', 'Louder or quieter'],
      ['N', 'Next track'],
      ['P', 'Previous track'],
      ['M', 'Mute'],
      ['S', 'Shuffle'],
      ['R', 'Repeat'],
      ['L', 'Like the current track'],
      ['D', 'Choose a device'],
      ['Q', 'Queue'],
      ['/', 'Search'],
      ['Ctrl K', 'Go to or do something'],
      ['?', 'This list'],
    ],
  },
  /** Where the catalogue's sentence speaks to programs, people hear this instead. */
  failures: {
    'session.no-speaker': 'No device can play right now. Choose one.',
    'device.needs-tap': 'That device must be tapped once before it may sound.',
    'device.offline': 'That device is not there right now.',
    'auth.wrong-token': 'You were signed out. Sign in again.',
  } satisfies Partial<Record<FailureCode, string>> as Partial<Record<FailureCode, string>>,
  /** Why a file could not be read, where the hub's own sentence will not do. */
  problems: {} as Partial<Record<ScanProblemCode, string>>,
}
