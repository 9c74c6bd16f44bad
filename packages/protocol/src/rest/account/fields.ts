// What several bodies about accounts share, beside the name and the password.
import { z } from 'zod'
import { ROLES } from '../../values/role.ts'
import { SCOPES } from '../../values/scope.ts'

/** Of codes and tokens that somebody shows. */
export const MAX_TOKEN_LENGTH = 500

export const role = z.enum(ROLES)
export const scope = z.enum(SCOPES)

/** What asks to be let in by a short code. */
export const ClientKind = z.enum(['program', 'box'])
