// Smart playlists become what their rules say when somebody opens or plays them, after the library has changed and after
// a like of their owner. docs/protocol/smart-playlists.md.
import {
  BatonError,
  type Command,
  followsLikes,
  type HouseholdId,
  namedTurns,
  type PlaylistId,
  playlistOfRoom,
  playlistsIn,
  type SessionId,
  type SmartRules,
  type UserId,
} from '@baton/protocol'
import { maySeePlaylist, PLAYLISTS, type RefreshCommand, TAGS, TRACKS } from '#domain'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { SmartPlaylists } from '../api/smart-playlists.ts'
import type { Upkeep } from '../api/upkeep.ts'
import type { RunningEngine } from '../create-engine.ts'
import type { Clock } from '../ports/clock.ts'
import type { FittingQuery, FittingTracks, LibraryReads } from '../ports/library-reads.ts'
import { gathered } from './gathered.ts'
import { turns } from './turns.ts'

const DAY_MS = 86_400_000
/** Rules that take longer are given up. */
const MOST_MS = 15_000
/** Whoever opens or plays a playlist waits no longer, and finds it as it stood. */
const PATIENCE_MS = 2_000
/** Of what a preview shows. */
const FIRST = 10
/** Of one person: one is worked out, and one waits. */
const MOST_PREVIEWS_OF_ONE = 2
/** Of all people of a worker. */
const MOST_PREVIEWS = 32

export interface SmartPlaylistsParts {
  readonly engine: Pick<RunningEngine, 'state' | 'tell'>
  readonly library: Pick<LibraryReads, 'fittingTracks' | 'smartPlaylists'>
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

export interface RunningSmartPlaylists extends SmartPlaylists, AsyncDisposable {
  readonly upkeep: Upkeep
}

export function smartPlaylists(parts: SmartPlaylistsParts): RunningSmartPlaylists {
  const { engine, library, clock, onFailure } = parts
  const inTurn = turns<HouseholdId>()
  /** Apart, so that no playlist waits for those who only look. */
  const previews = namedTurns({ mostWaiting: MOST_PREVIEWS, mostOfOne: MOST_PREVIEWS_OF_ONE })
  /** What waits for its turn is done once for all who ask meanwhile. */
  const waiting = new Map<PlaylistId, Promise<void>>()
  const running = new Set<Promise<void>>()
  const afterLikes = gathered<Person>({
    clock,
    keyOf: ({ userId }) => userId,
    work: refreshLiked,
    onFailure: complain,
  })
  const afterChanges = gathered<HouseholdId>({
    clock,
    keyOf: (id) => id,
    work: refreshAll,
    onFailure: complain,
  })

  function refresh(householdId: HouseholdId, playlistId: PlaylistId): Promise<void> {
    const waits = waiting.get(playlistId)
    if (waits) return waits
    const work = inTurn(householdId, () => {
      waiting.delete(playlistId)
      return evaluate(householdId, playlistId)
    }).catch(complain)
    waiting.set(playlistId, work)
    running.add(work)
    return work.finally(() => running.delete(work))
  }

  async function evaluate(householdId: HouseholdId, playlistId: PlaylistId): Promise<void> {
    const playlist = await engine.state(householdId, PLAYLISTS, playlistId)
    const { ownerId, rules, deletedAt } = playlist?.view ?? {}
    if (!ownerId || !rules || deletedAt !== null) return
    const query = await queryFor(householdId, ownerId, rules, playlistId)
    const { trackIds, isAsItStands } = await library.fittingTracks(householdId, { ...query, playlistId })
    if (isAsItStands) return
    // It has no session to do with.
    const owner = { userId: ownerId, sessionId: householdId as string as SessionId }
    const command: RefreshCommand = { type: 'playlist.refresh', playlistId, rules, trackIds }
    await engine.tell(householdId, owner, command)
  }

  async function queryFor(
    householdId: HouseholdId,
    userId: UserId,
    rules: SmartRules,
    playlistId: PlaylistId | undefined,
  ): Promise<FittingQuery> {
    const playlistIds: PlaylistId[] = []
    for (const id of playlistsIn(rules)) {
      // By itself it would be another one each time.
      if (id === playlistId) continue
      const named = await engine.state(householdId, PLAYLISTS, id)
      if (named?.view.deletedAt === null && maySeePlaylist(named.view, userId)) playlistIds.push(id)
    }
    const now = clock.wallMs()
    const seed = { of: playlistId ?? userId, day: Math.floor(now / DAY_MS) }
    return { rules, userId, playlistIds, now, seed, mostMs: MOST_MS }
  }

  /** Where it is a smart one that this person sees. */
  async function opened({ householdId, userId }: Person, playlistId: PlaylistId): Promise<void> {
    const playlist = await engine.state(householdId, PLAYLISTS, playlistId)
    if (playlist?.view.rules && maySeePlaylist(playlist.view, userId)) await refresh(householdId, playlistId)
  }

  async function refreshLiked({ householdId, userId }: Person): Promise<void> {
    for (const { playlistId, ownerId, rules } of await library.smartPlaylists(householdId)) {
      if (ownerId === userId && rules && followsLikes(rules)) await refresh(householdId, playlistId)
    }
  }

  async function refreshAll(householdId: HouseholdId): Promise<void> {
    for (const { playlistId } of await library.smartPlaylists(householdId)) {
      await refresh(householdId, playlistId)
    }
  }

  function patiently(work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(PATIENCE_MS, resolve)
      work.catch(complain).finally(() => {
        cancel()
        resolve()
      })
    })
  }

  /** Whatever reads the playlist next has it refreshed again. */
  function complain(error: unknown): void {
    const isPassing = error instanceof BatonError && PASSING.has(error.code)
    if (!isPassing) onFailure(error)
  }

  /** What a tag plays is known to the tag, and played in the right of whoever linked it. */
  async function scanned(householdId: HouseholdId, tagId: Scan['tagId']): Promise<void> {
    const tag = await engine.state(householdId, TAGS, tagId)
    if (tag && 'playlistId' in tag.target)
      await opened({ householdId, userId: tag.linkedBy }, tag.target.playlistId)
  }

  async function fittingFor(
    principal: Principal,
    rules: SmartRules,
    playlistId?: PlaylistId,
  ): Promise<FittingTracks> {
    const { householdId, userId } = mustBeWithin(principal, 'read')
    return previews.take(userId, async () => {
      if (playlistId !== undefined) {
        const playlist = await engine.state(householdId, PLAYLISTS, playlistId)
        if (!playlist || !maySeePlaylist(playlist.view, userId)) throw new BatonError('playlist.not-found')
      }
      return library.fittingTracks(householdId, await queryFor(householdId, userId, rules, playlistId))
    })
  }

  return {
    fitting: fittingFor,
    async preview(principal, rules, playlistId) {
      const { fitting, durationMs, trackIds } = await fittingFor(principal, rules, playlistId)
      const first = trackIds.slice(0, FIRST)
      const tracks =
        first.length === 0 ? [] : await engine.state(principal.householdId, TRACKS, { trackIds: first })
      return { fitting, trackCount: trackIds.length, durationMs, tracks }
    },
    upkeep: {
      beforeCommand(principal, command) {
        if (command.type === 'tag.scan') return patiently(scanned(principal.householdId, command.tagId))
        const read = readBy(command)
        return read && patiently(opened(principal, read))
      },
      afterCommand(principal, command, { changed, result }) {
        switch (command.type) {
          case 'session.like':
            if (changed) afterLikes.add(principal)
            return null
          case 'playlist.create':
            return command.rules && result.playlistId ? patiently(opened(principal, result.playlistId)) : null
          case 'playlist.change':
            return command.rules ? patiently(opened(principal, command.playlistId)) : null
          case 'playlist.restore':
            return patiently(opened(principal, command.playlistId))
        }
        return null
      },
      beforeReading(principal, room) {
        const playlistId = playlistOfRoom(room)
        return playlistId && patiently(opened(principal, playlistId))
      },
      afterOwnCommand(householdId, { type, ...command }) {
        const isOfRules = type === 'playlist.follow-file' && 'rules' in command && command.rules
        if (isOfRules) afterChanges.add(householdId)
      },
      libraryChanged: (householdId) => afterChanges.add(householdId),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([afterLikes.stop(), afterChanges.stop()])
      await Promise.allSettled(running)
    },
  }
}

type Person = Pick<Principal, 'householdId' | 'userId'>
type Scan = Extract<Command, { type: 'tag.scan' }>

const PASSING: ReadonlySet<string> = new Set(['store.unavailable', 'hub.draining', 'hub.busy'])

/** The playlist that it takes tracks from. */
function readBy(command: Command): PlaylistId | null {
  if (command.type === 'queue.start-playlist') return command.playlistId
  const source = 'source' in command ? command.source : undefined
  return source && 'playlistId' in source ? source.playlistId : null
}
