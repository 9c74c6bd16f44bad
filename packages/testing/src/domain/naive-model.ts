import { type DeviceName, TRACK_MS } from './household.ts'
import type { Words } from './random-actions.ts'

/**
 * The rules once more, as simple as can be: lists, loops and fields that are overwritten, without events, revisions,
 * epochs or timers. Written from docs/protocol; the rules proper must look the same from outside. All devices are always
 * there and may sound; a permutation is taken from the rules and only checked.
 */
export interface Naive {
  mine: Item[]
  shown: Item[]
  current: Item | null
  playState: 'playing' | 'paused' | 'stopped'
  positionMs: number
  stalled: boolean
  device: DeviceName | null
  shuffle: boolean
  repeat: 'off' | 'one' | 'all'
  offer: { to: DeviceName; leftMs: number } | null
  /** Committed and not heard: `from` may still say where it fell silent. */
  handOver: { from: DeviceName; leftMs: number; silent: boolean; moved: boolean } | null
  /** Who may be heard still, and for how long at most. */
  loud: Map<DeviceName, number>
  reporting: Set<DeviceName>
}

interface Item {
  readonly track: number
  failed: boolean
  /** Came to its end, and was not the current one since. */
  played: boolean
}

export function naiveModel(): Naive {
  return {
    mine: [],
    shown: [],
    current: null,
    playState: 'stopped',
    positionMs: 0,
    stalled: false,
    device: null,
    shuffle: false,
    repeat: 'off',
    offer: null,
    handOver: null,
    loud: new Map(),
    reporting: new Set(['kitchen', 'study']),
  }
}

export function naiveWait(m: Naive, ms: number): void {
  for (let left = ms; left > 0; left--) {
    if (m.playState === 'playing' && !m.stalled && !m.handOver?.silent)
      m.positionMs = within(m.positionMs + 1)
    for (const [name, ms] of m.loud) ms > 1 ? m.loud.set(name, ms - 1) : m.loud.delete(name)
    if (m.offer && --m.offer.leftMs === 0) m.offer = null
    if (m.handOver && --m.handOver.leftMs === 0) fallBack(m)
  }
}

/** True when it was accepted. `shuffled` is the order that the rules chose, as places in the user's own order. */
export function naiveSay(m: Naive, who: DeviceName, words: Words, shuffled: readonly number[]): boolean {
  switch (words.say) {
    case 'play':
    case 'resume':
      return play(m, who)
    case 'pause':
      return pause(m)
    case 'toggle':
      return m.playState === 'playing' ? pause(m) : play(m, who)
    case 'stop':
      if (m.playState !== 'stopped') halt(m)
      return true
    case 'seek':
      if (m.current) moveWithin(m, words.ms)
      return m.current !== null
    case 'next':
      if (m.current) goOn(m, following(m))
      return m.current !== null
    case 'prev':
      return goBack(m)
    case 'jump': {
      const item = m.mine[words.entry]
      if (item) playItem(m, who, item)
      return item !== undefined
    }
    case 'end-entry':
      if (m.device !== who) return false
      if (words.entry !== null && m.mine[words.entry] !== m.current) return true
      if (m.playState === 'playing')
        words.failed ? fail(m) : words.entry === null ? endedUnnamed(m) : ended(m)
      return true
    case 'shuffle':
      if (words.on !== m.shuffle) m.shown = words.on ? inOrder(m, shuffled) : [...m.mine]
      m.shuffle = words.on
      return true
    case 'repeat':
      m.repeat = words.mode
      return true
    case 'choose':
      return choose(m, who, words.device, words.now)
    case 'enqueue':
      return enqueue(m, who, words.tracks, words.at)
    case 'move':
      return move(m, m.mine[words.entry], words.behind === null ? null : m.mine[words.behind])
    case 'remove':
      return remove(m, words.entries)
    case 'clear':
      if (m.mine.length > 0) {
        m.mine = []
        m.shown = []
        atEnd(m)
      }
      return true
    case 'report':
      return hear(m, words)
    default:
      throw new Error(`The model does not know ${words.say}`)
  }
}

function play(m: Naive, who: DeviceName): boolean {
  if (m.playState === 'playing') return true
  if (m.current === null || m.current.failed) return false
  m.device ??= who
  m.playState = 'playing'
  return true
}

function pause(m: Naive): boolean {
  if (m.playState === 'playing') {
    fallsSilent(m)
    m.playState = 'paused'
    m.handOver = null
    m.stalled = false
  }
  return true
}

/** It was told to, and has not said so yet. */
function fallsSilent(m: Naive): void {
  if (m.playState !== 'playing' || m.device === null) return
  m.loud.set(m.device, Math.max(m.loud.get(m.device) ?? 0, m.handOver ? m.handOver.leftMs : 30_000))
}

function halt(m: Naive): void {
  fallsSilent(m)
  m.playState = 'stopped'
  m.positionMs = 0
  m.stalled = false
  m.offer = null
  m.handOver = null
}

function moveWithin(m: Naive, ms: number): void {
  m.positionMs = within(ms)
  m.stalled = false
  if (m.handOver) m.handOver.moved = true
}

function moveTo(m: Naive, item: Item): void {
  if (m.current) m.current.played = false
  m.current = item
  item.failed = false
  item.played = false
  moveWithin(m, 0)
}

function playItem(m: Naive, who: DeviceName, item: Item): void {
  m.device ??= who
  m.playState = 'playing'
  moveTo(m, item)
}

function goOn(m: Naive, item: Item | null): void {
  if (item) moveTo(m, item)
  else atEnd(m)
}

function goBack(m: Naive): boolean {
  if (m.current === null) return false
  const before = m.positionMs <= 3_000 ? preceding(m, m.current) : null
  if (before) moveTo(m, before)
  else moveWithin(m, 0)
  return true
}

function preceding(m: Naive, current: Item): Item | null {
  let before: Item | null = null
  const at = m.shown.indexOf(current)
  for (const item of m.shown.slice(0, at)) if (!item.failed) before = item
  if (before === null && m.repeat === 'all')
    for (const item of m.shown.slice(at)) if (!item.failed) before = item
  return before
}

function following(m: Naive): Item | null {
  if (m.current === null) return null
  const at = m.shown.indexOf(m.current)
  for (const item of m.shown.slice(at + 1)) if (!item.failed) return item
  if (m.repeat === 'all') for (const item of m.shown.slice(0, at + 1)) if (!item.failed) return item
  return null
}

function atEnd(m: Naive): void {
  halt(m)
  if (m.current) m.current.played = !m.current.failed
  m.current = m.shown.find((item) => !item.failed) ?? m.shown[0] ?? null
  if (m.current) m.current.played = false
}

function ended(m: Naive): void {
  const left = m.current
  if (m.repeat === 'one' && left && !left.failed) moveTo(m, left)
  else goOn(m, following(m))
  if (left && left !== m.current) left.played = !left.failed
}

/** Nobody said which entry: shortly after an entry came to its end it is the same word again. */
function endedUnnamed(m: Naive): void {
  if (m.current === null) return
  const before = preceding(m, m.current)
  const justBegun = m.repeat === 'one' || before === m.current || before?.played === true
  if (m.positionMs >= 1_000 || !justBegun) ended(m)
}

function fail(m: Naive): void {
  if (m.current === null) return
  m.current.failed = true
  goOn(m, following(m))
}

function inOrder(m: Naive, places: readonly number[]): Item[] {
  const order = places.flatMap((place) => m.mine[place] ?? [])
  const isWhole = order.length === m.mine.length && new Set(order).size === order.length
  if (!isWhole) throw new Error('What the rules call a permutation is none')
  if (m.current && order[0] !== m.current) throw new Error('The current entry is not the first')
  return order
}

function choose(m: Naive, who: DeviceName, device: DeviceName, now: boolean): boolean {
  m.offer = null
  if (device === m.device) return true
  const atOnce =
    m.playState !== 'playing' || m.device === null || who === device || now || !m.reporting.has(device)
  if (atOnce) commit(m, device)
  else m.offer = { to: device, leftMs: 2_000 }
  if (now) m.loud.clear()
  return true
}

function commit(m: Naive, device: DeviceName): void {
  const awaited = m.playState === 'playing' && m.device !== null && m.reporting.has(device)
  fallsSilent(m)
  for (const name of m.loud.keys()) if (!m.reporting.has(name)) m.loud.delete(name)
  m.handOver = awaited ? { from: m.device as DeviceName, leftMs: 2_000, silent: false, moved: false } : null
  m.device = device
  m.offer = null
  m.stalled = false
}

function fallBack(m: Naive): void {
  const from = m.handOver?.from as DeviceName
  const others = [...m.loud.keys()].filter((name) => name !== from)
  if (!m.reporting.has(from) || others.length > 0) {
    pause(m)
    if (m.device) m.loud.delete(m.device)
    return
  }
  if (m.offer?.to === from) m.offer = null
  m.device = from
  m.handOver = null
  m.stalled = false
}

function enqueue(
  m: Naive,
  who: DeviceName,
  tracks: readonly number[],
  at: 'end' | 'next' | 'now' | number,
): boolean {
  if (tracks.some((track) => track > 40)) return false
  const behind = typeof at === 'number' ? m.mine[at] : at === 'end' ? m.mine.at(-1) : m.current
  if (typeof at === 'number' && !behind) return false
  const items = tracks.map((track): Item => ({ track, failed: false, played: false }))
  m.mine.splice(behind ? m.mine.indexOf(behind) + 1 : 0, 0, ...items)
  if (!m.shuffle) m.shown = [...m.mine]
  else if (at === 'end') m.shown.push(...items)
  else m.shown.splice(behind ? m.shown.indexOf(behind) + 1 : 0, 0, ...items)
  const first = items[0] as Item
  if (at === 'now') playItem(m, who, first)
  else if (m.current === null || m.current.failed) moveTo(m, first)
  return true
}

function move(m: Naive, item: Item | undefined, behind: Item | null | undefined): boolean {
  if (!item || behind === undefined) return false
  if (item === behind) return true
  m.shown.splice(m.shown.indexOf(item), 1)
  m.shown.splice(behind ? m.shown.indexOf(behind) + 1 : 0, 0, item)
  if (!m.shuffle) m.mine = [...m.shown]
  return true
}

function remove(m: Naive, indices: readonly number[]): boolean {
  const gone = indices.map((index) => m.mine[index])
  if (gone.includes(undefined)) return false
  const wasCurrent = gone.includes(m.current ?? undefined)
  let heir: Item | null = null
  if (wasCurrent && m.current) {
    const at = m.shown.indexOf(m.current)
    const candidates =
      m.repeat === 'all' ? [...m.shown.slice(at), ...m.shown.slice(0, at)] : m.shown.slice(at)
    for (const item of candidates) if (!heir && !item.failed && !gone.includes(item)) heir = item
  }
  m.mine = m.mine.filter((item) => !gone.includes(item))
  m.shown = m.shown.filter((item) => !gone.includes(item))
  if (wasCurrent) goOn(m, heir)
  return true
}

/** Reports by the device, in the epoch and of the entry that they are expected of. */
function hear(m: Naive, words: Extract<Words, { say: 'report' }>): boolean {
  if (words.event === 'ready') {
    if (m.offer) commit(m, m.offer.to)
    return true
  }
  if (words.event === 'silenced') {
    if (m.handOver) m.reporting.add(m.handOver.from)
    if (!m.handOver || m.handOver.silent) return true
    if (!m.handOver.moved) m.positionMs = within(words.ms)
    m.handOver.silent = true
    m.handOver.leftMs = 2_000
    m.loud.delete(m.handOver.from)
    return true
  }
  if (m.device === null) return false
  m.reporting.add(m.device)
  if (words.event === 'failed') fail(m)
  if (m.playState !== 'playing') return true
  if (words.event === 'ended') ended(m)
  if (words.event === 'stalled' && !m.stalled && !m.handOver?.silent) {
    m.stalled = true
    m.positionMs = within(words.ms)
  }
  if (words.event !== 'sounding' && words.event !== 'progress') return true
  const isOff = Math.abs(words.ms - m.positionMs) > (words.event === 'sounding' ? 100 : 400)
  if (m.handOver || m.stalled || isOff) {
    m.positionMs = within(words.ms)
    m.loud.delete(m.device)
  }
  m.handOver = null
  m.stalled = false
  return true
}

function within(ms: number): number {
  return Math.max(0, Math.min(ms, TRACK_MS))
}
