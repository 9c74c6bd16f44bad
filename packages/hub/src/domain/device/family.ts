import {
  DEVICE_COMMAND_RIGHTS,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceReport,
  type QuietHours,
  type Rejection,
  rejection,
  type SessionId,
} from '@baton/protocol'
import {
  type Change,
  type CommandFacts,
  change,
  type Decided,
  type Family,
  type Published,
  type Read,
  type Refused,
  type Subject,
  want,
} from '../family.ts'
import { replaced } from '../quiet-hours/decide.ts'
import { PEOPLE, QUIET_HOURS } from '../quiet-hours/kinds.ts'
import { windowsAt } from '../quiet-hours/windows.ts'
import { zoneForSpans } from '../quiet-hours/zones.ts'
import type { HubCommand } from '../session/decide.ts'
import { SESSIONS } from '../session/kinds.ts'
import {
  type AgentCommand,
  addAgent,
  appear,
  checkPresence,
  type DeviceOutcome,
  keepQuietHours,
  learnFromReport,
  liftQuietHours,
  noteAgent,
  type PresenceCommand,
  registerDevice,
  updateDevice,
} from './decide.ts'
import type { Device } from './device.ts'
import { addDisplay, type DisplayNews, noteDisplay } from './display.ts'
import { differencesOf, happenedTo, reasonFor, recorded, troubleIn } from './history.ts'
import { CALLED_AGENTS, DEVICES, presenceCheck } from './kinds.ts'
import { confirmedBy, lost } from './lost-speaker.ts'
import { registeredAs, toldOfBox } from './of-box.ts'
import { isAsLoudAs } from './quiet.ts'
import { refusedOfBox, refusedToLimited } from './rights.ts'

export type AnyDeviceCommand = DeviceCommand | PresenceCommand | AgentCommand | DisplayNews

/** What can sound or show, as the hub knows it: identity, capabilities, presence, and what it says of itself. */
export const deviceFamily: Family<AnyDeviceCommand> = {
  name: 'device',
  prefixes: ['device'],
  rights: DEVICE_COMMAND_RIGHTS,
  // The session's head: receipts name its revision, and only it tells what a device that reports should be doing.
  needs: (command, { userId, sessionId }) => [
    want(DEVICES, userId),
    want(SESSIONS, sessionId),
    ...(command.type === 'device.add-agent' ? [want(CALLED_AGENTS, null)] : []),
    ...(judgesQuietHours(command) ? [want(QUIET_HOURS, null)] : []),
    ...(saysWhenQuiet(command) ? [want(PEOPLE, null)] : []),
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
              ? displayAdded(command, devices, facts)
              : about(command, devices, read, facts)
    if ('rejected' in decided) return decided
    const history = historyOf(command, decided, read, facts)
    const changes = history.length > 0 ? [...decided.changes, ...history] : decided.changes
    const published = session?.ofBox ? toldOfBox(decided.published, session) : decided.published
    const consequences = isOtherwiseLoud(decided)
      ? [...(decided.consequences ?? []), { type: 'session.keep-ceilings', sessionId }]
      : decided.consequences
    return {
      ...decided,
      changes,
      published,
      ...(consequences && { consequences }),
      ...(session && { revision: session.revision }),
    }
  },
}

/** What says when a device is quiet, in words of the household's clocks or by its own spans, reads both. */
function judgesQuietHours(command: AnyDeviceCommand): boolean {
  const { type } = command
  const isNew = type === 'device.register' || type === 'device.add-agent'
  return isNew || type === 'device.keep-quiet-hours' || saysWhenQuiet(command)
}

function saysWhenQuiet(command: AnyDeviceCommand): boolean {
  return command.type === 'device.update' && command.quietHours !== undefined
}

/** Some device may get as loud as it might not before, or the other way round. */
function isOtherwiseLoud({ changes }: Decided): boolean {
  return changes
    .filter(({ kind }) => kind === DEVICES)
    .flatMap(({ before, after }) => changedDevices(before as readonly Device[], after as readonly Device[]))
    .some(([was, is]) => was !== undefined && !isAsLoudAs(was.view, is.view))
}

/** What the thread of each device is to have of it. */
function historyOf(
  command: AnyDeviceCommand,
  { changes }: Decided,
  read: Read,
  { now: at, subject }: CommandFacts,
): readonly Change[] {
  const causedBy = command.type
  const report = command.type === 'device.report' ? command : null
  const reason = report?.reason ?? null
  const records = changes
    .filter(({ kind }) => kind === DEVICES)
    .flatMap(({ before, after }) => changedDevices(before as readonly Device[], after as readonly Device[]))
    .flatMap(([was, { view }]) =>
      differencesOf(was?.view ?? null, view, report).map((happening) =>
        happenedTo(view.deviceId, happening, {
          at,
          causedBy,
          reason: reasonFor(happening, view) ?? reason,
        }),
      ),
    )
  // A report that was heard before changed nothing.
  if (!report || changes.length === 0) return records.map(recorded)
  const session = read(SESSIONS, subject.sessionId)?.view ?? null
  const trouble = troubleIn(report, session)
  if (!trouble) return records.map(recorded)
  const { trackId = null, title: trackTitle = null } = session?.current ?? {}
  const { deviceId, positionMs } = report
  const more = { at, causedBy, reason, trackId, trackTitle, positionMs }
  return [...records, happenedTo(deviceId, trouble, more)].map(recorded)
}

function changedDevices(
  before: readonly Device[],
  after: readonly Device[],
): readonly (readonly [was: Device | undefined, is: Device])[] {
  return after
    .filter((device) => !before.includes(device))
    .map((device) => [before.find(({ view }) => view.deviceId === device.view.deviceId), device])
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
  const windowOf = windowsAt(read(QUIET_HOURS, null), facts.now)
  const deviceId = registeredAs(command, devices, read(SESSIONS, facts.subject.sessionId))
  const about = { now: facts.now, userId, freshId, devices, windowOf }
  const outcome = registerDevice({ ...command, deviceId }, about)
  return 'code' in outcome ? { rejected: outcome } : decidedBy(outcome, devices, facts)
}

type AddAgent = Extract<AgentCommand, { type: 'device.add-agent' }>

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
    windowOf: windowsAt(read(QUIET_HOURS, null), facts.now),
  }
  const outcome = addAgent(command, read(CALLED_AGENTS, null), context)
  return 'code' in outcome ? { rejected: outcome } : decidedBy(outcome, devices, facts)
}

type AddDisplay = Extract<DisplayNews, { type: 'device.add-display' }>

function displayAdded(
  command: AddDisplay,
  devices: readonly Device[],
  facts: CommandFacts,
): Decided | Refused {
  const { now, subject } = facts
  // It never sounds: no hours are quiet for it.
  const context = { now, userId: subject.userId, freshId: command.deviceId, devices, windowOf: () => null }
  const outcome = addDisplay(command, context)
  return 'code' in outcome ? { rejected: outcome } : decidedBy(outcome, devices, facts)
}

function about(
  command: Exclude<AnyDeviceCommand, Register | AddAgent | AddDisplay | KeepQuietHours>,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided | Refused {
  const device = devices.find(({ view }) => view.deviceId === command.deviceId)
  if (!device) return { rejected: rejection('device.not-found') }
  const { subject, now } = facts
  const { sessionId, userId } = subject
  const { deviceId } = device.view
  switch (command.type) {
    case 'device.report':
      return report(command, device, devices, read, facts)
    case 'device.update': {
      const updated = update(command, device, devices, read, facts)
      if ('rejected' in updated || command.enabled !== false) return updated
      return leadingTo(updated, { type: 'session.release-speaker', sessionId, deviceId })
    }
    case 'device.lift-quiet-hours':
      return decidedBy(liftQuietHours(device, command.lifted, now), devices, facts)
    case 'device.remove': {
      const others = devices.filter((other) => other !== device)
      const removed = {
        changes: [change(DEVICES, userId, devices, others)],
        published: [publishedOf({ type: 'device.removed', deviceId }, subject)],
      }
      return leadingTo(removed, { type: 'session.release-speaker', sessionId, deviceId, gone: device })
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
      const session = read(SESSIONS, sessionId)
      if (outcome.event?.type !== 'device.went-offline' || session === null) return judged
      return leadingTo(judged, lost(session, device))
    }
    case 'device.note-display':
      return decidedBy(noteDisplay(device, command, now), devices, facts)
    case 'device.note-agent': {
      const noted = decidedBy(noteAgent(device, command, now), devices, facts)
      const session = read(SESSIONS, sessionId)
      const isLost = command.reachable === false && device.view.agent && device.view.agent.reachable !== false
      return isLost && session !== null ? leadingTo(noted, lost(session, device)) : noted
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
  const { now } = facts
  const { quietHours } = command
  if (quietHours === undefined) return decidedBy(updateDevice(device, command, now, null), devices, facts)
  const before = read(QUIET_HOURS, null)
  const found = quietHours?.length ? zoneForSpans(before.zone, command.zone) : before
  if ('rejected' in found) return found
  const household = replaced(before, { ...before, zone: found.zone }, { people: read(PEOPLE, null), now })
  const outcome = updateDevice(device, command, now, windowsAt(household.after, now))
  const decided = decidedBy(outcome, devices, facts)
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
  const windowOf = windowsAt(quietHours, facts.now)
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

/** Each report has a growing number: one that was heard already, or is older, is answered and has no effect. */
function report(
  report: DeviceReport,
  device: Device,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided {
  if (report.n <= device.reportN) return { changes: [], published: [] }
  const { now, subject } = facts
  const learnt = learnFromReport(device, report.event === 'blocked', now)
  const session = read(SESSIONS, subject.sessionId)
  const confirmed = (session && confirmedBy(report, session, now)) ?? device.confirmed
  const numbered = { ...(learnt.device ?? device), reportN: report.n, confirmed }
  const decided = decidedBy({ ...learnt, device: numbered, result: {} }, devices, facts)
  return leadingTo(decided, heard(report, subject.sessionId))
}

function heard(report: DeviceReport, sessionId: SessionId): HubCommand {
  return { type: 'session.hear', sessionId, report }
}

function decidedBy(
  { device, event, result }: DeviceOutcome,
  devices: readonly Device[],
  { subject }: CommandFacts,
): Decided {
  return {
    changes: device ? [change(DEVICES, subject.userId, devices, replacedIn(devices, device))] : [],
    published: event ? [publishedOf(event, subject)] : [],
    result,
  }
}

function leadingTo(decided: Decided, consequence: HubCommand): Decided {
  return { ...decided, consequences: [consequence] }
}

function replacedIn(devices: readonly Device[], device: Device): readonly Device[] {
  const { deviceId } = device.view
  const at = devices.findIndex(({ view }) => view.deviceId === deviceId)
  return at < 0 ? [...devices, device] : devices.with(at, device)
}

function publishedOf(event: DeviceEvent, { userId }: Subject): Published {
  const revision = event.type === 'device.removed' ? 0 : event.device.revision
  return { room: 'devices', audience: userId, revision, event }
}
