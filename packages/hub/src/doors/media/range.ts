// RFC 9110, sections 13 and 14, for the bytes of one file: which part of it a request gets. Pure.

export interface RangeFile {
  readonly sizeBytes: number
  /** Strong, quoted. */
  readonly etag: string
  readonly mtimeMs: number
}

export interface RangeRequest {
  readonly method: 'GET' | 'HEAD'
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly nowMs: number
}

/** `end` is the last byte, included; a part of nothing has `end` before `start`. */
export type RangeAnswer =
  | { readonly status: 200 | 206; readonly start: number; readonly end: number }
  | { readonly status: 304 | 412 | 416 }

/** A date is trusted to name one content only when the file has been left alone for this long since. */
const SETTLED_MS = 60_000

export function rangeAnswer({ method, headers, nowMs }: RangeRequest, file: RangeFile): RangeAnswer {
  const header = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const failed = precondition(header, file)
  if (failed) return { status: failed }

  const whole = { status: 200, start: 0, end: file.sizeBytes - 1 } as const
  const range = header('range')
  // Only GET knows ranges: HEAD answers for the whole file.
  if (range === undefined || method !== 'GET') return whole
  if (!isUnchanged(header('if-range'), file, nowMs)) return whole
  const wanted = parseRange(range, file.sizeBytes)
  if (wanted === 'ignored') return whole
  if (wanted === 'unsatisfiable') return { status: 416 }
  return { status: 206, ...wanted }
}

type Header = (name: string) => string | undefined

/** In the order of section 13.2.2. */
function precondition(header: Header, file: RangeFile): 304 | 412 | null {
  const ifMatch = header('if-match')
  if (ifMatch !== undefined) {
    if (!matchesStrongly(ifMatch, file.etag)) return 412
  } else {
    const limit = dateOf(header('if-unmodified-since'))
    if (limit !== null && wholeSeconds(file.mtimeMs) > limit) return 412
  }
  const ifNoneMatch = header('if-none-match')
  if (ifNoneMatch !== undefined) return matchesWeakly(ifNoneMatch, file.etag) ? 304 : null
  const since = dateOf(header('if-modified-since'))
  return since !== null && wholeSeconds(file.mtimeMs) <= since ? 304 : null
}

/** `If-Range`: the part is wanted only of the very file that the client has begun. Compared strongly. */
function isUnchanged(ifRange: string | undefined, file: RangeFile, nowMs: number): boolean {
  if (ifRange === undefined) return true
  const text = ifRange.trim()
  if (text.startsWith('"')) return text === file.etag
  if (text.startsWith('W/')) return false
  const date = dateOf(text)
  return date === wholeSeconds(file.mtimeMs) && nowMs - file.mtimeMs >= SETTLED_MS
}

/** Several ranges are answered with the whole file: no player asks for them, and the whole holds them all. */
function parseRange(
  text: string,
  sizeBytes: number,
): { readonly start: number; readonly end: number } | 'ignored' | 'unsatisfiable' {
  const [, set] = /^bytes=(.*)$/i.exec(text.trim()) ?? []
  if (set === undefined) return 'ignored'
  const parts = set
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const [part, ...others] = parts
  if (part === undefined || others.length > 0) return 'ignored'
  const [, first, last] = /^(\d*)-(\d*)$/.exec(part) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'ignored'
  if (first === '') {
    const length = Number(last)
    if (length === 0) return 'unsatisfiable'
    // Nothing has no part that could be named, but it is all that was asked for.
    if (sizeBytes === 0) return 'ignored'
    return { start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? Number.POSITIVE_INFINITY : Number(last)
  if (end < start) return 'ignored'
  if (start >= sizeBytes) return 'unsatisfiable'
  return { start, end: Math.min(end, sizeBytes - 1) }
}

function matchesStrongly(list: string, etag: string): boolean {
  return list.trim() === '*' || tagsIn(list).includes(etag)
}

function matchesWeakly(list: string, etag: string): boolean {
  return list.trim() === '*' || tagsIn(list).some((tag) => tag.replace(/^W\//, '') === etag)
}

function tagsIn(list: string): readonly string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? []
}

/** Null for what is no date, so that it is ignored as the RFC asks. */
function dateOf(text: string | undefined): number | null {
  if (
    text === undefined ||
    !/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text.trim())
  ) {
    return null
  }
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : at
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000
}
