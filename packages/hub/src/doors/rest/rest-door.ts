// The REST door: each route parses, asks the engine, and formats. Rules in docs/protocol/rest-sse.md.
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Accounts } from '#accounts'
import type { Engine, Library } from '#engine'
import { accountRoutes } from './accounts/account.ts'
import { auditRoutes } from './accounts/activity.ts'
import { linkRoutes } from './accounts/link.ts'
import { peopleRoutes } from './accounts/people.ts'
import { signInRoutes } from './accounts/sign-in.ts'
import { type SignOn, signOnRoutes } from './accounts/single-sign-on.ts'
import { tokenRoutes } from './accounts/tokens.ts'
import { deviceRoutes } from './routes/device.ts'
import { historyRoutes } from './routes/history.ts'
import { libraryRoutes } from './routes/library.ts'
import { playlistRoutes } from './routes/playlist.ts'
import { queueRoutes } from './routes/queue.ts'
import { sessionRoutes } from './routes/session.ts'

/** What this door knows of the scan: it only starts, stops and shows it. */
export interface ScanControl {
  progress(householdId: HouseholdId): ScanProgress
  /** While one runs, this is kept for afterwards. */
  start(householdId: HouseholdId): void
  /** Nothing happens where none is running. */
  cancel(householdId: HouseholdId): void
}

export interface RestParts {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly library: Library
  readonly scan: ScanControl
  /** Ways to sign in beside the password; missing: none. */
  readonly signOn?: SignOn
}

/** A group of the table of routes, and what answers each of them. */
export type RestRoutes = (parts: RestParts) => FastifyPluginAsync

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
  libraryRoutes,
  playlistRoutes,
  historyRoutes,
]

export function restDoor(
  parts: RestParts,
  answered: readonly RestRoutes[] = REST_ROUTES,
): FastifyPluginAsync {
  return async (app) => {
    for (const routes of answered) await app.register(routes(parts))
  }
}
