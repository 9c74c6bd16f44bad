import type { QuietSpan } from '@baton/protocol'
import { useState } from 'react'
import { useAsk } from '../hub/ask.ts'
import { useFollowed, useIsOwner } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { notify } from '../ui/notices.ts'
import { Select } from '../ui/select.tsx'
import { SpanEditor } from './span-editor.tsx'
import { SpanList } from './span-list.tsx'
import { ownZone } from './use-quiet-hours.ts'

/** When the whole house is quiet, and by which clocks. */
export function HouseholdQuietHours() {
  const ask = useAsk()
  const mayChange = useIsOwner()
  const household = useFollowed((state) => state.quietHours)
  const [isEditing, setEditing] = useState(false)
  if (household === null) return null
  const { spans } = household
  const zone = household.zone ?? ownZone()
  const save = async (wanted: readonly QuietSpan[]) => {
    const done = await ask({ type: 'quiet-hours.set', zone, spans: wanted })
    if (!done) return false
    const undo = { label: strings.toast.undo, run: () => void ask({ type: 'quiet-hours.set', spans }) }
    notify(strings.quietHours.saved, undo)
    return true
  }
  return (
    <section className="panel">
      <h2>{strings.quietHours.householdTitle}</h2>
      <p className="quiet">{strings.quietHours.householdText}</p>
      {isEditing ? (
        <SpanEditor spans={spans} onSave={save} onDone={() => setEditing(false)} />
      ) : (
        <>
          <SpanList spans={spans} />
          {mayChange ? (
            <div className="form-line">
              <Button className="button" onPress={() => setEditing(true)}>
                {spans.length === 0 ? strings.quietHours.add : strings.quietHours.change}
              </Button>
              <Select
                label={strings.quietHours.zone}
                value={household.zone ?? ''}
                options={zonesWith(household.zone)}
                onChange={(chosen) => chosen !== '' && void ask({ type: 'quiet-hours.set', zone: chosen })}
              />
            </div>
          ) : (
            <p className="quiet">
              {[household.zone, strings.quietHours.ownersOnly].filter(Boolean).join('. ')}
            </p>
          )}
        </>
      )}
    </section>
  )
}

function zonesWith(zone: string | null): readonly (readonly [string, string])[] {
  const known = new Set([...(zone === null ? [] : [zone]), ownZone(), ...Intl.supportedValuesOf('timeZone')])
  const named = [...known].map((name) => [name, name.replaceAll('_', ' ')] as const)
  return zone === null ? [['', strings.quietHours.noZone], ...named] : named
}
