import {
  DOWNLOAD_COMMAND_RIGHTS,
  type DownloadCommand,
  type DownloadId,
  type Rejection,
  rejection,
} from '@baton/protocol'
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
import {
  type AnyDownloadCommand,
  again,
  type Begin,
  begun,
  described,
  isFull,
  isLanding,
  isOpen,
  needsRoom,
  told,
} from './decide.ts'
import type { Download } from './download.ts'
import { DOWNLOAD_SHELF, DOWNLOADS } from './kinds.ts'

/** What the hub fetches from the web, on its way into the library. */
export const downloadFamily: Family<AnyDownloadCommand> = {
  name: 'download',
  prefixes: ['download'],
  rights: DOWNLOAD_COMMAND_RIGHTS,
  needs(command) {
    switch (command.type) {
      case 'download.begin':
        return [want(DOWNLOAD_SHELF, null), ...needsOfTarget(command.playlistId)]
      case 'download.retry':
        return [want(DOWNLOAD_SHELF, null), want(DOWNLOADS, command.downloadId)]
      default:
        return [want(DOWNLOADS, command.downloadId)]
    }
  },
  decide(command, read, facts) {
    if (command.type === 'download.begin') return begin(command, read, facts)
    const download = read(DOWNLOADS, command.downloadId)
    switch (command.type) {
      case 'download.describe':
      case 'download.retry':
      case 'download.cancel':
        return asked(command, download, read, facts)
      default: {
        const after = download && told(download, command, facts.now)
        return download === after ? NOTHING_HAPPENED : decided(download, after, follows(command))
      }
    }
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
  const shelf = read(DOWNLOAD_SHELF, null)
  if (isFull(shelf)) return refused('download.limit')
  const [downloadId] = freshIds(1) as [DownloadId]
  const download = begun(command, subject, { downloadId, isPrivate: target.isPrivate, now })
  const oldest = needsRoom(shelf) ? shelf.oldestOver : null
  const room = oldest ? [{ type: 'download.expire', downloadId: oldest, makesRoom: true } as const] : []
  return { ...decided(null, download, room), result: { downloadId } }
}

function asked(
  command: Exclude<DownloadCommand, Begin>,
  download: Download | null,
  read: Read,
  { now, subject, caller }: CommandFacts,
): Decided | Refused {
  if (!download || !maySeeIncoming(download.view, subject.userId)) return refused('download.not-found')
  if (!caller.mayChangeHousehold) return refused('auth.forbidden')
  const { phase } = download.view
  if (command.type === 'download.retry') {
    if (phase !== 'failed') return refused('download.not-failed')
    if (isFull(read(DOWNLOAD_SHELF, null))) return refused('download.limit')
    return decided(download, again(download, now))
  }
  if (command.type === 'download.cancel') {
    return isLanding(download) ? refused('download.being-processed') : decided(download, null)
  }
  if (phase === 'processing') return refused('download.being-processed')
  return isOpen(download) ? decided(download, described(download, command.tags)) : refused('download.over')
}

function follows(command: AnyDownloadCommand): readonly CommandLike[] {
  return command.type === 'download.finish' ? addsTo(command.addTo, command.trackId) : []
}

const NOTHING_HAPPENED: Decided = { changes: [], published: [] }

function decided(
  before: Download | null,
  after: Download | null,
  consequences: readonly CommandLike[] = [],
): Decided {
  const { revision, downloadId } = ((after ?? before) as Download).view
  return {
    changes: [change(DOWNLOADS, downloadId, before, after)],
    published: published(before, after),
    revision,
    ...(consequences.length > 0 && { consequences }),
  }
}

/** Where the file is put is told nobody. */
function published(before: Download | null, after: Download | null): readonly Published[] {
  const { view } = (after ?? before) as Download
  const audience = incomingAudience(view)
  const event = after
    ? ({ type: 'download.changed', download: after.view } as const)
    : ({ type: 'download.removed', downloadId: view.downloadId } as const)
  return [{ room: 'downloads', audience, revision: view.revision, event }]
}

function refused(code: Rejection['code']): Refused {
  return { rejected: rejection(code) }
}
