import { realpath } from 'node:fs/promises'
import type { HouseholdId } from '@baton/protocol'
import type { LibraryFolder } from '#engine'
import { type Watch, watchFolder } from '#jobs/library'

/** Watches the music folders that were scanned; one that ended is begun anew with the next scan. */
export function libraryWatch(
  log: { warn(facts: object, line: string): void },
  onChange: (householdId: HouseholdId, folderId: string, under: readonly string[]) => void,
) {
  const watches = new Map<string, Watch>()
  let closed = false
  const leave = async (folderId: string) => {
    const watch = watches.get(folderId)
    watches.delete(folderId)
    await watch?.[Symbol.asyncDispose]()
  }
  const leaveAll = () => Promise.all([...watches.keys()].map(leave))
  return {
    leave,
    leaveAll,
    follow(householdId: HouseholdId, { folderId, path }: LibraryFolder): void {
      if (closed || watches.get(folderId)?.isAlive) return
      void realpath(path).then(
        (root) => {
          if (closed || watches.get(folderId)?.isAlive) return
          const watch = watchFolder({
            root,
            onChange: (under) => onChange(householdId, folderId, under),
            onPartial: (watched) =>
              log.warn({ folder: path, watched }, 'only a part of the music folder can be watched'),
          })
          watches.set(folderId, watch)
        },
        () => {},
      )
    },
    async [Symbol.asyncDispose](): Promise<void> {
      closed = true
      await leaveAll()
    },
  }
}
