// What several bodies about accounts share.
import { z } from 'zod'
import { ROLES } from '../../values/role.ts'
import { SCOPES } from '../../values/scope.ts'
import { VisibleText } from '../../values/text.ts'

export const MAX_USERNAME_LENGTH = 64
export const MAX_PASSWORD_LENGTH = 1_024
/** Of codes and tokens that somebody shows. */
export const MAX_TOKEN_LENGTH = 500

export const username = VisibleText.max(MAX_USERNAME_LENGTH)
export const password = z.string().min(1).max(MAX_PASSWORD_LENGTH)
export const role = z.enum(ROLES)
export const scope = z.enum(SCOPES)
