/** A person who may sign in. `roles` is a JSON array. */
export interface AccountUserTable {
  id: string
  household_id: string
  session_id: string
  username: string
  name_key: string
  roles: string
  password_hash: string
  created_at: number
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
}
