/** One event of a text/event-stream. `id` is the last one that was given, as the standard has it. */
export interface SseEvent {
  readonly event: string
  readonly id: string
  readonly data: string
}

export class SseTooLong extends Error {
  override readonly name = 'SseTooLong'
}

/** A snapshot of the longest queue stays well below this. */
const MAX_EVENT_CHARACTERS = 32_000_000

/**
 * Reads a stream of bytes, however it is cut, into its events; comments and unfinished events give none.
 * Throws SseTooLong where an event would grow without end.
 */
export function sseParser(): (bytes: Uint8Array) => readonly SseEvent[] {
  const decoder = new TextDecoder('utf-8')
  let rest: string[] = []
  let held = 0
  let afterReturn = false
  let data: string[] = []
  let event = ''
  let id = ''

  function take(line: string, into: SseEvent[]): void {
    if (line === '') {
      if (data.length > 0) into.push({ event: event || 'message', id, data: data.join('\n') })
      data = []
      event = ''
      held = 0
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const raw = colon < 0 ? '' : line.slice(colon + 1)
    const value = raw.startsWith(' ') ? raw.slice(1) : raw
    if (field === 'data') {
      data.push(value)
      held += value.length
    } else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  return (bytes) => {
    const events: SseEvent[] = []
    let text = decoder.decode(bytes, { stream: true })
    if (text === '') return events
    if (afterReturn) {
      afterReturn = false
      if (text.startsWith('\n')) text = text.slice(1)
    }
    if (text !== '') afterReturn = text.endsWith('\r')
    let start = 0
    for (const end of text.matchAll(/\r\n|\n|\r/g)) {
      const line = rest.join('') + text.slice(start, end.index)
      rest = []
      take(line, events)
      start = end.index + end[0].length
    }
    if (start < text.length) {
      rest.push(text.slice(start))
      held += text.length - start
    }
    if (held > MAX_EVENT_CHARACTERS) throw new SseTooLong('An event of the stream is too long')
    return events
  }
}
