import { BatonError, type DeviceId, type DeviceView, DisplayCommand, type DisplayView } from '@baton/protocol'
import type { BrokerBeside, DisplayAnswer, DisplayConnections, Displays } from '../api/displays.ts'
import { mustBeWithin } from '../api/principal.ts'
import { repeatedly } from '../leases/repeatedly.ts'
import type { Chance, Clock } from '../ports/clock.ts'
import type { DisplayStore, PassedAnswer } from '../ports/displays.ts'
import type { RunningConnections } from './connections.ts'
import type { DisplayEngine } from './display-engine.ts'
import { ownDisplay } from './own-displays.ts'

/** So long a display may take to say what became of a command. */
export const ANSWERS_WITHIN_MS = 5_000
/** So many answers of one display are waited for at one time. */
export const MAX_UNANSWERED = 16
/** So often a worker looks for commands that came to another one. */
const PASSED_LOOK_MS = 1_000
const ANSWER_LOOK_MS = 200

export interface DisplayCommandsParts {
  readonly engine: DisplayEngine
  readonly connections: Pick<RunningConnections, 'linkOf' | 'onOver' | 'keys'>
  readonly store: Pick<
    DisplayStore,
    'passCommand' | 'takeCommands' | 'answerCommand' | 'answerOf' | 'withdrawCommand'
  >
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  readonly clock: Pick<Clock, 'after' | 'wallMs' | 'monotonicMs'>
  readonly chance: Pick<Chance, 'uuid'>
  /** By it every worker reaches every display. Missing: the broker is the hub's own. */
  readonly beside?: Pick<BrokerBeside, 'isThere' | 'tell'> | undefined
  /** Missing: the usual time. Longer only in trials. */
  readonly answersWithinMs?: number
  /**
   * Something that somebody asked for is over here. `said`: what is known of the display by that; null: nothing. Never
   * rejects.
   */
  readonly done: (playerKey: DeviceId, said: Partial<DisplayView> | null) => Promise<void>
  readonly onFailure: (error: unknown) => void
}

interface Waiting {
  readonly playerKey: DeviceId
  /** Somebody has asked for it; else the hub itself has. */
  readonly isAsked: boolean
  /** Null: none will come. */
  settle(answer: DisplayAnswer | null): void
}

export interface RunningDisplayCommands
  extends Pick<Displays, 'command'>,
    Pick<DisplayConnections, 'answered'>,
    AsyncDisposable {
  /**
   * As `command`, where the hub itself wants it of a display that this worker keeps. Null: it said nothing, or went;
   * `untold`: there was no way to it.
   */
  tellHere(playerKey: DeviceId, command: DisplayCommand): Promise<DisplayAnswer | 'untold' | null>
  /** Somebody has asked for something, and it is not known yet what became of it. */
  isAsked(playerKey: DeviceId): boolean
}

/** Tells displays what to do, on whichever worker they are, and waits for what they say. */
export function displayCommands(parts: DisplayCommandsParts): RunningDisplayCommands {
  const { engine, connections, store, soleWorker, clock, chance, beside, done, onFailure } = parts
  const { answersWithinMs = ANSWERS_WITHIN_MS } = parts
  const waiting = new Map<string, Waiting>()
  /** What other workers were asked to tell, and whom, by the id of the command. */
  const passed = new Map<string, DeviceId>()
  const of = (playerKey: DeviceId) => [...waiting.values()].filter((one) => one.playerKey === playerKey)
  const unansweredOf = (playerKey: DeviceId) =>
    of(playerKey).length + [...passed.values()].filter((one) => one === playerKey).length
  /** Of each display how many of them somebody has asked for. */
  const asked = new Map<DeviceId, number>()
  connections.onOver((playerKey) => {
    // At a broker beside the hub it may be kept by another worker now, and answers all the same whoever has asked.
    for (const one of of(playerKey)) if (!beside || !one.isAsked) one.settle(null)
  })

  /** Null: it said nothing in time, or went. */
  function toldHere(
    playerKey: DeviceId,
    commandId: string,
    message: object,
    isAsked: boolean,
  ): Promise<DisplayAnswer | 'untold' | null> {
    return new Promise((resolve) => {
      const cancel = clock.after(answersWithinMs, () => settle(null))
      const settle = (settled: DisplayAnswer | 'untold' | null) => {
        cancel()
        waiting.delete(commandId)
        resolve(settled)
      }
      waiting.set(commandId, { playerKey, isAsked, settle })
      const isTold = beside ? beside.tell(playerKey, message) : connections.linkOf(playerKey)?.tell(message)
      if (!isTold) settle('untold')
    })
  }

  /** For somebody who asked for it, at this worker or at another. */
  async function askedHere(
    playerKey: DeviceId,
    commandId: string,
    message: object,
  ): Promise<DisplayAnswer | null> {
    asked.set(playerKey, (asked.get(playerKey) ?? 0) + 1)
    const told = await toldHere(playerKey, commandId, message, true)
    const answer = told === 'untold' ? null : told
    const left = (asked.get(playerKey) ?? 1) - 1
    if (left > 0) asked.set(playerKey, left)
    else asked.delete(playerKey)
    await done(playerKey, answer?.success ? doneBy(message) : null)
    return answer
  }

  async function toldElsewhere(
    playerKey: DeviceId,
    commandId: string,
    message: object,
  ): Promise<PassedAnswer | null> {
    passed.set(commandId, playerKey)
    try {
      await store.passCommand({ commandId, playerKey, message }, clock.wallMs())
      const until = clock.monotonicMs() + answersWithinMs + PASSED_LOOK_MS
      while (clock.monotonicMs() < until) {
        await new Promise<void>((resolve) => void clock.after(ANSWER_LOOK_MS, resolve))
        const answer = await store.answerOf(commandId)
        if (answer) return answer
      }
      // Whoever asked is told that nothing came of it: so nothing may come of it later.
      return await store.withdrawCommand(commandId)
    } finally {
      passed.delete(commandId)
    }
  }

  /** What came to other workers for the displays of this one. */
  async function look(): Promise<void> {
    const byRoom = Map.groupBy(connections.keys(), (key) => MAX_UNANSWERED - of(key).length)
    for (const [room, keys] of byRoom) {
      // What waits is taken once something was answered, if it is not over by then.
      if (room <= 0) continue
      for (const { playerKey, commandId, message } of await store.takeCommands(keys, clock.wallMs(), room)) {
        askedHere(playerKey, commandId, message)
          .then((answer) => answer && store.answerCommand(commandId, answer))
          .catch(onFailure)
      }
    }
  }

  const stopLooking =
    soleWorker || beside ? async () => {} : repeatedly(clock, PASSED_LOOK_MS, look, onFailure)

  return {
    async command(owner, playerKey, command) {
      mustBeWithin(owner, 'control')
      const device = await ownDisplay(engine, owner, playerKey)
      if (!device.enabled) throw new BatonError('device.disabled')
      const isHere = beside ? device.online && beside.isThere() : connections.linkOf(playerKey) !== null
      if (!isHere && (beside || soleWorker || !device.online)) throw new BatonError('device.offline')
      if (!canDo(device.display, command)) throw new BatonError('display.cannot')
      if (isTooBright(device, command))
        throw new BatonError('display.quiet', { until: device.quiet?.until ?? null })
      if (unansweredOf(playerKey) >= MAX_UNANSWERED)
        throw new BatonError('limit.too-many', { retry_after_ms: answersWithinMs })
      const commandId = chance.uuid()
      const message = { command_id: commandId, ...command }
      const answer = await (isHere ? askedHere : toldElsewhere)(playerKey, commandId, message)
      if (!answer) throw new BatonError('display.no-answer')
      if (!answer.success) throw new BatonError('display.refused', { reason: answer.error })
      return { commandId }
    },

    tellHere(playerKey, command) {
      const commandId = chance.uuid()
      return toldHere(playerKey, commandId, { command_id: commandId, ...command }, false)
    },

    isAsked: (playerKey) => asked.has(playerKey),

    answered({ playerKey }, answer) {
      const one = waiting.get(answer.commandId)
      // Nobody answers for another.
      if (one?.playerKey !== playerKey) return false
      one.settle(answer)
      return true
    },

    [Symbol.asyncDispose]: stopLooking,
  }
}

function canDo({ commands, channels = [] }: DisplayView, command: DisplayCommand): boolean {
  if (!commands.includes(command.command)) return false
  return command.command !== 'play_channel' || command.channel !== 'playing' || channels.includes('playing')
}

/** Quiet hours hold whoever turns it up. */
function isTooBright({ quiet }: DeviceView, command: DisplayCommand): boolean {
  return command.command === 'set_brightness' && !!quiet?.holds && command.brightness > quiet.maxVolume
}

/** What is known of a display that has done this; null: nothing that it would not say itself. */
function doneBy(message: object): Partial<DisplayView> | null {
  const { command_id: _, ...told } = message as { readonly command_id: string }
  const command = DisplayCommand.safeParse(told).data
  switch (command?.command) {
    case 'play_channel':
      return { channel: command.channel }
    case 'show_artwork':
      return { channel: null }
    case 'set_brightness':
      // Somebody wants it to stay like this behind its quiet hours, too.
      return { brightnessAfter: null }
    default:
      return null
  }
}
