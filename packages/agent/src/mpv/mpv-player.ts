import { type Clock, type SoundEvent, type Source, store, systemClock } from '@baton/client'
import { rounds } from '../rounds.ts'
import type { MpvEvent } from './conversation.ts'
import { placeOf } from './heard-position.ts'
import { type Crossing, crossingTo, isHeardNow } from './next-track-heard.ts'
import { ordersTo } from './orders.ts'
import type { Player } from './player.ts'
import { gainWord, type ReplayGainMode } from './replay-gain.ts'
import { soundCard } from './sound-card.ts'
import {
  aimed,
  begunAnew,
  type Current,
  currentOf,
  type Item,
  isFromBefore,
  itemOf,
  letGo,
} from './sources.ts'
import { type MpvProgram, startMpv } from './start-mpv.ts'
import { supervise } from './supervisor.ts'
import { endingOf } from './why-it-ended.ts'

export interface MpvPlayerOptions extends MpvProgram {
  readonly clock?: Clock
  readonly replayGain?: ReplayGainMode
  /** Addresses that it may open; others fail. */
  readonly allows?: (url: string) => boolean
  /** What it says of itself, for people. */
  readonly say?: (line: string) => void
  /** How long it may go on now if nobody attends to it. */
  readonly unattendedMs?: () => number
  /** How long mpv may take to answer. */
  readonly answersWithinMs?: number
}

/** While it ought to sound it tells places. One that ceases to for so long is asked whether it is alive. */
const SILENT_AFTER_MS = 1_500
const WATCH_EVERY_MS = 500
export const UNATTENDED_MS = 3_000
/** Before it goes on after nobody attended to it, whoever drives it has looked whether it may. */
const LOOK_FIRST_MS = 1_000
const DEATHS_PER_SOURCE = 3

/** mpv as a sound engine. What it does is told when it is heard, not when mpv has handed it on. */
export function mpvPlayer(options: MpvPlayerOptions): Player {
  const { clock = systemClock(), replayGain = 'auto', allows = () => true, say = () => {} } = options
  const { answersWithinMs, unattendedMs = () => UNATTENDED_MS } = options
  const listeners = new Set<(event: SoundEvent) => void>()
  const place = placeOf(clock)
  const able = store(true)
  let volume = { volume: 100, muted: false }
  let current: Current | null = null
  let former: Source | null = null
  let next: Item | null = null
  let crossing: Crossing | null = null
  /** mpv's number of what it plays, as far as it has told. */
  let onAir: number | null = null
  let openings = 0

  const mpv = supervise({
    clock,
    start: () => startMpv(options),
    onUp: up,
    onDown: down,
    onEvent: (event) => hears[event.event]?.(event),
    ...(answersWithinMs !== undefined && { answersWithinMs }),
  })
  const orders = ordersTo(mpv, say)
  // Whether there is a card again shows when something is loaded.
  const card = soundCard(clock, () => {
    if (current && !current.over) open(current, place.positionMs())
    else card.found()
  })
  mpv.able.subscribe(judge)
  card.isThere.subscribe(judge)
  const watch = rounds(clock, WATCH_EVERY_MS, () => {
    orders.hold(unattendedMs())
    if (!current?.heard || place.silentMs() <= SILENT_AFTER_MS) return
    orders.isAlive()
    if (!crossing) stall(current)
  })

  function tell(event: SoundEvent): void {
    for (const listener of [...listeners]) listener(event)
  }

  /** Replaces everything that mpv has. */
  function open(item: Current, startMs: number): void {
    crossing = null
    if (next) next.listed = false
    begunAnew(item)
    item.target = aimed(startMs, clock)
    place.stands(startMs)
    if (!allows(item.source.url)) {
      clock.after(0, () => {
        if (item === current) fail(item, 'source')
      })
      return
    }
    orders.pause()
    const opening = ++openings
    // What is announced together with it has a say in how loud it is.
    queueMicrotask(() => {
      if (item !== current || opening !== openings) return
      const gain = gainWord(replayGain, item.source, [former, next?.source ?? null])
      orders.open(item, 'replace', gain, startMs)
    })
  }

  /** Only behind a source that plays: where that one fails, mpv must not go on by itself. */
  function appendNext(): void {
    if (next === null || next.listed || !current?.ready || current.ending || crossing) return
    if (!allows(next.source.url)) return
    orders.open(next, 'append', gainWord(replayGain, next.source, [current.source]), 0)
  }

  /** mpv lets go of everything; what was announced is still known. */
  function clear(): void {
    crossing = null
    if (next) next.listed = false
    orders.stop()
  }

  function up(): void {
    orders.observe()
    orders.volume(volume.volume, volume.muted)
    if (current && !current.over) open(current, place.positionMs())
  }

  function down(why: string): void {
    say(`The player is gone: ${why}`)
    crossing = onAir = null
    if (next) next.listed = false
    if (current === null || current.over) return
    place.stands()
    current.ready = current.going = false
    current.deaths += 1
    if (current.deaths >= DEATHS_PER_SOURCE) fail(current, 'source')
    else if (current.heard) stall(current, 'player-gone')
  }

  const hears: Readonly<Record<string, (event: MpvEvent) => void>> = {
    'start-file': (event) => started(event.playlist_entry_id ?? null),
    'playback-restart': restarted,
    'end-file': ended,
    idle: () => {
      if (current?.ending && !current.over) finish(current)
    },
    'property-change': changed,
    'log-message': (event) => say(`${event.prefix}: ${event.text?.trim()}`),
  }

  function started(entry: number | null): void {
    onAir = entry
    if (entry === null || current === null || current.entry === null) return
    // A later one that is not the announced one was taken back while mpv was going on to it.
    if (entry > current.entry && entry !== next?.entry) takeBack()
  }

  /** Whatever mpv has gone on to by itself must not be heard. */
  function takeBack(): void {
    const left = crossing && current
    clear()
    if (left) finish(left)
  }

  /** mpv says that it could begin, also where it has found nothing to sound on and is about to give up. */
  function restarted(): void {
    if (crossing) crossing.begun = true
    const item = current
    if (crossing || !item || item.over || item.ready || item.entry !== onAir) return
    const entry = onAir
    void orders.hasCard().then((has) => {
      if (has && item === current && item.entry === entry && !item.over && !item.ready) canSound(item)
    })
  }

  function canSound(item: Current): void {
    item.ready = true
    card.found()
    appendNext()
    tell({ type: 'ready', key: item.source.key })
    if (item === current && item.wanted) begin(item)
  }

  function ended(event: MpvEvent): void {
    const { playlist_entry_id: entry } = event
    if (crossing && entry === crossing.item.entry) {
      // The next one did not begin. Whoever announced it may load it, and hears why not.
      if (event.reason !== 'stop') takeBack()
      return
    }
    if (current === null || current.over || entry !== current.entry) return
    const positionMs = current.target?.positionMs ?? place.positionMs()
    const durationsMs = [current.durationMs, current.source.track?.durationMs]
    const ending = endingOf(event, { positionMs, durationsMs })
    switch (ending) {
      case 'told':
        break
      case 'end':
        if (next?.listed) crossing = crossingTo(next, current, positionMs, clock)
        else current.ending = true
        break
      case 'card':
        noCard(current)
        break
      case 'source':
      case 'network':
        fail(current, ending)
        break
    }
  }

  function changed({ name, data }: MpvEvent): void {
    if (name === 'time-pos' && typeof data === 'number') at(data * 1_000)
    if (current === null || crossing) return
    if (name === 'duration' && typeof data === 'number') current.durationMs = data * 1_000
    if (name === 'pause' && data === true && current.going) unattended(current)
    if (name === 'paused-for-cache' && data === true && current.going) stall(current)
  }

  /** It has fallen silent by itself. */
  function unattended(item: Current): void {
    say('The player was not attended to, and paused')
    item.going = false
    stall(item)
    clock.after(LOOK_FIRST_MS, () => {
      if (item === current && item.wanted && item.ready && !item.going) begin(item)
    })
  }

  function at(positionMs: number): void {
    if (!current?.going) return
    if (crossing) {
      if (isHeardNow(crossing, positionMs, clock)) cross(current, crossing.item, positionMs)
      else if (crossing.countsDown) place.moves(crossing.lengthMs + positionMs)
      return
    }
    if (!current.ready || current.entry !== onAir || isFromBefore(positionMs, current.target, clock)) return
    current.target = null
    place.moves(positionMs)
    if (!current.heard) sounds(current)
  }

  function sounds(item: Current): void {
    item.heard = true
    tell({ type: 'playing', key: item.source.key, positionMs: place.positionMs() })
  }

  function stall(item: Current, reason?: 'player-gone'): void {
    item.heard = false
    place.stands()
    tell({ type: 'stalled', key: item.source.key, positionMs: place.positionMs(), ...(reason && { reason }) })
  }

  function fail(item: Current, reason: 'source' | 'network'): void {
    letGo(item)
    place.stands()
    clear()
    tell({ type: 'failed', key: item.source.key, reason })
  }

  /** The last of it was heard, and nothing follows by itself. */
  function finish(item: Current): void {
    letGo(item)
    place.stands(item.durationMs ?? place.positionMs())
    tell({ type: 'ended', key: item.source.key, movedOn: false })
  }

  function cross(left: Current, item: Item, positionMs: number): void {
    crossing = next = null
    former = left.source
    const now = { ...currentOf(item), ready: true, wanted: left.wanted, going: left.going }
    current = now
    place.moves(positionMs)
    orders.dropFormer()
    void orders.length().then((durationMs) => {
      now.durationMs ??= durationMs
    })
    tell({ type: 'ended', key: left.source.key, movedOn: true })
    if (current === now && now.going) sounds(now)
  }

  const unable = () => (mpv.able.get() ? ('no-sound-card' as const) : ('player-gone' as const))
  function judge(): void {
    able.set(mpv.able.get() && card.isThere.get())
    if (able.get() || !current?.wanted) return
    current.wanted = current.heard = current.going = false
    tell({ type: 'blocked', key: current.source.key, reason: unable() })
  }

  /** Without a sound card nothing is the source's fault. */
  function noCard(item: Current): void {
    say('There is no sound card to play on')
    begunAnew(item)
    place.stands()
    clear()
    card.missed()
  }

  function begin(item: Current): void {
    watch.begin()
    orders.hold(unattendedMs())
    orders.resume().then(
      () => {
        if (item !== current || !item.wanted) return
        item.going = true
        if (item.target) item.target = aimed(item.target.positionMs, clock)
      },
      () => {},
    )
  }

  return {
    able,
    get pid() {
      return mpv.pid
    },
    load(source, { positionMs }) {
      const atHand = next !== null && next.source.key === source.key && next.source.url === source.url
      const goesOn = atHand && positionMs === 0 && !crossing && current?.ready && !current.ending
      const taken = goesOn && next?.listed && next.entry !== null ? next : null
      if (current && current.source.key !== source.key) former = current.source
      if (atHand) next = null
      current = currentOf(taken ?? itemOf(source))
      if (taken === null) {
        open(current, positionMs)
        return
      }
      current.target = aimed(0, clock)
      place.stands(0)
      orders.pause()
      orders.takeNext()
    },
    prepareNext(source) {
      const known = next
      if (known?.source.key === source?.key && known?.source.url === source?.url) return
      next = source && itemOf(source)
      if (crossing) takeBack()
      else if (known?.listed) orders.dropNext()
      appendNext()
    },
    play() {
      if (current === null || current.wanted) return
      if (!able.get()) {
        tell({ type: 'blocked', key: current.source.key, reason: unable() })
        return
      }
      current.wanted = true
      if (current.over) open(current, 0)
      else if (current.ready) begin(current)
    },
    pause() {
      watch.end()
      if (current === null) return
      current.wanted = current.heard = current.going = false
      place.stands()
      orders.pause()
    },
    seek(positionMs) {
      if (current === null) return
      const item = current
      if (crossing || item.ending || item.entry === null || !item.ready) {
        open(item, positionMs)
        return
      }
      item.heard = false
      item.target = aimed(positionMs, clock)
      place.stands(positionMs)
      orders.seek(positionMs).catch(() => {
        if (item === current && !item.over && mpv.isUp) open(item, positionMs)
      })
    },
    setVolume(level, muted) {
      volume = { volume: level, muted }
      orders.volume(level, muted)
    },
    positionMs: () => (current ? place.positionMs() : 0),
    durationMs: () => current?.durationMs ?? null,
    unload() {
      watch.end()
      current = next = null
      place.stands(0)
      clear()
    },
    unlocked: () => able.get(),
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async [Symbol.asyncDispose]() {
      watch.end()
      card.end()
      listeners.clear()
      current = next = null
      await mpv[Symbol.asyncDispose]()
    },
  }
}
