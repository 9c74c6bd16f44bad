// A music folder that is suddenly empty is away (B50): a disk that is not mounted looks so. Where it is certainly the
// same folder of the same disk as when it was read whole, its files are gone from it; those that turned up elsewhere
// have moved. What did not turn up stays as it is: perhaps it comes back. So it is where the folder itself was moved into
// another music folder and is found there.
import type { HouseholdId } from '@baton/protocol'
import type { LibraryFolder, LibraryStore } from '#engine'
import { lastingPlace } from '../walk/lasting-place.ts'
import { holdsNoMusic } from '../walk/walk-in-thread.ts'

export interface FolderOfHousehold {
  readonly householdId: HouseholdId
  readonly folder: LibraryFolder
  readonly library: LibraryStore
}

export interface Followed {
  /** Tracks that have another place now. */
  readonly moved: number
  /** Nothing of the library is left in the folder: it is not away, there is just nothing in it. */
  readonly isOver: boolean
}

/** Nothing moves where the folder may be away, has music in it, or has a folder in it that cannot be looked into. */
export async function followOutOfEmptied(of: FolderOfHousehold, signal: AbortSignal): Promise<Followed> {
  const { householdId, folder, library } = of
  const place = await library.placeKept(householdId, folder.folderId)
  if (place === null) return { moved: 0, isOver: false }
  const isGone = (await isEmptied(folder.path, place, signal)) || (await isElsewhere(of, place))
  if (!isGone) return { moved: 0, isOver: false }
  const moved = await library.followCopies(householdId, folder.folderId, 'everything')
  if (moved === 0) return { moved, isOver: false }
  const left = new Map(await library.folderCounts(householdId)).get(folder.folderId) ?? 0
  return { moved, isOver: left === 0 }
}

/** The place is asked for again behind the look: a disk may go meanwhile. */
async function isEmptied(path: string, place: string, signal: AbortSignal): Promise<boolean> {
  try {
    if ((await lastingPlace(path)) !== place || !(await holdsNoMusic(path, signal))) return false
    return (await lastingPlace(path)) === place
  } catch {
    return false
  }
}

/** The folder itself is in another music folder now. Where it is seen in two places at once it has not moved. */
async function isElsewhere(
  { householdId, folder, library }: FolderOfHousehold,
  place: string,
): Promise<boolean> {
  const isAt = async (path: string) => (await lastingPlace(path).catch(() => null)) === place
  if (await isAt(folder.path)) return false
  for (const path of await library.copiedFolders(householdId, folder.folderId))
    if (await isAt(path)) return true
  return false
}

/** What a scan has seen of the folder's files, before it says that it is done. */
export interface SeenFiles {
  readonly isWhole: boolean
  readonly seen: number
  /** Some lie on a disk that is mounted below the folder. */
  readonly areOnOtherDisk: boolean
}

/**
 * `place`: where the folder lay before the scan looked, and has to lie still. Files on a disk that is mounted in it make
 * nothing certain.
 */
export async function keepPlaceOf(
  { householdId, folder, library }: FolderOfHousehold,
  place: string | null,
  { isWhole, seen, areOnOtherDisk }: SeenFiles,
): Promise<void> {
  if (seen === 0 || (!isWhole && !areOnOtherDisk)) return
  const isThere = !areOnOtherDisk && place !== null && (await lastingPlace(folder.path)) === place
  const lasting = isThere ? place : null
  if ((await library.placeKept(householdId, folder.folderId)) === lasting) return
  await library.keepPlace(householdId, folder.folderId, lasting)
}
