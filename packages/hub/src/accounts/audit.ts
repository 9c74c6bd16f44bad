// What an owner wants to know later: who came in, who was refused, who changed what. Names, addresses and secrets
// never get into it. What happens in floods is counted, so that nobody can write the log full.
import { createHash } from 'node:crypto'
import { BatonError, type HouseholdId } from '@baton/protocol'
import type { Chance, Clock } from '#engine'
import type { Audit, AuditNote } from './api/accounts.ts'
import { networkOf } from './network.ts'
import type { AuditStore } from './ports/audit.ts'

const ONE_ENTRY_MS = 10 * 60_000
/** Beyond that many sorts in ten minutes it is not told any more where they came from. */
const MAX_SORTS = 50
const KEPT_MS = 400 * 24 * 3_600_000
const MAX_KEPT = 20_000

export interface AuditParts {
  readonly store: AuditStore & { households(): Promise<readonly HouseholdId[]> }
  readonly clock: Clock
  readonly chance: Chance
  readonly key: Uint8Array
}

export function auditLog({ store, clock, chance, key }: AuditParts): Audit & { prune(): Promise<number> } {
  const sorts = { bucket: 0, seen: new Set<string>() }

  /** The same sort of flood within the same ten minutes gets the same id, and so the same row. */
  const floodOf = (note: AuditNote, at: number) => {
    const bucket = Math.floor(at / ONE_ENTRY_MS)
    if (sorts.bucket !== bucket) {
      sorts.bucket = bucket
      sorts.seen.clear()
    }
    const sort = idOf(note.householdId, note.kind, note.subjectId, note.network, bucket)
    if (sorts.seen.has(sort) || sorts.seen.size < MAX_SORTS) {
      sorts.seen.add(sort)
      return { id: sort, at: bucket * ONE_ENTRY_MS }
    }
    const anybody = { subjectId: null, signInId: null, network: null, details: { more: true } }
    return { id: idOf(note.householdId, note.kind, bucket), at: bucket * ONE_ENTRY_MS, ...anybody }
  }

  const note = (asked: AuditNote) => {
    const { floods = false, ...rest } = asked
    const at = clock.wallMs()
    return store.addAudit({
      id: chance.uuid(),
      at,
      actorId: null,
      subjectId: null,
      signInId: null,
      network: null,
      details: {},
      count: 1,
      ...rest,
      ...(floods && floodOf(asked, at)),
    })
  }

  return {
    note,
    async noteForInstallation(asked) {
      const [householdId, ...others] = await store.households()
      if (householdId !== undefined && others.length === 0) await note({ ...asked, householdId })
    },
    async page(owner, cursor, limit) {
      const items = await store.auditOf(owner.householdId, cursor === null ? null : placeOf(cursor), limit)
      const last = items.length === limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? `${last.at}-${last.id}` : null }
    },
    networkOf: (address) => networkOf(address, key),
    prune: () => store.pruneAudit(clock.wallMs() - KEPT_MS, MAX_KEPT),
  }
}

function idOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32)
}

function placeOf(cursor: string): { readonly at: number; readonly id: string } {
  const [, at, id] = /^(\d{1,15})-([\w-]{1,64})$/.exec(cursor) ?? []
  if (at === undefined || id === undefined) throw new BatonError('request.invalid', { cursor: 'is none' })
  return { at: Number(at), id }
}
