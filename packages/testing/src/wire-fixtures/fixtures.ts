import { readFileSync, writeFileSync } from 'node:fs'
import {
  type EventFrame,
  type Frame,
  type LogEpoch,
  NO_QUEUE,
  type Receipt,
  rejection,
  sessionRoom,
  wholeQueue,
} from '@baton/protocol'
import { attempt, deviceId, type Household, householdWith, SESSION } from '../domain/household.ts'
import { movedToStudy } from '../domain/situations.ts'
import { handOverLog } from './hand-over-log.ts'

const FOLDER = new URL('../../fixtures/', import.meta.url)
const EPOCH = 'fixture1' as LogEpoch

/** Every fixture by its file's name, made anew from the code. */
export async function fixtures(): Promise<ReadonlyMap<string, string>> {
  const made = { frames: frames(), receipts: receipts(), 'hand-over.rest-sse': await handOverLog() }
  return new Map(
    Object.entries(made).map(([name, value]) => [`${name}.json`, `${JSON.stringify(value, null, 2)}\n`]),
  )
}

export function writtenFixture(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

export async function writeFixtures(): Promise<void> {
  for (const [name, text] of await fixtures()) writeFileSync(new URL(name, FOLDER), text)
}

/** A follower's frames of one kind each, and the events of a hand-over between a snapshot before and one after. */
function frames(): readonly Frame[] {
  const { household } = movedToStudy()
  const room = sessionRoom(SESSION)
  const at = household.now
  const { view, queue } = household.session
  const seq = household.log.length
  const events = household.log.map((logged, index): EventFrame => {
    return { kind: 'event', room, epoch: EPOCH, seq: index + 1, commandId: null, ...logged }
  })
  const before = { family: 'session', session: householdWith().session.view, queue: NO_QUEUE } as const
  const session = { family: 'session', session: view, queue: queue ? wholeQueue(queue) : NO_QUEUE } as const
  const devices = { family: 'devices', devices: household.devices.map((device) => device.view) } as const
  const { revision, playState, activeDeviceId } = view
  const beacon = { type: 'timeline', revision, playState, positionMs: 10_000, activeDeviceId } as const
  return [
    { kind: 'snapshot', room, epoch: EPOCH, seq: 0, at: before.session.updatedAt, state: before },
    ...events,
    { kind: 'snapshot', room, epoch: EPOCH, seq, at, state: session },
    { kind: 'snapshot', room: 'devices', epoch: EPOCH, seq, at, state: devices },
    { kind: 'beacon', room, epoch: EPOCH, seq, at, beacon },
    { kind: 'caught-up', epoch: EPOCH, seq, at },
    { kind: 'resync', epoch: EPOCH, seq, at, reason: 'too-old' },
  ]
}

function receipts(): readonly Receipt[] {
  const { household } = movedToStudy()
  const inSession = { sessionId: SESSION }
  return [
    receiptOf('seek-1', household, { type: 'session.seek', ...inSession, positionMs: 60_000 }),
    receiptOf('play-1', household, { type: 'session.play', ...inSession }),
    receiptOf('speaker-1', household, {
      type: 'session.choose-speaker',
      ...inSession,
      deviceId: deviceId('attic'),
    }),
    receiptOf('speaker-2', household, {
      type: 'session.choose-speaker',
      ...inSession,
      deviceId: deviceId('frame'),
    }),
    rejected('speaker-1', rejection('command.conflict', { command_id: 'speaker-1' })),
  ]
}

function receiptOf(commandId: string, household: Household, command: Parameters<typeof attempt>[1]): Receipt {
  const attempted = attempt(household, command)
  if ('rejected' in attempted) return rejected(commandId, attempted.rejected)
  const { session, sessionEvents, result } = attempted.outcome
  const changed = sessionEvents.length > 0
  const seq = household.events.length + sessionEvents.length
  const { revision } = session.view
  return { outcome: 'accepted', commandId: commandId as Receipt['commandId'], seq, revision, changed, result }
}

function rejected(commandId: string, refusal: ReturnType<typeof rejection>): Receipt {
  return { outcome: 'rejected', commandId: commandId as Receipt['commandId'], ...refusal }
}
