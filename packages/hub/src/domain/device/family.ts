import {
  DEVICE_COMMAND_RIGHTS,
  type DeviceCommand,
  type DeviceReport,
  mayPlayOn,
  type QuietHours,
  type Rejection,
  rejection,
  type SessionId,
} from '@baton/protocol'
import {
  type CommandFacts,
  change,
  type Decided,
  type Elsewhere,
  type Family,
  type Read,
  type Refused,
  want,
} from '../family.ts'
import { replaced } from '../quiet-hours/decide.ts'
import { PEOPLE, QUIET_HOURS } from '../quiet-hours/kinds.ts'
import { windowsAt } from '../quiet-hours/windows.ts'
import { zoneForSpans } from '../quiet-hours/zones.ts'
import { followedSessions } from '../session/held-by-another.ts'
import { SESSIONS } from '../session/kinds.ts'
import {
  type AgentCommand,
  addAgent,
  appear,
  checkPresence,
  type DeviceOutcome,
  keepQuietHours,
  liftQuietHours,
  madeAnother,
  noteAgent,
  type PresenceCommand,
  registerDevice,
  updateDevice,
} from './decide.ts'
import type { Device } from './device.ts'
import { type DisplayNews, displayAdded, noteDisplay } from './display.ts'
import { changedDevices, historyOf } from './family-history.ts'
import {
  followedBy,
  type HoldCommand,
  heldBy,
  letGo,
  shownAs,
  toFollowed,
  toldToAll,
  withdrawn,
} from './holding.ts'
import { CALLED_AGENTS, DEVICES, NAMES, presenceCheck } from './kinds.ts'
import { lost } from './lost-speaker.ts'
import { registeredAs, toldOfBox } from './of-box.ts'
import { decidedBy, leadingTo, publishedOf, replacedIn } from './outcome.ts'
import { isAsLoudAs } from './quiet.ts'
import { heard, reported } from './report.ts'
import { refusedOfBox, refusedToLimited, refusedToShare, sharedWhereItCan } from './rights.ts'

export type AnyDeviceCommand = DeviceCommand | PresenceCommand | AgentCommand | HoldCommand | DisplayNews

/** What can sound or show, as the hub knows it: identity, capabilities, presence, and what it says of itself. */
export const deviceFamily: Family<AnyDeviceCommand> = {
  name: 'device',
  prefixes: ['device'],
  rights: DEVICE_COMMAND_RIGHTS,
  // The session's head: receipts name its revision, and only it tells what a device that reports should be doing.
  needs: (command, { userId, sessionId }, known) => [
    want(DEVICES, userId),
    want(SESSIONS, sessionId),
    ...followedSessions(known?.(DEVICES, userId)?.filter(({ view }) => isAbout(command, view.deviceId))),
    ...(command.type === 'device.add-agent' ? [want(CALLED_AGENTS, null)] : []),
    ...(judgesQuietHours(command) ? [want(QUIET_HOURS, null)] : []),
    ...(saysWhenQuiet(command) ? [want(PEOPLE, null)] : []),
    ...(command.type === 'device.hold' && command.name === null ? [want(NAMES, command.by.userId)] : []),
  ],
  mayLeadTo: (command, { sessionId }) =>
    command.type === 'device.report' ? [heard(command, sessionId)] : [],
  refuses: (command, { deviceId }) =>
    command.type === 'device.report' ? notItsOwn(command, deviceId) : null,
  // Reports are numbered by the device.
  knowsRepetition: ({ type }) => type === 'device.report',
  decide(command, read, facts) {
    const devices = read(DEVICES, facts.subject.userId)
    const { sessionId } = facts.subject
    const session = read(SESSIONS, sessionId)?.view
    const refused = refusalOf(command, devices, session?.ofBox === true, facts)
    if (refused) return { rejected: refused }
    const decided =
      command.type === 'device.register'
        ? register(command, devices, read, facts)
        : command.type === 'device.add-agent'
          ? added(command, devices, read, facts)
          : command.type === 'device.keep-quiet-hours'
            ? quietHoursKept(command, devices, read(QUIET_HOURS, null), facts)
            : command.type === 'device.add-display'
              ? displayAdded(command, devices, windowsAt(read(QUIET_HOURS, null), facts), facts)
              : about(command, devices, read, facts)
    if ('rejected' in decided) return decided
    const { type } = command
    const report = command.type === 'device.report' ? command : null
    const history = historyOf({ type, report }, decided, read, facts)
    const changes = history.length > 0 ? [...decided.changes, ...history] : decided.changes
    const told = session?.ofBox ? toldOfBox(decided.published, session) : decided.published
    const published = toldToAll(told, devices)
    const consequences = [...(decided.consequences ?? []), ...ceilingsToKeep(decided, facts)]
    return {
      ...decided,
      changes,
      published,
      ...(consequences.length > 0 && { consequences }),
      ...(session && { revision: session.revision }),
    }
  },
}

/** A box's program may register by any id, and is the device that is there. */
function isAbout(command: AnyDeviceCommand, deviceId: Device['view']['deviceId']): boolean {
  return command.type === 'device.register' || command.deviceId === deviceId
}

/** What says when a device is quiet, in words of the household's clocks or by its own spans, reads both. */
function judgesQuietHours(command: AnyDeviceCommand): boolean {
  const { type } = command
  const isNew = type === 'device.register' || type === 'device.add-agent' || type === 'device.add-display'
  return isNew || type === 'device.keep-quiet-hours' || saysWhenQuiet(command)
}

function saysWhenQuiet(command: AnyDeviceCommand): boolean {
  return command.type === 'device.update' && command.quietHours !== undefined
}

/** Some device may get as loud as it might not before, or the other way round. */
function ceilingsToKeep({ changes }: Decided, { subject: home }: CommandFacts) {
  const loud = changes
    .filter(({ kind }) => kind === DEVICES)
    .flatMap(({ before, after }) => changedDevices(before as readonly Device[], after as readonly Device[]))
    .filter(([was, is]) => was !== undefined && !isAsLoudAs(was.view, is.view))
  const kept = loud.map(([, device]) =>
    toFollowed(device, home, (sessionId) => ({ type: 'session.keep-ceilings', sessionId })),
  )
  const own = kept.find((one) => !('subject' in one))
  return [...(own ? [own] : []), ...kept.filter((one) => 'subject' in one)]
}

function refusalOf(
  command: AnyDeviceCommand,
  devices: readonly Device[],
  ofBox: boolean,
  facts: CommandFacts,
): Rejection | null {
  // What the hub does by itself is nobody's to be refused.
  if (!isByClients(command)) return null
  const refused = facts.caller.mayAddDevices ? null : refusedToLimited(command, devices)
  if (refused || !ofBox || facts.caller.userId === null) return refused
  return refusedOfBox(command, facts)
}

function isByClients(command: AnyDeviceCommand): command is DeviceCommand {
  return command.type in DEVICE_COMMAND_RIGHTS
}

/** A device reports of itself, by its own credential. */
function notItsOwn(report: DeviceReport, deviceId: Device['view']['deviceId'] | null): Rejection | null {
  if (deviceId === null) return rejection('device.not-registered')
  return report.deviceId === deviceId ? null : rejection('device.not-found')
}

type Register = Extract<DeviceCommand, { type: 'device.register' }>

function register(
  command: Register,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided | Refused {
  const { userId } = facts.subject
  const [freshId] = facts.freshIds(1) as [Device['view']['deviceId']]
  const windowOf = windowsAt(read(QUIET_HOURS, null), facts)
  const deviceId = registeredAs(command, devices, read(SESSIONS, facts.subject.sessionId))
  // A box is everybody's from the beginning.
  const players = read(SESSIONS, facts.subject.sessionId)?.view.ofBox ? 'everybody' : null
  const about = { now: facts.now, userId, freshId, devices, windowOf, players } as const
  const outcome = registerDevice({ ...command, deviceId }, about)
  return 'code' in outcome ? { rejected: outcome } : sharedAs(outcome, devices, read, facts)
}

type AddAgent = Extract<AgentCommand, { type: 'device.add-agent' }>
type AddDisplay = Extract<DisplayNews, { type: 'device.add-display' }>

function added(
  command: AddAgent,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided | Refused {
  const context = {
    now: facts.now,
    userId: facts.subject.userId,
    freshId: command.deviceId,
    devices,
    windowOf: windowsAt(read(QUIET_HOURS, null), facts),
  }
  const outcome = addAgent(command, read(CALLED_AGENTS, null), context)
  return 'code' in outcome ? { rejected: outcome } : decidedBy(outcome, devices, facts)
}

function about(
  command: Exclude<AnyDeviceCommand, Register | AddAgent | AddDisplay | KeepQuietHours>,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided | Refused {
  const device = devices.find(({ view }) => view.deviceId === command.deviceId)
  const isGone = !device && (command.type === 'device.let-go' || command.type === 'device.leave')
  if (isGone) return { changes: [], published: [] }
  if (!device) return { rejected: rejection('device.not-found') }
  const { subject, now } = facts
  const { userId } = subject
  const { deviceId } = device.view
  // Whose sound it is that is told of: its owner's, or that of whoever has it now.
  const followed = followedBy(device, subject)
  switch (command.type) {
    case 'device.report':
      return reported(command, device, devices, read, facts)
    case 'device.hold': {
      if (!mayPlayOn(device.view, command.by.userId)) return { rejected: rejection('device.not-shared') }
      const ofBox = read(SESSIONS, subject.sessionId)?.view.ofBox === true
      const session = read(SESSIONS, followed.sessionId)?.view ?? null
      const at = { home: subject, ofBox, followed: session, now }
      // What the hub does by itself has no caller.
      const name = command.name ?? read(NAMES, command.by.userId)
      const { device: held, consequences } = heldBy(device, { ...command, name }, at)
      return leadingTo(decidedBy(madeAnother(device, held, now), devices, facts), ...consequences)
    }
    case 'device.let-go': {
      const left = letGo(device, command.by)
      return left === device
        ? { changes: [], published: [] }
        : decidedBy(madeAnother(device, left, now), devices, facts)
    }
    case 'device.leave': {
      const released = (sessionId: SessionId) =>
        ({ type: 'session.release-speaker', sessionId, deviceId, signedOut: true }) as const
      return leadingTo({ changes: [], published: [] }, toFollowed(device, subject, released))
    }
    case 'device.update': {
      const updated = update(command, device, devices, read, facts)
      if ('rejected' in updated || command.enabled !== false) return updated
      // The setting of who may play on it is judged first: it may have ended that session's right already.
      const released = (sessionId: SessionId) =>
        ({ type: 'session.release-speaker', sessionId, deviceId }) as const
      const former = (updated.consequences ?? []) as readonly Elsewhere[]
      return leadingTo(updated, ...former, toFollowed(device, subject, released))
    }
    case 'device.lift-quiet-hours':
      return decidedBy(liftQuietHours(device, command.lifted, now), devices, facts)
    case 'device.remove': {
      const others = devices.filter((other) => other !== device)
      const removed = {
        changes: [change(DEVICES, userId, devices, others)],
        published: [publishedOf({ type: 'device.removed', deviceId }, subject)],
      }
      const released = (sessionId: SessionId) =>
        ({ type: 'session.release-speaker', sessionId, deviceId, gone: device }) as const
      const own = released(subject.sessionId)
      return followed === subject
        ? leadingTo(removed, own)
        : leadingTo(removed, toFollowed(device, subject, released), own)
    }
    case 'device.appear': {
      const appeared = decidedBy(appear(device, now), devices, facts)
      if (!device.view.online) return appeared
      const [key, due] = presenceCheck(device)
      return { ...appeared, due: [{ key, due }] }
    }
    case 'device.check-presence': {
      const outcome = checkPresence(device, now)
      const judged = decidedBy(outcome, devices, facts)
      const session = read(SESSIONS, followed.sessionId)
      if (outcome.event?.type !== 'device.went-offline' || session === null) return judged
      return leadingTo(
        judged,
        toFollowed(device, subject, () => lost(session, device)),
      )
    }
    case 'device.note-display':
      return decidedBy(noteDisplay(device, command, now), devices, facts)
    case 'device.note-agent': {
      const noted = decidedBy(noteAgent(device, command, now), devices, facts)
      const session = read(SESSIONS, followed.sessionId)
      const isLost = command.reachable === false && device.view.agent && device.view.agent.reachable !== false
      return isLost && session !== null
        ? leadingTo(
            noted,
            toFollowed(device, subject, () => lost(session, device)),
          )
        : noted
    }
  }
}

type Update = Extract<DeviceCommand, { type: 'device.update' }>

/** Spans are of clocks: whoever sets the first ones of the household also says which. Without spans nobody needs any. */
function update(
  command: Update,
  device: Device,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided | Refused {
  const { now, subject } = facts
  const { quietHours } = command
  const refused = refusedToShare(command, device, read(SESSIONS, subject.sessionId)?.view.ofBox === true)
  if (refused) return { rejected: refused }
  if (quietHours === undefined)
    return sharedAs(updateDevice(device, command, now, null), devices, read, facts)
  const before = read(QUIET_HOURS, null)
  const found = quietHours?.length ? zoneForSpans(before.zone, command.zone) : before
  if ('rejected' in found) return found
  const household = replaced(before, { ...before, zone: found.zone }, { people: read(PEOPLE, null), now })
  const outcome = updateDevice(device, command, now, windowsAt(household.after, facts))
  const decided = sharedAs(outcome, devices, read, facts)
  return {
    ...decided,
    changes: [...decided.changes, ...household.changes],
    published: [...decided.published, ...household.published],
    due: household.due,
  }
}

type KeepQuietHours = Extract<AnyDeviceCommand, { type: 'device.keep-quiet-hours' }>

function quietHoursKept(
  { deviceId }: KeepQuietHours,
  devices: readonly Device[],
  quietHours: QuietHours,
  facts: CommandFacts,
): Decided {
  const windowOf = windowsAt(quietHours, facts)
  const outcomes = devices
    .filter(({ view }) => deviceId === undefined || view.deviceId === deviceId)
    .map((device) => keepQuietHours(device, windowOf, facts.now))
  const kept = outcomes.flatMap(({ device }) => device ?? [])
  const after = kept.reduce(replacedIn, devices)
  return {
    changes: kept.length > 0 ? [change(DEVICES, facts.subject.userId, devices, after)] : [],
    published: outcomes.flatMap(({ event }) => (event ? [publishedOf(event, facts.subject)] : [])),
  }
}

/**
 * Whoever may not play on it any more, and has it, loses it, also where it cannot be shared any more; and whoever has it
 * is shown as soon as others may.
 */
function sharedAs(
  outcome: DeviceOutcome,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided {
  if (!outcome.device) return decidedBy(outcome, devices, facts)
  const { subject, caller, now } = facts
  const session = read(SESSIONS, subject.sessionId)?.view
  const { deviceId } = outcome.device.view
  const isHeld = session?.activeDeviceId === deviceId || session?.offer?.toDeviceId === deviceId
  const shown = shownAs(sharedWhereItCan(outcome.device, session?.ofBox === true), {
    holder: isHeld ? subject : null,
    playsFor: isHeld && !session?.ofBox ? { userId: subject.userId, name: caller.name ?? '' } : null,
  })
  const followed = read(SESSIONS, followedBy(shown, subject).sessionId)?.view ?? null
  const { device, consequences } = withdrawn(shown, followed, now)
  const event = outcome.event && { ...outcome.event, device: device.view }
  const decided = decidedBy({ ...outcome, device, event: event as DeviceOutcome['event'] }, devices, facts)
  return consequences.length > 0 ? leadingTo(decided, ...consequences) : decided
}
