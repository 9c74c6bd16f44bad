// Makes a called agent play what its session wants, and tells the hub what it really does: a following speaker whose
// sound is somewhere else. Rules CB30 to CB49 in docs/protocol/devices.md.
import {
  type EntryId,
  FULL_VOLUME,
  mediaEndpoints,
  type OfferId,
  pathTo,
  positionAt,
  type ReportKind,
  type SessionView,
} from '@baton/protocol'
import { isTaken } from '../calls/answers.ts'
import type { Callback } from '../reports/callbacks.ts'
import type { HealthReport } from '../reports/health-report.ts'
import { playReportOf } from '../reports/play-report.ts'
import { agentTone } from './agent-tone.ts'
import { agentVolume } from './agent-volume.ts'
import { heldPlace } from './held-place.ts'
import { maySound } from './may-sound.ts'
import { othersSoundFor } from './others-sound-for.ts'
import { type Playing, place as placeAt, positionOf as positionOfAt, type Wanted } from './playing.ts'
import type { Registration } from './registration-loop.ts'
import type { AgentSpeaker, SpeakerParts } from './speaker-parts.ts'
import { turnTaker } from './turn-taker.ts'

const PROGRESS_EVERY_MS = 5_000
/** A player that is not there in so many reports one after the other has come to its end. */
const GONE_AFTER_REPORTS = 2
/** One that stands still in so many of them, though it is to sound, has fallen silent by itself. */
const SILENT_AFTER_REPORTS = 2
/** So far off the timeline somebody has moved it. */
const MOVED_MS = 2_500
/** Nearer than this it stands where it should. */
const THERE_MS = 250

export function agentSpeaker(parts: SpeakerParts): AgentSpeaker {
  const { engine, principal, deviceId, clock, times, call, callbacks, signal } = parts
  let view: SessionView | null = null
  let registration: Registration | null = null
  let playing: Playing | null = null
  let isMoved = false
  let lastN = 0
  let answeredOffer: OfferId | null = null
  let pauseShown: (() => void) | null = null
  let contactAt = Number.NEGATIVE_INFINITY
  const lately = turnTaker(settle, (error) => {
    parts.onFailure(error)
    cancelLater()
    cancelLater = clock.after(times.roundMs, lately.poke)
  })
  const loudness = agentVolume({
    call,
    order,
    isOurs: () => registration?.skills.isOurs === true,
    wanted: () => view?.volumes[deviceId] ?? FULL_VOLUME,
  })
  const sound = maySound({ call, clock, againAfterMs: times.roundMs })
  const held = heldPlace()
  const toning = agentTone({
    ...parts,
    contact: () => engine.contact(principal),
    ownAddress: () => registration?.ownAddress ?? null,
    isBusy: () => (playing !== null && !playing.paused) || wantedNow() !== null,
    // What was paused there is played anew when it goes on.
    begins() {
      leave()
      sound.begins()
    },
    ends: sound.ends,
    settleSoon: () => lately.poke(),
  })
  let cancelLater = () => {}
  /** By its `until`, the last wait for its silence that was answered. */
  let saidSilent: number | null = null
  /** It follows another session than before, and has not said since that it is silent: the former one may wait for that. */
  let hasLeft = false

  const isMine = () => view?.activeDeviceId === deviceId

  /** What it should sound with now; null: silence. */
  function wantedNow(): Wanted | null {
    if (!view || !registration || !isMine() || view.playState !== 'playing' || view.current === null)
      return null
    const token = engine.tickets.forFollower(principal, view).current
    if (token === null) return null
    const { entryId, trackId, durationMs } = view.current
    const { ownAddress } = registration
    return {
      entryId,
      trackId,
      epoch: view.speakerEpoch,
      positionMs: positionAt(view.timeline, engine.now(), durationMs),
      urlFrom: (startMs) => {
        const query = { token, ...(startMs > 0 && { start_ms: startMs }) }
        return parts.hubUrl(ownAddress, pathTo(mediaEndpoints.track, { track_id: trackId }, query))
      },
    }
  }

  async function settle(): Promise<void> {
    if (signal.aborted || !view) return
    await takeOffer(view)
    const wanted = wantedNow()
    // It is silent by itself in a moment, and is told to be where it is not.
    if (wanted === null && toning.isSounding && !awaitedIn(view)) return
    toning.interrupt()
    if (wanted === null) return rest(view)
    const heldMs = playing ? null : held.in(view)
    const waitMs = playing ? 0 : othersSoundFor(view, deviceId, engine.now())
    if (waitMs > 0) {
      held.keep(view, wanted.positionMs)
      cancelLater()
      cancelLater = clock.after(waitMs, lately.poke)
      return
    }
    await loudness.set()
    if (playing && isAsWanted(playing, wanted)) return
    await play(heldMs === null ? wanted : { ...wanted, positionMs: heldMs })
  }

  function isAsWanted(now: Playing, wanted: Wanted): boolean {
    if (now.paused || isMoved || now.entryId !== wanted.entryId || now.epoch !== wanted.epoch) return false
    if (view && held.in(view) !== null) return true
    return Math.abs(positionOf(now) - wanted.positionMs) <= MOVED_MS
  }

  /** It is offered the music: what is called cannot load ahead, and is as ready as it gets. */
  async function takeOffer({ offer }: SessionView): Promise<void> {
    if (offer?.toDeviceId !== deviceId || offer.offerId === answeredOffer || !registration) return
    answeredOffer = offer.offerId
    await tell('ready', { offerId: offer.offerId })
  }

  async function play(wanted: Wanted): Promise<void> {
    isMoved = false
    const canGoOn = registration?.skills.isOurs && playing?.entryId === wanted.entryId
    if (playing && canGoOn) await goOn(playing, wanted)
    else await begin(wanted)
  }

  /** The same sound, from another place or after a pause. */
  async function goOn(now: Playing, { epoch, positionMs }: Wanted): Promise<void> {
    if (Math.abs(positionOf(now) - positionMs) > THERE_MS) {
      if (!(await order('/seek', { position: positionMs / 1_000 }))) return
      place(now, positionMs)
    }
    if (now.paused) {
      sound.begins()
      if (!(await order('/resume'))) return
      place(now, positionOf(now))
      now.paused = false
      now.pausedReports = 0
    }
    now.epoch = epoch
    await saySounding(now)
  }

  async function begin({ entryId, trackId, epoch, positionMs, urlFrom }: Wanted): Promise<void> {
    leave()
    const isOurs = registration?.skills.isOurs === true
    const fromMs = positionMs > THERE_MS ? positionMs : 0
    const startMs = isOurs ? 0 : fromMs
    const filepath = await parts.fileOf(trackId, startMs)
    const callback = callbacks.open('play', (body) => takePlayReport(callback, body))
    sound.begins()
    const answer = await call('POST', '/play', {
      url: urlFrom(startMs),
      ...(filepath !== null && { filepath }),
      callback_url: parts.hubUrl(registration?.ownAddress ?? '', callback.path),
      agent_base_url: parts.agentBaseUrl,
      ...(isOurs && { start_position: fromMs / 1_000 }),
    })
    if (answer === null || !isTaken(answer.body)) callback.close()
    if (answer === null) return parts.onUnreachable()
    if (!isTaken(answer.body)) return tell('failed', { entryId, epoch, positionMs: fromMs })
    const at = clock.monotonicMs()
    playing = {
      entryId,
      epoch,
      callback,
      // Ours says where it is in the track, the others where they are in what they were sent.
      fromMs: isOurs ? 0 : fromMs,
      positionMs: fromMs,
      at,
      paused: false,
      progressAt: at,
      goneReports: 0,
      pausedReports: 0,
    }
    await saySounding(playing)
  }

  /** Unless something else is wanted since it was told to: then it is told that next, and never counts as heard. */
  async function saySounding(now: Playing): Promise<void> {
    const { entryId, epoch } = now
    const isWanted = view && isMine() && view.playState === 'playing' && view.speakerEpoch === epoch
    if (!isWanted || view?.current?.entryId !== entryId) return
    hasLeft = false
    await tell('sounding', { entryId, epoch, positionMs: positionOf(now) })
  }

  /** It is not to sound: paused where it can go on, else stopped. One that does not answer may sound on. */
  async function rest(now: SessionView): Promise<void> {
    const was = playing
    const positionMs = was ? positionOf(was) : positionAt(now.timeline, engine.now(), null)
    const said = { positionMs, ...(was && { entryId: was.entryId, epoch: was.epoch }) }
    const staysHere = was && isMine() && now.playState === 'paused' && now.current?.entryId === was.entryId
    if (!staysHere || !(await paused(was))) {
      leave()
      if (!(await sound.stopped(hasLeft || awaitedIn(now) !== undefined))) return
    }
    await saySilent(now, said)
  }

  const awaitedIn = ({ unsilenced }: SessionView) => unsilenced?.find((one) => one.deviceId === deviceId)

  /** Others wait for this word. */
  async function saySilent(now: SessionView, said: Parameters<typeof tell>[1]): Promise<void> {
    const until = awaitedIn(now)?.until ?? saidSilent
    // Where it has the right to sound, nobody waits for it.
    const holds = isMine() && now.playState === 'playing'
    if ((until === saidSilent && !hasLeft) || holds) return
    saidSilent = until
    hasLeft = false
    await tell('silenced', said)
  }

  /** False: it has to be stopped. What an agent of the reference has paused is played anew in the end. */
  async function paused(now: Playing): Promise<boolean> {
    if (now.paused && !sound.isLikely) return true
    if (!(await order('/pause'))) return false
    if (!registration?.skills.isOurs && !(await showsPause())) return false
    place(now, positionOf(now))
    now.paused = true
    sound.ends()
    return true
  }

  function showsPause(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (shown: boolean) => {
        cancel()
        pauseShown = null
        resolve(shown)
      }
      const cancel = clock.after(times.pausedWithinMs, () => end(false))
      pauseShown = () => end(true)
    })
  }

  async function order(path: string, body: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    const answer = await call('POST', path, body)
    if (answer === null) parts.onUnreachable()
    return answer !== null && isTaken(answer.body)
  }

  function heard(report: HealthReport): void {
    if (report.paused === true) pauseShown?.()
    const heardAt = clock.monotonicMs()
    if (playing) lately.then(() => follow(report, heardAt))
    else if (sound.reported(report.isAlive)) lately.poke()
    lately.then(() => loudness.turnTowards(report))
  }

  /** Where it says that it is. */
  async function follow(report: HealthReport, heardAt: number): Promise<void> {
    const now = playing
    // What came before it was told something else says nothing any more.
    if (!now || now.paused || heardAt < now.at) return
    now.goneReports = report.isAlive === false ? now.goneReports + 1 : 0
    if (now.goneReports >= GONE_AFTER_REPORTS) return complete(now, report.returncode)
    if (isSilentByItself(now, report)) {
      place(now, report.positionMs ?? positionOf(now))
      now.paused = true
      lately.poke()
      return
    }
    if (report.positionMs === null) return
    place(now, now.fromMs + report.positionMs, heardAt)
    if (clock.monotonicMs() - now.progressAt < PROGRESS_EVERY_MS) return
    now.progressAt = clock.monotonicMs()
    await tell('progress', { entryId: now.entryId, positionMs: now.positionMs, epoch: now.epoch })
  }

  /** Ours pauses when it has not heard of the hub for long, and waits to be told that it may go on. */
  function isSilentByItself(now: Playing, { paused: isPaused }: HealthReport): boolean {
    now.pausedReports = isPaused === true ? now.pausedReports + 1 : 0
    return registration?.skills.isOurs === true && now.pausedReports >= SILENT_AFTER_REPORTS
  }

  function takePlayReport(callback: Callback, body: unknown): Promise<void> {
    const report = playReportOf(body)
    if (report.kind === 'complete')
      lately.then(async () => playing?.callback === callback && complete(playing, report.returncode))
    return engine.contact(principal)
  }

  /** It has come to its end, once: what is said of it later is said of nothing. */
  async function complete(now: Playing, returncode: number | null): Promise<void> {
    leave()
    sound.ends()
    const { entryId, epoch } = now
    const event = returncode === null || returncode === 0 ? 'ended' : 'failed'
    await tell(event, {
      entryId,
      positionMs: positionOf(now),
      epoch,
      ...(event === 'ended' && { nextEntryId: null }),
    })
  }

  function leave(): void {
    playing?.callback.close()
    playing = null
  }

  const place = (now: Playing, positionMs: number, at = clock.monotonicMs()) => placeAt(now, positionMs, at)
  const positionOf = (now: Playing) => positionOfAt(now, clock.monotonicMs())

  async function tell(
    event: ReportKind,
    said: {
      readonly offerId?: OfferId
      readonly entryId?: EntryId
      readonly nextEntryId?: null
      readonly positionMs?: number
      readonly epoch?: number
    },
  ): Promise<void> {
    lastN = Math.max(lastN + 1, engine.now())
    const { epoch = view?.speakerEpoch ?? 0, positionMs = 0, ...others } = said
    await engine.execute(principal, {
      type: 'device.report',
      deviceId,
      n: lastN,
      epoch,
      event,
      positionMs: Math.max(0, Math.round(positionMs)),
      ...others,
    })
  }

  return {
    sessionIs(next) {
      if (view && view.sessionId !== next.sessionId) hasLeft = true
      view = next
      lately.poke()
    },
    moved() {
      isMoved = true
    },
    registrationIs(next) {
      registration = next
      if (next) sound.registered()
      else loudness.forget()
      lately.poke()
    },
    heard,
    contact() {
      contactAt = clock.monotonicMs()
      if (sound.isDue) lately.poke()
    },
    tone: toning.play,
    async confirm() {
      if (!playing || playing.paused || !isMine()) return
      const { entryId, epoch, at } = playing
      const positionMs = playing.positionMs + Math.max(0, contactAt - at)
      await tell('progress', { entryId, epoch, positionMs })
    },
    get isPlaying() {
      return playing !== null || (isMine() && view?.playState === 'playing')
    },
    get mayBeHeard() {
      return sound.isLikely
    },
    done: new Promise((resolve) => {
      const end = () => {
        cancelLater()
        leave()
        void lately.over().then(resolve)
      }
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    }),
  }
}
