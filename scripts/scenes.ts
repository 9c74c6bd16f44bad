// What `npm run screens` photographs: every screen, in every state that looks different.
import type { Page } from 'playwright-core'
import {
  addArtwork,
  chooseEntries,
  openArtwork,
  openDevices,
  openImport,
  openLimits,
  openLyrics,
  openNewRules,
  openOwner,
  openRules,
} from './scene-acts.ts'

const album = '#/albums/00000001-0000-4000-8000-000000000000'
const artist = '#/artists/00000003-0000-4000-8000-000000000000'
const playlist = '#/playlists/00000010-0000-4000-8000-000000000000'
const smart = '#/playlists/00000010-0000-4000-8000-000000000006'

export interface Scene {
  readonly name: string
  readonly address: string
  /** As somebody chose it in the settings; otherwise the app speaks English here. */
  readonly language?: 'de'
  readonly act?: (page: Page) => Promise<void>
}

export const scenes: readonly Scene[] = [
  { name: 'setup', address: '?scene=setup#/setup?code=abc' },
  { name: 'sign-in', address: '?scene=signin' },
  { name: 'unreachable', address: '?scene=unreachable' },
  { name: 'home', address: '' },
  { name: 'home-paused', address: '?scene=paused' },
  { name: 'albums', address: '#/albums' },
  { name: 'albums-many', address: '?scene=many#/albums' },
  { name: 'genres', address: '#/genres' },
  { name: 'years', address: '#/years' },
  { name: 'liked', address: '#/liked' },
  { name: 'tracks', address: '#/tracks' },
  { name: 'artists', address: '#/artists' },
  { name: 'search', address: '#/search?q=m' },
  { name: 'search-similar', address: '#/search?q=harbur' },
  { name: 'search-playlists', address: '#/search?q=wedding' },
  { name: 'search-nothing', address: '#/search?q=zzz' },
  { name: 'search-start', address: '#/search' },
  {
    name: 'palette',
    address: '#/albums',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('dialog').getByRole('searchbox').fill('ki')
      await page.waitForTimeout(500)
    },
  },
  { name: 'discs', address: `?scene=discs${album}` },
  { name: 'album', address: album },
  { name: 'artist', address: artist },
  { name: 'smart-playlist', address: smart },
  { name: 'smart-rules', address: smart, act: openRules },
  { name: 'smart-rules-german', address: smart, language: 'de', act: openRules },
  { name: 'smart-new', address: '#/playlists', act: openNewRules },
  { name: 'queue', address: '#/queue' },
  {
    name: 'queue-undo',
    address: '#/queue',
    act: async (page) => {
      await page.getByRole('button', { name: 'Clear the queue' }).click()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'queue-selected',
    address: '#/queue',
    act: async (page) => {
      await page.getByRole('button', { name: 'Select', exact: true }).click()
      for (const row of [2, 4, 5]) await page.locator('.entry').nth(row).click()
    },
  },
  {
    name: 'queue-save',
    address: '#/queue',
    act: async (page) => {
      await page.getByRole('button', { name: 'Save as playlist' }).click()
      await page.waitForTimeout(400)
    },
  },
  { name: 'lists', address: '#/playlists' },
  { name: 'lists-german', address: '#/playlists', language: 'de' },
  { name: 'lists-none', address: '?scene=empty#/playlists' },
  { name: 'list', address: playlist },
  { name: 'list-german', address: playlist, language: 'de' },
  { name: 'list-of-file', address: playlist.replace(/0$/, '5') },
  { name: 'list-of-file-german', address: playlist.replace(/0$/, '5'), language: 'de' },
  { name: 'list-nothing-in-it', address: playlist.replace(/0$/, '4') },
  {
    name: 'list-export',
    address: playlist,
    act: async (page) => {
      await page.getByRole('button', { name: 'Export' }).click()
      await page.waitForTimeout(400)
    },
  },
  { name: 'list-import', address: '#/playlists', act: openImport },
  { name: 'list-import-german', address: '#/playlists', language: 'de', act: openImport },
  {
    name: 'list-add',
    address: album,
    act: async (page) => {
      await page.getByRole('button', { name: 'Add to playlist…' }).click()
      await page.waitForTimeout(400)
    },
  },
  { name: 'list-chosen', address: playlist, act: chooseEntries },
  { name: 'list-chosen-german', address: playlist, language: 'de', act: chooseEntries },
  {
    name: 'list-move',
    address: playlist,
    act: async (page) => {
      await chooseEntries(page)
      await page.getByRole('button', { name: 'Move…' }).click()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'list-menu',
    address: playlist,
    act: async (page) => {
      await page.locator('.entry').nth(1).getByRole('button', { name: /^More/ }).click()
      await page.waitForTimeout(400)
    },
  },
  { name: 'tags', address: '#/tags' },
  { name: 'tags-german', address: '#/tags', language: 'de' },
  { name: 'tags-none', address: '?scene=empty#/tags' },
  { name: 'downloads', address: '#/downloads' },
  { name: 'downloads-german', address: '#/downloads', language: 'de' },
  { name: 'downloads-none', address: '?scene=empty#/downloads' },
  { name: 'history', address: '#/history' },
  { name: 'history-german', address: '#/history', language: 'de' },
  { name: 'history-none', address: '?scene=empty#/history' },
  { name: 'now', address: '#/now' },
  { name: 'lyrics', address: '#/now', act: openLyrics },
  { name: 'lyrics-plain', address: '?scene=plain-words#/now', act: openLyrics },
  { name: 'lyrics-none', address: '?scene=wordless#/now', act: openLyrics },
  { name: 'now-nothing', address: '?scene=nothing#/now' },
  { name: 'devices', address: '', act: openDevices },
  { name: 'quiet-row', address: '?scene=night#/devices' },
  { name: 'quiet-edit', address: '?scene=night#/devices', act: openLimits },
  { name: 'quiet-edit-german', address: '?scene=night#/devices', language: 'de', act: openLimits },
  { name: 'quiet-silent', address: '?scene=night-silent#/queue' },
  { name: 'quiet-silent-german', address: '?scene=night-silent#/queue', language: 'de' },
  { name: 'quiet-choose', address: '?scene=night-silent', act: openDevices },
  {
    name: 'devices-asking',
    address: '?scene=asking',
    act: async (page) => {
      await openDevices(page)
      await page.getByRole('button', { name: 'Play on Kitchen' }).click()
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'devices-refused',
    address: '',
    act: async (page) => {
      await openDevices(page)
      await page.getByRole('button', { name: 'Play on Living room tablet' }).click()
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'menu',
    address: album,
    act: (page) => page.getByRole('button', { name: /^More for First/ }).click(),
  },
  { name: 'keys', address: '', act: (page) => page.keyboard.press('?').then(() => page.waitForTimeout(400)) },
  { name: 'locked', address: '?scene=locked' },
  { name: 'locked-german', address: '?scene=locked', language: 'de' },
  { name: 'removed', address: '?scene=removed' },
  { name: 'dropped-out', address: '?scene=dropped' },
  { name: 'dropped-out-german', address: '?scene=dropped', language: 'de' },
  {
    name: 'waits',
    address: '?scene=waits',
    act: (page) => page.getByText('Do not wait').waitFor(),
  },
  { name: 'lent', address: '?scene=lent' },
  { name: 'removed-german', address: '?scene=removed', language: 'de' },
  {
    name: 'folder-refused',
    address: '#/scan',
    act: async (page) => {
      await page.getByLabel('Path of a folder').fill('/nowhere')
      await page.getByRole('button', { name: 'Add the folder' }).click()
      await page.waitForTimeout(200)
    },
  },
  { name: 'away', address: '?scene=away#/now' },
  { name: 'scan-page', address: '?scene=scan#/scan' },
  { name: 'scan-problems', address: '#/scan' },
  { name: 'settings', address: '#/settings' },
  {
    name: 'settings-sound',
    address: '#/settings',
    act: (page) => page.getByText('Crossfade').evaluate((label) => label.scrollIntoView({ block: 'center' })),
  },
  {
    name: 'settings-certificate',
    address: '?scene=own-certificate#/settings',
    act: (page) => page.locator('.own-certificate').scrollIntoViewIfNeeded(),
  },
  { name: 'settings-german', address: '#/settings', language: 'de' },
  { name: 'gear', address: '#/devices' },
  { name: 'gear-boxes', address: '?scene=boxes#/devices' },
  {
    name: 'gear-displays',
    address: '?scene=displays#/devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'Control Hall' }).click()
      await page.getByRole('button', { name: 'Quiet hours of Hall' }).click()
    },
  },
  { name: 'gear-display-code', address: '?scene=displays#/devices?display=K7M2XQ' },
  { name: 'devices-boxes', address: '?scene=boxes', act: openDevices },
  { name: 'gear-german', address: '#/devices', language: 'de' },
  {
    name: 'gear-add',
    address: '#/devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a phone or tablet' }).click()
      await page.getByLabel('Address of the hub').fill('http://192.168.1.20:8420')
      await page.waitForTimeout(200)
    },
  },
  {
    name: 'gear-output',
    address: '#/devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'What the player of Kitchen prints' }).click()
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'gear-remove',
    address: '#/devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'Remove Kitchen' }).click()
      await page.waitForTimeout(300)
    },
  },
  { name: 'people', address: '#/people' },
  {
    name: 'people-open',
    address: '#/people',
    act: async (page) => {
      await page.getByRole('button', { name: 'Change jo' }).click()
      await page.getByRole('button', { name: 'Link for a new password' }).click()
      await page.getByRole('button', { name: 'Show the sign-ins' }).click()
      await page.waitForTimeout(300)
      await page.getByText('What this person may do').first().scrollIntoViewIfNeeded()
    },
  },
  { name: 'people-only-owner-german', address: '#/people', language: 'de', act: openOwner },
  { name: 'account', address: '#/account' },
  { name: 'account-german', address: '#/account', language: 'de' },
  {
    name: 'account-password-refused',
    address: '#/account',
    act: async (page) => {
      await page.getByLabel('Present password').fill('not this one')
      await page.getByLabel('New password').fill('kestrelharbour')
      await page.getByRole('button', { name: 'Change the password' }).click()
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'account-key',
    address: '#/account',
    act: async (page) => {
      await page.getByLabel('What is it for?').fill('Kitchen display')
      await page.getByRole('button', { name: 'Make it' }).click()
      await page.getByText('Copy it now').scrollIntoViewIfNeeded()
    },
  },
  { name: 'link', address: '#/link' },
  { name: 'link-asked', address: '#/link?code=bcdf-ghjk' },
  { name: 'link-asked-german', address: '#/link?code=bcdf-ghjk', language: 'de' },
  { name: 'link-unknown', address: '#/link?code=xxxx-xxxx' },
  {
    name: 'link-approved',
    address: '#/link?code=bcdfghjk',
    act: (page) => page.getByRole('button', { name: 'Let it in' }).click(),
  },
  { name: 'activity', address: '#/activity' },
  { name: 'activity-german', address: '#/activity', language: 'de' },
  { name: 'activity-none', address: '?scene=quiet#/activity' },
  { name: 'artwork', address: '#/artwork' },
  { name: 'artwork-german', address: '#/artwork?tag=night', language: 'de' },
  { name: 'artwork-empty', address: '?scene=empty#/artwork' },
  { name: 'artwork-trending', address: '#/artwork?view=trending' },
  { name: 'artwork-trending-empty', address: '?scene=empty#/artwork?view=trending' },
  { name: 'artwork-one', address: '#/artwork', act: openArtwork },
  { name: 'artwork-adding', address: '#/artwork', act: addArtwork },
  { name: 'health', address: '#/health' },
  { name: 'health-trouble', address: '?scene=trouble#/health' },
  { name: 'health-german', address: '?scene=trouble#/health', language: 'de' },
  { name: 'health-none', address: '?scene=empty#/health' },
  { name: 'analytics', address: '#/analytics' },
  { name: 'analytics-german', address: '#/analytics', language: 'de' },
  { name: 'analytics-none', address: '?scene=empty#/analytics' },
  { name: 'analytics-artwork', address: '#/analytics/1' },
  {
    name: 'analytics-table',
    address: '#/analytics/2',
    act: (page) => page.getByText('The numbers, day by day').click(),
  },
  { name: 'sign-in-ways', address: '?scene=signin-ways#/sign-in?refused=auth.unknown-identity' },
  {
    name: 'sign-in-locked',
    address: '?scene=signin-locked',
    act: async (page) => {
      await page.getByLabel('User name').fill('robin')
      await page.getByLabel('Password', { exact: true }).fill('a long password')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.waitForTimeout(300)
    },
  },
  { name: 'reset', address: '?scene=signin#/reset?code=abc' },
  { name: 'listener', address: '?scene=listener' },
  { name: 'start-device', address: '#/start' },
  {
    name: 'start-music',
    address: '?scene=scan#/start',
    act: (page) => page.getByRole('button', { name: 'Continue' }).click(),
  },
  {
    name: 'start-phone-german',
    address: '#/start',
    language: 'de',
    act: async (page) => {
      await page.getByRole('button', { name: 'Weiter' }).click()
      await page.getByRole('button', { name: 'Weiter' }).click()
      await page.getByLabel('Adresse des Hubs').fill('baton.local')
    },
  },
  { name: 'home-german', address: '', language: 'de' },
  { name: 'album-german', address: album, language: 'de' },
  { name: 'empty', address: '?scene=empty' },
  { name: 'failed', address: '?scene=failed' },
]
