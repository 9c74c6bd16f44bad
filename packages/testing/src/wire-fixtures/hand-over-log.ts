// A hand-over as the REST and SSE doors speak it: a real hub with a clock that stands still and dice that always fall
// alike, so that the same words come out each time. Written to packages/testing/fixtures for authors in other languages.
import type { AddressInfo } from 'node:net'
import { accounts } from '@baton/hub/accounts'
import { memoryBell } from '@baton/hub/bells/memory'
import { httpDoor } from '@baton/hub/doors/http'
import { restDoor } from '@baton/hub/doors/rest'
import { sseDoor } from '@baton/hub/doors/sse'
import { createEngine, libraryOf } from '@baton/hub/engine'
import { coverFiles } from '@baton/hub/jobs/library'
import { keptFiles } from '@baton/hub/stores/files'
import { migrate, openSqlite, sqlAccountStore, sqlLibraryStore, sqlStore } from '@baton/hub/stores/sql'
import type { ScanProgress } from '@baton/protocol'
import { Dice } from '../fakes/seeded-chance.ts'
import { VirtualClock } from '../fakes/virtual-clock.ts'
import { type EventStream, openStream } from '../worlds/event-stream.ts'

/** One thing that was said, in order. `to-hub` is a request with its answer, `from-hub` an event on that device's stream. */
export type Line =
  | {
      readonly said: 'to-hub'
      readonly by: string
      readonly method: string
      readonly path: string
      readonly body?: unknown
      readonly status: number
      readonly answer: unknown
    }
  | {
      readonly said: 'from-hub'
      readonly to: string
      readonly event: string
      readonly id: string | null
      readonly data: unknown
    }

const OWNER = { username: 'Ada', password: 'a long password' }
const TRACKS = ['First', 'Second']

export async function handOverLog(): Promise<readonly Line[]> {
  const lines: Line[] = []
  const clock = new VirtualClock()
  await using hub = await quietHub(clock)
  const kitchen = await joined(hub.baseUrl, 'Kitchen')
  const study = await joined(hub.baseUrl, 'Study')
  await using atKitchen = await followed(hub.baseUrl, kitchen)
  await using atStudy = await followed(hub.baseUrl, study)
  const hear = async (to: string, stream: EventStream, type: string) => {
    for (;;) {
      const { event, id, data } = await stream.next()
      if (data.type !== type) continue
      lines.push({ said: 'from-hub', to, event, id, data: told(data) })
      return data
    }
  }
  const asked = async (by: Joined, method: string, path: string, body: unknown) => {
    const { status, json } = await ask(hub.baseUrl, by.token, method, path, body)
    const line = { said: 'to-hub', by: by.name, method, path, body, status, answer: told(json) } as const
    return { line, json }
  }
  const say = async (by: Joined, method: string, path: string, body: unknown) => {
    const { line, json } = await asked(by, method, path, body)
    lines.push(line)
    return json
  }

  await say(kitchen, 'POST', '/queue/enqueue', {
    track_ids: hub.trackIds,
    at: 'now',
    client_event_uuid: 'start-1',
  })
  const { change } = await hear('Kitchen', atKitchen, 'session.moved-on')
  const { entry_id: entryId } = (change as { current: { entry_id: string } }).current
  await clock.advance(10_000)
  const report = (by: Joined, event: string, more: object) => {
    return say(by, 'POST', '/devices/me/report', { event, entry_id: entryId, ...more })
  }
  await report(kitchen, 'sounding', { n: 1, epoch: 1, position_ms: 10_000 })

  const path = `/sessions/${hub.sessionId}/speaker`
  const chosen = asked(kitchen, 'POST', path, { device_uuid: study.deviceId, client_event_uuid: 'move-1' })
  const offered = await hear('Study', atStudy, 'session.handover-offered')
  const { offer } = offered.change as { offer: { offer_id: string } }
  await clock.advance(300)
  await report(study, 'ready', { n: 1, epoch: 1, offer_id: offer.offer_id, position_ms: 10_300 })
  // Which of the two answers comes first is nobody's to say.
  lines.push((await chosen).line)
  await hear('Kitchen', atKitchen, 'session.speaker-changed')
  await hear('Study', atStudy, 'session.speaker-changed')
  await clock.advance(40)
  await report(kitchen, 'silenced', { n: 2, epoch: 1, position_ms: 10_320, age_ms: 10 })
  await hear('Study', atStudy, 'session.speaker-silenced')
  await clock.advance(60)
  await report(study, 'sounding', { n: 2, epoch: 2, position_ms: 10_320 })
  await hear('Study', atStudy, 'session.handover-completed')
  await report(kitchen, 'progress', { n: 3, epoch: 1, position_ms: 10_400 })
  return lines
}

interface Joined {
  readonly name: string
  readonly token: string
  readonly deviceId: string
}

async function quietHub(clock: VirtualClock) {
  const dice = new Dice(1)
  const chance = {
    uuid: () => dice.uuid(),
    seed: () => dice.seed(),
    bytes: (length: number) => dice.bytes(length),
  }
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const store = sqlStore(database)
  const bell = memoryBell()
  const library = sqlLibraryStore(database, { newId: chance.uuid, wallMs: () => clock.wallMs() })
  const engine = await createEngine({
    store,
    bell,
    clock,
    chance,
    ticketKey: new Uint8Array(32),
    soleWorker: true,
    onFailure: (error) => {
      throw error
    },
  })
  const people = accounts(sqlAccountStore(database), clock, chance, {
    consequences: engine,
    cost: { memoryKiB: 64, passes: 1, parallelism: 1 },
  })
  const scan = { progress: () => IDLE, start: () => true, cancel: () => {} }
  const covers = coverFiles(keptFiles('no-covers'))
  const doors = [
    restDoor({
      engine,
      accounts: people,
      library: libraryOf({ store: library, covers, wallMs: () => clock.wallMs() }),
      scan,
    }),
    sseDoor({ engine, accounts: people }),
  ]
  const app = await httpDoor({ engine, accounts: people, config: {}, doors })
  await people.createFirstOwner(OWNER)
  const { principal } = await people.signIn(OWNER, 'here')
  const { folderId } = await library.addFolder(principal.householdId, 'music')
  await library.ingest(principal.householdId, folderId, { problems: [], tracks: TRACKS.map(scanned) })
  const { items } = await library.listTracks(principal.householdId, { limit: 10 })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    baseUrl: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    sessionId: principal.sessionId,
    trackIds: items.map((track) => track.trackId),
    async [Symbol.asyncDispose]() {
      await app.close()
      await engine.stop()
      await people[Symbol.asyncDispose]()
      await store.close()
      await bell.close()
      await database.close()
    },
  }
}

const IDLE: ScanProgress = {
  phase: 'idle',
  seen: 0,
  read: 0,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0,
  etaMs: null,
}

function scanned(title: string, index: number) {
  return {
    ...{
      path: `${title}.flac`,
      sizeBytes: 1,
      mtimeMs: 1,
      sampleHash: title,
      title,
      artist: 'Somebody',
      album: 'Album',
    },
    ...{ albumArtist: null, discNo: 1, trackNo: index + 1, year: null, genre: null, durationMs: 180_000 },
    ...{ codec: 'flac', mime: 'audio/flac', cover: null },
  }
}

async function joined(baseUrl: string, name: string): Promise<Joined> {
  const form = new URLSearchParams({ grant_type: 'password', ...OWNER })
  const response = await fetch(`${baseUrl}/token`, { method: 'POST', body: form })
  const { access_token: token } = (await response.json()) as { access_token: string }
  const body = { device_name: name, kind: 'agent' }
  const { json } = await ask(baseUrl, token, 'POST', '/devices/register', body)
  return { name, token, deviceId: String((json as { device_uuid: string }).device_uuid) }
}

async function followed(baseUrl: string, { token }: Joined): Promise<EventStream> {
  const stream = await openStream(`${baseUrl}/events?rooms=session`, { authorization: `Bearer ${token}` })
  await stream.until('snapshot')
  return stream
}

async function ask(baseUrl: string, token: string, method: string, path: string, body: unknown) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(`${baseUrl}${path}`, { method, headers, body: JSON.stringify(body) })
  return { status: response.status, json: (await response.json()) as unknown }
}

/** Tickets are secrets of their hub, and a request's name is worth nothing later. */
function told(document: unknown): unknown {
  const text = JSON.stringify(document)
    .replace(/\?token=[^"]+/g, '?token=TICKET')
    .replace(/"request_id":"[^"]+"/g, '"request_id":"REQUEST"')
  return JSON.parse(text)
}
