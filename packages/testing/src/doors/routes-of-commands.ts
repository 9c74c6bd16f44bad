import { randomUUID } from 'node:crypto'
import type { Command } from '@baton/protocol'
import type { Program, ServedHub } from '../worlds/http-world.ts'
import type { Operation } from './openapi-operations.ts'
import { samplesOf } from './sample.ts'

export type CommandType = Command['type']
export type RoutesOfCommands = ReadonlyMap<CommandType, readonly Operation[]>

/** What one request led to inside. */
export interface Led {
  readonly operation: Operation
  readonly executed: readonly CommandType[]
  /** The classes that it was counted in. */
  readonly counted: readonly string[]
}

/** They would end the sign-in that tries. */
const ENDING = ['/signout', '/revoke-token']

/**
 * Tries every route with a full sign-in and looks at what the engine is asked for: which command, and which counts. Each
 * route is tried with different bodies, until one is good enough to be executed.
 */
export async function tryRoutes(
  hub: ServedHub,
  program: Program,
  operations: readonly Operation[],
): Promise<readonly Led[]> {
  const executed: CommandType[] = []
  const counted: string[] = []
  const { executeAndShow } = hub.engine
  const { count } = hub.engine.rates
  hub.engine.executeAndShow = (principal, command, commandId) => {
    executed.push(command.type)
    return executeAndShow(principal, command, commandId)
  }
  hub.engine.rates.count = (rateClass, who) => {
    counted.push(`${rateClass} of ${who}`)
    return count(rateClass, who)
  }
  const led: Led[] = []
  for (const operation of operations.filter(({ path }) => !ENDING.includes(path))) {
    for (const body of operation.body ? samplesOf(operation.body) : [undefined]) {
      executed.length = 0
      counted.length = 0
      await program.ask(pathOf(operation, hub), {
        method: operation.method,
        ...(body !== undefined && { body }),
      })
      led.push({ operation, executed: [...executed], counted: [...counted] })
      if (executed.length > 0) break
    }
  }
  hub.engine.executeAndShow = executeAndShow
  hub.engine.rates.count = count
  return led
}

export function routesOfCommands(led: readonly Led[]): RoutesOfCommands {
  const routes = new Map<CommandType, Operation[]>()
  for (const { operation, executed } of led) {
    for (const type of executed) {
      const present = routes.get(type) ?? []
      if (!present.includes(operation)) routes.set(type, [...present, operation])
    }
  }
  return routes
}

/** One's own session where the path names a session; everything else in it belongs to nobody. */
export function pathOf({ path }: Operation, { owner }: Pick<ServedHub, 'owner'>): string {
  const own = path.replace('/sessions/{id}', `/sessions/${owner.sessionId}`)
  return own.replace(/\{\w+\}/g, () => randomUUID())
}
