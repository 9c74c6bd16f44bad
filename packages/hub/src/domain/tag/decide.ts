import {
  isOpenLinking,
  isSameTarget,
  LINKING_LASTS_MS,
  type LinkingId,
  MAX_TAGS,
  type Rejection,
  rejection,
  type SessionView,
  type TagCommand,
  type TagId,
  type TagTarget,
  type UserId,
} from '@baton/protocol'
import type { CommandFacts, Decided, Refused } from '../family.ts'
import { Draft } from './draft.ts'
import type { TagTimerCommand } from './kinds.ts'
import { begun, duplicate, failed, openIn, stopped, succeeded, timedOut } from './linking.ts'
import { askedOf } from './policy.ts'
import type { Tag, TagActivity, TagShelf } from './tag.ts'

/** What the hub itself tells the tags. */
export type TagHubCommand =
  | TagTimerCommand
  /** A tag came while something waited for one. It names what waited, so that this is read. */
  | {
      readonly type: 'tag.link-scanned'
      readonly tagId: TagId
      readonly linkingId: LinkingId
      readonly target: TagTarget
      readonly startedBy: UserId
    }
export type AnyTagCommand = TagCommand | TagHubCommand

/** Plain data that the rules of tags read: what no command needs is null. */
export interface TagFacts {
  /** The tag that the command names. */
  readonly tag: Tag | null
  readonly activity: TagActivity
  readonly shelf: TagShelf
  /** What the command names as a target, as whoever links it may see it. */
  readonly found: { readonly title: string | null } | Rejection | null
  /** Of whoever asks. */
  readonly session: SessionView | null
}

type Facts = TagFacts & Pick<CommandFacts, 'now' | 'subject' | 'caller' | 'freshIds'>

/** The rules of tags, whole. Who may not change the household's things was refused before. */
export function decideTag(command: AnyTagCommand, facts: Facts): Decided | Refused {
  const { tag, activity, now } = facts
  const draft = new Draft(tag, activity)
  switch (command.type) {
    case 'tag.scan':
      return scan(draft, command.tagId, facts)
    case 'tag.link-scanned':
      return linkScanned(draft, command, facts)
    case 'tag.bind':
      return bind(draft, command, facts)
    case 'tag.change':
      return changed(draft, command, facts)
    case 'tag.remove':
      if (tag === null) return refused(rejection('tag.not-found'))
      draft.removeTag(tag)
      return draft.finish()
    case 'tag.start-linking':
      return startLinking(draft, command, facts)
    case 'tag.stop-linking':
      return stopLinking(draft, command, facts)
    case 'tag.dismiss':
      return hideUnknown(draft, command.tagId)
    case 'tag.time-out': {
      const linking = activity.linkings.find(({ linkingId }) => linkingId === command.linkingId)
      const after = linking && timedOut(linking, now)
      if (after && after !== linking) draft.keepLinking(after)
      return draft.finish()
    }
    case 'tag.forget-unknown':
      return hideUnknown(draft, command.tagId)
  }
}

/** While something waits for a tag, no tag plays anything. */
function scan(draft: Draft, tagId: TagId, { session, caller, now }: Facts): Decided | Refused {
  const open = openIn(draft.activity.linkings)
  if (open && now < open.timeoutAt) {
    const { linkingId, target, startedBy } = open
    const goesOn: LinkScanned = { type: 'tag.link-scanned', tagId, linkingId, target, startedBy }
    return draft.finish({}, [goesOn])
  }
  if (draft.tag === null) {
    draft.showUnknown({ tagId, seenAt: now })
    return draft.finish({ scanned: 'unknown' })
  }
  if (session === null) return refused(rejection('session.not-found'))
  const asked = askedOf(draft.tag, session, caller.deviceId)
  if (asked && 'code' in asked) return refused(asked)
  draft.keepTag({ ...draft.tag, lastSeenAt: now })
  return draft.finish({ scanned: 'played' }, asked ? [asked] : [])
}

type LinkScanned = Extract<TagHubCommand, { type: 'tag.link-scanned' }>

/** Whoever began the linking is whose tag it is, whoever holds it to a reader. */
function linkScanned(draft: Draft, { tagId, linkingId }: LinkScanned, facts: Facts): Decided {
  const { now } = facts
  const linking = draft.activity.linkings.find((one) => one.linkingId === linkingId)
  if (!linking) throw new Error('A tag that was scanned goes to what waited in the same transaction')
  const { target, policy, startedBy, overrides } = linking
  if (draft.tag !== null && !overrides) {
    draft.keepLinking(duplicate(linking, tagId, draft.tag.target))
    return draft.finish({ linkingId, scanned: 'duplicate' })
  }
  const linked = link(draft, { tagId, target, policy, label: undefined }, startedBy, facts)
  if (linked) {
    draft.keepLinking(failed(linking, tagId, linked.code, now))
    return draft.finish({ linkingId, scanned: 'not-linked' })
  }
  draft.keepLinking(succeeded(linking, tagId, now))
  return draft.finish({ linkingId, scanned: 'linked' })
}

type Bind = Extract<TagCommand, { type: 'tag.bind' }>
type Linked = Pick<Bind, 'tagId' | 'target' | 'policy' | 'label'>

/** A linking that waits for this very thing has found its tag. */
function bind(draft: Draft, command: Bind, facts: Facts): Decided | Refused {
  const { tagId, target, override = false } = command
  if (draft.tag !== null && !override) {
    return refused(rejection('tag.already-linked', { tagId, target: draft.tag.target }))
  }
  const linked = link(draft, command, facts.subject.userId, facts)
  if (linked) return refused(linked)
  const open = openIn(draft.activity.linkings)
  if (open && isSameTarget(open.target, target)) draft.keepLinking(succeeded(open, tagId, facts.now))
  return draft.finish()
}

/** The tag plays this from now on, or why it cannot. One that is linked anew keeps its name. */
function link(
  draft: Draft,
  { tagId, target, policy, label }: Linked,
  linkedBy: UserId,
  { found, shelf, now }: Facts,
): Rejection | null {
  if (found === null) throw new Error('A tag is linked to what was looked for')
  if ('code' in found) return found
  const { tag } = draft
  if (tag === null && shelf.count >= MAX_TAGS) return rejection('tag.limit', { limit: MAX_TAGS })
  draft.keepTag({
    tagId,
    label: label ?? tag?.label ?? null,
    target,
    title: found.title,
    policy: policy ?? tag?.policy ?? 'play',
    linkedBy,
    linkedAt: tag?.linkedAt ?? now,
    lastSeenAt: tag?.lastSeenAt ?? null,
  })
  if (draft.activity.unknownTag?.tagId === tagId) draft.showUnknown(null)
  return null
}

type Change = Extract<TagCommand, { type: 'tag.change' }>

function changed(draft: Draft, asked: Change, { found, subject }: Facts): Decided | Refused {
  const { tag } = draft
  if (tag === null) return refused(rejection('tag.not-found'))
  const { label = tag.label, policy = tag.policy, target } = asked
  const isOther = target !== undefined && !isSameTarget(target, tag.target)
  if (found && 'code' in found) return refused(found)
  if (!isOther && label === tag.label && policy === tag.policy) return draft.finish()
  const other = isOther && found ? { target, title: found.title, linkedBy: subject.userId } : {}
  draft.keepTag({ ...tag, label, policy, ...other })
  return draft.finish()
}

type StartLinking = Extract<TagCommand, { type: 'tag.start-linking' }>

/** Of two the later one waits. Asked for once more the same goes on, and its time begins anew. */
function startLinking(draft: Draft, asked: StartLinking, facts: Facts): Decided | Refused {
  const { found, now, subject } = facts
  if (found && 'code' in found) return refused(found)
  const { target, policy = 'play', lastsMs = LINKING_LASTS_MS, overrides = false } = asked
  const open = openIn(draft.activity.linkings)
  const isSame = open !== null && isSameTarget(open.target, target)
  if (open && !isSame) draft.keepLinking(stopped(open, now))
  const linkingId = isSame ? open.linkingId : (facts.freshIds(1)[0] as LinkingId)
  const startedBy = subject.userId
  draft.keepLinking(begun({ linkingId, target, policy, startedBy, overrides, lastsMs, now }))
  return draft.finish({ linkingId })
}

type StopLinking = Extract<TagCommand, { type: 'tag.stop-linking' }>

/** What is over stays as it ended. */
function stopLinking(draft: Draft, { linkingId, target }: StopLinking, { now }: Facts): Decided | Refused {
  const { linkings } = draft.activity
  const named = linkings.filter(
    (one) =>
      (linkingId === undefined || one.linkingId === linkingId) &&
      (target === undefined || isSameTarget(one.target, target)),
  )
  const isNamed = linkingId !== undefined || target !== undefined
  if (isNamed && named.length === 0) return refused(rejection('tag.linking-not-found'))
  const open = named.find(isOpenLinking)
  if (open) draft.keepLinking(stopped(open, now))
  return draft.finish(open && { linkingId: open.linkingId })
}

/** Another one may be shown by now. */
function hideUnknown(draft: Draft, tagId: TagId): Decided {
  if (draft.activity.unknownTag?.tagId === tagId) draft.showUnknown(null)
  return draft.finish()
}

function refused(why: Rejection): Refused {
  return { rejected: why }
}
