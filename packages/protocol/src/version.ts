import { z } from 'zod'
import { Command } from './commands.ts'
import { ERRORS } from './errors.ts'
import { BatonEvent } from './events.ts'
import { Cursor } from './frames.ts'
import { Receipt } from './receipts.ts'
import { componentSchemas, routeSchemas } from './rest/describe.ts'
import { Beacon, RoomState } from './rooms.ts'

/** Raised with every change of the words that a client of the former version would not understand or would miss. */
export const PROTOCOL_VERSION = 1

/** Everything that goes over a wire, as JSON schemas: what the version stands for, and what other languages check against. */
export function wireSchemas(): Readonly<Record<string, object>> {
  return {
    command: z.toJSONSchema(Command, { io: 'input' }),
    event: z.toJSONSchema(BatonEvent),
    roomState: z.toJSONSchema(RoomState),
    beacon: z.toJSONSchema(Beacon),
    cursor: z.toJSONSchema(Cursor),
    receipt: z.toJSONSchema(Receipt),
    routes: routeSchemas(),
    components: componentSchemas(),
    errors: Object.fromEntries(
      Object.entries(ERRORS).map(([code, { kind, retry }]) => [code, { kind, retry }]),
    ),
  }
}
