import type { DevicePlayers, DeviceView, UserId } from '@baton/protocol'
import { useAsk } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { strings } from '../strings/strings.ts'
import { Select } from '../ui/select.tsx'

interface DeviceSharingProps {
  readonly device: DeviceView
  readonly isBox?: boolean
}

/** Who may play on a device. Taking it back from somebody pauses what that one plays there. */
export function DeviceSharing({ device, isBox = false }: DeviceSharingProps) {
  const { hub } = useHub()
  const ask = useAsk()
  const people = useRead('people', () => hub.members())
  const { deviceId, name, ownerId } = device
  const players = device.players ?? 'owner'
  const others = people.phase === 'ready' ? people.value.filter(({ userId }) => userId !== ownerId) : []
  const named: readonly UserId[] = typeof players === 'string' ? [] : players
  const change = (wanted: DevicePlayers) => void ask({ type: 'device.update', deviceId, players: wanted })
  const choose = (value: string) => {
    if (value === 'everybody' || value === 'owner') return change(value)
    const [first] = others
    if (first) change([first.userId])
  }
  const toggle = (userId: UserId, isIn: boolean) => {
    const wanted = isIn ? [...named, userId] : named.filter((one) => one !== userId)
    change(wanted.length > 0 ? wanted : 'owner')
  }
  return (
    <section className="gear-limits" aria-label={strings.sharing.open(name)}>
      <div className="form-line">
        <span aria-hidden="true">{strings.sharing.title}</span>
        <Select
          label={strings.sharing.open(name)}
          value={typeof players === 'string' ? players : 'some'}
          options={[
            ['owner', isBox ? strings.sharing.ownerOfBox : strings.sharing.owner],
            ['everybody', strings.sharing.everybody],
            ...(others.length > 0 ? [['some', strings.sharing.some] as const] : []),
          ]}
          onChange={choose}
        />
      </div>
      {others.length === 0 && people.phase === 'ready' && (
        <p className="quiet">{strings.sharing.nobodyElse}</p>
      )}
      {named.length > 0 && (
        <ul className="sharing-people">
          {others.map(({ userId, username }) => (
            <li key={userId}>
              <label>
                <input
                  type="checkbox"
                  checked={named.includes(userId)}
                  onChange={(event) => toggle(userId, event.target.checked)}
                />
                <span>{username}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
