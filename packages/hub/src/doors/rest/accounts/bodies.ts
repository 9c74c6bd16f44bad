// What the routes about accounts are sent.
import { DisplayName, VisibleText } from '@baton/protocol'
import { z } from 'zod'
import { ROLES, SCOPES } from '#engine'
import { event } from '../shared/bodies.ts'

const MAX_PASSWORD_LENGTH = 1_024
const MAX_USERNAME_LENGTH = 64
const MAX_TOKEN_LENGTH = 500
const MAX_KEY_DAYS = 3_650

const username = VisibleText.max(MAX_USERNAME_LENGTH)
const password = z.string().min(1).max(MAX_PASSWORD_LENGTH)
const role = z.enum(ROLES)
const scopes = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length)

export const SignInBody = z.strictObject({ username, password, ...event })
export const SetupBody = z.strictObject({
  code: z.string().max(MAX_TOKEN_LENGTH),
  username,
  password,
  ...event,
})
export const MemberBody = z.strictObject({ username, password, role: role.optional(), ...event })

export const RenameBody = z.strictObject({ username, ...event })
export const PasswordBody = z.strictObject({
  former: password.describe('The present password.'),
  password,
  ...event,
})
export const RightsBody = z.strictObject({
  role: role.optional(),
  max_volume: z.int().min(0).max(100).nullish().describe('Of a listener; null: as loud as devices do.'),
  may_add_devices: z.boolean().optional().describe('Of a listener.'),
  ...event,
})
export const ResetBody = z.strictObject({ code: z.string().max(MAX_TOKEN_LENGTH), password, ...event })
export const KeyBody = z.strictObject({
  name: DisplayName,
  kind: z.enum(['key', 'app-password']).default('key'),
  scopes: scopes.default(['read', 'control']),
  expires_in_days: z.int().min(1).max(MAX_KEY_DAYS).nullish().describe('Missing or null: never.'),
  ...event,
})

/** Forms, as OAuth writes them; fields that Baton has no use for are allowed. */
export const TokenForm = z.object({
  grant_type: z.string().max(100).default('password'),
  username: z.string().max(MAX_USERNAME_LENGTH).optional(),
  password: z.string().max(MAX_PASSWORD_LENGTH).optional(),
  refresh_token: z.string().max(MAX_TOKEN_LENGTH).optional(),
  device_code: z.string().max(MAX_TOKEN_LENGTH).optional(),
})
export const RevokeForm = z.object({ token: z.string().max(MAX_TOKEN_LENGTH).optional() })
export const DeviceAuthorizationForm = z.object({
  client_id: z.string().max(MAX_TOKEN_LENGTH).optional().describe('Taken for the name where there is none.'),
  client_name: DisplayName.optional().describe('What the person is shown who is to approve.'),
  scope: z
    .string()
    .max(100)
    .default('read control')
    .describe(`Of ${SCOPES.join(', ')}, parted by blanks.`),
})
