/** Tells a person how far a long command is, and lets it be stopped. */
export interface Progress extends Disposable {
  readonly signal: AbortSignal
  /** So many rows there are in all. */
  expect(rows: number): void
  readonly onRows: (table: string, rows: number) => void
}

const TELL_EVERY_MS = 500
const TELL_A_FILE_EVERY_MS = 5_000

/** On a terminal one line that changes; elsewhere a line now and then. */
export function showProgress(
  verb: string,
  out: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
): Progress {
  const stopping = new AbortController()
  const done = new Map<string, number>()
  let expected = 0
  let reportedAt = performance.now()
  let isOpen = false
  const stop = () => stopping.abort(new Stopped())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  return {
    signal: stopping.signal,
    expect(rows) {
      expected = rows
    },
    onRows(table, rows) {
      done.set(table, rows)
      const now = performance.now()
      if (now - reportedAt < (out.isTTY ? TELL_EVERY_MS : TELL_A_FILE_EVERY_MS)) return
      reportedAt = now
      const total = [...done.values()].reduce((sum, of) => sum + of, 0)
      const part = expected > 0 ? ` (${Math.floor((100 * total) / expected)} %)` : ''
      out.write(`${out.isTTY ? '\r\u001b[K' : ''}${verb} ${counted(total)} rows${part}: ${table}`)
      if (!out.isTTY) out.write('\n')
      isOpen = out.isTTY === true
    },
    [Symbol.dispose]() {
      if (isOpen) out.write('\r\u001b[K')
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop)
    },
  }
}

/** Somebody stopped the command. */
export class Stopped extends Error {
  constructor() {
    super('Stopped. Nothing was changed.')
  }
}

export function counted(rows: number): string {
  return rows.toLocaleString('en')
}
