import type { AnyCommand } from '@baton/hub/domain'
import type {
  DeviceCommand,
  DeviceReport,
  EntryId,
  QueuePlace,
  QuietSpans,
  RepeatMode,
  ReportKind,
  SessionCommand,
} from '@baton/protocol'
import { type DeviceName, deviceId, entryAt, type Household, SESSION, trackId } from './household.ts'

/** One thing that is done in a household: a command, which may depend on its state, or time that passes. */
export type Step =
  | { readonly by: DeviceName | null; readonly command: (household: Household) => AnyCommand }
  | { readonly afterMs: number }
  | { readonly until: number }
  | { readonly quiet: DeviceName }
  | { readonly heardAgain: DeviceName }

const inSession = { sessionId: SESSION }

/** The same step, sent by this device. */
export function by(name: DeviceName, step: Step): Step {
  if (!('command' in step)) throw new Error('Only a command is sent by somebody')
  return { ...step, by: name }
}

export const after = (ms: number): Step => ({ afterMs: ms })
/** Time passes up to this instant. */
export const until = (instant: number): Step => ({ until: instant })
/** The hub hears nothing of this device any more. */
export const fallsQuiet = (name: DeviceName): Step => ({ quiet: name })
export const isHeardAgain = (name: DeviceName): Step => ({ heardAgain: name })

export const play = (): Step => say({ type: 'session.play', ...inSession })
export const pause = (): Step => say({ type: 'session.pause', ...inSession })
export const toggle = (): Step => say({ type: 'session.toggle', ...inSession })
export const resume = (): Step => say({ type: 'session.resume', ...inSession })
export const stop = (): Step => say({ type: 'session.stop', ...inSession })
export const next = (): Step => say({ type: 'session.next', ...inSession })
export const prev = (): Step => say({ type: 'session.prev', ...inSession })
export const seek = (positionMs: number): Step => say({ type: 'session.seek', ...inSession, positionMs })
export const repeat = (repeatMode: RepeatMode): Step =>
  say({ type: 'session.set-options', ...inSession, repeatMode })
export const shuffle = (on: boolean): Step => say({ type: 'session.set-options', ...inSession, shuffle: on })
export const autoFailover = (on: boolean): Step =>
  say({ type: 'session.set-options', ...inSession, autoFailover: on })
export const clear = (): Step => say({ type: 'queue.clear', ...inSession })

export function jump(index: number): Step {
  return when((household) => ({ type: 'session.jump', ...inSession, entryId: entryAt(household, index) }))
}

export const jumpTo = (entryId: EntryId): Step => say({ type: 'session.jump', ...inSession, entryId })

/** Said by a device that does not report. */
export function endEntry(index: number | null = null, failed?: boolean): Step {
  return when((household) => ({
    type: 'session.end-entry',
    ...inSession,
    ...(index !== null && { entryId: entryAt(household, index) }),
    ...(failed !== undefined && { failed }),
  }))
}

export function choose(name: DeviceName, now?: boolean): Step {
  return say({ type: 'session.choose-speaker', ...inSession, deviceId: deviceId(name), ...(now && { now }) })
}

export function setVolume(
  volume: Omit<Extract<SessionCommand, { type: 'session.set-volume' }>, 'type' | 'sessionId'>,
): Step {
  return say({ type: 'session.set-volume', ...inSession, ...volume })
}

export function like(track: number, liked?: boolean): Step {
  return say({
    type: 'session.like',
    ...inSession,
    trackId: trackId(track),
    ...(liked !== undefined && { liked }),
  })
}

export function enqueue(tracks: readonly number[], at: QueuePlace = 'end'): Step {
  return say({ type: 'queue.enqueue', ...inSession, source: { trackIds: tracks.map(trackId) }, at })
}

/** Behind the entry of this index; null: to the front. */
export function enqueueAfter(tracks: readonly number[], index: number | null): Step {
  const source = { trackIds: tracks.map(trackId) }
  return when((household) => {
    return { type: 'queue.enqueue', ...inSession, source, at: { after: at(household, index) } }
  })
}

export function move(index: number, behind: number | null): Step {
  return when((household) => {
    return {
      type: 'queue.move',
      ...inSession,
      entryId: entryAt(household, index),
      after: at(household, behind),
    }
  })
}

export function remove(...indices: readonly number[]): Step {
  return when((household) => {
    return { type: 'queue.remove', ...inSession, entryIds: indices.map((index) => entryAt(household, index)) }
  })
}

export const removeEntries = (entryIds: EntryId[]): Step =>
  say({ type: 'queue.remove', ...inSession, entryIds })

export function setDevice(
  name: DeviceName,
  change: Omit<Extract<DeviceCommand, { type: 'device.update' }>, 'type' | 'deviceId'>,
): Step {
  return say({ type: 'device.update', deviceId: deviceId(name), ...change })
}

/** From now on the household is quiet then, by the clocks of that zone. */
export const setQuietHours = (spans: QuietSpans, zone = 'UTC'): Step =>
  say({ type: 'quiet-hours.set', zone, spans })

export const liftQuietHours = (name: DeviceName, lifted = true): Step =>
  say({ type: 'device.lift-quiet-hours', deviceId: deviceId(name), lifted })

export const removeDevice = (name: DeviceName): Step =>
  say({ type: 'device.remove', deviceId: deviceId(name) })
export const appears = (name: DeviceName): Step => say({ type: 'device.appear', deviceId: deviceId(name) })

export interface Said {
  readonly positionMs?: number
  readonly ageMs?: number
  /** Missing: the current one. */
  readonly entry?: number
  /** With `ended`: the entry of this index. */
  readonly next?: number
  /** Missing: the present one. */
  readonly epoch?: number
  /** Missing: the one after the highest that was heard. */
  readonly n?: number
  readonly offerId?: DeviceReport['offerId']
  readonly reason?: DeviceReport['reason']
}

/** What a device says that it does; by itself in the present epoch, of the current entry and offer, where that is now. */
export function reports(name: DeviceName, event: ReportKind, said: Said = {}): Step {
  return {
    by: name,
    command: (household) => {
      const { view } = household.session
      const offerId = said.offerId ?? view.offer?.offerId
      return {
        type: 'device.report',
        deviceId: deviceId(name),
        n: said.n ?? household.counter,
        epoch: said.epoch ?? view.speakerEpoch,
        event,
        ...(offerId && { offerId }),
        entryId: said.entry === undefined ? (view.current?.entryId ?? null) : entryAt(household, said.entry),
        ...(said.next !== undefined && { nextEntryId: entryAt(household, said.next) }),
        positionMs: said.positionMs ?? 0,
        ...(said.ageMs !== undefined && { ageMs: said.ageMs }),
        ...(said.reason && { reason: said.reason }),
      }
    },
  }
}

/** The command that this makes of the household. */
export function when(command: (household: Household) => AnyCommand): Step {
  return { by: null, command }
}

export function say(command: AnyCommand): Step {
  return when(() => command)
}

function at(household: Household, index: number | null): EntryId | null {
  return index === null ? null : entryAt(household, index)
}
