import type { Outcome } from './checks.ts'

/** One line per check, and below it what is wrong. */
export function tellCheck({ name, problems, tookMs }: Outcome): void {
  console.log(`${mark(problems.length === 0)} ${name} (${seconds(tookMs)})`)
  for (const problem of problems) console.log(indent(problem))
}

export function mark(isGood: boolean): string {
  return isGood ? 'ok    ' : 'FAILED'
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

export function indent(text: string): string {
  return text.replace(/^/gm, '         ')
}
