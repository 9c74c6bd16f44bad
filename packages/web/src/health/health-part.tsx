import type { HealthHistory, HealthTransition } from '@baton/protocol'
import { ChevronRight } from 'lucide-react'
import { useHub } from '../hub/use-hub.ts'
import { agoText } from '../strings/ago-text.ts'
import { strings } from '../strings/strings.ts'
import { lengthText, momentText } from '../strings/time-text.ts'
import { adviceFor } from './advice-for.ts'
import { figuresText } from './figures-text.ts'
import { HealthLight } from './overall-health.tsx'
import { isTrouble, lengthOf, type Part, type Stretch, stretchesOf, transitionsOf } from './stretches.ts'

const MOST_LISTED = 50

/** One part: its light, its figures, what is wrong and what to do about it, and how it was. */
export function HealthPart(props: {
  readonly part: Part
  readonly history: HealthHistory | null
  readonly showsWorker: boolean
}) {
  const { part, history, showsWorker } = props
  const { following } = useHub()
  const name = strings.health.parts[part.component]
  const now = following.serverNow()
  const transitions = history ? transitionsOf(history, part) : []
  const figures = figuresText(part)
  const advice = adviceFor(part.code)
  const trouble = transitions.findLast(({ status }) => isTrouble(status))
  return (
    <li className="health-part" data-status={part.status}>
      <div className="health-part-head">
        <HealthLight status={part.status} />
        <h2>{name}</h2>
        {showsWorker && part.worker !== null && (
          <span className="quiet health-worker">{strings.health.worker(part.worker)}</span>
        )}
        <span className="quiet health-figures">{figures}</span>
      </div>
      {part.isLost ? (
        <p>
          <strong>{strings.health.lost}</strong>
        </p>
      ) : part.status === 'healthy' ? (
        trouble && (
          <p className="quiet">
            {strings.health.lastTrouble(strings.health.says[trouble.code], agoText(trouble.at, now))}
          </p>
        )
      ) : (
        <p>
          <strong>{strings.health.says[part.code]}</strong>{' '}
          <span className="quiet">({agoText(part.since, now)})</span>
          {advice !== null && <span className="health-advice">{advice}</span>}
        </p>
      )}
      {history && <Plot name={name} stretches={stretchesOf(history, part)} history={history} />}
      {transitions.length > 0 && <Transitions name={name} transitions={transitions} />}
    </li>
  )
}

/** An optional part that is not there: one line, and what it would take. */
export function AbsentPart({
  part,
  transitions,
}: {
  readonly part: Part
  readonly transitions: readonly HealthTransition[]
}) {
  const advice = adviceFor(part.code)
  const name = strings.health.parts[part.component]
  return (
    <li className="health-part health-part-absent">
      <div className="health-part-head">
        <HealthLight status={part.status} />
        <h3>{name}</h3>
        <span className="quiet">{strings.health.says[part.code]}</span>
      </div>
      {advice !== null && <p className="quiet">{advice}</p>}
      {transitions.length > 1 && <Transitions name={name} transitions={transitions} />}
    </li>
  )
}

function Plot(props: {
  readonly name: string
  readonly stretches: readonly Stretch[]
  readonly history: HealthHistory
}) {
  const { name, stretches, history } = props
  const { from, to } = history
  const label = strings.health.plot(
    name,
    lengthText(lengthOf(stretches, (status) => status === 'healthy')),
    lengthText(lengthOf(stretches, isTrouble)),
  )
  const share = (ms: number) => `${((100 * ms) / Math.max(1, to - from)).toFixed(3)}%`
  return (
    <div className="health-plot">
      <div className="health-plot-line" role="img" aria-label={label}>
        {stretches.map((one) => (
          <span
            key={one.from}
            data-status={one.status ?? 'unknown'}
            title={`${one.status ? strings.health.statuses[one.status] : strings.health.unknown} · ${momentText(one.from)}`}
            style={{ insetInlineStart: share(one.from - from), inlineSize: share(one.to - one.from) }}
          />
        ))}
      </div>
      {stretches.length > 1 && (
        <div className="health-plot-times" aria-hidden>
          <span>{momentText(from)}</span>
          <span>{strings.health.now}</span>
        </div>
      )}
    </div>
  )
}

function Transitions({
  name,
  transitions,
}: {
  readonly name: string
  readonly transitions: readonly HealthTransition[]
}) {
  return (
    <details className="health-transitions">
      <summary aria-label={strings.health.happenedTo(name)}>
        <ChevronRight aria-hidden /> {strings.health.happened}
      </summary>
      <ul>
        {transitions
          .slice(-MOST_LISTED)
          .reverse()
          .map(({ at, status, code }) => (
            <li key={at}>
              <HealthLight status={status} />
              <time dateTime={new Date(at).toISOString()}>{momentText(at)}</time>
              <span>{strings.health.says[code]}</span>
            </li>
          ))}
      </ul>
    </details>
  )
}
