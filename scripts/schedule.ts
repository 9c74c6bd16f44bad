// Which test file begins next. Long ones first, as many at once as the machine carries; what measures time runs alone,
// at the end. The same files on the same number of cores always stand in the same line.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cost, Costs } from './test-costs.ts'

export type Planned = Cost & {
  readonly file: string
  /** It measures time: nothing else runs beside it. */
  readonly isAlone: boolean
}

/** The first line of a test file whose results depend on how busy the machine is. */
export const ALONE = '// Measures time: runs alone.'

export function measuresTime(text: string): boolean {
  return text.startsWith(`${ALONE}\n`)
}

/** All files in the order in which they would like to begin. */
export function plan(root: string, files: readonly string[], costs: Costs): readonly Planned[] {
  return inLine(
    files.map((file) => ({
      file,
      ...costs(file),
      isAlone: measuresTime(readFileSync(join(root, file), 'utf8')),
    })),
  )
}

export function inLine(files: readonly Planned[]): readonly Planned[] {
  return files.toSorted(
    (a, b) => Number(a.isAlone) - Number(b.isAlone) || b.seconds - a.seconds || (a.file < b.file ? -1 : 1),
  )
}

/** A file that keeps all cores busy still leaves this to another: else it would have to wait until nothing runs. */
const mostCores = 1.5
/** Starting and ending takes something even of those that only wait. */
const leastCores = 0.3
/** Every file waits for something now and then. */
const beyondCores = 0.5

/** The first in line that may begin beside those that run; undefined: none may before another has ended. */
export function nextToBegin(
  line: readonly Planned[],
  running: readonly Planned[],
  cores: number,
): Planned | undefined {
  if (running.length === 0) return line[0]
  if (running.some(({ isAlone }) => isAlone) || running.length >= mostAtOnce(cores)) return undefined
  const room = cores + beyondCores - running.reduce((sum, file) => sum + loadOf(file), 0)
  return line.find((file) => !file.isAlone && loadOf(file) <= room + 1e-9)
}

/** How many files run at once at the very most, however little they do. */
export function mostAtOnce(cores: number): number {
  return cores * 2
}

function loadOf({ cores }: Planned): number {
  return Math.min(mostCores, Math.max(leastCores, cores))
}
