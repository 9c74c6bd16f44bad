import type { Clock, Sound, SoundEvent, Source } from '@baton/client'
import type { ReportReason } from '@baton/protocol'

export interface FakeSoundOptions {
  readonly clock: Clock
  /** From `load` until it could sound. */
  readonly loadMs?: number
  /** From `play` or `seek` until it is heard. */
  readonly latencyMs?: number
  readonly durationMs?: number
  /** Goes on to the prepared source by itself. */
  readonly gapless?: boolean
}

/** One thing that could be heard: from when to when, which source, and from which position. */
export interface Heard {
  readonly key: string
  readonly url: string
  readonly from: number
  readonly positionMs: number
  until: number | null
}

type Mode = 'silent' | 'starting' | 'heard' | 'stalled'

/** A working sound engine without sound: time is the clock's, and `heard` tells what listeners would have heard. */
export class FakeSound implements Sound {
  readonly heard: Heard[] = []
  prepared: Source | null = null
  source: Source | null = null
  volume = { volume: 100, muted: false }
  loadMs: number
  latencyMs: number
  durationMs: number
  /** For so long a pause is heard too late, as in a browser. */
  afterglowMs = 0
  readonly #clock: Clock
  readonly #gapless: boolean
  readonly #listeners = new Set<(event: SoundEvent) => void>()
  #mode: Mode = 'silent'
  #ready = false
  #locked = false
  #wanted = false
  #position = 0
  #since = 0
  #rate = 1
  #cancel: (() => void)[] = []
  #cancelEnd = () => {}

  constructor({
    clock,
    loadMs = 40,
    latencyMs = 20,
    durationMs = 200_000,
    gapless = false,
  }: FakeSoundOptions) {
    this.#clock = clock
    this.loadMs = loadMs
    this.latencyMs = latencyMs
    this.durationMs = durationMs
    this.#gapless = gapless
  }

  load(source: Source, at: { readonly positionMs: number }): void {
    const atHand = this.prepared?.key === source.key
    this.unload()
    this.source = source
    this.#position = at.positionMs
    if (atHand) this.prepared = null
    if (atHand) this.#becomeReady()
    else this.#later(this.loadMs, () => this.#becomeReady())
  }

  prepareNext(source: Source | null): void {
    this.prepared = source
  }

  play(): void {
    if (this.#mode === 'heard' || this.source === null) return
    if (this.#locked) {
      this.#tell({ type: 'blocked', key: this.source.key })
      return
    }
    this.#wanted = true
    if (this.#ready) this.#start()
  }

  pause(): void {
    this.#stand('silent')
    this.#wanted = false
  }

  tailMs(): number {
    return this.afterglowMs
  }

  seek(positionMs: number): void {
    const sounding = this.#mode !== 'silent'
    this.#stand('silent')
    this.#position = positionMs
    if (sounding) this.#start()
  }

  setVolume(volume: number, muted: boolean): void {
    this.volume = { volume, muted }
  }

  positionMs(): number {
    const moved = this.#mode === 'heard' ? (this.#clock.now() - this.#since) * this.#rate : 0
    return Math.min(this.#position + moved, this.durationMs)
  }

  unload(): void {
    this.#stand('silent')
    for (const cancel of this.#cancel) cancel()
    this.#cancel = []
    this.#ready = false
    this.#wanted = false
    this.source = null
    this.#position = 0
  }

  unlocked(): boolean {
    return !this.#locked
  }

  listen(listener: (event: SoundEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get isHeard(): boolean {
    return this.#mode === 'heard'
  }

  /** The platform refuses sound until `unlock`. */
  block(): void {
    this.#locked = true
  }

  unlock(): void {
    this.#locked = false
  }

  /** The loaded source cannot be played. */
  fail(reason: 'source' | 'network' = 'source'): void {
    const { source } = this
    this.#stand('silent')
    this.#ready = false
    if (source) this.#tell({ type: 'failed', key: source.key, reason })
  }

  /** The bytes do not come for a while; with a reason, something else does not go on. */
  stall(reason?: ReportReason): void {
    const { source } = this
    if (source === null || this.#mode !== 'heard') return
    this.#stand('stalled')
    const positionMs = this.positionMs()
    this.#tell({ type: 'stalled', key: source.key, positionMs, ...(reason && { reason }) })
  }

  resume(): void {
    if (this.#mode === 'stalled') this.#start()
  }

  /** Its crystal is off: it plays this much faster or slower. */
  drift(rate: number): void {
    const sounding = this.#mode === 'heard'
    if (sounding) this.#stand('silent')
    this.#rate = rate
    if (sounding) this.#begin()
  }

  #becomeReady(): void {
    if (this.source === null) return
    this.#ready = true
    this.#tell({ type: 'ready', key: this.source.key })
    if (this.#wanted && this.#mode === 'silent') this.#start()
  }

  #start(): void {
    this.#mode = 'starting'
    this.#later(this.latencyMs, () => {
      if (this.#mode !== 'starting' || this.source === null) return
      this.#begin()
      this.#tell({ type: 'playing', key: this.source.key, positionMs: this.positionMs() })
    })
  }

  #begin(): void {
    if (this.source === null) return
    this.#mode = 'heard'
    this.#since = this.#clock.now()
    const { key, url } = this.source
    this.heard.push({ key, url, from: this.#since, positionMs: this.#position, until: null })
    this.#cancelEnd = this.#clock.after((this.durationMs - this.#position) / this.#rate, () => this.#end(key))
  }

  #end(key: string): void {
    const { prepared } = this
    this.#stand('silent')
    const movesOn = this.#gapless && prepared !== null
    this.#position = movesOn ? 0 : this.durationMs
    if (movesOn) {
      this.source = prepared
      this.prepared = null
      this.#ready = true
    }
    this.#tell({ type: 'ended', key, movedOn: movesOn })
    if (!movesOn || this.source?.key !== prepared.key) return
    this.#begin()
    this.#tell({ type: 'playing', key: prepared.key, positionMs: 0 })
  }

  #stand(mode: Mode): void {
    this.#cancelEnd()
    this.#position = this.positionMs()
    this.#mode = mode
    const last = this.heard.at(-1)
    if (last && last.until === null) last.until = this.#clock.now()
  }

  #later(ms: number, call: () => void): void {
    this.#cancel.push(this.#clock.after(ms, call))
  }

  #tell(event: SoundEvent): void {
    for (const listener of [...this.#listeners]) listener(event)
  }
}
