import type { DeviceId } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { DisplayStore, PassedAnswer } from '#engine'
import { chunks } from '../runtime/chunks.ts'
import { parsed } from '../runtime/script.ts'
import type { Tables } from '../tables/tables.ts'

/** A statement takes so many parameters on every engine. */
export const KEYS_AT_ONCE = 500
const KEPT_MS = 60_000

/** Commands on their way to the worker that a display is connected to, and what became of them. */
export function passedCommands(
  db: Kysely<Tables>,
): Pick<DisplayStore, 'passCommand' | 'takeCommands' | 'answerCommand' | 'answerOf' | 'withdrawCommand'> {
  return {
    passCommand: ({ commandId, playerKey, message }, at) =>
      db.transaction().execute(async (transaction) => {
        await transaction
          .deleteFrom('display_command')
          .where('at', '<', at - KEPT_MS)
          .execute()
        const text = JSON.stringify(message)
        await transaction
          .insertInto('display_command')
          .values({ id: commandId, player_key: playerKey, at, message: text, taken: 0, answer: null })
          .execute()
      }),

    async takeCommands(playerKeys, now, mostOfOne) {
      const taken = []
      for (const some of chunks(playerKeys, KEYS_AT_ONCE)) {
        const rows = await db
          .updateTable('display_command')
          .set({ taken: 1 })
          .where('id', 'in', (from) =>
            from
              .selectFrom(
                from
                  .selectFrom('display_command')
                  .select('id')
                  .select(sql<number>`row_number() over (partition by player_key order by at, id)`.as('nth'))
                  .where('player_key', 'in', some)
                  .where('taken', '=', 0)
                  .where('at', '>=', now - KEPT_MS)
                  .as('waiting'),
              )
              .select('waiting.id')
              .where('nth', '<=', mostOfOne),
          )
          .where('taken', '=', 0)
          .returning(['id', 'player_key', 'message'])
          .execute()
        taken.push(...rows)
      }
      return taken.map(({ id, player_key, message }) => ({
        commandId: id,
        playerKey: player_key as DeviceId,
        message: parsed<object>(message, () => 'a command'),
      }))
    },

    async answerCommand(commandId, answer) {
      const text = JSON.stringify(answer)
      await db.updateTable('display_command').set({ answer: text }).where('id', '=', commandId).execute()
    },

    async answerOf(commandId) {
      const row = await db
        .selectFrom('display_command')
        .select('answer')
        .where('id', '=', commandId)
        .executeTakeFirst()
      return answerIn(row)
    },

    async withdrawCommand(commandId) {
      const row = await db
        .deleteFrom('display_command')
        .where('id', '=', commandId)
        .returning('answer')
        .executeTakeFirst()
      return answerIn(row)
    },
  }
}

function answerIn(row: { readonly answer: string | null } | undefined): PassedAnswer | null {
  return row?.answer ? parsed<PassedAnswer>(row.answer, () => 'an answer') : null
}
