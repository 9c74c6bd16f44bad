// The mixed load: people who command, followers who stay and who come and go, music that wanders between two speakers,
// ranges of it, searches, and a folder that changes and is scanned.
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type Hub, randomId } from '@baton/client'
import type { TrackId } from '@baton/protocol'
import { Dice } from '../fakes/seeded-chance.ts'
import { makeMusic } from '../music/coded-albums.ts'
import { HUB_OWNER, until, WorldDevice } from '../worlds/hub-process-world.ts'
import type { Place } from './place.ts'
import { listenTo, type StreamListener } from './stream-listener.ts'
import type { Tally } from './tally.ts'

const PEOPLE = 4
const WATCHERS_EACH = 10
const VISITORS = 40
const TOKEN_LASTS_MS = 30 * 60_000
const PART_BYTES = 65_536
const FORGOTTEN_AFTER_MS = 15_000
const EVERY_MS = { command: 200, handOver: 4_000, range: 100, search: 250, scan: 15_000 } as const
/** Of the commands of a person, one in so many begins a new queue. */
const NEW_QUEUE = 60

interface Person {
  readonly hub: Hub
  token(): Promise<string>
}

export interface Crowd extends AsyncDisposable {
  readonly streams: () => number
}

export async function gatherCrowd(place: Place, tally: Tally, seed = 1): Promise<Crowd> {
  const dice = new Dice(seed)
  const stopping = new AbortController()
  const { signal } = stopping
  const owner = await signedIn(place, 0)
  const tracks = await until('the music is scanned', async () => {
    const { items } = await owner.hub.library.tracks({ limit: 100 })
    return items.length > 60 && items.map(({ trackId }) => trackId)
  })
  const people: Person[] = []
  for (let person = 1; person <= PEOPLE; person++) {
    await owner.hub.addMember(credentialsOf(person))
    people.push(await signedIn(place, person))
  }
  const open = new Set<StreamListener>()
  const loops = [
    ...(await Promise.all(people.map((person) => commanding(person, tracks)))).flat(),
    ...(await wandering()),
    repeating('search', EVERY_MS.search, () => search(owner.hub, dice)),
    repeating('scan', EVERY_MS.scan, () => change(place.music, owner.hub)),
    ...Array.from({ length: VISITORS }, () => visiting(dice.pick(people))),
  ]
  return {
    streams: () => open.size,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      for (const listener of open) listener.close()
      await Promise.allSettled(loops)
    },
  }

  /** Until it is over: the next turn begins so long after the last one began, or later. */
  async function repeating(name: string, everyMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      const began = performance.now()
      await tally.action(name, work)
      await pause(Math.max(1, began + everyMs - performance.now()))
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal }).catch(() => {})
  }

  /** One person and those who follow; the fan-out is the time until the last of them has the event of a seek. */
  async function commanding(person: Person, trackIds: readonly TrackId[]): Promise<readonly Promise<void>[]> {
    const { hub } = person
    const waiting = new Map<string, { readonly at: number; left: number }>()
    const heard = (commandId: string) => {
      const sent = waiting.get(commandId)
      if (!sent || --sent.left > 0) return
      waiting.delete(commandId)
      tally.fanOut(performance.now() - sent.at)
    }
    const capabilities = { sound: true, volume: true, unlocked: true }
    await hub.register({ name: 'A speaker', kind: 'agent', capabilities })
    const fresh = async () => {
      await hub.send({ type: 'queue.clear' })
      await hub.send({ type: 'queue.enqueue', source: { trackIds: trackIds.slice(0, 30) }, at: 'now' })
    }
    await fresh()
    for (let nth = 0; nth < WATCHERS_EACH; nth++) {
      const worker = place.workers[nth % place.workers.length]
      void watching(person, worker?.baseUrl ?? place.baseUrl, heard)
    }
    let turn = 0
    const loop = repeating('command', EVERY_MS.command, async () => {
      if (++turn % NEW_QUEUE === 0) return fresh()
      const began = performance.now()
      if (turn % 4 === 0) {
        await hub.send(another(dice, trackIds))
      } else {
        const commandId = randomId()
        for (const [id, { at }] of waiting) if (began - at > FORGOTTEN_AFTER_MS) waiting.delete(id)
        waiting.set(commandId, { at: began, left: WATCHERS_EACH })
        await hub.send({ type: 'session.seek', positionMs: dice.between(1, 250_000) }, { commandId })
      }
      tally.command(performance.now() - began)
    })
    return [loop]
  }

  async function watching(person: Person, baseUrl: string, heard: (commandId: string) => void) {
    while (!signal.aborted) {
      const { promise: over, resolve: lost } = Promise.withResolvers<void>()
      const token = await person.token()
      const listener = listenTo({ baseUrl, rooms: 'session', token, heard, lost })
      open.add(listener)
      await over
      open.delete(listener)
      await tally.action('watcher lost', () => Promise.reject(new Error('The stream ended')))
      await pause(500)
    }
  }

  /** Comes, with or without a cursor, stays a while, and goes. */
  async function visiting(person: Person): Promise<void> {
    let after = ''
    while (!signal.aborted) {
      await tally.action('visit', async () => {
        const token = await person.token()
        const rooms = 'session,devices,library'
        const listener = listenTo({
          baseUrl: place.baseUrl,
          rooms,
          token,
          after: dice.chance(0.5) ? after : '',
        })
        open.add(listener)
        try {
          await listener.ready
          await pause(dice.between(500, 15_000))
        } finally {
          after = listener.lastId()
          listener.close()
          open.delete(listener)
        }
      })
      await pause(dice.between(50, 1_500))
    }
  }

  /** Music that goes from one speaker to the other and back, with ranges of its bytes read meanwhile. */
  async function wandering(): Promise<readonly Promise<void>[]> {
    const devices = await Promise.all(['North', 'South'].map((name) => speakerOf(place, name)))
    signal.addEventListener('abort', () => {
      for (const device of devices) void device.disconnect()
    })
    await devices[0]?.hub.send({ type: 'queue.enqueue', source: { trackIds: tracks }, at: 'now' })
    await owner.hub.send({ type: 'session.set-options', repeatMode: 'all' })
    return [
      repeating('hand-over', EVERY_MS.handOver, async () => {
        const { activeDeviceId, playState } = await owner.hub.session()
        if (playState !== 'playing') await owner.hub.send({ type: 'session.play' })
        const other = devices.find(({ deviceId }) => deviceId !== activeDeviceId) ?? devices[0]
        if (other) await owner.hub.send({ type: 'session.choose-speaker', deviceId: other.deviceId })
        for (const { sound } of devices) sound.heard.length = 0
      }),
      repeating('range', EVERY_MS.range, async () => {
        const active = devices.find(({ sound }) => sound.isHeard)
        const url = active?.connected ? active.following.state.get().fileUrl : null
        if (!url) return
        const from = dice.between(0, 100_000)
        const range = `bytes=${from}-${from + PART_BYTES - 1}`
        const answer = await fetch(url, { headers: { range }, signal })
        await answer.arrayBuffer()
        // Refused with 403: the music moved on between the look and the request.
        if (![206, 403].includes(answer.status)) throw new Error(`Answered with ${answer.status}`)
      }),
    ]
  }
}

function another(dice: Dice, trackIds: readonly TrackId[]) {
  return dice.pick([
    { type: 'session.set-volume', volume: dice.between(0, 100) },
    { type: 'session.set-options', shuffle: dice.chance(0.5) },
    { type: 'session.like', trackId: dice.pick(trackIds), liked: dice.chance(0.5) },
    { type: 'session.next' },
    { type: 'session.prev' },
  ] as const)
}

async function search(hub: Hub, dice: Dice): Promise<void> {
  if (dice.chance(0.3)) await hub.library.tracks({ sort: 'title', limit: 50 })
  else await hub.library.search({ q: dice.pick(['s', 'sho', 'long', 'short 1', 'lnog', '2']), limit: 8 })
}

/** One file is touched and another written anew; then the folder is read again. */
async function change(music: string, hub: Hub): Promise<void> {
  const now = new Date()
  await utimes(join(music, 'Short 1.wav'), now, now)
  await makeMusic(music, [{ title: 'Short 2', durationMs: 5_000 + (Math.floor(now.getTime() / 1_000) % 60) }])
  await hub.library.startScan()
}

function credentialsOf(person: number) {
  return person === 0 ? HUB_OWNER : { username: `Person ${person}`, password: HUB_OWNER.password }
}

async function signedIn(place: Place, person: number): Promise<Person> {
  const gate = connect({ baseUrl: place.baseUrl })
  let tokens = gate.tokens(credentialsOf(person))
  let since = performance.now()
  const token = async () => {
    if (performance.now() - since > TOKEN_LASTS_MS) {
      since = performance.now()
      tokens = tokens
        .then(({ refreshToken }) => gate.tokens({ refreshToken }))
        .catch(() => gate.tokens(credentialsOf(person)))
    }
    return (await tokens).accessToken
  }
  const hub = connect({ baseUrl: place.baseUrl, token })
  await hub.readMe()
  return { hub, token }
}

async function speakerOf(place: Place, name: string): Promise<WorldDevice> {
  const { hub } = await signedIn(place, 0)
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true }
  const device = new WorldDevice(name, hub, await hub.register({ name, kind: 'agent', capabilities }))
  await device.connect()
  return device
}
