// What each test file is expected to cost, so that the long ones begin first and no more run at once than the machine
// carries. Only the order and the company of the files depend on it: a wrong number makes a run slower, never wrong.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Cost = {
  readonly seconds: number
  /** How many cores the file and its programs keep busy meanwhile. Below one: it waits a good deal. */
  readonly cores: number
}

export const table = 'scripts/test-costs.list'

/** For files that the table does not know yet. The first suffix that fits counts. */
const usual: readonly (readonly [suffix: string, cost: Cost])[] = [
  ['.chromium.test.ts', { seconds: 40, cores: 1.3 }],
  ['.cluster.test.ts', { seconds: 40, cores: 1.3 }],
  ['.mpv.test.ts', { seconds: 30, cores: 0.3 }],
  ['.pulse.test.ts', { seconds: 20, cores: 0.5 }],
  ['.pcsc.test.ts', { seconds: 10, cores: 0.5 }],
  ['.dbus.test.ts', { seconds: 3, cores: 0.5 }],
  ['.e2e.test.ts', { seconds: 10, cores: 1 }],
  ['.pg.test.ts', { seconds: 10, cores: 0.8 }],
  ['.model.test.ts', { seconds: 10, cores: 1 }],
  ['.test.ts', { seconds: 2, cores: 1 }],
]
const unknown: Cost = { seconds: 2, cores: 1 }

export type Costs = (file: string) => Cost

/** The costs of this checkout's table; of files that are not in it, what is usual for their kind. */
export function readCosts(root: string): Costs {
  return costsOf(readFileSync(join(root, table), 'utf8'))
}

export function costsOf(text: string): Costs {
  const known = rowsOf(text)
  return (file) => known.get(file) ?? usual.find(([suffix]) => file.endsWith(suffix))?.[1] ?? unknown
}

/** What the table says itself. Lines that are none of it are remarks. */
export function rowsOf(text: string): ReadonlyMap<string, Cost> {
  const rows = text.split('\n').flatMap((line) => {
    const [, seconds, cores, file] = /^\s*(\d+)\s+(\d+(?:\.\d+)?)\s+(\S+)$/.exec(line) ?? []
    return file === undefined ? [] : [[file, { seconds: Number(seconds), cores: Number(cores) }] as const]
  })
  return new Map(rows)
}

export type Measured = { readonly file: string; readonly tookMs: number; readonly processorMs: number | null }

/** Writes the table anew from a run of all files. What takes less than this is not worth a line. */
const worthSeconds = 3

export function keepCosts(root: string, results: readonly Measured[]): void {
  writeFileSync(join(root, table), tableOf(results))
}

export function tableOf(results: readonly Measured[]): string {
  const rows = results
    .map(({ file, tookMs, processorMs }) => ({
      file,
      seconds: Math.round(tookMs / 1000),
      cores: ((processorMs ?? tookMs) / tookMs).toFixed(1),
    }))
    .filter(({ seconds }) => seconds >= worthSeconds)
    .sort((a, b) => b.seconds - a.seconds || (a.file < b.file ? -1 : 1))
    .map(({ file, seconds, cores }) => `${String(seconds).padStart(4)}  ${cores}  ${file}`)
  return `${heading}\n${rows.join('\n')}\n`
}

const heading = [
  '# Seconds and busy cores of the longer test files, for their order: scripts/test-costs.ts. After a change of weight:',
  '# npm test -- --keep-costs',
].join('\n')
