// Lists that lie in music folders are playlists, and follow their files: what a scan found of them is compared with what
// is followed already. Rules PF16 to PF22 in docs/protocol/playlist-files.md.
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import {
  BatonError,
  BoundedMap,
  ERRORS,
  type FileCommand,
  type HouseholdId,
  MAX_LIST_FILE_BYTES,
  type PlaylistId,
  type Rejection,
  type SmartRules,
} from '@baton/protocol'
import {
  type FollowedList,
  isOutage,
  type LibraryFolder,
  type LibraryReads,
  type ListFormats,
  listTitle,
  type ReadList,
  rulesInFile,
  type TrackFiles,
} from '#engine'
import { hasSomething } from '../walk/has-something.ts'
import { hashIn, type ListAt, type LookedFolder, listPlan, versionOf } from './list-plan.ts'

/** More of them are no playlists that anybody looks at. */
const MAX_LISTS = 1_000
/** Their tracks are looked for together, since each look reads the whole library. */
const TRACKS_TOGETHER = 10_000
const LISTS_TOGETHER = 100
/** Of so many it is remembered that they were complained of. */
const REMEMBERED = 5_000

export interface ListFollowerParts {
  readonly library: Pick<LibraryReads, 'followedLists' | 'matchListed'>
  readonly files: TrackFiles
  readonly formats: ListFormats
  /** Null, or why it was refused. */
  readonly tell: (householdId: HouseholdId, command: FileCommand) => Promise<Rejection | null>
  readonly log: { warn(facts: object, line: string): void }
  /** None is followed, and those that were are taken away. */
  readonly isOff?: boolean
}

export interface ListFollower {
  /** Rejects where the store is away; what else goes wrong is told to the log, and done again with the next scan. */
  follow(householdId: HouseholdId, looked: LookedFolder, signal: AbortSignal): Promise<void>
  /** What lies in other folders is followed no more. */
  keepOnly(householdId: HouseholdId, folders: readonly LibraryFolder[]): Promise<void>
}

interface FoundList extends ListAt {
  readonly hash: string
  readonly list: ReadList
  /** What it holds follows from these. */
  readonly rules?: SmartRules
}

export function listFollower({ library, files, formats, tell, log, isOff }: ListFollowerParts): ListFollower {
  const complained = new BoundedMap<string, string>({ most: REMEMBERED })

  const guarded = async (householdId: HouseholdId, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (isOutage(error)) throw error
      log.warn({ err: error, household: householdId }, 'playlists in music folders could not be followed')
    }
  }
  /** Once for each state of the file. */
  const complain = ({ folder, path, stamp }: ListAt, problem: string) => {
    const list = `${folder.path}/${path}`
    if (complained.use(list) === stamp) return
    complained.set(list, stamp)
    log.warn({ list, problem }, 'a playlist in a music folder cannot be read')
  }

  /** Null where there is nothing that can be read; what follows it then stays as it is. */
  const read = async (at: ListAt): Promise<FoundList | null> => {
    const bytes = await bytesOf(files, at)
    if (bytes === null) return null
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    try {
      const written = rulesInFile({ filename: at.path, bytes })
      if (written) return { ...at, hash, list: { title: written.title, tracks: [] }, rules: written.rules }
      return { ...at, hash, list: await formats.read(bytes, placeOf(at)) }
    } catch (error) {
      if (!(error instanceof BatonError)) throw error
      // The thread was lost over this one: the others are not to wait for it.
      const isOfTheList = error.code === 'hub.busy' || ERRORS[error.code].retry !== 'later'
      if (!isOfTheList) throw error
      if (error.details?.reason === 'empty') return { ...at, hash, list: { title: null, tracks: [] } }
      complain(at, error.code)
      return null
    }
  }

  /** It has come from where this scan did not look: what followed it there is not known to be without a file yet. */
  const movedFrom = async ({ folders }: LookedFolder, known: readonly FollowedList[], hash: string) => {
    for (const { playlistId, file, isGone } of known) {
      const folder = folders.find(({ folderId }) => folderId === file.folderId)
      if (isGone || !folder || hashIn(file.version) !== hash) continue
      const at = { folder, path: file.path, stamp: '', playlistId }
      if ((await hasSomething(folder.path)) && (await bytesOf(files, at)) === null) return playlistId
    }
    return null
  }

  const bringUpToDate = async (householdId: HouseholdId, found: readonly FoundList[]) => {
    const tracks = found.flatMap(({ list }) => list.tracks)
    const matches = tracks.length === 0 ? [] : await library.matchListed(householdId, tracks)
    let from = 0
    for (const { list, rules, ...at } of found) {
      const own = matches.slice(from, from + list.tracks.length)
      from += list.tracks.length
      const trackIds = own.flatMap(({ trackId }) => trackId ?? [])
      const { playlistId, folder, path, stamp, hash } = at
      const version = versionOf(stamp, hash)
      const file = { folderId: folder.folderId, path, version, notFound: own.length - trackIds.length }
      const title = listTitle(list.title, path)
      const refused = await tell(householdId, {
        type: 'playlist.follow-file',
        playlistId,
        file,
        title,
        trackIds,
        ...(rules && { rules }),
      })
      if (refused) complain(at, refused.code)
    }
  }

  return {
    follow: (householdId, looked, signal) =>
      guarded(householdId, async () => {
        if (isOff) return
        const known = await library.followedLists(householdId)
        const plan = listPlan(looked, known, MAX_LISTS)
        const gone = [...plan.gone]
        const renamed = formerOf([gone, known.filter(({ isGone }) => isGone)])
        let found: FoundList[] = []
        let tracks = 0
        for (const at of plan.read) {
          if (signal.aborted) return
          const one = await read(at)
          if (one === null) continue
          const former = at.playlistId ?? renamed(one.hash) ?? (await movedFrom(looked, known, one.hash))
          found.push({ ...one, playlistId: former })
          tracks += one.list.tracks.length
          if (tracks < TRACKS_TOGETHER && found.length < LISTS_TOGETHER) continue
          await bringUpToDate(householdId, found)
          found = []
          tracks = 0
        }
        await bringUpToDate(householdId, found)
        for (const { playlistId } of gone) await tell(householdId, { type: 'playlist.lose-file', playlistId })
        const { passedOver } = plan
        if (passedOver > 0) {
          log.warn(
            { folder: looked.folder.path, passedOver },
            'more playlists lie in music folders than are followed',
          )
        }
      }),
    keepOnly: (householdId, folders) =>
      guarded(householdId, async () => {
        const ids = new Set(isOff ? [] : folders.map(({ folderId }) => folderId))
        for (const { playlistId, file, isGone } of await library.followedLists(householdId)) {
          if (!isGone && !ids.has(file.folderId))
            await tell(householdId, { type: 'playlist.lose-file', playlistId })
        }
      }),
  }
}

/** A file with another name and the same content is the same list: the first of these is taken, and taken out. */
function formerOf(lost: readonly FollowedList[][]): (hash: string) => PlaylistId | null {
  return (hash) => {
    for (const lists of lost) {
      const at = lists.findIndex(({ file }) => hashIn(file.version) === hash)
      const [former] = at < 0 ? [] : lists.splice(at, 1)
      if (former) return former.playlistId
    }
    return null
  }
}

/** Null where it is gone, leads out of the folder or is larger than any list. */
async function bytesOf(files: TrackFiles, { folder, path }: ListAt): Promise<Buffer | null> {
  await using file = await files.open({ folderPath: folder.path, path, mime: 'text/plain' })
  if (!file || file.sizeBytes > MAX_LIST_FILE_BYTES) return null
  return file.sizeBytes === 0 ? Buffer.alloc(0) : await buffer(file.read(0, file.sizeBytes - 1))
}

/** The folders in which it lies, from the outermost on: what it names may begin there. */
function placeOf({ folder, path }: ListAt): readonly string[] {
  return [...folder.path.split(/[\\/]+/), ...path.split('/').slice(0, -1)].filter((name) => name !== '')
}
