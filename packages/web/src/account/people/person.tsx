import type { Member, MemberChange, Role } from '@baton/client'
import { ChevronDown, CircleUserRound, KeyRound, Trash2 } from 'lucide-react'
import { useId, useState } from 'react'
import { Switch } from 'react-aria-components/Switch'
import { showFailure } from '../../hub/ask.ts'
import { ownAddress } from '../../hub/hub-address.ts'
import { useHub } from '../../hub/use-hub.ts'
import { addressOf } from '../../navigation/places.ts'
import { strings } from '../../strings/strings.ts'
import { momentText } from '../../strings/time-text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { ShownOnce } from '../../ui/copy-text.tsx'
import { Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { notify } from '../../ui/notices.ts'
import { OptionGroup } from '../../ui/option-group.tsx'
import { Select } from '../../ui/select.tsx'
import { SignInList } from '../sign-in-list.tsx'
import { useSignIns } from '../use-sign-ins.ts'

export const ROLES: readonly Role[] = ['owner', 'member', 'listener']
const VOLUMES = [20, 30, 40, 50, 60, 70, 80, 90]

export interface PersonProps {
  readonly member: Member
  readonly isMe: boolean
  readonly mayChange: boolean
  /** Without this one the household would have no owner. */
  readonly isOnlyOwner: boolean
  /** Null: the person is gone. */
  readonly onChanged: (member: Member | null) => void
}

export function Person(props: PersonProps) {
  const { member, isMe, mayChange } = props
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { limits } = member
  const facts = [
    strings.roles[roleOf(member)].name,
    isMe && strings.users.you,
    limits.maxVolume !== null && strings.person.upTo(limits.maxVolume),
    !limits.mayAddDevices && strings.person.noDevices,
  ]
  return (
    <li className="person-item">
      <div className="person">
        <CircleUserRound aria-hidden />
        <span className="row-text">
          <strong className="row-title">{member.username}</strong>
          <span className="person-facts">{facts.filter(Boolean).join(' · ')}</span>
        </span>
        {mayChange && (
          <Button
            className="icon-button person-toggle"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            aria-label={isOpen ? strings.person.hide(member.username) : strings.person.edit(member.username)}
            onPress={() => setOpen(!isOpen)}
          >
            <ChevronDown aria-hidden />
          </Button>
        )}
      </div>
      {isOpen && (
        <div id={id} className="person-more">
          <Rights {...props} />
          <Doors {...props} />
        </div>
      )}
    </li>
  )
}

/** The role and, of a listener, the limits. Each change holds at once. */
function Rights({ member, isMe, isOnlyOwner, onChanged }: PersonProps) {
  const { hub } = useHub()
  const role = roleOf(member)
  const { maxVolume, mayAddDevices } = member.limits
  const change = async (wanted: MemberChange) => {
    try {
      onChanged(await hub.people.change(member.userId, wanted))
      notify(strings.person.changed(member.username))
      if (isMe) await hub.readMe()
    } catch (error) {
      showFailure(error)
    }
  }
  const volumes = [...new Set([...VOLUMES, ...(maxVolume === null ? [] : [maxVolume])])].sort((a, b) => a - b)
  return (
    <>
      <OptionGroup
        label={strings.roles.label}
        choose="one"
        options={ROLES.map((value) => ({ value, ...strings.roles[value], isDisabled: isOnlyOwner }))}
        chosen={[role]}
        onChange={([chosen]) => chosen && void change({ role: chosen })}
      />
      {isOnlyOwner && <p className="quiet">{strings.person.onlyOwner}</p>}
      {role === 'listener' && (
        <div className="form-line">
          <span aria-hidden="true">{strings.person.loudest}</span>
          <Select
            label={strings.person.loudest}
            value={String(maxVolume ?? '')}
            options={[
              ['', strings.person.anyVolume],
              ...volumes.map((volume) => [String(volume), strings.person.upTo(volume)] as const),
            ]}
            onChange={(chosen) => void change({ maxVolume: chosen === '' ? null : Number(chosen) })}
          />
          <Switch
            className="switch"
            isSelected={mayAddDevices}
            onChange={(wanted) => void change({ mayAddDevices: wanted })}
          >
            <span className="switch-track" aria-hidden="true" />
            {strings.person.mayAdd}
          </Switch>
        </div>
      )}
    </>
  )
}

/** How the person comes in, and how it goes. */
function Doors({ member, isMe, isOnlyOwner, onChanged }: PersonProps) {
  const { hub } = useHub()
  const [reset, setReset] = useState<{ readonly code: string; readonly expiresAt: number } | null>(null)
  const [showsSignIns, setShowsSignIns] = useState(false)
  const [isLeaving, setLeaving] = useState(false)
  const makeReset = () => hub.people.resetCode(member.userId).then(setReset, showFailure)
  const remove = async () => {
    setLeaving(false)
    try {
      await hub.people.remove(member.userId)
    } catch (error) {
      return showFailure(error)
    }
    notify(strings.person.removed(member.username))
    onChanged(null)
  }
  return (
    <>
      {reset && (
        <ShownOnce
          key={reset.code}
          title={strings.person.resetTitle(member.username)}
          text={strings.person.resetText(momentText(reset.expiresAt))}
          secret={`${ownAddress()}/${addressOf({ page: 'reset', code: reset.code })}`}
        />
      )}
      {showsSignIns && <SignInsOf member={member} />}
      <div className="panel-links">
        {!isMe && (
          <Button className="button button-quiet" onPress={() => void makeReset()}>
            <KeyRound aria-hidden /> {strings.person.reset}
          </Button>
        )}
        {!isMe && !showsSignIns && (
          <Button className="button button-quiet" onPress={() => setShowsSignIns(true)}>
            {strings.person.signIns}
          </Button>
        )}
        {isMe && (
          <a className="button button-quiet" href={addressOf({ page: 'account' })}>
            {strings.account.title}
          </a>
        )}
        {!isOnlyOwner && (
          <Button
            className="button button-quiet"
            aria-label={strings.person.removeOf(member.username)}
            onPress={() => setLeaving(true)}
          >
            <Trash2 aria-hidden /> {strings.person.remove}
          </Button>
        )}
      </div>
      <Confirmation
        isOpen={isLeaving}
        title={strings.person.removeTitle(member.username)}
        text={strings.person.removeText}
        verb={strings.person.remove}
        onConfirm={() => void remove()}
        onClose={() => setLeaving(false)}
      />
    </>
  )
}

function SignInsOf({ member: { userId, username } }: { readonly member: Member }) {
  const { people } = useHub().hub
  const { loaded, again } = useSignIns(userId, () => people.signIns(userId))
  switch (loaded.phase) {
    case 'loading':
      return <Waiting shape="list" />
    case 'failed':
      return <Failed {...loaded} />
    default:
      return loaded.value.length === 0 ? (
        <p className="quiet">{strings.signIns.none}</p>
      ) : (
        <SignInList
          label={strings.signIns.titleOf(username)}
          signIns={loaded.value}
          end={(signInId) => people.endSignIn(userId, signInId)}
          onEnded={again}
        />
      )
  }
}

function roleOf({ roles }: Member): Role {
  return ROLES.find((role) => roles.includes(role)) ?? 'member'
}
