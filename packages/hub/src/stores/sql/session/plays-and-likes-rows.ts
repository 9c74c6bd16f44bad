import type { DeviceId, HouseholdId, PlaylistId, TrackId, UserId } from '@baton/protocol'
import { LIKED, type LikedKey, PLAYLIST_STARTS, PLAYS, type Play } from '#domain'
import { ask, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

/** Liked once more it keeps the instant at which it was liked. */
export function likedRows(): Rows<LikedKey, boolean, null> {
  return {
    kind: LIKED,
    *load(_householdId, { userId, trackId }) {
      const [state] = yield* ask({
        statement: {
          sql: 'select 1 as yes from liked where user_id = ? and track_id = ?',
          parameters: [userId, trackId],
        },
        answer: (rows) => rows.length > 0,
      })
      return { state, kept: null }
    },
    save(_householdId, { key: { userId, trackId }, after }, _former, { machineAt }) {
      const statement = after
        ? {
            sql: 'insert into liked (user_id, track_id, at) values (?, ?, ?) on conflict (user_id, track_id) do nothing',
            parameters: [userId, trackId, machineAt],
          }
        : { sql: 'delete from liked where user_id = ? and track_id = ?', parameters: [userId, trackId] }
      return { statements: [statement], kept: null }
    },
  }
}

/** Plays are added, and read by the library's own views only. */
export function playRows(): Rows<UserId, readonly Play[] | null, null> {
  return {
    kind: PLAYS,
    // biome-ignore lint/correctness/useYield: there is nothing to ask for.
    *load() {
      return { state: null, kept: null }
    },
    save(householdId, { key: userId, after }, _former, { machineAt, seq }) {
      const statements = (after ?? []).map(({ trackId, deviceId, at }) =>
        at === undefined
          ? played([householdId, userId, trackId, deviceId, machineAt, seq])
          : playedOnce([householdId, userId, trackId, deviceId, Math.min(at, machineAt), seq]),
      )
      return { statements, kept: null }
    },
  }
}

/** Of each playlist the last start is kept. */
export function playlistStartRows(): Rows<UserId, PlaylistId | null, null> {
  return {
    kind: PLAYLIST_STARTS,
    // biome-ignore lint/correctness/useYield: there is nothing to ask for.
    *load() {
      return { state: null, kept: null }
    },
    save(_householdId, { key: userId, after: playlistId }, _former, { machineAt }) {
      const statement = {
        sql: `insert into playlist_start (user_id, playlist_id, at) values (?, ?, ?)
          on conflict (user_id, playlist_id) do update set at = excluded.at`,
        parameters: [userId, playlistId, machineAt],
      }
      return { statements: playlistId === null ? [] : [statement], kept: null }
    },
  }
}

type Played = [HouseholdId, UserId, TrackId, DeviceId | null, at: number, seq: number]

const ADDED = 'insert into play (household_id, user_id, track_id, device_id, at, seq)'

function played(row: Played): Statement {
  return { sql: `${ADDED} values (?, ?, ?, ?, ?, ?)`, parameters: row }
}

/** What is told later may be told again after its receipt was forgotten: no track was played twice at one instant. */
function playedOnce(row: Played): Statement {
  const [, userId, trackId, , at] = row
  return {
    sql: `${ADDED} select ?, ?, ?, ?, ?, ?
      where not exists (select 1 from play where user_id = ? and track_id = ? and at = ?)`,
    parameters: [...row, userId, trackId, at],
  }
}
