import type { AnyCommand } from '@baton/hub/domain'
import type { DeviceId, EntryId, OfferId, ReportKind } from '@baton/protocol'
import fc from 'fast-check'
import {
  attempt,
  type DeviceName,
  deviceId,
  type Household,
  pass,
  SESSION,
  trackId,
  type Watch,
} from './household.ts'

/**
 * Something that somebody does, as plain data, so that fast-check can shrink and print it. Numbers become entries,
 * offers and epochs only when the household is known: mostly ones that are there, sometimes ones that are not.
 */
export type Action =
  | { readonly do: 'wait'; readonly ms: number }
  /** Everybody is away for more than a day. */
  | { readonly do: 'leave-alone' }
  | { readonly do: 'go-quiet' | 'be-heard'; readonly who: DeviceName }
  | { readonly do: 'say'; readonly who: DeviceName; readonly words: Words }

export type Words =
  | {
      readonly say:
        | 'play'
        | 'pause'
        | 'toggle'
        | 'resume'
        | 'stop'
        | 'next'
        | 'prev'
        | 'clear'
        | 'appear'
        | 'remove-device'
    }
  | { readonly say: 'seek'; readonly ms: number }
  | { readonly say: 'jump'; readonly entry: number }
  | { readonly say: 'end-entry'; readonly entry: number | null; readonly failed: boolean }
  | { readonly say: 'shuffle' | 'auto-failover'; readonly on: boolean }
  | { readonly say: 'repeat'; readonly mode: 'off' | 'one' | 'all' }
  | { readonly say: 'volume'; readonly volume: number; readonly muted: boolean | null }
  | { readonly say: 'choose'; readonly device: DeviceName; readonly now: boolean }
  | { readonly say: 'like'; readonly track: number; readonly liked: boolean }
  | {
      readonly say: 'enqueue'
      readonly tracks: readonly number[]
      readonly at: 'end' | 'next' | 'now' | number
    }
  | { readonly say: 'move'; readonly entry: number; readonly behind: number | null }
  | { readonly say: 'remove'; readonly entries: readonly number[] }
  | { readonly say: 'register' | 'enable' | 'disable' | 'lock' | 'unlock' }
  | {
      readonly say: 'report'
      readonly event: ReportKind
      readonly ms: number
      readonly ageMs: number
      readonly epochsBack: number
      readonly entry: number | null
      readonly offer: boolean
      /** Said by the device and in the epoch that it is expected of. */
      readonly fitting: boolean
    }

const ABSENT = '00000009-0000-4000-8000-000000000009'

const position = fc.integer({ min: 0, max: 210_000 })
const entry = fc.integer({ min: 0, max: 7 })

/** What a device might do in a run of actions. Waiting is short mostly, so that offers and hand-overs meet commands. */
export function actionsOf(names: readonly DeviceName[], maxLength: number): fc.Arbitrary<Action[]> {
  return fc.array(anyAction(names), { minLength: 5, maxLength, size: 'max' })
}

function anyAction(names: readonly DeviceName[]): fc.Arbitrary<Action> {
  const who = fc.constantFrom(...names)
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('wait'),
        ms: fc.constantFrom(1, 100, 300, 1_000, 2_500, 22_000, 120_000),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'leave-alone' }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('go-quiet', 'be-heard'), who }) },
    { weight: 20, arbitrary: fc.record({ do: fc.constant('say'), who, words: anyWords(who) }) },
  ) as fc.Arbitrary<Action>
}

function anyWords(device: fc.Arbitrary<DeviceName>): fc.Arbitrary<Words> {
  const simple = fc.constantFrom('play', 'play', 'pause', 'toggle', 'resume', 'stop', 'next', 'prev')
  const tracks = fc.array(
    fc.oneof({ weight: 30, arbitrary: fc.integer({ min: 1, max: 40 }) }, fc.constant(41)),
    { minLength: 1, maxLength: 5 },
  )
  const place = fc.oneof(fc.constantFrom('end', 'next', 'now'), entry)
  const report = {
    say: fc.constant('report'),
    ms: position,
    ageMs: fc.constantFrom(0, 0, 50, 1_000),
    epochsBack: fc.constantFrom(0, 0, 0, 1, 2),
    entry: fc.option(entry, { freq: 1 }),
    offer: fc.constantFrom(true, true, false),
    fitting: fc.constantFrom(true, true, true, false),
  }
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ say: simple }) },
    { weight: 1, arbitrary: fc.record({ say: fc.constantFrom('clear', 'appear', 'remove-device') }) },
    { weight: 2, arbitrary: fc.record({ say: fc.constant('seek'), ms: position }) },
    { weight: 2, arbitrary: fc.record({ say: fc.constant('jump'), entry }) },
    {
      weight: 2,
      arbitrary: fc.record({ say: fc.constant('end-entry'), entry: fc.option(entry), failed: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ say: fc.constant('shuffle'), on: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ say: fc.constant('auto-failover'), on: fc.constantFrom(true, true, false) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ say: fc.constant('repeat'), mode: fc.constantFrom('off', 'one', 'all') }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        say: fc.constant('volume'),
        volume: fc.integer({ min: 0, max: 100 }),
        muted: fc.option(fc.boolean()),
      }),
    },
    { weight: 6, arbitrary: fc.record({ say: fc.constant('choose'), device, now: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ say: fc.constant('like'), track: entry, liked: fc.boolean() }) },
    { weight: 5, arbitrary: fc.record({ say: fc.constant('enqueue'), tracks, at: place }) },
    { weight: 2, arbitrary: fc.record({ say: fc.constant('move'), entry, behind: fc.option(entry) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        say: fc.constant('remove'),
        entries: fc.array(entry, { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ say: fc.constantFrom('register', 'enable', 'disable', 'lock', 'unlock') }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ ...report, event: fc.constantFrom('ready', 'ready', 'sounding', 'silenced') }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...report,
        event: fc.constantFrom('stalled', 'blocked', 'progress', 'ended', 'failed'),
      }),
    },
  ) as fc.Arbitrary<Words>
}

/** What becomes of the household, and each command that somebody or a timer gives meanwhile. */
export function doAction(household: Household, action: Action, watch: Watch): Household {
  if (action.do === 'wait') return pass(household, action.ms, watch)
  if (action.do === 'leave-alone') {
    const all = new Set(household.devices.map(({ view }) => view.deviceId))
    return { ...pass({ ...household, quiet: all }, 25 * 60 * 60 * 1_000, watch), quiet: household.quiet }
  }
  if (action.do === 'say') {
    const known = household.devices.some(({ view }) => view.deviceId === deviceId(action.who))
    const command = commandOf(household, action.who, action.words)
    const attempted = attempt(household, command, known ? action.who : null)
    watch(household, command, attempted)
    return attempted.household
  }
  const quiet = new Set(household.quiet)
  if (action.do === 'go-quiet') quiet.add(deviceId(action.who))
  else quiet.delete(deviceId(action.who))
  return { ...household, quiet }
}

/** The command that these words of this device mean in this household. */
export function commandOf(household: Household, who: DeviceName, words: Words): AnyCommand {
  const inSession = { sessionId: SESSION }
  switch (words.say) {
    case 'play':
    case 'pause':
    case 'toggle':
    case 'resume':
    case 'stop':
    case 'next':
    case 'prev':
      return { type: `session.${words.say}`, ...inSession }
    case 'clear':
      return { type: 'queue.clear', ...inSession }
    case 'seek':
      return { type: 'session.seek', ...inSession, positionMs: words.ms }
    case 'jump':
      return { type: 'session.jump', ...inSession, entryId: entryOf(household, words.entry) }
    case 'end-entry': {
      const entryId = words.entry === null ? undefined : entryOf(household, words.entry)
      return { type: 'session.end-entry', ...inSession, ...(entryId && { entryId }), failed: words.failed }
    }
    case 'shuffle':
      return { type: 'session.set-options', ...inSession, shuffle: words.on }
    case 'auto-failover':
      return { type: 'session.set-options', ...inSession, autoFailover: words.on }
    case 'repeat':
      return { type: 'session.set-options', ...inSession, repeatMode: words.mode }
    case 'volume': {
      const { volume, muted } = words
      return { type: 'session.set-volume', ...inSession, volume, ...(muted !== null && { muted }) }
    }
    case 'choose':
      return {
        type: 'session.choose-speaker',
        ...inSession,
        deviceId: deviceId(words.device),
        now: words.now,
      }
    case 'like':
      return { type: 'session.like', ...inSession, trackId: trackId(words.track), liked: words.liked }
    case 'enqueue': {
      const source = { trackIds: words.tracks.map(trackId) }
      const at = typeof words.at === 'number' ? { after: entryOf(household, words.at) } : words.at
      return { type: 'queue.enqueue', ...inSession, source, at }
    }
    case 'move': {
      const after = words.behind === null ? null : entryOf(household, words.behind)
      return { type: 'queue.move', ...inSession, entryId: entryOf(household, words.entry), after }
    }
    case 'remove':
      return { type: 'queue.remove', ...inSession, entryIds: words.entries.map((n) => entryOf(household, n)) }
    case 'report':
      return reportOf(household, who, words)
    default:
      return deviceCommandOf(who, words.say)
  }
}

function deviceCommandOf(
  who: DeviceName,
  say: 'appear' | 'remove-device' | 'register' | 'enable' | 'disable' | 'lock' | 'unlock',
): AnyCommand {
  const id = { deviceId: deviceId(who) }
  switch (say) {
    case 'appear':
      return { type: 'device.appear', ...id }
    case 'remove-device':
      return { type: 'device.remove', ...id }
    case 'register':
      return { type: 'device.register', ...id, name: who }
    case 'enable':
    case 'disable':
      return { type: 'device.update', ...id, enabled: say === 'enable' }
    case 'lock':
    case 'unlock':
      return { type: 'device.update', ...id, capabilities: { unlocked: say === 'unlock' } }
  }
}

function reportOf(
  household: Household,
  who: DeviceName,
  words: Extract<Words, { say: 'report' }>,
): AnyCommand {
  const { view } = household.session
  const { event, fitting, epochsBack } = words
  const offerId = view.offer && words.offer ? view.offer.offerId : (ABSENT as OfferId)
  const fit = {
    deviceId: expectedOf(household, event) ?? deviceId(who),
    epoch: Math.max(0, view.speakerEpoch - (event === 'silenced' ? 1 : 0)),
  }
  return {
    type: 'device.report',
    ...(fitting ? fit : { deviceId: deviceId(who), epoch: Math.max(0, view.speakerEpoch - epochsBack) }),
    n: household.counter,
    event,
    offerId,
    entryId: words.entry === null ? (view.current?.entryId ?? null) : entryOf(household, words.entry),
    nextEntryId: view.next?.entryId ?? null,
    positionMs: words.ms,
    ageMs: words.ageMs,
  }
}

function expectedOf(household: Household, event: ReportKind): DeviceId | null {
  const { offer, handOver, activeDeviceId } = household.session.view
  if (event === 'ready') return offer?.toDeviceId ?? null
  if (event === 'silenced') return handOver?.fromDeviceId ?? null
  return event === 'blocked' && offer ? offer.toDeviceId : activeDeviceId
}

/** The entry of that index, or beyond the last one an entry that is not there. */
function entryOf(household: Household, index: number): EntryId {
  return household.session.queue?.entries[index]?.entryId ?? (ABSENT as EntryId)
}
