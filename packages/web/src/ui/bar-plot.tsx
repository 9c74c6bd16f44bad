import type { ReactNode } from 'react'

const HEIGHT = 80
const BAR = 10
const GAP = 2

export interface Bar {
  readonly key: string
  /** From the ground up. */
  readonly parts: readonly number[]
  /** What it says, for a pointer that rests on it and for those who do not see it. */
  readonly text: string
}

/** A bar for each of a row of things, and the same as a list for those who do not see it. */
export function BarPlot(props: {
  readonly caption: ReactNode
  readonly bars: readonly Bar[]
  /** What stands under the first bar and the last. */
  readonly ends: readonly [first: string, last: string]
  /** What the parts of a bar are; missing: there is one. */
  readonly parts?: readonly string[]
}) {
  const { bars, parts } = props
  const most = Math.max(1, ...bars.map(total))
  return (
    <figure className="bar-plot">
      <figcaption>
        {props.caption}
        {parts && <Parts names={parts} />}
      </figcaption>
      <svg
        viewBox={`0 0 ${bars.length * (BAR + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {bars.map((bar, nth) => (
          <g key={bar.key}>
            <title>{bar.text}</title>
            {stretches(bar, most).map(({ part, from, height }) => (
              <rect
                key={part}
                x={nth * (BAR + GAP)}
                y={HEIGHT - from - height}
                width={BAR}
                height={height}
                data-part={part}
                data-none={total(bar) === 0 || undefined}
              />
            ))}
          </g>
        ))}
      </svg>
      <ul className="visually-hidden">
        {bars
          .filter((bar) => total(bar) > 0)
          .map(({ key, text }) => (
            <li key={key}>{text}</li>
          ))}
      </ul>
      <p className="bar-plot-ends quiet" aria-hidden="true">
        <span>{props.ends[0]}</span>
        <span>{props.ends[1]}</span>
      </p>
    </figure>
  )
}

function Parts({ names }: { readonly names: readonly string[] }) {
  return (
    <ul className="bar-plot-parts quiet">
      {names.map((name, part) => (
        <li key={name}>
          <svg viewBox="0 0 1 1" aria-hidden="true">
            <rect width="1" height="1" data-part={part} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  )
}

/** Where each part stands: what there is can be seen, however little it is; where there is nothing, a line says so. */
function stretches(bar: Bar, most: number) {
  if (total(bar) === 0) return [{ part: 0, from: 0, height: 1 }]
  let from = 0
  return bar.parts.flatMap((value, part) => {
    if (value === 0) return []
    const height = Math.max(3, (value / most) * HEIGHT)
    const stretch = { part, from, height }
    from += height
    return [stretch]
  })
}

function total({ parts }: Bar): number {
  return parts.reduce((sum, part) => sum + part, 0)
}
