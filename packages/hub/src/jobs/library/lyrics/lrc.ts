// Reads lyrics as text, with or without the times of an .lrc file. Nothing in them can be wrong: what is no time is text.
import type { LyricsLine } from '@baton/protocol'

const MAX_LINES = 3_000
const MAX_LINE_LENGTH = 500
const MAX_TIMES = 50

export type ReadLyrics = { readonly synced: boolean; readonly lines: readonly LyricsLine[] }

/** Null when there are no words in it. */
export function readLrc(text: string): ReadLyrics | null {
  const timed: { atMs: number; text: string }[] = []
  const plain: string[] = []
  let offsetMs = 0
  const readTimes = timesReader(text)
  for (const raw of text.split(/\r\n|\r|\n/).slice(0, MAX_LINES)) {
    const line = raw.slice(0, MAX_LINE_LENGTH * 2)
    const offset = /^\s*\[offset:\s*([+-]?\d{1,7})\s*\]/i.exec(line)
    if (offset) offsetMs = Number(offset[1])
    if (/^\s*\[[a-z#]+:[^\]]*\]\s*$/i.test(line)) continue
    const { times, rest } = readTimes(line)
    const words = (times.length > 0 ? rest.replace(TIME_INSIDE, '') : rest).replace(WORD_TIME, '')
    const shown = cleaned(words)
    if (times.length === 0) plain.push(shown)
    for (const atMs of times) if (timed.length < MAX_LINES) timed.push({ atMs, text: shown })
  }
  if (timed.length > 0) {
    const lines = timed
      .map((line) => ({ ...line, atMs: Math.max(0, line.atMs - offsetMs) }))
      .sort((one, other) => one.atMs - other.atMs)
    return lines.some((line) => line.text !== '') ? { synced: true, lines } : null
  }
  const lines = trimmed(plain).map((line) => ({ atMs: null, text: line }))
  return lines.length > 0 ? { synced: false, lines } : null
}

export function cleaned(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MAX_LINE_LENGTH)
    .toWellFormed()
}

const WORD_TIME = /<(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>/g
/** When a word is sung, or when the line is over: it is not shown. */
const TIME_INSIDE = /\[(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]/g
/** With a fraction behind them three numbers are hours; without one the third may be a fraction itself. */
const WITH_HOURS = /\[\d{1,3}:\d{1,2}:\d{1,2}\.\d{1,3}\]/

type Times = { readonly times: readonly number[]; readonly rest: string }

/** Reads `[01:02.34][02:03.4]` in front of the words, in the way in which this text writes times. */
function timesReader(text: string): (line: string) => Times {
  const pattern = WITH_HOURS.test(text)
    ? /^\s*\[(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:\.(\d{1,3}))?\]/
    : /^\s*\[()(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]/
  return (line) => {
    const times: number[] = []
    let rest = line
    for (let count = 0; count < MAX_TIMES; count += 1) {
      const match = pattern.exec(rest)
      if (!match) break
      const [whole, hours, minutes, seconds, part = '0'] = match
      const total = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds)
      times.push(total * 1000 + Number(part.padEnd(3, '0')))
      rest = rest.slice(whole.length)
    }
    return { times, rest }
  }
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '')
  const last = lines.findLastIndex((line) => line !== '')
  return first < 0 ? [] : lines.slice(first, last + 1)
}
