import type { Scope, UserId } from '@baton/protocol'

/** What asks to be let in: a program of whoever approves, or a box of the household. */
export type ClientKind = 'program' | 'box'

/** A program asks to be let in: RFC 8628. */
export interface DeviceCode {
  /** What the program holds, as its sha256. */
  readonly codeHash: string
  /** What the person types. */
  readonly userCode: string
  readonly name: string
  readonly kind: ClientKind
  readonly scopes: readonly Scope[]
  readonly network: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly polledAt: number
  readonly intervalMs: number
  readonly verdict: 'pending' | 'approved' | 'denied'
  /** Who decided. */
  readonly userId: UserId | null
}

export interface DeviceCodeStore {
  /** False: `most` are waiting already, or the user code is in use. */
  putDeviceCode(code: DeviceCode, most: number): Promise<boolean>
  deviceCode(codeHash: string): Promise<DeviceCode | null>
  deviceCodeByUserCode(userCode: string): Promise<DeviceCode | null>
  notePoll(codeHash: string, at: number, intervalMs: number): Promise<void>
  /** False: it was decided already, or is not there. */
  decideDeviceCode(
    userCode: string,
    userId: UserId,
    verdict: 'approved' | 'denied',
    at: number,
  ): Promise<boolean>
  /** Takes an approved code away, once: true for one caller only. */
  takeDeviceCode(codeHash: string): Promise<boolean>
}
