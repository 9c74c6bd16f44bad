import {
  type Rejection,
  rejection,
  UPLOAD_COMMAND_RIGHTS,
  type UploadId,
  type UploadView,
} from '@baton/protocol'
import type { Audience } from '../audience.ts'
import {
  type CommandFacts,
  type CommandLike,
  change,
  type Decided,
  type Family,
  type Published,
  type Read,
  type Refused,
  want,
} from '../family.ts'
import { PLAYLISTS } from '../playlist/kinds.ts'
import { maySeePlaylist } from '../playlist/visibility.ts'
import { type AnyUploadCommand, type Begin, begun, isFull, needsRoom, told } from './decide.ts'
import { UPLOAD_SHELF, UPLOADS } from './kinds.ts'
import type { Upload } from './upload.ts'

/** Files on their way into the library. */
export const uploadFamily: Family<AnyUploadCommand> = {
  name: 'upload',
  prefixes: ['upload'],
  rights: UPLOAD_COMMAND_RIGHTS,
  needs(command) {
    if (command.type !== 'upload.begin') return [want(UPLOADS, command.uploadId)]
    const { playlistId } = command
    return [want(UPLOAD_SHELF, null), ...(playlistId ? [want(PLAYLISTS, playlistId)] : [])]
  },
  decide(command, read, facts) {
    if (command.type === 'upload.begin') return begin(command, read, facts)
    const upload = read(UPLOADS, command.uploadId)
    if (command.type !== 'upload.cancel') {
      const after = upload && told(upload, command, facts.now)
      return upload === after ? NOTHING_HAPPENED : decided(command.uploadId, upload, after, follows(command))
    }
    if (!upload || !maySeeUpload(upload.view, facts.subject.userId)) return refused('upload.not-found')
    if (!facts.caller.mayChangeHousehold) return refused('auth.forbidden')
    if (upload.view.phase === 'checking') return refused('upload.being-checked')
    return decided(command.uploadId, upload, null)
  },
}

/** One for a playlist that only its owner sees is there for its owner alone. */
export function maySeeUpload(
  { isPrivate, ownerId }: Pick<UploadView, 'isPrivate' | 'ownerId'>,
  userId: string,
) {
  return !isPrivate || ownerId === userId
}

function begin(
  command: Begin,
  read: Read,
  { now, subject, caller, freshIds }: CommandFacts,
): Decided | Refused {
  if (!caller.mayChangeHousehold) return refused('auth.forbidden')
  const playlist = command.playlistId ? read(PLAYLISTS, command.playlistId) : null
  if (command.playlistId) {
    const isThere =
      playlist && playlist.view.deletedAt === null && maySeePlaylist(playlist.view, subject.userId)
    if (!isThere) return refused('playlist.not-found')
    if (playlist.view.file) return refused('playlist.of-file')
  }
  const shelf = read(UPLOAD_SHELF, null)
  if (isFull(shelf)) return refused('upload.limit')
  const [uploadId] = freshIds(1) as [UploadId]
  const isPrivate = playlist?.view.visibility === 'private'
  const upload = begun(command, subject, { uploadId, isPrivate, now })
  const oldest = needsRoom(shelf) ? shelf.oldestOver : null
  const room = oldest ? [{ type: 'upload.expire', uploadId: oldest, makesRoom: true } as const] : []
  return { ...decided(uploadId, null, upload, room), result: { uploadId } }
}

function follows(command: AnyUploadCommand): readonly CommandLike[] {
  if (command.type !== 'upload.finish' || command.addTo === null) return []
  const { trackId, addTo: playlistId } = command
  return [{ type: 'playlist.add', playlistId, source: { trackIds: [trackId] } } as CommandLike]
}

const NOTHING_HAPPENED: Decided = { changes: [], published: [] }

function decided(
  uploadId: UploadId,
  before: Upload | null,
  after: Upload | null,
  consequences: readonly CommandLike[] = [],
): Decided {
  const { revision } = (after ?? before)?.view ?? { revision: 0 }
  return {
    changes: [change(UPLOADS, uploadId, before, after)],
    published: published(uploadId, before, after),
    revision,
    ...(consequences.length > 0 && { consequences }),
  }
}

/** Where the file is put is told nobody. */
function published(uploadId: UploadId, before: Upload | null, after: Upload | null): readonly Published[] {
  const { view } = (after ?? before) as Upload
  const audience: Audience = view.isPrivate ? view.ownerId : 'household'
  const event = after
    ? ({ type: 'upload.changed', upload: after.view } as const)
    : ({ type: 'upload.removed', uploadId } as const)
  return [{ room: 'uploads', audience, revision: view.revision, event }]
}

function refused(code: Rejection['code']): Refused {
  return { rejected: rejection(code) }
}
