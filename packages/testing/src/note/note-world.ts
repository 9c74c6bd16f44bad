import { memoryBell } from '@baton/hub/bells/memory'
import {
  createEngine,
  type LoggedEvent,
  type Principal,
  type RunningEngine,
  type Store,
} from '@baton/hub/engine'
import { migrate, type SqlDatabase, sqlStore } from '@baton/hub/stores/sql'
import type { Command, CommandId, Cursor, Receipt, Room, SessionId } from '@baton/protocol'
import { type Home, newHome, newHousemate } from '../contracts/store/fixtures.ts'
import { Dice } from '../fakes/seeded-chance.ts'
import { VirtualClock } from '../fakes/virtual-clock.ts'
import { Watched } from '../worlds/engine-world.ts'
import { registriesWith } from '../worlds/plugged-family.ts'
import { addTracks, withDevice } from '../worlds/random-household.ts'
import { NOTE_LINES } from './lines.ts'
import { type NoteCommand, NoteId, noteRoom } from './words.ts'

const REGISTRIES = registriesWith([NOTE_LINES])

/** An engine and its store that know notes beside their own families: told so in the registries, and nowhere else. */
export interface NoteWorld extends AsyncDisposable {
  readonly clock: VirtualClock
  readonly store: Store
  readonly ann: Principal
  readonly ben: Principal
  send(by: Principal, command: NoteCommand, id?: string): Promise<Receipt>
  /** What any other client of this hub may say. */
  say(by: Principal, command: Command): Promise<Receipt>
  /** Music on a speaker of this user. Answers with who speaks for it. */
  playing(by: Principal): Promise<Principal>
  /** Follows the room of a note, from the start or behind what was seen. */
  follow(by: Principal, noteId: NoteId, after?: Cursor): Watched
  log(): Promise<readonly LoggedEvent[]>
  /** The hub is stopped, time passes, and another begins on the same rows. */
  restart(awayMs: number): Promise<void>
  readonly failures: readonly unknown[]
}

export async function noteWorld(database: SqlDatabase): Promise<NoteWorld> {
  await migrate(database)
  await NOTE_LINES.createTables(database)
  const dice = new Dice(1)
  const clock = new VirtualClock()
  const failures: unknown[] = []
  const home = await newHome({ database }, () => dice.uuid())
  const mate = await newHousemate({ database }, home)
  let store = openStore(database)
  let engine = await begin()

  function begin(): Promise<RunningEngine> {
    return createEngine({
      store,
      bell: memoryBell(),
      clock,
      chance: dice,
      families: REGISTRIES.families,
      rooms: REGISTRIES.roomRules,
      roomKinds: REGISTRIES.roomKinds,
      ticketKey: new Uint8Array(32).fill(7),
      soleWorker: true,
      onFailure: (error) => failures.push(error),
    })
  }

  return {
    clock,
    failures,
    get store() {
      return store
    },
    ann: principalOf(home, 'ann'),
    ben: principalOf(mate, 'ben'),
    // Doors parse with the protocol's words, which do not know a family of the tests.
    send: (by, command, id) => engine.execute(by, command as unknown as Command, id as CommandId | undefined),
    say: (by, command) => engine.execute(by, command),
    async playing(by) {
      const speaker = withDevice(by, dice)
      const { deviceId, sessionId, householdId } = speaker
      if (deviceId === null) throw new Error('It was given an id')
      await engine.execute(speaker, { type: 'device.register', deviceId, name: 'Kitchen', kind: 'agent' })
      const trackIds = await addTracks(database, householdId, dice)
      await engine.execute(speaker, { type: 'queue.enqueue', sessionId, source: { trackIds }, at: 'now' })
      return speaker
    },
    follow: (by, id, after) => new Watched(engine, by, [noteRoom(id) as string as Room], after),
    log: () => store.eventsAfter(home.householdId, 0, 1_000),
    async restart(awayMs) {
      await engine.stop()
      await store.close()
      await clock.advance(awayMs)
      store = openStore(database)
      engine = await begin()
    },
    async [Symbol.asyncDispose]() {
      await engine.stop()
      await store.close()
    },
  }
}

function openStore(database: SqlDatabase): Store {
  return sqlStore(database, { families: REGISTRIES.rows, rooms: REGISTRIES.roomRows })
}

export function noteId(text: string): NoteId {
  return NoteId.parse(text)
}

/** Somebody whose session is not there. */
export function withoutSession(principal: Principal): Principal {
  return { ...principal, sessionId: '00000000-0000-4000-8000-000000000000' as SessionId }
}

function principalOf({ householdId, userId, sessionId }: Home, username: string): Principal {
  return {
    householdId,
    userId,
    sessionId,
    username,
    roles: ['owner'],
    limits: { maxVolume: null, mayAddDevices: true },
    scopes: null,
    credentialId: username,
    deviceId: null,
  }
}
