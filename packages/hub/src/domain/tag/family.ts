import { type Rejection, rejection, TAG_COMMAND_RIGHTS, type TagTarget } from '@baton/protocol'
import { DEVICES } from '../device/kinds.ts'
import { type CommandLike, type Family, type Read, type Subject, type Wanted, want } from '../family.ts'
import { followedSessions, heldByAnother } from '../session/held-by-another.ts'
import { SESSIONS } from '../session/kinds.ts'
import { type AnyTagCommand, decideTag } from './decide.ts'
import { TAG_ACTIVITY, TAG_SHELF, TAGS } from './kinds.ts'
import { foundFor, needsOf } from './target.ts'

/** NFC tags of the household: what each plays, and the wait for one that is to play something. */
export const tagFamily: Family<AnyTagCommand> = {
  name: 'tag',
  prefixes: ['tag'],
  rights: TAG_COMMAND_RIGHTS,
  needs(command, { userId, sessionId }, known) {
    const target = targetIn(command)
    const wanted: Wanted[] = [want(TAG_ACTIVITY, null)]
    if ('tagId' in command) wanted.push(want(TAGS, command.tagId))
    if (command.type === 'tag.scan') {
      wanted.push(want(SESSIONS, sessionId), want(DEVICES, userId))
      wanted.push(...followedSessions(known?.(DEVICES, userId)))
    }
    if (links(command)) wanted.push(want(TAG_SHELF, null))
    return target ? [...wanted, ...needsOf(target)] : wanted
  },
  decide(command, read, facts) {
    const refused = facts.caller.mayChangeHousehold ? null : refusedToGuest(command)
    if (refused) return { rejected: refused }
    // A tag that a shared device sees acts in the session whose speaker that is, else in its own: BX14.
    const acting = (command.type === 'tag.scan' && heldByAnother(read, facts)) || facts.subject
    const scanned = command.type === 'tag.scan' ? read(SESSIONS, acting.sessionId) : null
    const decided = decideTag(command, {
      ...facts,
      tag: 'tagId' in command ? read(TAGS, command.tagId) : null,
      activity: read(TAG_ACTIVITY, null),
      shelf: links(command) ? read(TAG_SHELF, null) : { count: 0 },
      found: foundBy(command, facts.subject, read),
      session: scanned?.view ?? null,
    })
    if (acting === facts.subject || 'rejected' in decided || !decided.consequences) return decided
    const consequences = decided.consequences.map((one) =>
      'sessionId' in one ? { command: one as CommandLike, subject: acting } : one,
    )
    return { ...decided, consequences }
  },
}

/** What a tag plays is the household's to say. Everybody may hold one to a reader. */
function refusedToGuest({ type }: AnyTagCommand): Rejection | null {
  return type === 'tag.scan' || type === 'tag.link-scanned' ? null : rejection('auth.forbidden')
}

function links({ type }: AnyTagCommand): boolean {
  return type === 'tag.bind' || type === 'tag.link-scanned'
}

/** What has to be there for the command. */
function targetIn(command: AnyTagCommand): TagTarget | null {
  if (command.type === 'tag.stop-linking' || !('target' in command)) return null
  return command.target ?? null
}

function foundBy(command: AnyTagCommand, { userId }: Subject, read: Read) {
  const target = targetIn(command)
  const inNameOf = command.type === 'tag.link-scanned' ? command.startedBy : userId
  return target && foundFor(target, inNameOf, read)
}
