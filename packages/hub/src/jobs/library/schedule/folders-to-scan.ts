// Which folders a household's music lies in: those of the settings, and those that the owner added.
import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, sep } from 'node:path'
import { BatonError, type HouseholdId } from '@baton/protocol'
import type { LibraryFolder, LibraryStore } from '#engine'

export interface FolderParts {
  readonly library: LibraryStore
  /** Of the settings; empty: the hub's own tunes, below `demoPath`. */
  readonly musicDirs: readonly string[]
  readonly demoPath: string
  /** Nothing in it is music of the household. */
  readonly dataPath: string
  /** Where this household's uploads are kept; missing: the hub takes none. */
  readonly uploadsOf?: (householdId: HouseholdId) => string
}

/**
 * Brings the folders of the settings into the library. Of those that are not set any more the tracks are missing, and
 * come back with them; the demo tunes just go.
 */
export async function settleFolders(
  { library, musicDirs, demoPath, uploadsOf }: FolderParts,
  householdId: HouseholdId,
): Promise<readonly LibraryFolder[]> {
  const present = await library.folders(householdId)
  const isOwners = (folder: LibraryFolder) => folder.origin === 'owner'
  const wanted = musicDirs.length > 0 ? musicDirs : present.some(isOwners) ? [] : [demoPath]
  for (const folder of present) {
    if (isOwners(folder) || wanted.includes(folder.path) || folder.path === uploadsOf?.(householdId)) continue
    if (folder.path === demoPath) await library.removeFolder(householdId, folder.folderId)
    else await library.leaveFolder(householdId, folder.folderId)
  }
  for (const path of wanted) await library.addFolder(householdId, path, 'settings')
  return library.folders(householdId)
}

export async function addOwnersFolder(
  { library, demoPath, dataPath, uploadsOf }: FolderParts,
  householdId: HouseholdId,
  given: string,
): Promise<LibraryFolder> {
  const path = usable(given)
  if (path === null || isInside(path, dataPath) || isInside(dataPath, path))
    throw new BatonError('library.folder-unusable')
  const uploads = uploadsOf && dirname(uploadsOf(householdId))
  if (uploads && (isInside(path, uploads) || isInside(uploads, path)))
    throw new BatonError('library.folder-overlaps', { path: uploads })
  for (const folder of await library.folders(householdId)) {
    if (folder.path === demoPath) continue
    if (isInside(path, folder.path) || isInside(folder.path, path)) {
      throw new BatonError('library.folder-overlaps', { path: folder.path })
    }
  }
  return library.addFolder(householdId, path, 'owner')
}

export async function removeOwnersFolder(
  { library }: FolderParts,
  householdId: HouseholdId,
  folderId: string,
): Promise<LibraryFolder> {
  const folder = (await library.folders(householdId)).find((one) => one.folderId === folderId)
  if (!folder) throw new BatonError('library.folder-not-found')
  if (folder.origin !== 'owner') throw new BatonError('library.folder-fixed')
  await library.leaveFolder(householdId, folderId)
  await library.followCopies(householdId, folderId)
  return folder
}

/** The folder's own path, without links; null where the hub cannot read it. */
function usable(given: string): string | null {
  if (!isAbsolute(given) || given.includes('\0')) return null
  try {
    const path = realpathSync(given)
    if (!statSync(path).isDirectory()) return null
    accessSync(path, constants.R_OK | constants.X_OK)
    return path
  } catch {
    return null
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
