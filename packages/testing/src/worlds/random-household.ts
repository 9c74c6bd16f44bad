import { newSession } from '@baton/hub/domain'
import type { Principal, Store } from '@baton/hub/engine'
import {
  insertHousehold,
  insertSession,
  migrate,
  openSqlite,
  type SqlDatabase,
  sqlLibraryStore,
  sqlStore,
} from '@baton/hub/stores/sql'
import type {
  Command,
  CommandId,
  DeviceId,
  HouseholdId,
  LogEpoch,
  SessionId,
  TrackId,
  UserId,
} from '@baton/protocol'
import type { Dice } from '../fakes/seeded-chance.ts'

export interface StormHousehold {
  readonly database: SqlDatabase
  readonly householdId: HouseholdId
  /** Two users: whatever happens to one, the other must see nothing of it. */
  readonly users: readonly [Principal, Principal]
  readonly tracks: readonly TrackId[]
  /** A fresh store on the same database, as after a restart. */
  openStore(): Store
  /** While it returns true for a statement, that statement fails. */
  failing: (sql: string) => boolean
}

const TRACKS = 12

/** A real SQLite database with two users and a few tracks of 20 s to 6 min. */
export async function makeHousehold(dice: Dice, at: number): Promise<StormHousehold> {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const householdId = dice.uuid() as HouseholdId
  const users = [member(dice, householdId, 'ann'), member(dice, householdId, 'ben')] as const
  await insertHousehold(database.kysely, {
    id: householdId,
    name: 'Storm',
    epoch: 'storm0000000' as LogEpoch,
    at,
  })
  for (const { sessionId, userId } of users) {
    await insertSession(database.kysely, householdId, newSession(sessionId, userId, at))
  }
  const tracks = await addTracks(database, householdId, dice)
  const household: StormHousehold = {
    database,
    householdId,
    users,
    tracks,
    failing: () => false,
    openStore: () =>
      sqlStore(database, {
        hooks: {
          beforeStatement: (sql) => {
            if (household.failing(sql)) throw new Error('The disk failed, as the storm wanted')
          },
        },
      }),
  }
  return household
}

export function withDevice(principal: Principal, dice: Dice): Principal {
  return { ...principal, deviceId: dice.uuid() as DeviceId }
}

export function enqueueSome(
  { sessionId }: Principal,
  tracks: readonly TrackId[],
  dice: Dice,
): { readonly commandId: CommandId; readonly command: Command } {
  const trackIds = Array.from({ length: dice.between(1, 4) }, () => dice.pick(tracks))
  const at = dice.pick(['end', 'next', 'now'] as const)
  return {
    commandId: dice.uuid() as CommandId,
    command: { type: 'queue.enqueue', sessionId, source: { trackIds }, at },
  }
}

function member(dice: Dice, householdId: HouseholdId, username: string): Principal {
  const userId = dice.uuid() as UserId
  const sessionId = dice.uuid() as SessionId
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

async function addTracks(database: SqlDatabase, householdId: HouseholdId, dice: Dice): Promise<TrackId[]> {
  const library = sqlLibraryStore(database, { newId: () => dice.uuid(), wallMs: () => 0 })
  const { folderId } = await library.addFolder(householdId, '/nowhere')
  const tracks = Array.from({ length: TRACKS }, (_, i) => ({
    path: `${i}.flac`,
    sizeBytes: 1_000 + i,
    mtimeMs: i,
    sampleHash: `${i}`,
    title: `Track ${i}`,
    artist: 'Weather',
    album: 'Storm',
    albumArtist: null,
    discNo: null,
    trackNo: i + 1,
    year: null,
    genre: null,
    durationMs: dice.between(20_000, 360_000),
    codec: 'flac',
    mime: 'audio/flac',
    cover: null,
  }))
  await library.ingest(householdId, folderId, { tracks, problems: [] })
  const { items } = await library.listTracks(householdId, { limit: TRACKS })
  return items.map((track) => track.trackId)
}
