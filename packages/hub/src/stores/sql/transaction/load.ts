import type { HouseholdId, PlaylistView, Receipt } from '@baton/protocol'
import type { Loaded, Needs, StoredReceipt } from '#engine'
import { askDevices } from '../device/device-rows.ts'
import { askDue } from '../household/due-work.ts'
import { askHousehold, type Household } from '../household/household-rows.ts'
import {
  askPlaylistEntries,
  askPlaylistHead,
  askShelf,
  type FullPlaylistRows,
  type PlaylistRows,
} from '../playlist/playlist-rows.ts'
import type { Words } from '../runtime/dialect.ts'
import { ask, parsed, type Question, type Row, type Script } from '../runtime/script.ts'
import { askEntries, askOrder, type QueueRows } from '../session/queue-rows.ts'
import { askSession, type SessionHead } from '../session/session-rows.ts'
import { askTracks } from '../session/source-tracks.ts'
import type { KeptRows } from './rows-cache.ts'

/** What was loaded, as the decision sees it and as saving needs it. */
export interface Picked {
  readonly loaded: Loaded
  readonly household: Household
  readonly head: SessionHead | null
  readonly rows: QueueRows | null
  /** As they were loaded, so that saving knows which rows to touch. */
  readonly playlists: readonly PlaylistRows[]
}

/** Takes the household's lock first; everything is read after it, and so belongs to one instant. */
export function* load(words: Words, kept: KeptRows, householdId: HouseholdId, needs: Needs): Script<Picked> {
  const { sessionId, devicesOf, tracks: source, liked, receipt, shelf, due } = needs
  const [household, head, devices, tracks, isLiked, stored, fullness, expected] = yield* ask(
    askHousehold(householdId, words),
    sessionId ? askSession(householdId, sessionId) : null,
    devicesOf ? askDevices(householdId, devicesOf) : null,
    source ? askTracks(words, householdId, source) : null,
    liked ? askLiked(liked) : null,
    receipt ? askReceipt(receipt) : null,
    shelf ? askShelf(householdId) : null,
    due !== undefined ? askDue(householdId, due) : null,
  )
  const rows = head && needs.queue === 'all' ? yield* loadQueue(kept, head) : null
  const playlists = yield* loadPlaylists(kept, householdId, needs.playlists ?? [])
  return {
    household,
    head,
    rows,
    playlists,
    loaded: {
      household: { epoch: household.epoch, seq: household.seq, lastInstant: household.lastInstant },
      session: head && { view: head.view, queue: rows?.queue ?? null },
      devices: devices ?? [],
      tracks,
      liked: isLiked ?? false,
      playlists: playlists.map(({ view, entries }) => ({ view, entries })),
      shelf: fullness,
      due: expected,
      receipt: stored,
    },
  }
}

export function* loadQueue({ queues }: KeptRows, head: SessionHead): Script<QueueRows> {
  const { sessionId } = head.view
  const kept = queues.get(sessionId, head.queueRevision)
  if (kept) return kept
  const [{ entries, ranks }, order] = yield* ask(askEntries(sessionId), askOrder(sessionId))
  return { queue: { entries, order }, ranks }
}

function* loadPlaylists(
  kept: KeptRows,
  householdId: HouseholdId,
  wanted: NonNullable<Needs['playlists']>,
): Script<readonly PlaylistRows[]> {
  const found: PlaylistRows[] = []
  for (const { playlistId, entries } of wanted) {
    const [view] = yield* ask(askPlaylistHead(householdId, playlistId))
    if (!view) continue
    found.push(
      entries === 'all' ? yield* loadPlaylist(kept, view) : { view, entries: null, ranks: new Map() },
    )
  }
  return found
}

export function* loadPlaylist({ playlists }: KeptRows, view: PlaylistView): Script<FullPlaylistRows> {
  const { playlistId, revision } = view
  const kept = playlists.get(playlistId, revision)
  if (kept) return { ...kept, view }
  const [rows] = yield* ask(askPlaylistEntries(playlistId))
  return { view, ...rows }
}

function askLiked({ userId, trackId }: NonNullable<Needs['liked']>): Question<boolean> {
  return {
    statement: {
      sql: 'select 1 as yes from liked where user_id = ? and track_id = ?',
      parameters: [userId, trackId],
    },
    answer: (rows) => rows.length > 0,
  }
}

function askReceipt({ principal, commandId }: NonNullable<Needs['receipt']>): Question<StoredReceipt | null> {
  return {
    statement: {
      sql: 'select body_hash, receipt, at from receipt where principal = ? and command_id = ?',
      parameters: [principal, commandId],
    },
    answer: (rows) => {
      const row = (rows as readonly ReceiptRow[])[0]
      if (!row) return null
      return {
        bodyHash: row.body_hash,
        receipt: parsed<Receipt>(row.receipt, () => `the receipt of command ${commandId}`),
        at: row.at,
      }
    },
  }
}

interface ReceiptRow extends Row {
  readonly body_hash: string
  readonly receipt: string
  readonly at: number
}
