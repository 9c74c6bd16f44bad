import { BatonError } from '@baton/protocol'
import type { MusicFolders } from '../api/library.ts'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { FolderWork } from '../ports/library.ts'

export interface MusicFoldersParts {
  readonly work: FolderWork
  /** Told who added or left a folder, before that answers. */
  readonly noted: (owner: Principal, kind: 'folder.added' | 'folder.removed') => Promise<void>
}

export function musicFolders({ work, noted }: MusicFoldersParts): MusicFolders {
  return {
    all: async (owner) => work.folders(running(owner).householdId),
    async add(owner, path) {
      const folder = await work.addFolder(running(owner).householdId, path)
      await noted(owner, 'folder.added')
      return folder
    },
    async remove(owner, folderId) {
      const { householdId } = running(owner)
      await work.removeFolder(householdId, folderId)
      await noted(owner, 'folder.removed')
      return work.folders(householdId)
    },
  }
}

/** Whoever runs the household. */
function running(principal: Principal): Principal {
  if (!principal.roles.includes('owner')) throw new BatonError('auth.forbidden')
  return mustBeWithin(principal, 'admin')
}
