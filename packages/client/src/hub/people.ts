import type { UserId } from '@baton/protocol'
import type { AuditPage, Member, Role, SignIn } from './documents.ts'
import type { Line } from './request.ts'

/** The people of the household, for an owner. Everybody may read who they are: `Hub.members`. */
export interface People {
  /** What is left out stays as it is. Limits are for listeners. */
  change(userId: UserId, change: MemberChange): Promise<Member>
  /** With sign-ins, devices, likes and history. */
  remove(userId: UserId): Promise<void>
  /** A code for `Hub.resetPassword`; the one before it is good no more. */
  resetCode(userId: UserId): Promise<{ readonly code: string; readonly expiresAt: number }>
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

const READ_WITHIN_MS = 10_000

export function people(wire: Line): People {
  const read = <T>(path: string) => wire.patiently({ path }, READ_WITHIN_MS) as Promise<T>
  const pathOf = (userId: UserId) => `/users/${encodeURIComponent(userId)}`
  return {
    change: async (userId, { role, maxVolume, mayAddDevices }) => {
      const body = {
        ...(role !== undefined && { role }),
        ...(maxVolume !== undefined && { max_volume: maxVolume }),
        ...(mayAddDevices !== undefined && { may_add_devices: mayAddDevices }),
      }
      return (await wire.once({ method: 'PATCH', path: pathOf(userId), body })) as Member
    },
    remove: async (userId) => void (await wire.once({ method: 'DELETE', path: pathOf(userId) })),
    resetCode: async (userId) =>
      (await wire.once({ method: 'POST', path: `${pathOf(userId)}/reset`, body: {} })) as {
        code: string
        expiresAt: number
      },
    signIns: (userId) => read(`${pathOf(userId)}/sign-ins`),
    endSignIn: async (userId, signInId) =>
      void (await wire.once({
        method: 'DELETE',
        path: `${pathOf(userId)}/sign-ins/${encodeURIComponent(signInId)}`,
      })),
    audit: ({ limit = 50, cursor } = {}) =>
      read(
        `/audit?${new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) })}`,
      ),
  }
}
