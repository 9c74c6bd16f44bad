// The REST door: each route parses, asks the engine, and formats. Rules in docs/protocol/rest-sse.md.
import type { FastifyPluginAsync } from 'fastify'
import { accountRoutes } from './accounts/account.ts'
import { auditRoutes } from './accounts/activity.ts'
import { linkRoutes } from './accounts/link.ts'
import { peopleRoutes } from './accounts/people.ts'
import { signInRoutes } from './accounts/sign-in.ts'
import { signOnRoutes } from './accounts/single-sign-on.ts'
import { tokenRoutes } from './accounts/tokens.ts'
import { boxRoutes } from './routes/box.ts'
import { deviceRoutes } from './routes/device.ts'
import { historyRoutes } from './routes/history.ts'
import { libraryRoutes } from './routes/library.ts'
import { playlistRoutes } from './routes/playlist.ts'
import { queueRoutes } from './routes/queue.ts'
import { quietHoursRoutes } from './routes/quiet-hours.ts'
import { sessionRoutes } from './routes/session.ts'
import { tagRoutes } from './routes/tag.ts'
import type { RestParts, RestRoutes } from './shared/rest-routes.ts'

/** Everything that a hub answers. */
export const REST_ROUTES: readonly RestRoutes[] = [
  accountRoutes,
  peopleRoutes,
  signInRoutes,
  tokenRoutes,
  linkRoutes,
  signOnRoutes,
  auditRoutes,
  sessionRoutes,
  queueRoutes,
  deviceRoutes,
  quietHoursRoutes,
  boxRoutes,
  libraryRoutes,
  playlistRoutes,
  historyRoutes,
  tagRoutes,
]

export function restDoor(
  parts: RestParts,
  answered: readonly RestRoutes[] = REST_ROUTES,
): FastifyPluginAsync {
  return async (app) => {
    for (const routes of answered) await app.register(routes(parts))
  }
}
