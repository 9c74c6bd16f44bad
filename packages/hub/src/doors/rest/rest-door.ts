// The REST door: each route parses, asks the engine, and formats. Rules in docs/protocol/rest-sse.md.
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { Accounts, CoverFiles, Engine, LibraryStore } from '#engine'
import { accountRoutes } from './account-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { deviceRoutes } from './device-routes.ts'
import { historyRoutes } from './history-routes.ts'
import { libraryRoutes } from './library-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { playlistRoutes } from './playlist-routes.ts'
import { queueRoutes } from './queue-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { signInRoutes } from './sign-in-routes.ts'
import { type SignOn, signOnRoutes } from './sign-on-routes.ts'
import { tokenRoutes } from './token-routes.ts'

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
  readonly library: LibraryStore
  readonly covers: CoverFiles
  readonly scan: ScanControl
  /** Ways to sign in beside the password; missing: none. */
  readonly signOn?: SignOn
}

export type RestRoutes = (parts: RestParts) => FastifyPluginAsyncZod

const ROUTES: readonly RestRoutes[] = [
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

export function restDoor(parts: RestParts): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onRoute', (route) => {
      route.config = { limitClass: 'read', access: 'signed-in', ...route.config }
    })
    for (const routes of ROUTES) {
      await app.register(routes(parts))
    }
  }
}
