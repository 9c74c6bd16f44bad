// Ways in, through each of which a command and a room can be tried with the scopes of a key. A new door is one more.
import { COMMAND_RIGHTS, Command, ErrorCode, type Room, type Scope } from '@baton/protocol'
import { z } from 'zod'
import type { ServedHub } from '../worlds/http-world.ts'
import { type CommandType, pathOf, type RoutesOfCommands } from './routes-of-commands.ts'
import { type JsonSchema, sampleOf } from './sample.ts'

export const COMMAND_TYPES = Object.keys(COMMAND_RIGHTS) as readonly CommandType[]

export interface ScopedDoor {
  readonly name: string
  /** What the command was refused with, by each way in that the door has for it; null: it was not. */
  send(type: CommandType, scopes: readonly Scope[]): Promise<readonly (ErrorCode | null)[]>
  follow(room: Room, scopes: readonly Scope[]): Promise<ErrorCode | null>
}

/** Whoever writes the next door calls the engine like this. */
export function engineDoor({ engine, owner }: ServedHub): ScopedDoor {
  return {
    name: 'engine',
    async send(type, scopes) {
      const receipt = await engine.execute({ ...owner, scopes }, commandOf(type, owner))
      return [receipt.outcome === 'rejected' ? receipt.code : null]
    },
    async follow(room, scopes) {
      const principal = { ...owner, scopes }
      try {
        for await (const _ of engine.follow({ principal, rooms: [room], signal: AbortSignal.abort() }).frames)
          break
        return null
      } catch (error) {
        return codeIn({ error })
      }
    },
  }
}

export async function restDoor(hub: ServedHub, routes: RoutesOfCommands): Promise<ScopedDoor> {
  const keys = new Map<string, Promise<string>>()
  const keyOf = (scopes: readonly Scope[]): Promise<string> => {
    const name = scopes.join(' ')
    const key = { name: `of ${name}`, kind: 'key', scopes, expiresInDays: null } as const
    const made = keys.get(name) ?? hub.accounts.signIns.newKey(hub.owner, key).then(({ secret }) => secret)
    keys.set(name, made)
    return made
  }
  return {
    name: 'REST',
    async send(type, scopes) {
      const token = await keyOf(scopes)
      const codes: (ErrorCode | null)[] = []
      for (const operation of routes.get(type) ?? []) {
        const { method } = operation
        const body = operation.body ? sampleOf(operation.body) : undefined
        const answer = await hub.ask(pathOf(operation, hub), {
          method,
          token,
          ...(body !== undefined && { body }),
        })
        codes.push(codeIn(answer.json))
      }
      return codes
    },
    async follow(room, scopes) {
      const stop = new AbortController()
      const answer = await fetch(`${hub.baseUrl}/events?rooms=${room}`, {
        headers: { authorization: `Bearer ${await keyOf(scopes)}` },
        signal: stop.signal,
      })
      if (answer.status !== 200) return codeIn(await answer.json())
      stop.abort()
      return null
    },
  }
}

const COMMANDS = z.toJSONSchema(Command, { io: 'input' }) as JsonSchema

function commandOf(type: CommandType, { sessionId }: ServedHub['owner']): Command {
  const schema = COMMANDS.oneOf?.find(({ properties }) => properties?.type?.const === type)
  if (!schema) throw new Error(`The protocol has no schema of ${type}`)
  return Command.parse(sampleOf(schema, { sessionId }))
}

function codeIn(document: unknown): ErrorCode | null {
  const { error } = document as { readonly error?: { readonly code?: unknown } }
  return error === undefined ? null : ErrorCode.parse(error.code)
}
