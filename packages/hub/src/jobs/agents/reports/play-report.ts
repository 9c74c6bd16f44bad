import { flagIn, layersOf, numberIn } from '../calls/nested-answers.ts'

/** How far an agent has come with what it was told to play. What it printed meanwhile is not read. */
export type PlayReport =
  | { readonly kind: 'started' }
  | { readonly kind: 'goes-on' }
  /** `returncode` of its player; null: it does not say. */
  | { readonly kind: 'complete'; readonly returncode: number | null }

export function playReportOf(body: unknown): PlayReport {
  const layers = layersOf(body)
  if (flagIn(layers, 'complete') === true) {
    return { kind: 'complete', returncode: numberIn(layers, 'returncode') }
  }
  return { kind: flagIn(layers, 'start') === true ? 'started' : 'goes-on' }
}
