// The clock of the machine was ahead while the hub ran, and is right again: what was written then lies in the future.
// Moved back it is where it would be if the clock had been right, but for the time that the hub stood still.
import type { CopyConnection } from './copy-connection.ts'
import { resetLog } from './reset-log.ts'

/** A clock that is set by less does no harm: the log just stands at its last instant until the clock is there. */
const MOST_AHEAD_MS = 24 * 3_600_000
/**
 * 1 November 2026: this hub was not made earlier, so a clock before it is the one that is wrong now. Small computers
 * without a clock of their own start so, and know the time only once they have reached a server for it.
 */
const NOT_BEFORE_MS = Date.UTC(2026, 10, 1)

const INSTANTS = [
  ['receipt', ['at']],
  ['due', ['at']],
  ['play', ['at']],
  ['liked', ['at']],
  ['playlist_start', ['at']],
  ['device', ['present_until', 'heard_at']],
  ['device_history', ['at']],
  ['library_folders', ['added_at']],
  ['library_tracks', ['added_at']],
  ['library_albums', ['added_at']],
  ['library_artists', ['added_at']],
  ['health_state', ['since', 'seen_at']],
  ['display_provision', ['expires_at']],
  ['display', ['registered_at']],
] as const

/** Rows whose JSON holds instants, with what identifies them. */
const DOCUMENTS = [
  ['session', 'view', ['id']],
  ['device', 'view', ['id']],
  ['playlist', 'view', ['id']],
  ['playlist_entry', 'entry', ['playlist_id', 'entry_id']],
  ['tag', 'view', ['household_id', 'id']],
  ['tag_activity', 'state', ['household_id']],
  ['queue_entry', 'entry', ['session_id', 'entry_id']],
] as const

export interface ClockReading {
  readonly wallMs: number
  readonly newEpoch: () => string
}

/**
 * Answers with how far the clock had been ahead; 0: it had not, and nothing is changed. The log begins anew, with
 * another epoch: its instants would run backwards.
 */
export async function setClockBack(
  connection: CopyConnection,
  { wallMs, newEpoch }: ClockReading,
): Promise<number> {
  const [row] = await connection.ask('select max(last_instant) as latest from household')
  if (wallMs < NOT_BEFORE_MS) return 0
  const aheadMs = Number(row?.latest ?? 0) - wallMs
  if (aheadMs <= MOST_AHEAD_MS) return 0
  await resetLog(connection, { newEpoch, wallMs })
  await connection.ask('delete from event')
  await connection.ask('delete from health_transition where at > ?', [wallMs])
  await connection.ask('update household set floor = seq')
  await connection.ask('update household set last_instant = ? where last_instant > ?', [wallMs, wallMs])
  for (const [table, columns] of INSTANTS) {
    for (const column of columns) {
      await connection.ask(`update ${table} set ${column} = ${column} - ? where ${column} > ?`, [
        aheadMs,
        wallMs,
      ])
    }
  }
  for (const [table, column, key] of DOCUMENTS) {
    for (const found of await connection.ask(
      `select ${key.join(', ')}, ${column} as document from ${table}`,
    )) {
      const document = String(found.document)
      const moved = JSON.stringify(JSON.parse(document), (_, value) =>
        typeof value === 'number' && value > wallMs ? value - aheadMs : value,
      )
      if (moved === document) continue
      await connection.ask(
        `update ${table} set ${column} = ? where ${key.map((name) => `${name} = ?`).join(' and ')}`,
        [moved, ...key.map((name) => String(found[name]))],
      )
    }
  }
  return aheadMs
}
