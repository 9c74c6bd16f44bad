import type { Member, Role } from '@baton/client'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useHub, useIsOwner, useStore } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { addressOf } from '../../navigation/places.ts'
import { strings } from '../../strings/strings.ts'
import { Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { notify } from '../../ui/notices.ts'
import { OptionGroup } from '../../ui/option-group.tsx'
import { Page } from '../../ui/page.tsx'
import { CredentialsForm } from '../sign-in/credentials-form.tsx'
import { Person, ROLES } from './person.tsx'

/** Who belongs to the household and what each may do; an owner changes that here. */
export function PeopleScreen() {
  const { hub } = useHub()
  const me = useStore(hub.me)
  /** What was changed here since the list was read; null: removed. */
  const [changes, setChanges] = useState<ReadonlyMap<string, Member | null>>(new Map())
  const read = useRead('people', () => hub.members())
  const members = withChanges(read.phase === 'ready' ? read.value : [], changes)
  const [added, setAdded] = useState(0)
  const change = (userId: string, member: Member | null) =>
    setChanges((before) => new Map(before).set(userId, member))
  const isOwner = useIsOwner()
  const owners = members.filter(({ roles }) => roles.includes('owner')).length
  return (
    <Page title={strings.users.title} className="settings">
      <section className="panel">
        <p className="quiet">{strings.users.lead}</p>
        {read.phase === 'loading' && <Waiting shape="list" />}
        {read.phase === 'failed' && <Failed failure={read.failure} again={read.again} />}
        <ul className="people" aria-label={strings.users.label}>
          {members.map((member) => (
            <Person
              key={member.userId}
              member={member}
              isMe={member.userId === me?.userId}
              mayChange={isOwner}
              isOnlyOwner={owners === 1 && member.roles.includes('owner')}
              onChanged={(next) => change(member.userId, next)}
            />
          ))}
        </ul>
        {isOwner && (
          <div className="panel-links">
            <a className="button button-quiet" href={addressOf({ page: 'activity' })}>
              <ScrollText aria-hidden /> {strings.activity.open}
            </a>
          </div>
        )}
      </section>
      <section className="panel">
        <h2>{strings.users.addTitle}</h2>
        {isOwner ? (
          <AddPerson
            key={added}
            onAdded={(member) => {
              change(member.userId, member)
              setAdded(added + 1)
            }}
          />
        ) : (
          <p className="quiet">{strings.users.ownerOnly}</p>
        )}
      </section>
    </Page>
  )
}

function AddPerson({ onAdded }: { readonly onAdded: (member: Member) => void }) {
  const { hub } = useHub()
  const [role, setRole] = useState<Role>('member')
  return (
    <>
      <p className="quiet">{strings.users.addText}</p>
      <CredentialsForm
        submit={strings.users.add}
        purpose="somebody-else"
        send={async (username, password) => {
          const member = await hub.addMember({ username, password, role })
          onAdded(member)
          notify(strings.users.added(member.username))
        }}
      >
        <OptionGroup
          label={strings.roles.label}
          choose="one"
          options={ROLES.map((value) => ({ value, ...strings.roles[value] }))}
          chosen={[role]}
          onChange={([chosen = 'member']) => setRole(chosen)}
        />
      </CredentialsForm>
    </>
  )
}

function withChanges(
  read: readonly Member[],
  changes: ReadonlyMap<string, Member | null>,
): readonly Member[] {
  const known = read.flatMap((member) => {
    const changed = changes.get(member.userId)
    return changed === null ? [] : [changed ?? member]
  })
  const added = [...changes.values()].filter(
    (one): one is Member => one !== null && !read.some(({ userId }) => userId === one.userId),
  )
  return [...known, ...added]
}
