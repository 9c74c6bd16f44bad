import type { CommandId, HouseholdId, LibrarySummary, Receipt } from '@baton/protocol'
import type { PlayRow, Writes } from '#engine'
import { removeDevice, saveDevice } from '../device/device-rows.ts'
import { changeDue } from '../household/due-work.ts'
import { insertEvent } from '../household/event-log.ts'
import { saveHousehold } from '../household/household-rows.ts'
import { forgetPlaylist, type PlaylistRows, savePlaylist } from '../playlist/playlist-rows.ts'
import type { Words } from '../runtime/dialect.ts'
import { type Script, type Statement, tellLast } from '../runtime/script.ts'
import { type QueueRows, saveQueue } from '../session/queue-rows.ts'
import { type SessionHead, saveSession } from '../session/session-rows.ts'
import type { Picked } from './load.ts'

export interface Saved {
  readonly seq: number
  readonly receipt: Receipt | null
  /** The session as it now stands, where it was written. */
  readonly head: SessionHead | null
  readonly rows: QueueRows | null
  /** The playlist as it now stands, where it was written. */
  readonly playlist: PlaylistRows | null
}

/** Writes all of a decision in one step. */
export function* save(
  words: Words,
  householdId: HouseholdId,
  picked: Picked,
  writes: Writes,
  commandId: CommandId | null,
): Script<Saved> {
  const { at, events, like } = writes
  const { household } = picked
  const seq = household.seq + events.length
  const lastInstant = Math.max(household.lastInstant, at)
  const receipt = writes.receipt?.make(seq) ?? null
  const playlist = writes.playlist ? playlistChange(words, householdId, picked, writes.playlist) : null
  const session = writes.session ? sessionChange(words, picked, writes.session) : null

  yield* tellLast([
    saveHousehold(householdId, { seq, lastInstant, library: libraryAfter(household.library, writes) }),
    ...events.map((event, index) =>
      insertEvent(householdId, household.seq + index + 1, lastInstant, commandId, event),
    ),
    ...(session ? [saveSession(householdId, session.formerRevision, session.head), ...session.queue] : []),
    ...(playlist?.statements ?? []),
    ...(writes.forgottenPlaylist ? [forgetPlaylist(householdId, writes.forgottenPlaylist)] : []),
    ...(writes.devices ?? []).map((device) => saveDevice(householdId, device)),
    ...(writes.removedDevices ?? []).map((deviceId) => removeDevice(householdId, deviceId)),
    ...(like ? [saveLike(like, at)] : []),
    ...(writes.play ? [insertPlay(householdId, writes.play)] : []),
    ...(writes.due ?? []).map((change) => changeDue(householdId, change)),
    ...(writes.receipt && receipt ? [insertReceipt(writes.receipt, receipt, commandId, at)] : []),
  ])
  return {
    seq,
    receipt,
    head: session?.head ?? null,
    rows: session?.rows ?? null,
    playlist: playlist?.saved ?? null,
  }
}

/** Room `library` shows what the log last said about it, whatever a running scan has written since. */
function libraryAfter(before: LibrarySummary, { events }: Writes): LibrarySummary {
  return events.reduce(
    (library, { event }) => (event.type === 'library.changed' ? event.library : library),
    before,
  )
}

function playlistChange(
  words: Words,
  householdId: HouseholdId,
  { playlists }: Picked,
  { before, after }: NonNullable<Writes['playlist']>,
): ReturnType<typeof savePlaylist> {
  const { playlistId } = after.view
  const former = playlists.find(({ view }) => view.playlistId === playlistId) ?? null
  if ((before === null) !== (former === null)) {
    throw new Error(`Playlist ${playlistId} was not loaded and cannot be saved`)
  }
  return savePlaylist(words, householdId, former, after)
}

function sessionChange(words: Words, picked: Picked, { before, after }: NonNullable<Writes['session']>) {
  const { head, rows } = picked
  const { sessionId, revision: formerRevision } = before.view
  if (head?.view.sessionId !== sessionId || after.view.sessionId !== sessionId) {
    throw new Error(`Session ${sessionId} was not loaded and cannot be saved`)
  }
  const { revision } = after.view
  if (revision !== formerRevision && revision !== formerRevision + 1) {
    throw new Error(`Session ${sessionId} cannot go from revision ${formerRevision} to ${revision}`)
  }
  const queue = queueChange(words, picked, after)
  if (queue && revision === formerRevision) {
    throw new Error(`The queue of session ${sessionId} cannot change without a new revision`)
  }
  return {
    formerRevision,
    queue: queue?.statements ?? [],
    rows: queue?.saved ?? rows,
    head: {
      view: after.view,
      queueRevision: queue ? revision : head.queueRevision,
    },
  }
}

function queueChange(
  words: Words,
  { rows }: Picked,
  { view, queue }: NonNullable<Writes['session']>['after'],
) {
  if (!queue || queue === rows?.queue) return null
  if (!rows) throw new Error(`The queue of session ${view.sessionId} was not loaded and cannot be saved`)
  const change = saveQueue(words, view.sessionId, rows, queue)
  return change.statements.length > 0 ? change : null
}

function saveLike({ userId, trackId, liked }: NonNullable<Writes['like']>, at: number): Statement {
  return liked
    ? {
        sql: 'insert into liked (user_id, track_id, at) values (?, ?, ?) on conflict (user_id, track_id) do nothing',
        parameters: [userId, trackId, at],
      }
    : { sql: 'delete from liked where user_id = ? and track_id = ?', parameters: [userId, trackId] }
}

function insertPlay(householdId: HouseholdId, { userId, trackId, deviceId, at }: PlayRow): Statement {
  return {
    sql: 'insert into play (household_id, user_id, track_id, device_id, at) values (?, ?, ?, ?, ?)',
    parameters: [householdId, userId, trackId, deviceId, at],
  }
}

function insertReceipt(
  { principal, bodyHash }: NonNullable<Writes['receipt']>,
  receipt: Receipt,
  commandId: CommandId | null,
  at: number,
): Statement {
  if (commandId !== receipt.commandId) throw new Error('A receipt belongs to the command that made it')
  return {
    sql: 'insert into receipt (principal, command_id, body_hash, receipt, at) values (?, ?, ?, ?, ?)',
    parameters: [principal, commandId, bodyHash, JSON.stringify(receipt), at],
  }
}
