import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Accounts, SingleSignOn } from '#accounts'
import type { Engine, Library } from '#engine'

/** A group of the table of routes, and what answers each of them. */
export type RestRoutes = (parts: RestParts) => FastifyPluginAsync

export interface RestParts {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly library: Library
  readonly scan: ScanControl
  /** Ways to sign in beside the password; missing: none. */
  readonly signOn?: SignOn
}

/** What this door knows of the scan: it only starts, stops and shows it. */
export interface ScanControl {
  progress(householdId: HouseholdId): ScanProgress
  /** While one runs, this is kept for afterwards. `everything` reads also what has not changed. */
  start(householdId: HouseholdId, extent: 'changes' | 'everything'): void
  /** Nothing happens where none is running. */
  cancel(householdId: HouseholdId): void
}

/** Ways to sign in beside the password. */
export interface SignOn {
  readonly proxy?:
    | { readonly header: string; readonly trusted: readonly string[]; readonly mayCreate: boolean }
    | undefined
  readonly oidc?: { readonly provider: SingleSignOn; readonly mayCreate: boolean } | undefined
  /** Seals what a browser keeps meanwhile; the same on every worker. */
  readonly key: Uint8Array
}
