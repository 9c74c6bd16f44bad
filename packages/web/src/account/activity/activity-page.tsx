import type { AuditEntry, Member } from '@baton/client'
import {
  FolderOpen,
  KeyRound,
  LogIn,
  type LucideIcon,
  ScrollText,
  ShieldAlert,
  UserRound,
} from 'lucide-react'
import { useState } from 'react'
import { useHub, useIsOwner } from '../../hub/use-hub.ts'
import { usePages, useRead } from '../../hub/use-read.ts'
import { agoText } from '../../strings/ago-text.ts'
import { strings } from '../../strings/strings.ts'
import { momentText } from '../../strings/time-text.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { placeMark, placeText } from '../sign-in-text.ts'
import { type ActivityGroup, groupOf, knownKind } from './activity-groups.ts'

const AT_ONCE = 100
const FILTERS: readonly (ActivityGroup | 'all')[] = [
  'all',
  'sign-ins',
  'refusals',
  'people',
  'access',
  'folders',
]
const ICONS: Readonly<Record<ActivityGroup, LucideIcon>> = {
  'sign-ins': LogIn,
  refusals: ShieldAlert,
  people: UserRound,
  access: KeyRound,
  folders: FolderOpen,
}

/** What happened to accounts, newest first, page by page. Only owners may read it. */
export function ActivityScreen() {
  const isOwner = useIsOwner()
  if (isOwner) return <Log />
  return (
    <Page title={strings.activity.title}>
      <Empty title={strings.activity.title} text={strings.activity.ownerOnly} icon={ScrollText} />
    </Page>
  )
}

function Log() {
  const { hub } = useHub()
  const [filter, setFilter] = useState<ActivityGroup | 'all'>('all')
  const people = useRead('people', () => hub.members())
  const pages = usePages<AuditEntry>('activity', (cursor) =>
    hub.people.audit({ limit: AT_ONCE, ...(cursor !== undefined && { cursor }) }),
  )
  if (pages.phase === 'failed') return <Failed {...pages} />
  if (pages.phase === 'loading') return <Waiting shape="page" />
  const { items, hasMore, more } = pages.value
  const shown = filter === 'all' ? items : items.filter(({ kind }) => groupOf(kind) === filter)
  const members = people.phase === 'ready' ? people.value : null
  return (
    <Page
      title={strings.activity.title}
      tools={
        items.length > 0 && (
          <Select
            label={strings.activity.filter}
            value={filter}
            options={FILTERS.map((one) => [one, strings.activity.groups[one]])}
            onChange={(chosen) => setFilter(FILTERS.find((one) => one === chosen) ?? 'all')}
          />
        )
      }
    >
      {items.length === 0 ? (
        <Empty title={strings.activity.none} text={strings.activity.noneText} icon={ScrollText} />
      ) : (
        <>
          <p className="quiet">{strings.activity.lead}</p>
          {shown.length === 0 && (
            <p className="activity-none" role="status">
              <strong>{strings.activity.noneOfKind}</strong>{' '}
              <span className="quiet">{strings.activity.noneOfKindText(items.length)}</span>
            </p>
          )}
          <ul className="activity" aria-label={strings.activity.label}>
            {shown.map((entry) => (
              <Row key={entry.id} entry={entry} members={members} />
            ))}
          </ul>
          {hasMore && (
            <Button className="button" onPress={more}>
              {strings.activity.older}
            </Button>
          )}
        </>
      )}
    </Page>
  )
}

function Row({ entry, members }: { readonly entry: AuditEntry; readonly members: readonly Member[] | null }) {
  const { following } = useHub()
  const group = groupOf(entry.kind)
  const Icon = group ? ICONS[group] : ScrollText
  return (
    <li className="activity-row" data-group={group ?? undefined}>
      <Icon aria-hidden />
      <span className="activity-text">
        <span>{sentence(entry, members)}</span>
        <span className="quiet">
          <time dateTime={new Date(entry.at).toISOString()} title={momentText(entry.at)}>
            {agoText(entry.at, following.serverNow())}
          </time>
          {entry.count > 1 && ` · ${strings.activity.times(entry.count)}`}
          {entry.network !== null && (
            <>
              {` · ${placeText(entry.network)} `}
              <code>{placeMark(entry.network)}</code>
            </>
          )}
        </span>
      </span>
    </li>
  )
}

/** The log knows people by their ids alone; those who are gone have no name any more. */
function sentence({ kind, actorId, subjectId }: AuditEntry, members: readonly Member[] | null): string {
  const nameOf = (userId: string) =>
    members?.find((member) => member.userId === userId)?.username ??
    (members ? strings.activity.gone : strings.activity.somebody)
  const actor = actorId ?? subjectId
  const subject = subjectId ?? actorId
  const known = knownKind(kind)
  const who = actor === null ? strings.activity.somebody : nameOf(actor)
  const described = known
    ? strings.activity.kinds[known](who, subject === null ? strings.activity.somebody : nameOf(subject))
    : kind
  // Names stay as they are written, also where a sentence begins with one.
  return described.startsWith(strings.activity.gone)
    ? described.charAt(0).toUpperCase() + described.slice(1)
    : described
}
