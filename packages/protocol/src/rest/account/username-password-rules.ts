// How short and how long a name to sign in with and a password may be.
import { z } from 'zod'
import { VisibleText } from '../../values/text.ts'

export const MAX_USERNAME_LENGTH = 64
/** In letters as people count them. Asked of a new password only: what is shorter is refused as `auth.weak-password`. */
export const MIN_PASSWORD_LENGTH = 8
export const MAX_PASSWORD_LENGTH = 1_024

export const username = VisibleText.max(MAX_USERNAME_LENGTH)
export const password = z.string().min(1).max(MAX_PASSWORD_LENGTH)
