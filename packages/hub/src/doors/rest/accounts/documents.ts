// What the routes about accounts answer. Keys are our own; on the wire they are the door's words.
import { DeviceId, HouseholdId, Instant, SessionId, UserId } from '@baton/protocol'
import { z } from 'zod'
import { ROLES, SCOPES } from '#engine'

const Scopes = z.array(z.enum(SCOPES))
const Limits = z
  .object({ maxVolume: z.int().nullable(), mayAddDevices: z.boolean() })
  .describe('What a listener is held to.')

export const Member = z.object({
  userId: UserId,
  username: z.string(),
  roles: z.array(z.enum(ROLES)),
  limits: Limits,
})
export const Me = Member.extend({
  sessionId: SessionId,
  householdId: HouseholdId,
  scopes: Scopes.nullable().describe('Null: everything that the user may do.'),
  deviceId: DeviceId.nullable(),
})
export const SignInDocument = z.object({
  signInId: z.uuid(),
  kind: z.enum(['browser', 'program', 'app-password', 'key', 'linked']),
  name: z.string().nullable(),
  deviceName: z.string().nullable(),
  scopes: Scopes.nullable(),
  network: z
    .string()
    .describe(
      'Where it began: `this-machine`, `local`, `elsewhere` or `unknown`, and a mark instead of the address.',
    ),
  createdAt: Instant,
  lastUsedAt: Instant.describe('At most ten minutes late.'),
  expiresAt: Instant.nullable(),
  current: z.boolean(),
})
export const KeyDocument = z.object({
  secret: z.string().describe('Shown this once.'),
  signIn: SignInDocument,
})
export const ResetDocument = z.object({
  code: z.string().describe('For `POST /password-reset`, once.'),
  expiresAt: Instant,
})
export const EndedDocument = z.object({ ended: z.int() })
export const TokenDocument = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('bearer'),
  expires_in: z.int(),
  scope: z.string().optional(),
})
export const OAuthRefusal = z
  .object({
    error: z.enum(['authorization_pending', 'slow_down', 'expired_token', 'access_denied']),
    error_description: z.string(),
  })
  .describe('How RFC 8628 says that there is no token yet, or that there will be none.')
export const DeviceAuthorizationDocument = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  verification_uri_complete: z.string(),
  expires_in: z.int(),
  interval: z.int(),
})
export const LinkDocument = z.object({
  userCode: z.string(),
  name: z.string(),
  scopes: Scopes,
  network: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
})
export const AuditDocument = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: Instant,
      kind: z.string(),
      actorId: UserId.nullable(),
      subjectId: UserId.nullable(),
      signInId: z.string().nullable(),
      network: z.string().nullable(),
      count: z.int(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
  nextCursor: z.string().nullable(),
})
