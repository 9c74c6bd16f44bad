import type { Command, HouseholdId, Receipt, Room } from '@baton/protocol'
import type { CommandLike } from '#domain'
import type { Principal } from './principal.ts'

type Accepted = Extract<Receipt, { readonly outcome: 'accepted' }>

/**
 * What is kept up to date for whoever is about to read it. Whoever keeps it is asked before and told afterwards; null:
 * there is nothing to wait for. What is waited for ends soon, and never rejects: then what is there is read.
 */
export interface Upkeep {
  /** Before it is decided, by what it reads. Not asked where the scope or the rate refuses it. */
  beforeCommand(principal: Principal, command: Command): Promise<void> | null
  /** Resolved: what it was about is to be read again. */
  afterCommand(principal: Principal, command: Command, receipt: Accepted): Promise<void> | null
  beforeReading(principal: Principal, room: Room): Promise<void> | null
  /** The hub has told itself this, and it was accepted. */
  afterOwnCommand(householdId: HouseholdId, command: CommandLike): void
  libraryChanged(householdId: HouseholdId): void
}
