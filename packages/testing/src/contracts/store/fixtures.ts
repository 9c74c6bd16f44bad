import { randomUUID } from 'node:crypto'
import {
  change,
  DEVICES,
  type Device,
  type Kind,
  newSession,
  type Playlist,
  SESSIONS,
  type Session,
  want,
} from '@baton/hub/domain'
import type { Loaded, Needs, NewEvent, Store, Writes } from '@baton/hub/engine'
import { insertHousehold, insertSession, type SqlDatabase } from '@baton/hub/stores/sql'
import type {
  BatonEvent,
  CommandId,
  DeviceId,
  DeviceView,
  Entry,
  EntryId,
  HouseholdId,
  LogEpoch,
  PlaylistEntry,
  PlaylistId,
  PlaylistView,
  Queue,
  Room,
  SessionId,
  TrackId,
  UserId,
} from '@baton/protocol'
import { sessionRoom, summaryOfEntries } from '@baton/protocol'

/** A store on an empty database, with what a test needs to look behind it. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store
  readonly database: SqlDatabase
  /** Where the database is: its file, or its URL. */
  readonly place: string
  /** Another store on the same data, as another process has it. */
  another(): Promise<OpenedStore>
  /** Asked before each statement of a transaction: true makes that statement fail. */
  failWhen(fails: (sql: string) => boolean): void
}

export type OpenStore = () => Promise<OpenedStore>

/** One household with one user, beside whatever else the store holds. */
export interface Home {
  readonly householdId: HouseholdId
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly room: Room
  readonly epoch: LogEpoch
}

export const BEGIN = 1_750_000_000_000

export async function newHome(
  { database }: Pick<OpenedStore, 'database'>,
  id: () => string = randomUUID,
): Promise<Home> {
  const householdId = id() as HouseholdId
  const home = await newUser(database, householdId, id, async (transaction) => {
    const epoch = id().replaceAll('-', '').slice(0, 16) as LogEpoch
    await insertHousehold(transaction, { id: householdId, name: 'A home', epoch, at: BEGIN })
    return epoch
  })
  return home
}

/** One more user in a household that is there. */
export function newHousemate(
  { database }: Pick<OpenedStore, 'database'>,
  { householdId, epoch }: Home,
): Promise<Home> {
  return newUser(database, householdId, randomUUID, async () => epoch)
}

async function newUser(
  { kysely }: SqlDatabase,
  householdId: HouseholdId,
  id: () => string,
  before: (transaction: SqlDatabase['kysely']) => Promise<LogEpoch>,
): Promise<Home> {
  const userId = id() as UserId
  const sessionId = id() as SessionId
  const epoch = await kysely.transaction().execute(async (transaction) => {
    const named = await before(transaction)
    await insertSession(transaction, householdId, newSession(sessionId, userId, BEGIN))
    return named
  })
  return { householdId, userId, sessionId, room: sessionRoom(sessionId), epoch }
}

export const newId = <T extends string>(): T => randomUUID() as T & string as T

export function seeked(home: Home, revision: number, positionMs = revision): NewEvent {
  const event: BatonEvent = {
    type: 'session.seeked',
    change: { timeline: { positionMs, at: BEGIN, rate: 0 } },
  }
  return { room: home.room, audience: home.userId, revision, event }
}

/** What is needed to write a session; `whole` with its queue. */
export function sessionOf(home: Pick<Home, 'sessionId'>, depth?: 'head' | 'whole'): Needs {
  return { wanted: [want(SESSIONS, home.sessionId, depth)] }
}

/** The state of this kind that was loaded. */
export function loadedState<Key, State>({ held }: Loaded, kind: Kind<Key, State>): State {
  const found = held.find((one) => one.kind === kind)
  if (!found) throw new Error(`The test did not ask for a ${kind.name}`)
  return found.state as State
}

export function loadedSession(found: Loaded): Session {
  const session = loadedState(found, SESSIONS)
  if (!session) throw new Error('The test needs a session')
  return session
}

export function sessionChange(before: Session, after: Session): Required<Pick<Writes, 'changes'>> {
  return { changes: [change(SESSIONS, before.view.sessionId, before, after)] }
}

/** The session one revision on. */
export function moved(before: Session, change: Partial<Session['view']> = {}, queue = before.queue): Session {
  return { view: { ...before.view, revision: before.view.revision + 1, ...change }, queue }
}

/** An ordinary command: the session moves on by one revision, and one event says so. Answers with the seq. */
export async function step(
  store: Store,
  home: Home,
  { at = BEGIN, extra = {} }: { readonly at?: number; readonly extra?: Partial<Writes> } = {},
): Promise<number> {
  const { seq } = await store.transact(home.householdId, sessionOf(home), (loaded) => {
    const before = loadedSession(loaded)
    const timeline = { positionMs: before.view.revision + 1, at: BEGIN, rate: 0 } as const
    const after = moved(before, { timeline, updatedAt: Math.max(at, loaded.household.lastInstant) })
    const events = [seeked(home, after.view.revision)]
    return { value: null, writes: { at, events, ...sessionChange(before, after), ...extra } }
  })
  return seq
}

export async function loaded(store: Store, home: Home, needs: Needs): Promise<Loaded> {
  return (await store.transact(home.householdId, needs, (found) => ({ value: found }))).value
}

/** One state, as the store has it now. */
export async function read<Key, State>(
  store: Store,
  home: Home,
  kind: Kind<Key, State>,
  key: Key,
  depth?: 'head' | 'whole',
): Promise<State> {
  return loadedState(await loaded(store, home, { wanted: [want(kind, key, depth)] }), kind)
}

export function saveQueueOf(
  store: Store,
  home: Home,
  edit: (queue: Queue) => Queue,
  change: Partial<Session['view']> = {},
) {
  return store.transact(home.householdId, sessionOf(home, 'whole'), (found) => {
    const before = loadedSession(found)
    if (!before.queue) throw new Error('The queue was asked for')
    const after = moved(before, change, edit(before.queue))
    return { value: null, writes: { at: BEGIN, events: [], ...sessionChange(before, after) } }
  })
}

export async function queueOf(store: Store, home: Home): Promise<Queue | null> {
  return (await read(store, home, SESSIONS, home.sessionId, 'whole'))?.queue ?? null
}

export function newEntry(entryId: EntryId = newId<EntryId>(), title = 'A track'): Entry {
  return {
    entryId,
    status: 'queued',
    trackId: newId<TrackId>(),
    title,
    artist: 'Somebody',
    album: null,
    albumId: null,
    coverId: null,
    durationMs: 180_000,
  }
}

export function newDevice(home: Home, view: Partial<DeviceView> = {}): Device {
  return {
    view: {
      deviceId: newId<DeviceId>(),
      ownerId: home.userId,
      name: 'Kitchen',
      platform: null,
      kind: 'browser',
      capabilities: { sound: true, volume: true, unlocked: true, reports: true, gapless: false },
      enabled: true,
      online: true,
      health: 'ready',
      lastSeen: BEGIN,
      revision: 1,
      ...view,
    },
    presentUntil: BEGIN + 60_000,
    heardAt: BEGIN,
    reportN: 0,
    confirmed: null,
  }
}

export function saveDevices(store: Store, home: Home, ...devices: readonly Device[]) {
  return store.transact(home.householdId, {}, () => ({
    value: null,
    writes: { at: BEGIN, events: [], changes: [change(DEVICES, home.userId, [], devices)] },
  }))
}

export function newPlaylist(
  owner: Pick<Home, 'userId'>,
  entries: readonly Entry[],
  view: Partial<PlaylistView> = {},
): Playlist & { readonly entries: readonly PlaylistEntry[] } {
  const listed = entries.map(({ status: _, ...entry }): PlaylistEntry => ({ ...entry, addedAt: BEGIN }))
  return {
    view: {
      playlistId: newId<PlaylistId>(),
      ownerId: owner.userId,
      title: 'A list',
      description: '',
      visibility: 'private',
      revision: 1,
      ...summaryOfEntries(listed),
      createdAt: BEGIN,
      updatedAt: BEGIN,
      deletedAt: null,
      ...view,
    },
    entries: listed,
  }
}

/** Everything the database holds of a household, as text to compare. */
export async function everythingOf({ database }: OpenedStore, home: Home): Promise<string> {
  const { kysely } = database
  const { householdId, sessionId, userId } = home
  return JSON.stringify([
    await kysely.selectFrom('household').selectAll().where('id', '=', householdId).execute(),
    await kysely
      .selectFrom('event')
      .selectAll()
      .where('household_id', '=', householdId)
      .orderBy('seq')
      .execute(),
    await kysely
      .selectFrom('receipt')
      .selectAll()
      .where('principal', '=', userId)
      .orderBy('command_id')
      .execute(),
    await kysely.selectFrom('session').selectAll().where('id', '=', sessionId).execute(),
    await kysely
      .selectFrom('queue_entry')
      .selectAll()
      .where('session_id', '=', sessionId)
      .orderBy('entry_id')
      .execute(),
    await kysely.selectFrom('queue_order').selectAll().where('session_id', '=', sessionId).execute(),
    await kysely
      .selectFrom('device')
      .selectAll()
      .where('household_id', '=', householdId)
      .orderBy('id')
      .execute(),
    await kysely
      .selectFrom('due')
      .selectAll()
      .where('household_id', '=', householdId)
      .orderBy('key')
      .execute(),
    await kysely
      .selectFrom('playlist')
      .leftJoin('playlist_entry', 'playlist_id', 'playlist.id')
      .selectAll()
      .where('household_id', '=', householdId)
      .orderBy('playlist.id')
      .orderBy('entry_id')
      .execute(),
    await kysely.selectFrom('liked').selectAll().where('user_id', '=', userId).orderBy('track_id').execute(),
    await kysely.selectFrom('play').selectAll().where('user_id', '=', userId).orderBy('at').execute(),
  ])
}

export function receiptFor(home: Home, commandId: CommandId): NonNullable<Writes['receipt']> {
  return {
    principal: home.userId,
    bodyHash: `hash of ${commandId}`,
    make: (seq) => ({ outcome: 'accepted', commandId, seq, revision: 1, changed: true, result: {} }),
  }
}
