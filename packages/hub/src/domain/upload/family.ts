import { type Rejection, rejection, UPLOAD_COMMAND_RIGHTS, type UploadId } from '@baton/protocol'
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
import { incomingAudience, maySeeIncoming } from '../incoming/incoming.ts'
import { addsTo, needsOfTarget, targetFor } from '../incoming/target-playlist.ts'
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
    return [want(UPLOAD_SHELF, null), ...needsOfTarget(command.playlistId)]
  },
  decide(command, read, facts) {
    if (command.type === 'upload.begin') return begin(command, read, facts)
    const upload = read(UPLOADS, command.uploadId)
    if (command.type !== 'upload.cancel') {
      const after = upload && told(upload, command, facts.now)
      return upload === after ? NOTHING_HAPPENED : decided(command.uploadId, upload, after, follows(command))
    }
    if (!upload || !maySeeIncoming(upload.view, facts.subject.userId)) return refused('upload.not-found')
    if (!facts.caller.mayChangeHousehold) return refused('auth.forbidden')
    if (upload.view.phase === 'checking') return refused('upload.being-checked')
    return decided(command.uploadId, upload, null)
  },
}

function begin(
  command: Begin,
  read: Read,
  { now, subject, caller, freshIds }: CommandFacts,
): Decided | Refused {
  if (!caller.mayChangeHousehold) return refused('auth.forbidden')
  const target = targetFor(command.playlistId, read, subject.userId)
  if ('rejected' in target) return target
  const shelf = read(UPLOAD_SHELF, null)
  if (isFull(shelf)) return refused('upload.limit')
  const [uploadId] = freshIds(1) as [UploadId]
  const upload = begun(command, subject, { uploadId, isPrivate: target.isPrivate, now })
  const oldest = needsRoom(shelf) ? shelf.oldestOver : null
  const room = oldest ? [{ type: 'upload.expire', uploadId: oldest, makesRoom: true } as const] : []
  return { ...decided(uploadId, null, upload, room), result: { uploadId } }
}

function follows(command: AnyUploadCommand): readonly CommandLike[] {
  return command.type === 'upload.finish' ? addsTo(command.addTo, command.trackId) : []
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
  const audience = incomingAudience(view)
  const event = after
    ? ({ type: 'upload.changed', upload: after.view } as const)
    : ({ type: 'upload.removed', uploadId } as const)
  return [{ room: 'uploads', audience, revision: view.revision, event }]
}

function refused(code: Rejection['code']): Refused {
  return { rejected: rejection(code) }
}
