import type { Member } from '@baton/client'
import { CircleUserRound } from 'lucide-react'
import { useState } from 'react'
import { useLoaded } from '../house/loaded.ts'
import { useHouse, useStore } from '../house/use-house.ts'
import { CredentialsForm } from '../parts/credentials-form.tsx'
import { notify } from '../parts/notices.ts'
import { Page } from '../parts/page.tsx'
import { Failed, Waiting } from '../parts/states.tsx'
import { words } from '../words/words.ts'

export function PeopleScreen() {
  const { hub } = useHouse()
  const me = useStore(hub.me)
  const [added, setAdded] = useState<readonly Member[]>([])
  const read = useLoaded('people', () => hub.members())
  const members =
    read.phase === 'ready'
      ? [...read.value, ...added.filter((one) => !read.value.some(({ userId }) => userId === one.userId))]
      : added
  return (
    <Page title={words.users.title} className="settings">
      <section className="panel">
        <p className="quiet">{words.users.lead}</p>
        {read.phase === 'loading' && <Waiting shape="list" />}
        {read.phase === 'failed' && <Failed failure={read.failure} again={read.again} />}
        <ul className="people" aria-label={words.users.label}>
          {members.map((member) => (
            <Person key={member.userId} member={member} isMe={member.userId === me?.userId} />
          ))}
        </ul>
      </section>
      <section className="panel">
        <h2>{words.users.addTitle}</h2>
        {me?.roles.includes('owner') ? (
          <>
            <p className="quiet">{words.users.addText}</p>
            <CredentialsForm
              key={added.length}
              submit={words.users.add}
              purpose="somebody-else"
              send={async (username, password) => {
                const member = await hub.addMember({ username, password })
                setAdded([...added, member])
                notify(words.users.added(member.username))
              }}
            />
          </>
        ) : (
          <p className="quiet">{words.users.ownerOnly}</p>
        )}
      </section>
    </Page>
  )
}

function Person({ member, isMe }: { readonly member: Member; readonly isMe: boolean }) {
  const role = member.roles.includes('owner') ? words.users.owner : words.users.member
  return (
    <li className="person">
      <CircleUserRound aria-hidden />
      <span className="row-text">
        <strong className="row-title">{member.username}</strong>
        <span className="row-sub">{isMe ? `${role} · ${words.users.you}` : role}</span>
      </span>
    </li>
  )
}
