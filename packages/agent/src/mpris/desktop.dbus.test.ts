import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type FollowedChange,
  type FollowedState,
  type Hub,
  NOTHING_KNOWN,
  store,
  systemClock,
} from '@baton/client'
import type { DeviceId, EntryId, SessionView } from '@baton/protocol'
import { end, finish, lacking, spawnOwned } from '@baton/testing/machine/child'
import { until } from '@baton/testing/worlds/hub-process-world'
import { logTo } from '../log/log.ts'
import { showOnDesktop } from './show-on-desktop.ts'

const skip = lacking('dbus-daemon', 'dbus-send', 'dbus-monitor', 'setpriv')
const HERE = '00000000-0000-4000-8000-000000000001' as DeviceId
const ELSEWHERE = '00000000-0000-4000-8000-000000000002' as DeviceId
const PLAYER = 'org.mpris.MediaPlayer2.Player'

const SONG = {
  entryId: '00000000-0000-4000-8000-00000000000e' as EntryId,
  title: 'Été “à deux”',
  artist: 'Ada',
  album: 'Kitchen songs',
  durationMs: 200_000,
}
const SESSION = {
  playState: 'playing',
  current: SONG,
  activeDeviceId: HERE,
  volumes: { [HERE]: { volume: 40, muted: false } },
  repeatMode: 'all',
  shuffle: true,
} as unknown as SessionView

/** A bus of its own, and a loudspeaker on it that plays a song. */
async function desktop() {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-bus-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const socket = join(folder, 'bus')
  const address = `unix:path=${socket}`
  const daemon = spawnOwned('dbus-daemon', ['--session', '--nofork', '--nopidfile', `--address=${address}`])
  made.defer(() => end(daemon))
  // It lies there before it can be connected to.
  const names = [`--bus=${address}`, '--dest=org.freedesktop.DBus', '--print-reply', '/org/freedesktop/DBus']
  await until('the bus answers', async () =>
    finish(spawnOwned('dbus-send', [...names, 'org.freedesktop.DBus.ListNames'])).catch(() => null),
  )

  const state = store<FollowedState>({ ...NOTHING_KNOWN, session: SESSION })
  const heard = new Set<(change: FollowedChange) => void>()
  const sent: unknown[] = []
  const hub = { send: async (ask: unknown) => void sent.push(ask) } as unknown as Pick<Hub, 'send'>
  made.use(
    showOnDesktop({
      ...{ hub, deviceId: HERE, name: 'Kitchen', clock: systemClock() },
      following: {
        state,
        listen: (tell) => {
          heard.add(tell)
          return () => heard.delete(tell)
        },
        positionNow: () => 61_000,
      },
      log: logTo(() => {}, 'silent'),
      env: { DBUS_SESSION_BUS_ADDRESS: `tcp:host=nowhere;${address},guid=0` },
    }),
  )
  const destination = '--dest=org.mpris.MediaPlayer2.baton'
  const ask = async (member: string, ...args: readonly string[]) => {
    const words = [`--bus=${address}`, destination, '--print-reply=literal', '/org/mpris/MediaPlayer2']
    const { stdout } = await finish(spawnOwned('dbus-send', [...words, member, ...args]))
    return stdout.replace(/\s+/g, ' ').trim()
  }
  const get = (name: string) =>
    ask('org.freedesktop.DBus.Properties.Get', `string:${PLAYER}`, `string:${name}`)
  await until('it has its name', async () => get('PlaybackStatus').catch(() => null))
  const kept = made.move()
  return {
    ...{ address, sent, state, heard, ask, get },
    press: (member: string, ...args: readonly string[]) => ask(`${PLAYER}.${member}`, ...args),
    sessionIs: (change: Partial<SessionView>) =>
      state.set({ ...state.get(), session: { ...SESSION, ...change } }),
    monitor() {
      const child = kept.adopt(
        spawnOwned('dbus-monitor', ['--address', address, `path=/org/mpris/MediaPlayer2`]),
        end,
      )
      let said = ''
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      return () => said
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('[AG71] programs of the desktop see what plays, and are told what changes', { skip }, async () => {
  await using world = await desktop()
  assert.equal(await world.get('PlaybackStatus'), 'variant Playing')
  assert.equal(await world.get('Volume'), 'variant double 0.4')
  assert.equal(await world.get('Position'), 'variant int64 61000000')
  const metadata = await world.get('Metadata')
  for (const part of [
    'xesam:title variant Été “à deux”',
    'xesam:artist variant array [ Ada ]',
    'int64 200000000',
  ])
    assert.ok(metadata.includes(part), `${part} in ${metadata}`)
  assert.match(await world.ask('org.freedesktop.DBus.Introspectable.Introspect'), /name="Position" type="x"/)
  const all = await world.ask('org.freedesktop.DBus.Properties.GetAll', 'string:org.mpris.MediaPlayer2')
  assert.match(all, /Identity variant Baton \(Kitchen\)/)
  await assert.rejects(world.get('Colour'), /UnknownProperty/)

  const said = world.monitor()
  // It listens once it hears what is asked.
  await until('the monitor hears', async () => (await world.get('Rate')) && said().includes('"Rate"'))
  world.sessionIs({ playState: 'paused' })
  await until('it is told', async () =>
    /member=PropertiesChanged[\s\S]*"PlaybackStatus"[\s\S]*"Paused"/.test(said()),
  )
  assert.doesNotMatch(said().slice(said().indexOf('PropertiesChanged')), /xesam:title/)
  const seeked = { cause: 'event', event: { type: 'session.seeked' } } as unknown as FollowedChange
  for (const tell of world.heard) tell(seeked)
  await until('the place is told', async () => /member=Seeked\s+int64 61000000/.test(said()))
})

test('[AG72] its keys are commands, and none while the music is elsewhere', { skip }, async () => {
  await using world = await desktop()
  const { sent, press, ask } = world
  const set = (name: string, value: string) =>
    ask('org.freedesktop.DBus.Properties.Set', `string:${PLAYER}`, `string:${name}`, `variant:${value}`)
  await press('PlayPause')
  await press('Next')
  await press('Seek', 'int64:-11000000')
  await press('SetPosition', 'objpath:/org/baton/entries/another', 'int64:5000000')
  const track = `objpath:/org/baton/entries/${SONG.entryId.replaceAll('-', '_')}`
  await press('SetPosition', track, 'int64:5000000')
  await set('Volume', 'double:1.7')
  await set('LoopStatus', 'string:Track')
  assert.deepEqual(sent.splice(0), [
    { type: 'session.pause' },
    { type: 'session.next' },
    { type: 'session.seek', positionMs: 50_000 },
    { type: 'session.seek', positionMs: 5_000 },
    { type: 'session.set-volume', deviceId: HERE, volume: 100, muted: false },
    { type: 'session.set-options', repeatMode: 'one' },
  ])
  world.sessionIs({ activeDeviceId: ELSEWHERE })
  assert.equal(await world.get('PlaybackStatus'), 'variant Stopped')
  for (const key of ['Play', 'PlayPause', 'Stop', 'Next']) await press(key)
  assert.deepEqual(sent, [])
  await assert.rejects(press('Dance'), /UnknownMethod/)
  await assert.rejects(set('Metadata', 'string:mine'), /PropertyReadOnly/)
})

test('[AG73] without a bus nothing happens, and that is told once', async () => {
  const lines: string[] = []
  const folder = await mkdtemp(join(tmpdir(), 'baton-no-bus-'))
  for (const env of [{}, { XDG_RUNTIME_DIR: folder }]) {
    const shown = showOnDesktop({
      hub: {} as Pick<Hub, 'send'>,
      following: {
        state: store<FollowedState>(NOTHING_KNOWN),
        listen: () => () => {},
        positionNow: () => 0,
      },
      ...{ deviceId: HERE, name: 'Kitchen', clock: systemClock(), env },
      log: logTo((line) => lines.push(line), 'debug'),
    })
    await until('it is told', async () => lines.length > 0)
    await shown[Symbol.asyncDispose]()
    assert.equal(lines.splice(0).length, 1)
  }
  await rm(folder, { recursive: true, force: true })
})
