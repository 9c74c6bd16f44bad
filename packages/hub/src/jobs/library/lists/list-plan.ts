import type { PlaylistId } from '@baton/protocol'
import type { FollowedList, LibraryFolder } from '#engine'
import type { SeenList } from '../scan/scan.ts'

/** What a scan has seen of one music folder. */
export interface LookedFolder {
  readonly folder: LibraryFolder
  /** All music folders of the household. */
  readonly folders: readonly LibraryFolder[]
  /** Only what lies below these was looked at. */
  readonly under: readonly string[]
  readonly lists: readonly SeenList[]
  /** Tracks came, went or changed: some may be there now that lists wait for. */
  readonly hasChanges: boolean
}

/** A list to be read. */
export interface ListAt {
  readonly folder: LibraryFolder
  readonly path: string
  /** Its size and time, as it was seen. */
  readonly stamp: string
  /** What follows it already. */
  readonly playlistId: PlaylistId | null
}

export interface ListPlan {
  readonly read: readonly ListAt[]
  readonly gone: readonly FollowedList[]
  /** So many new ones are not followed: there is no room. */
  readonly passedOver: number
}

export function versionOf(stamp: string, hash: string): string {
  return `${stamp}:${hash}`
}

export function stampIn(version: string): string {
  return version.slice(0, version.lastIndexOf(':'))
}

export function hashIn(version: string): string {
  return version.slice(version.lastIndexOf(':') + 1)
}

/** At most `most` lists are followed, over all folders. */
export function listPlan(looked: LookedFolder, known: readonly FollowedList[], most: number): ListPlan {
  const { folder, folders, under, lists, hasChanges } = looked
  const followed = known.filter(({ isGone }) => !isGone)
  const unseen = new Map(
    followed.filter(({ file }) => file.folderId === folder.folderId).map((list) => [list.file.path, list]),
  )
  const read: ListAt[] = []
  let room = most - followed.length
  let passedOver = 0
  for (const { path, sizeBytes, mtimeMs, isSettled } of lists) {
    const list = unseen.get(path)
    unseen.delete(path)
    const stamp = `${sizeBytes}:${mtimeMs}`
    if (!isSettled || (list && stampIn(list.file.version) === stamp)) continue
    if (list) read.push({ folder, path, stamp, playlistId: list.playlistId })
    else if (room > 0) {
      room -= 1
      read.push({ folder, path, stamp, playlistId: null })
    } else passedOver += 1
  }
  const gone = [...unseen.values()].filter(({ file }) => under.some((one) => isBelow(file.path, one)))
  if (hasChanges) {
    const done = new Set([...gone, ...read].map(({ playlistId }) => playlistId))
    for (const { playlistId, file } of followed) {
      const of = folders.find(({ folderId }) => folderId === file.folderId)
      if (!of || file.notFound === 0 || done.has(playlistId)) continue
      read.push({ folder: of, path: file.path, stamp: stampIn(file.version), playlistId })
    }
  }
  return { read, gone, passedOver }
}

function isBelow(path: string, folder: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`)
}
