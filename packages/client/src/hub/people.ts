import {
  type AuditPage,
  auditEndpoints,
  type Member,
  peopleEndpoints,
  type ResetCode,
  type Role,
  type SignIn,
  type UserId,
} from '@baton/protocol'
import type { Calls } from './calls.ts'

export type { AuditEntry, AuditPage, Limits, Member, Role } from '@baton/protocol'

/** The people of the household, for an owner. Everybody may read who they are: `Hub.members`. */
export interface People {
  /** What is left out stays as it is. Limits are for listeners. */
  change(userId: UserId, change: MemberChange): Promise<Member>
  /** With sign-ins, devices, likes and history. */
  remove(userId: UserId): Promise<void>
  /** A code for `Hub.resetPassword`; the one before it is good no more. */
  resetCode(userId: UserId): Promise<ResetCode>
  signIns(userId: UserId): Promise<readonly SignIn[]>
  endSignIn(userId: UserId, signInId: string): Promise<void>
  /** What happened to accounts, newest first. */
  audit(request?: { readonly limit?: number; readonly cursor?: string }): Promise<AuditPage>
}

export interface MemberChange {
  readonly role?: Role
  /** Null: as loud as the devices get. */
  readonly maxVolume?: number | null
  readonly mayAddDevices?: boolean
}

export function people({ read, once }: Calls): People {
  const of = (userId: UserId) => ({ params: { id: userId } })
  return {
    change: (userId, { role, maxVolume, mayAddDevices }) =>
      once(peopleEndpoints.change, {
        ...of(userId),
        body: {
          ...(role !== undefined && { role }),
          ...(maxVolume !== undefined && { max_volume: maxVolume }),
          ...(mayAddDevices !== undefined && { may_add_devices: mayAddDevices }),
        },
      }),
    remove: async (userId) => void (await once(peopleEndpoints.remove, of(userId))),
    resetCode: (userId) => once(peopleEndpoints.resetCode, { ...of(userId), body: {} }),
    signIns: (userId) => read(peopleEndpoints.signIns, of(userId)),
    endSignIn: async (userId, signInId) =>
      void (await once(peopleEndpoints.endSignIn, { params: { id: userId, sign_in_id: signInId } })),
    audit: ({ limit = 50, cursor } = {}) => read(auditEndpoints.page, { query: { limit, cursor } }),
  }
}
