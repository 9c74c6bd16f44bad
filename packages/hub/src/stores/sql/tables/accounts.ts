import type { ColumnType } from 'kysely'

type Defaulted<T> = ColumnType<T, T | undefined, T>

/** A person who may sign in. `roles` is a JSON array, `limits` an object. Whoever was removed has no name any more. */
export interface AccountUserTable {
  id: string
  household_id: string
  session_id: string
  username: string
  name_key: string
  roles: string
  password_hash: string
  created_at: number
  limits: Defaulted<string>
  removed_at: Defaulted<number | null>
  /** 1 of a box, 0 of a person. */
  is_box: Defaulted<number>
}

/** Whom a provider of single sign-on means. */
export interface AccountIdentityTable {
  issuer: string
  subject: string
  user_id: string
  at: number
}

/** `scopes` is a JSON array; null: everything. */
export interface AccountSignInTable {
  family_id: string
  user_id: string
  kind: string
  name: string | null
  scopes: string | null
  network: string
  created_at: number
  last_used_at: number
}

/** One secret of one sign-in; the family is the sign-in. A revoked secret has no row. */
export interface AccountCredentialTable {
  secret_hash: string
  family_id: string
  user_id: string
  kind: string
  device_id: string | null
  created_at: number
  expires_at: number
  used_at: number | null
}

/** Tells the other workers which sign-ins have ended. */
export interface AccountRevocationTable {
  family_id: string
  at: number
}

/** Tells the other workers whose name, role or limits have changed. */
export interface AccountChangeTable {
  user_id: string
  at: number
}

export interface AccountResetTable {
  user_id: string
  code_hash: string
  expires_at: number
}

export interface AccountDeviceCodeTable {
  code_hash: string
  user_code: string
  name: string
  /** `program` or `box`. */
  client_kind: Defaulted<string>
  /** A JSON array. */
  scopes: string
  network: string
  created_at: number
  expires_at: number
  polled_at: number
  interval_ms: number
  verdict: string
  user_id: string | null
}

/** `details` is a JSON object. */
export interface AccountAuditTable {
  id: string
  household_id: string
  at: number
  kind: string
  actor_id: string | null
  subject_id: string | null
  sign_in_id: string | null
  network: string | null
  count: number
  details: string
}

/** At most one row: the code that counts until there is an owner. */
export interface AccountSetupTable {
  id: number
  code_hash: string
  at: number
}

export interface AccountTables {
  account_user: AccountUserTable
  account_credential: AccountCredentialTable
  account_revocation: AccountRevocationTable
  account_setup: AccountSetupTable
  account_identity: AccountIdentityTable
  account_sign_in: AccountSignInTable
  account_change: AccountChangeTable
  account_reset: AccountResetTable
  account_device_code: AccountDeviceCodeTable
  account_audit: AccountAuditTable
}
