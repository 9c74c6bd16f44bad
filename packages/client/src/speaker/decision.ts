import type { EntryId, OfferId, ReportKind, TrackSummary } from '@baton/protocol'
import { startPosition } from './desired.ts'
import {
  type Facts,
  isAudible,
  type Loaded,
  type Report,
  type SpeakerAction,
  type SpeakerState,
  type SpeakerStep,
} from './state.ts'

/** One decision in the making: lives within one call of `decideSpeaker` and is never seen outside. */
export class Decision {
  readonly facts: Facts
  state: SpeakerState
  readonly #actions: SpeakerAction[] = []

  constructor(state: SpeakerState, facts: Facts) {
    this.state = state
    this.facts = facts
  }

  set(change: Partial<SpeakerState>): void {
    this.state = { ...this.state, ...change }
  }

  /** Changes what is known of the loaded source. */
  loaded(change: Partial<Loaded>): void {
    const { loaded } = this.state
    if (loaded === null) return
    const since = change.doing && change.doing !== loaded.doing ? this.facts.now : loaded.since
    this.set({ loaded: { ...loaded, since, ...change } })
  }

  do(action: SpeakerAction): void {
    this.#actions.push(action)
  }

  report(event: ReportKind, entryId: EntryId | null, more: Partial<Report> = {}): void {
    const { session, heldEpoch } = this.state
    const mine = session?.activeDeviceId === this.state.deviceId
    const epoch = mine ? session.speakerEpoch : heldEpoch
    const positionMs = Math.max(0, Math.round(more.positionMs ?? this.facts.positionMs))
    this.do({ type: 'report', report: { event, epoch, entryId, ...more, positionMs } })
    this.set({ reportedAt: this.facts.now })
  }

  /** Loads an entry in silence; `since` restarts. */
  load(entryId: EntryId, url: string, startAt: number | 'expected', offerId: OfferId | null): void {
    const { plays, prepared } = this.state
    const takenOver = prepared !== null && prepared.entryId === entryId && prepared.url === url
    const key = takenOver ? prepared.key : `${entryId}/${plays + 1}`
    const positionMs = startPosition(startAt, this.state, this.facts)
    this.do({ type: 'load', source: { key, url, track: this.trackOf(entryId) }, positionMs })
    this.set({
      plays: takenOver ? plays : plays + 1,
      prepared: takenOver ? null : prepared,
      loaded: { key, entryId, url, offerId, startAt, doing: 'silent', since: this.facts.now, ready: false },
    })
  }

  /** The same playing once more, with the newest address, from where it stood. */
  reload(): void {
    const { loaded, fileUrl, ahead, mishaps } = this.state
    if (loaded === null) return
    const url = ahead === null ? (fileUrl ?? loaded.url) : loaded.url
    this.set({ prepared: null })
    this.load(loaded.entryId, url, loaded.startAt, loaded.offerId)
    this.set({ mishaps })
  }

  /** Goes on with the next entry at once; `begun`: the engine has done so already. */
  moveOn(entryId: EntryId, url: string, begun: boolean): void {
    const { prepared } = this.state
    if (begun && prepared) {
      const { now } = this.facts
      const fresh = { startAt: 0, doing: 'starting', since: now, ready: false, offerId: null } as const
      this.set({ loaded: { ...prepared, ...fresh }, prepared: null })
      return
    }
    this.load(entryId, url, 0, null)
    this.do({ type: 'play' })
    this.loaded({ doing: 'starting' })
  }

  /** Silent, and to be continued from here unless somebody moves the timeline. */
  silence(): void {
    this.do({ type: 'pause' })
    this.loaded({ doing: 'silent', startAt: this.facts.positionMs })
  }

  /** What the session says of the track of an entry that it plays or announces. */
  trackOf(entryId: EntryId): TrackSummary | null {
    const { current = null, next = null } = this.state.session ?? {}
    return [current, next].find((entry) => entry?.entryId === entryId) ?? null
  }

  isAudible(): boolean {
    return isAudible(this.state)
  }

  step(): SpeakerStep {
    return { state: this.state, actions: this.#actions }
  }
}
