// The file that a hub's rows are kept in: lines of JSON, a head that says what comes, the rows of each table with their
// count and sum behind them, and at the end a hash of everything before. What is cut off or changed is noticed.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import {
  type CopiedRow,
  CopyRefused,
  type TableCopy,
  type TableShape,
  type TableSum,
  tableSum,
} from '#stores/sql'

export const EXPORT_FORMAT = 1

export interface ExportHead {
  readonly baton: 'export'
  readonly format: number
  /** Of the hub that wrote it. */
  readonly version: string
  readonly at: string
  readonly migrations: readonly string[]
  readonly tables: readonly (TableShape & { readonly rows: number })[]
}

export interface Written {
  readonly rows: number
  readonly sums: ReadonlyMap<string, TableSum>
}

/** Writes beside the file and puts it in place when it is whole. Compressed where the name ends in `.gz`. */
export async function writeExport(
  path: string,
  head: ExportHead,
  tables: AsyncIterable<TableCopy>,
  watch: { readonly signal: AbortSignal; readonly onRows?: (table: string, rows: number) => void },
): Promise<Written> {
  const part = `${path}.part`
  const sums = new Map<string, TableSum>()
  try {
    const file = createWriteStream(part, { flags: 'w', mode: 0o600, flush: true })
    const lines = linesOf(head, tables, sums, watch.onRows)
    const { signal } = watch
    if (path.endsWith('.gz')) await pipeline(lines, createGzip({ level: 4 }), file, { signal })
    else await pipeline(lines, file, { signal })
    await rename(part, path)
    await syncFolder(path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return { rows: [...sums.values()].reduce((total, { rows }) => total + rows, 0), sums }
}

async function* linesOf(
  head: ExportHead,
  tables: AsyncIterable<TableCopy>,
  sums: Map<string, TableSum>,
  onRows?: (table: string, rows: number) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256')
  const hashed = (text: string) => {
    hash.update(text)
    return text
  }
  yield hashed(`${JSON.stringify(head)}\n`)
  for await (const { shape, rows } of tables) {
    yield hashed(`${JSON.stringify({ table: shape.name })}\n`)
    const sum = tableSum()
    for await (const part of rows) {
      for (const row of part) sum.add(row)
      yield hashed(part.map((row) => `${JSON.stringify(row)}\n`).join(''))
      onRows?.(shape.name, sum.value.rows)
    }
    sums.set(shape.name, sum.value)
    yield hashed(`${JSON.stringify({ end: shape.name, ...sum.value })}\n`)
  }
  yield `${JSON.stringify({ baton: 'end', sha256: hash.digest('hex') })}\n`
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path))
  await folder.sync().catch(() => {})
  await folder.close()
}

/** Reads all of it once: throws where it is cut off, was changed, or is of a newer hub. */
export async function checkExport(path: string, signal: AbortSignal): Promise<ExportHead> {
  let head: ExportHead | null = null
  const hash = createHash('sha256')
  let last: string | null = null
  for await (const line of linesIn(path)) {
    signal.throwIfAborted()
    if (last !== null) hash.update(`${last}\n`)
    head ??= headOf(line)
    last = line
  }
  const { baton, sha256 } = (last === null ? {} : jsonOf(last)) as { baton?: unknown; sha256?: unknown }
  if (!head || baton !== 'end') throw new CopyRefused('The export is cut off. Nothing was changed.')
  if (sha256 !== hash.digest('hex')) throw new CopyRefused('The export is damaged. Nothing was changed.')
  return head
}

/** The tables of a checked export, in the order in which they stand there; each has to be read to its end. */
export async function* readExport(path: string): AsyncIterable<TableCopy> {
  const lines = linesIn(path)
  const first = await lines.next()
  const shapes = new Map(headOf(first.value ?? '').tables.map((shape) => [shape.name, shape]))
  for (;;) {
    const next = await lines.next()
    const { table } = (next.done ? {} : jsonOf(next.value)) as { table?: string }
    if (table === undefined) return
    const shape = shapes.get(table)
    if (!shape) throw new CopyRefused(`The export says nothing of the table ${table}.`)
    yield { shape: { name: shape.name, columns: shape.columns }, rows: rowsIn(lines, shape.columns.length) }
  }
}

async function* rowsIn(lines: AsyncIterator<string>, width: number): AsyncGenerator<readonly CopiedRow[]> {
  let part: CopiedRow[] = []
  for (;;) {
    const { value, done } = await lines.next()
    const row = done ? null : jsonOf(value)
    if (!Array.isArray(row)) break
    if (row.length !== width) throw new CopyRefused('The export is damaged. Nothing was changed.')
    part.push(row as CopiedRow)
    if (part.length < ROWS_AT_ONCE) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}

const ROWS_AT_ONCE = 500

function headOf(line: string): ExportHead {
  const head = jsonOf(line) as Partial<ExportHead>
  if (head.baton !== 'export' || !Array.isArray(head.tables) || !Array.isArray(head.migrations)) {
    throw new CopyRefused('This is no export of a hub.')
  }
  if (head.format !== EXPORT_FORMAT)
    throw new CopyRefused('The export is of a newer hub. Update this one first.')
  return head as ExportHead
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) ?? {}
  } catch {
    throw new CopyRefused('The export is damaged. Nothing was changed.')
  }
}

/** Parted by line feeds alone: texts may hold every other sign that ends a line somewhere. */
async function* linesIn(path: string): AsyncGenerator<string, undefined> {
  const bytes = createReadStream(path)
  const text: Readable = (await isCompressed(path)) ? bytes.pipe(createGunzip()) : bytes
  bytes.once('error', (error) => text.destroy(error))
  text.setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of text) {
      const lines = (rest + (chunk as string)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    const isDamage = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    throw isDamage ? new CopyRefused('The export is cut off. Nothing was changed.', { cause: error }) : error
  } finally {
    bytes.destroy()
  }
  if (rest !== '') yield rest
  return undefined
}

async function isCompressed(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer.readUInt16BE(0) === 0x1f8b
  } finally {
    await file.close()
  }
}
