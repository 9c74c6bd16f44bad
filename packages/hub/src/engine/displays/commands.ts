import { BatonError, type DeviceId } from '@baton/protocol'
import type { DisplayAnswer, DisplayConnections, Displays } from '../api/displays.ts'
import { mustBeWithin } from '../api/principal.ts'
import type { Chance, Clock } from '../ports/clock.ts'
import type { RunningConnections } from './connections.ts'
import type { DisplayEngine } from './displays.ts'

/** So long a display may take to say what became of a command. */
export const ANSWERS_WITHIN_MS = 5_000
/** So many answers of one display are waited for at one time. */
export const MAX_UNANSWERED = 16

export interface DisplayCommandsParts {
  readonly engine: DisplayEngine
  readonly connections: Pick<RunningConnections, 'linkOf' | 'onOver'>
  readonly clock: Pick<Clock, 'after'>
  readonly chance: Pick<Chance, 'uuid'>
}

interface Waiting {
  readonly playerKey: DeviceId
  /** Null: none will come. */
  settle(answer: DisplayAnswer | null): void
}

/** Tells displays what to do, and waits for what they say. */
export function displayCommands({
  engine,
  connections,
  clock,
  chance,
}: DisplayCommandsParts): Pick<Displays, 'command'> & Pick<DisplayConnections, 'answered'> {
  const waiting = new Map<string, Waiting>()
  const of = (playerKey: DeviceId) => [...waiting.values()].filter((one) => one.playerKey === playerKey)
  connections.onOver((playerKey) => {
    for (const one of of(playerKey)) one.settle(null)
  })

  return {
    async command(owner, playerKey, command) {
      mustBeWithin(owner, 'control')
      const device = (await engine.devices({ ...owner, scopes: null })).find(
        ({ deviceId }) => deviceId === playerKey,
      )
      if (!device?.display) throw new BatonError('device.not-found')
      if (!device.enabled) throw new BatonError('device.disabled')
      const link = connections.linkOf(playerKey)
      if (!link) throw new BatonError('device.offline')
      if (!device.display.commands.includes(command.command)) throw new BatonError('display.cannot')
      if (of(playerKey).length >= MAX_UNANSWERED)
        throw new BatonError('limit.too-many', { retry_after_ms: ANSWERS_WITHIN_MS })
      const commandId = chance.uuid()
      const answer = await new Promise<DisplayAnswer | null>((resolve) => {
        const cancel = clock.after(ANSWERS_WITHIN_MS, () => settle(null))
        const settle = (settled: DisplayAnswer | null) => {
          cancel()
          waiting.delete(commandId)
          resolve(settled)
        }
        waiting.set(commandId, { playerKey, settle })
        if (!link.tell({ command_id: commandId, ...command })) settle(null)
      })
      if (!answer) throw new BatonError('display.no-answer')
      if (!answer.success) throw new BatonError('display.refused', { reason: answer.error })
      return { commandId }
    },

    answered({ playerKey }, answer) {
      const one = waiting.get(answer.commandId)
      // Nobody answers for another.
      if (one?.playerKey === playerKey) one.settle(answer)
    },
  }
}
