import type { HouseholdId } from '@baton/protocol'
import type { LibraryFolder } from '#engine'
import { type Place, placeOf } from '../walk/place-of.ts'
import { type Watch, watchFolder } from './watch-folder.ts'

/** Each is a thread. What is beyond them is looked at every half hour. */
const MAX_WATCHED = 100

interface Watched {
  readonly watch: Watch
  /** Of the folder that is watched: a disk that is mounted is another one under the same name. */
  readonly identity: string
  /** Several households may have the same music: each folder, and whose it is. */
  readonly folders: Map<string, HouseholdId>
}

export type WatchedFolders = ReturnType<typeof watchedFolders>

/** Watches the music folders that were scanned; one that ended is begun anew with the next scan. */
export function watchedFolders(
  log: { warn(facts: object, line: string): void },
  onChange: (householdId: HouseholdId, folderId: string, under: readonly string[]) => void,
) {
  const roots = new Map<string, Watched>()
  /** Folders whose real path is being looked up. Who leaves meanwhile is not in it any more. */
  const opening = new Map<string, { readonly householdId: HouseholdId }>()
  let closed = false

  const leave = async (folderId: string) => {
    opening.delete(folderId)
    const root = rootOf(folderId)
    if (root === null) return
    const { watch, folders } = roots.get(root) as Watched
    folders.delete(folderId)
    if (folders.size > 0) return
    roots.delete(root)
    await watch[Symbol.asyncDispose]()
  }
  const rootOf = (folderId: string) => {
    for (const [root, { folders }] of roots) if (folders.has(folderId)) return root
    return null
  }
  const watchPlace = ({ root, identity }: Place, path: string): Watched | null => {
    const former = roots.get(root)
    if (former?.watch.isAlive && former.identity === identity) return former
    void former?.watch[Symbol.asyncDispose]()
    if (!former && roots.size >= MAX_WATCHED) {
      log.warn({ folder: path, watched: roots.size }, 'no more music folders can be watched')
      return null
    }
    const folders = former?.folders ?? new Map<string, HouseholdId>()
    const watch = watchFolder({
      root,
      onChange: (under) => {
        for (const [folderId, householdId] of folders) onChange(householdId, folderId, under)
      },
      onPartial: (watched) =>
        log.warn({ folder: path, watched }, 'only a part of the music folder can be watched'),
    })
    const watched = { watch, identity, folders }
    roots.set(root, watched)
    return watched
  }

  return {
    leave,
    /** What this household has beside these folders is watched no longer. */
    async keepOnly(householdId: HouseholdId, kept: readonly LibraryFolder[]): Promise<void> {
      const ids = new Set(kept.map(({ folderId }) => folderId))
      const own = [
        ...[...opening].filter(([, one]) => one.householdId === householdId),
        ...[...roots.values()].flatMap(({ folders }) => [...folders].filter(([, of]) => of === householdId)),
      ]
      await Promise.all(own.flatMap(([folderId]) => (ids.has(folderId) ? [] : [leave(folderId)])))
    },
    follow(householdId: HouseholdId, { folderId, path }: LibraryFolder): void {
      if (closed) return
      const self = { householdId }
      opening.set(folderId, self)
      void placeOf(path).then(
        (place) => {
          if (opening.get(folderId) !== self) return
          opening.delete(folderId)
          const before = rootOf(folderId)
          if (before !== null && before !== place.root) void leave(folderId)
          watchPlace(place, path)?.folders.set(folderId, householdId)
        },
        () => {
          if (opening.get(folderId) === self) opening.delete(folderId)
        },
      )
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true
      opening.clear()
      const watches = [...roots.values()].map(({ watch }) => watch)
      roots.clear()
      await Promise.all(watches.map((watch) => watch[Symbol.asyncDispose]()))
    },
  }
}
