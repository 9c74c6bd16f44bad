import { Switch } from 'react-aria-components/Switch'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'

/** Whether the music moves on by itself where its speaker drops out: of the listener, not of this device. */
export function FailoverSetting() {
  const ask = useAsk()
  const isOn = useFollowed(({ session }) => session?.autoFailover ?? false)
  return (
    <section className="panel">
      <h2>{strings.failover.setting}</h2>
      <div className="panel-line">
        <p>
          <strong>{strings.failover.settingAuto}</strong>
          <span className="quiet">{strings.failover.settingHint}</span>
        </p>
        <Switch
          className="switch"
          aria-label={strings.failover.settingAuto}
          isSelected={isOn}
          onChange={(autoFailover) => void ask({ type: 'session.set-options', autoFailover })}
        >
          <span className="switch-track" aria-hidden="true" />
        </Switch>
      </div>
    </section>
  )
}
