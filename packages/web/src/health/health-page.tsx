import type { HealthHistory, SystemHealth } from '@baton/protocol'
import { HeartPulse } from 'lucide-react'
import { useState } from 'react'
import { useFollowed, useIsOwner } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { Select } from '../ui/select.tsx'
import { AbsentPart, HealthPart } from './health-part.tsx'
import { OverallHealth } from './overall-health.tsx'
import { isTrouble, type Part, transitionsOf } from './stretches.ts'
import { useHealthHistory } from './use-health-history.ts'

const HOURS = { day: 24, week: 7 * 24 } as const
type Range = keyof typeof HOURS

/** How the parts of the hub are, and were. Only owners may read it. */
export function HealthScreen() {
  const isOwner = useIsOwner()
  if (isOwner) return <Parts />
  return (
    <Page title={strings.health.title}>
      <Empty title={strings.health.title} text={strings.health.ownerOnly} icon={HeartPulse} />
    </Page>
  )
}

function Parts() {
  const [range, setRange] = useState<Range>('day')
  const live = useFollowed((state) => state.health)
  const { history, failure, again } = useHealthHistory(HOURS[range])
  const nothing = live === null || live.components.length === 0
  if (nothing && !history)
    return failure ? <Failed failure={failure} again={again} /> : <Waiting shape="page" />
  const parts = partsOf(live, history)
  const troubles = parts.filter(({ status }) => isTrouble(status))
  const well = parts.filter(({ status }) => status === 'healthy')
  const absent = parts.filter(({ status }) => status === 'unavailable')
  const hasSeveral = new Set(parts.flatMap(({ worker }) => worker ?? [])).size > 1
  return (
    <Page
      title={strings.health.title}
      className="health"
      tools={
        <Select
          label={strings.health.range}
          value={range}
          options={[
            ['day', strings.health.ranges.day],
            ['week', strings.health.ranges.week],
          ]}
          onChange={(chosen) => setRange(chosen === 'week' ? 'week' : 'day')}
        />
      }
    >
      {live && !nothing && <OverallHealth health={live} />}
      <p className="quiet">{failure && !history ? strings.health.noHistory : strings.health.lead}</p>
      {parts.length === 0 ? (
        <Empty title={strings.health.none} text={strings.health.noneText} icon={HeartPulse} />
      ) : (
        <ul className="health-parts">
          {[...troubles, ...well].map((part) => (
            <HealthPart key={keyOf(part)} part={part} history={history} showsWorker={hasSeveral} />
          ))}
        </ul>
      )}
      {absent.length > 0 && (
        <section className="part">
          <h2>{strings.health.absent}</h2>
          <p className="quiet">{strings.health.absentText}</p>
          <ul className="health-absent">
            {absent.map((part) => (
              <AbsentPart
                key={keyOf(part)}
                part={part}
                transitions={history ? transitionsOf(history, part) : []}
              />
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}

/** The lights are those that were told last: they are told also while the history cannot be read. */
function partsOf(live: SystemHealth | null, history: HealthHistory | null): readonly Part[] {
  const ofHistory = history?.components ?? []
  const several = new Set(ofHistory.flatMap(({ worker }) => worker ?? [])).size > 1
  if (!live) return ofHistory
  const shown = live.components.map((part): Part => {
    const read = ofHistory.find(({ component }) => component === part.component)
    const isSame = read?.code === part.code
    return {
      ...part,
      worker: read?.worker ?? null,
      isLost: false,
      figures: isSame ? read.figures : part.figures,
      since: isSame ? read.since : part.since,
    }
  })
  if (!several) return shown
  // Of several workers each has its own lights.
  const asked = new Set(ofHistory.map(({ component }) => component))
  return [...ofHistory, ...shown.filter(({ component }) => !asked.has(component))]
}

function keyOf({ component, worker }: Part): string {
  return `${component} ${worker}`
}
